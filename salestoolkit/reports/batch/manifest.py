"""What a run of a batch came to, for programs: `manifest.json`."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

from salestoolkit.reports.batch.planned import PlannedReport, Status

FORMAT = "salestoolkit/batch/1"
NAME = "manifest.json"
INDEX = "index.html"
FAILED = "failed"
LONGEST_NAME = 200
"""Bytes of a file's name; file systems end at 255, and whoever copies a file adds to it."""


@dataclass(frozen=True, kw_only=True)
class PageFile:
    """A file of a report: its format, its name in the run's folder, its size and its digest."""

    format: str
    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A report of a run: what was planned, what became of it, and its key figures.

    ``files`` are those of the last good page where the report failed or was not chosen; ``made_at`` and
    ``fingerprint`` are always theirs. ``partial`` is the notebook of a report that failed, as far as it
    went. ``notice`` is what stands above its page, ``as_of`` the day that it is about. ``scope`` is
    what its ``figures`` are about (currency, pipeline, period), ``small`` whether the page says that
    they rest on few deals. ``then`` is its status in the run compared with (``absent`` where it was not
    in it, None where there is no such run), ``week_ago`` the values that its figures had there, as far
    as they are comparable.
    """

    key: str
    label: str
    stem: str
    notebook: str
    kind: str | None
    language: str
    values: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    for_leader: bool = False
    status: Status = "missing"
    files: tuple[PageFile, ...] = ()
    fingerprint: str | None = None
    made_at: datetime | None = None
    seconds: float = 0.0
    tries: int = 0
    error: Mapping[str, str] | None = None
    partial: str | None = None
    title: str = ""
    headline: str = ""
    notice: str = ""
    as_of: str | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)
    scope: Mapping[str, Any] = field(default_factory=dict)
    small: bool = False
    then: str | None = None
    week_ago: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.status not in get_args(Status):
            raise ValueError(f"status {self.status!r}")

    def has(self, formats: Sequence[str]) -> bool:
        """Whether it has a file of each format."""
        return set(formats) <= {file.format for file in self.files}

    def named(self, report: PlannedReport) -> Entry:
        """The same pages under the names that they have in a plan, in its formats."""
        return replace(
            self,
            **planned_fields(report),
            files=tuple(
                replace(file, name=file_name(report.stem, file.format))
                for file in self.files
                if file.format in report.formats
            ),
        )


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A whole run: when, of what, about which day, and its reports in the order of the plan."""

    run: str
    started: datetime
    finished: datetime
    language: str
    version: str
    as_of: date | None = None
    batch: str = ""
    batch_sha256: str | None = None
    compared_with: Mapping[str, str] | None = None
    gone: tuple[Mapping[str, str], ...] = ()
    edited: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    reports: tuple[Entry, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many reports there are, and of each status."""
        found = Counter(entry.status for entry in self.reports)
        return {"reports": len(self.reports), **{one: found[one] for one in get_args(Status)}}

    def entry(self, key: str) -> Entry | None:
        """The report with this key."""
        return next((entry for entry in self.reports if entry.key == key), None)


def planned_fields(report: PlannedReport) -> dict[str, Any]:
    """What a plan says of a report, as an entry says it."""
    return {
        "key": report.key,
        "label": report.label,
        "stem": report.stem,
        "notebook": report.notebook.name,
        "kind": report.kind,
        "language": report.language,
        "values": dict(report.values),
        "parameters": dict(report.parameters),
        "for_leader": report.for_leader,
    }


def file_name(stem: str, format: str) -> str:
    """Name of a report's file, short enough for every file system.

    Examples
    --------
    >>> file_name("funnel_audit_all_en", "html")
    'funnel_audit_all_en.html'
    >>> len(file_name("ż" * 300, "html").encode())
    200
    """
    name = f"{stem}.{format}".replace("/", "-").replace("\\", "-").replace("\0", "-")
    if len(name.encode()) <= LONGEST_NAME:
        return name
    from salestoolkit.reports.names import digest

    ending = f"_{digest(stem)}.{format}"
    start = name.encode()[: LONGEST_NAME - len(ending.encode())].decode(errors="ignore")
    return start + ending


def entry_json(entry: Entry) -> dict[str, Any]:
    """An entry as JSON says it."""
    return {
        **{item.name: getattr(entry, item.name) for item in fields(Entry)},
        "files": [dict(vars(file)) for file in entry.files],
        "made_at": _moment(entry.made_at),
    }


def read_entry(found: Mapping[str, Any]) -> Entry:
    """An entry from JSON; ValueError, KeyError or TypeError where it is none."""
    made_at = found["made_at"]
    return Entry(
        **{
            **found,
            "files": tuple(PageFile(**file) for file in found["files"]),
            "made_at": None if made_at is None else datetime.fromisoformat(made_at),
        }
    )


def manifest_text(manifest: Manifest) -> str:
    """A manifest as the text of its file."""
    said = {
        "format": FORMAT,
        **{item.name: getattr(manifest, item.name) for item in fields(Manifest)},
        "started": _moment(manifest.started),
        "finished": _moment(manifest.finished),
        "as_of": None if manifest.as_of is None else manifest.as_of.isoformat(),
        "counts": manifest.counts,
        "reports": [entry_json(entry) for entry in manifest.reports],
    }
    return json.dumps(said, ensure_ascii=False, indent=1, default=str) + "\n"


def read_manifest(path: Path) -> Manifest | None:
    """The manifest in a file; None where there is none, or none of ours."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found.pop("format") != FORMAT:
            return None
        del found["counts"]
        as_of = found["as_of"]
        return Manifest(
            **{
                **found,
                "started": datetime.fromisoformat(found["started"]),
                "finished": datetime.fromisoformat(found["finished"]),
                "as_of": None if as_of is None else date.fromisoformat(as_of),
                **{name: tuple(found[name]) for name in ("gone", "edited", "notices")},
                "reports": tuple(read_entry(entry) for entry in found["reports"]),
            }
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
