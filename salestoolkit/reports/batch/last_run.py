"""The last whole run: what of it still holds, and how its pages are carried over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from salestoolkit.reports.batch.edited import file_digest, is_whole
from salestoolkit.reports.batch.manifest import (
    NAME,
    Entry,
    Manifest,
    PageFile,
    planned_fields,
    read_manifest,
)
from salestoolkit.reports.batch.planned import PlannedReport


@dataclass(frozen=True)
class Settled:
    """A report of a run that ends: its entry, and from where its files come."""

    entry: Entry
    sources: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class LastRun:
    """The folder of the last whole run, or None before the first one."""

    folder: Path | None

    @cached_property
    def manifest(self) -> Manifest | None:
        """What it came to; None where there is none that can be read."""
        return None if self.folder is None else read_manifest(self.folder / NAME)

    def entry(self, key: str) -> Entry | None:
        """A report of it."""
        return self._entries.get(key)

    def unchanged(self, report: PlannedReport) -> Entry | None:
        """A report of it that is made from the same as is planned, and lies there whole."""
        entry = self.entry(report.key)
        if entry is None or self.folder is None or not is_made_from_same(report, entry):
            return None
        return entry if is_whole(self.folder, entry) else None

    def carried(self, entry: Entry, report: PlannedReport) -> Settled:
        """Its pages under the names that are planned now.

        What a person changed in them is carried over as it is, and made anew when it can be.
        """
        named, kept = entry.named(report), [f for f in entry.files if f.format in report.formats]
        sources = {new.name: self._at(old.name) for new, old in zip(named.files, kept, strict=True)}
        there = {name: path for name, path in sources.items() if path.is_file()}
        if len(there) < len(sources) or not is_whole(self._at(), entry):
            files = tuple(_as_found(one, there) for one in named.files if one.name in there)
            named = replace(named, files=files, fingerprint=None)
        return Settled(named, there)

    def with_last_page(self, failed: Entry, report: PlannedReport) -> Settled:
        """A report that failed, with the last good page, if there is one."""
        last = self.entry(report.key)
        named = replace(failed, **planned_fields(report))
        if last is None:
            return Settled(named)
        carried = self.carried(last, report)
        page = carried.entry
        return Settled(
            replace(
                named,
                files=page.files,
                fingerprint=page.fingerprint,
                made_at=page.made_at,
                title=page.title,
                headline=page.headline,
                notice=page.notice,
                as_of=page.as_of,
                figures=page.figures,
                scope=page.scope,
                small=page.small,
            ),
            carried.sources,
        )

    def not_chosen(self, report: PlannedReport) -> Settled:
        """A report that is not made this time: what it was stays, also that it failed."""
        last = self.entry(report.key)
        if last is None:
            return Settled(Entry(**planned_fields(report), status="missing"))
        status = last.status if last.status in ("failed", "missing") else "kept"
        settled = self.carried(replace(last, status=status), report)
        if last.partial is None:
            return settled
        partial = self._at(last.partial)
        if not partial.is_file():
            return replace(settled, entry=replace(settled.entry, partial=None))
        return replace(settled, sources={**settled.sources, last.partial: partial})

    def is_same(self, manifest: Manifest) -> bool:
        """Whether a run would be this one again."""
        last = self.manifest
        return (
            last is not None
            and all(entry.status == "unchanged" for entry in manifest.reports)
            and (last.as_of, last.notices) == (manifest.as_of, manifest.notices)
            and [_as_made(entry) for entry in last.reports]
            == [_as_made(entry) for entry in manifest.reports]
        )

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        return {} if self.manifest is None else {one.key: one for one in self.manifest.reports}

    def _at(self, name: str = "") -> Path:
        assert self.folder is not None, "there are no entries without a folder"
        return self.folder / name


def is_made_from_same(report: PlannedReport, entry: Entry) -> bool:
    """Whether pages that were made are those that a plan asks for."""
    return (
        report.fingerprint is not None
        and report.fingerprint == entry.fingerprint
        and entry.has(report.formats)
    )


def _as_made(entry: Entry) -> Entry:
    return replace(entry, status="unchanged", then=None, week_ago={})


def _as_found(file: PageFile, there: Mapping[str, Path]) -> PageFile:
    path = there[file.name]
    return replace(file, bytes=path.stat().st_size, sha256=file_digest(path))
