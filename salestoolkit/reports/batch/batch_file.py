"""The file that says what a batch makes: ``salestoolkit batch BATCH.toml``."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salestoolkit.core.run_retention import USUAL_RUNS, Keep
from salestoolkit.errors import BookError
from salestoolkit.reports.kinds import FORMATS, KINDS
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.sources.toml_entry import TomlEntry, path_in, read_settings
from salestoolkit.sources.toml_text import line_of

if TYPE_CHECKING:
    from salestoolkit.core.freshness import Freshness
    from salestoolkit.reports.delivery.delivery_file import Delivery

FILES = ("goals", "rules", "mined", "test", "geo", "geo_regions")
"""What a page of ours may look at beside the deals: paths, from the folder of the batch file."""
TOLD = ("metric", "target", "targets", "first", "last", "geo_name")
"""What else a page of ours may be told, as text."""
TOP = (
    *("name", "book", "mapping", "to", "languages", "formats", "parallel", "seconds"),
    *("report_seconds", "keep", "as_of", "report", "freshness", "delivery"),
)
REPORT = (
    *("notebook", "per", "list", "for", "name", "languages", "formats", "currency", "pipeline"),
    *("period", "since", *FILES, *TOLD, "files", "parameters"),
)
CELL_SECONDS, REPORT_SECONDS = 120, 600
"""How long a cell and a whole report may take unless the file says otherwise."""
LONGEST, MOST_PARALLEL = 7 * 24 * 3600, 1000
"""Seconds, and reports at once; more is a slip of the pen."""

LONGEST_KEPT = 36_600
"""Runs, or days: a hundred years are a slip of the pen, or mean for ever."""


@dataclass(frozen=True, kw_only=True)
class BatchReport:
    """One ``[[report]]`` of a batch file.

    ``kind`` is the kind of page where the notebook is one of ours, ``path`` the notebook's where it is
    the team's own. ``per`` are columns of the deals: one report for each combination of their values.
    ``rows`` is a CSV with a row for each report. ``files`` are paths that the notebook is given,
    ``told`` and ``parameters`` what else it is. ``line`` is where it begins in the file.
    """

    kind: str | None
    path: Path | None
    line: int
    per: tuple[str, ...] = ()
    rows: Path | None = None
    for_leader: bool = False
    name: str | None = None
    languages: tuple[str, ...] = ("en",)
    formats: tuple[str, ...] = ("html",)
    currency: str | None = None
    pipeline: str | None = None
    period: str | None = None
    since: date | None = None
    files: Mapping[str, Path] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def notebook(self) -> str:
        """What the batch file calls it."""
        return self.kind or (self.path.name if self.path else "")


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What a batch file says, its paths absolute. ``digest`` is a hash of its text."""

    file: Path
    digest: str
    name: str
    to: Path
    book: Path | str | None = None
    languages: tuple[str, ...] = ("en",)
    parallel: int | None = None
    cell_seconds: int = CELL_SECONDS
    report_seconds: int = REPORT_SECONDS
    keep: Keep = field(default_factory=lambda: Keep(runs=USUAL_RUNS))
    as_of: date | None = None
    reports: tuple[BatchReport, ...] = ()
    freshness: Freshness | None = None
    delivery: Delivery | None = None


def read_batch(path: Path | str) -> Batch:
    """Read a batch file.

    Raises
    ------
    BookError
        ``file_missing``, ``process_unreadable``, ``process_syntax``, ``toml_*``, ``batch_*``: each names
        the file, the line, the key and what is allowed.
    """
    from salestoolkit.sources.processes.read import read_text

    file = Path(path).absolute()
    if not file.is_file():
        raise BookError("file_missing", file=str(path))
    text = read_text(file)
    return _batch(read_settings(text, file=str(path)), file)


def _batch(top: TomlEntry, file: Path) -> Batch:
    top.only(TOP)
    folder = file.parent
    languages = _choices(top, "languages", LANGUAGES) or ("en",)
    formats = _choices(top, "formats", FORMATS) or ("html",)
    entries = top.entries("report")
    if not entries:
        top.fail("batch_without_reports", "report")
    from salestoolkit.reports.delivery.delivery_file import read_delivery
    from salestoolkit.reports.delivery.freshness import read_freshness

    to = path_in(folder, top.needed("to"))
    return Batch(
        file=file,
        digest=hashlib.sha256(top.source.encode()).hexdigest(),
        name=top.text("name") or file.stem,
        to=to,
        book=_book(top, folder),
        languages=languages,
        parallel=top.whole_number("parallel", lowest=1, highest=MOST_PARALLEL),
        cell_seconds=top.whole_number("seconds", lowest=1, highest=LONGEST) or CELL_SECONDS,
        report_seconds=top.whole_number("report_seconds", lowest=1, highest=LONGEST)
        or REPORT_SECONDS,
        keep=_keep(top),
        as_of=top.day("as_of") if "as_of" in top.raw else None,
        reports=tuple(_report(entry, folder, languages, formats) for entry in entries),
        freshness=read_freshness(top.table("freshness")),
        delivery=read_delivery(top.table("delivery"), folder, reports=to),
    )


def _report(
    entry: TomlEntry, folder: Path, languages: tuple[str, ...], formats: tuple[str, ...]
) -> BatchReport:
    entry.only(REPORT)
    kind, path = _notebook(entry, folder)
    rows = entry.text("list")
    per = _one_or_more(entry, "per")
    if rows and per:
        entry.fail("batch_list_and_per", "list")
    told = entry.table("parameters")
    files = {name: path_in(folder, text) for name in FILES if (text := entry.text(name))}
    own = entry.table("files")
    given = {} if own is None else {name: own.needed(name) for name in own.raw}
    return BatchReport(
        kind=kind,
        path=path,
        line=line_of(entry.source, entry.path),
        per=per,
        rows=path_in(folder, rows) if rows else None,
        for_leader=entry.choice("for", ("leader",)) is not None,
        name=entry.text("name"),
        languages=_choices(entry, "languages", LANGUAGES) or languages,
        formats=_choices(entry, "formats", FORMATS) or formats,
        currency=entry.text("currency"),
        pipeline=entry.text("pipeline"),
        period=entry.text("period"),
        since=entry.day("since") if "since" in entry.raw else None,
        files=files | {name: path_in(folder, text) for name, text in given.items()},
        told={name: text for name in TOLD if (text := entry.text(name))},
        parameters={} if told is None else dict(told.raw),
    )


def _notebook(entry: TomlEntry, folder: Path) -> tuple[str | None, Path | None]:
    named = entry.needed("notebook")
    if not named.endswith(".ipynb"):
        if named not in KINDS:
            entry.fail("batch_notebook", "notebook", allowed=", ".join(KINDS))
        return named, None
    path = path_in(folder, named)
    if not path.is_file():
        entry.fail("batch_file_missing", "notebook", path=str(path))
    return None, path


def _book(top: TomlEntry, folder: Path) -> Path | str | None:
    from salestoolkit.sources.remote_books.address import book_place, is_address

    named, mapping = top.text("book"), top.text("mapping")
    beside = path_in(folder, mapping) if mapping else None
    if named is None or is_address(named):
        return book_place(named, beside)
    return book_place(str(path_in(folder, named)), beside)


def _keep(top: TomlEntry) -> Keep:
    """How many runs, or days, are kept."""
    raw = top.raw.get("keep")
    if raw is None:
        return Keep(runs=USUAL_RUNS)
    if not isinstance(raw, dict) or len(raw) != 1 or not set(raw) <= {"runs", "days"}:
        top.fail("batch_keep", "keep")
    ((name, value),) = raw.items()
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LONGEST_KEPT:
        top.fail("batch_keep", "keep")
    return Keep(**{name: value})


def _choices(entry: TomlEntry, key: str, allowed: Sequence[str]) -> tuple[str, ...]:
    """Texts of a list, each one of a few, each once."""
    found = _one_or_more(entry, key)
    if not set(found) <= set(allowed):
        entry.fail("toml_not_choice", key, allowed=", ".join(allowed))
    return tuple(dict.fromkeys(found))


def _one_or_more(entry: TomlEntry, key: str) -> tuple[str, ...]:
    """A text, or a list of texts."""
    value = entry.raw.get(key)
    return (value,) if isinstance(value, str) else entry.texts(key)
