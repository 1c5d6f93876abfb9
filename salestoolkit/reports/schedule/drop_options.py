"""The drop folder of a schedule file: where exports are dropped, and how they are imported."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from salestoolkit.core.schedule_times import zone_named
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.toml_entry import TomlEntry, path_in

IMPORT = (
    *("book", "source", "timezone", "date_order", "decimal", "mapping", "rates", "as"),
    *("exported_at", "folder"),
)
SETTLE_SECONDS, LARGEST_MB = 60, 1000
EXPORTED_AT = ("latest_event", "file_date")


@dataclass(frozen=True, kw_only=True)
class ImportOptions:
    """How files of the drop folder are imported: see `salestoolkit.sources.importer.import_files`.

    ``exported_at`` is whether the day of an export is that of its latest event or of its newest file.
    """

    book: Path
    source: str | None = None
    timezone: str | None = None
    date_order: str | None = None
    decimal: str | None = None
    mapping: Path | None = None
    rates: Path | None = None
    as_table: str | None = None
    exported_at: str = "latest_event"


@dataclass(frozen=True, kw_only=True)
class Drop:
    """The folder in which exports are dropped.

    ``usual`` is for what lies in it, ``by_folder`` for folders in it that the file names. A file counts
    as written when nothing has changed for ``settle_seconds``; none may be larger than ``largest_mb``
    million bytes, unpacked.
    """

    folder: Path
    usual: ImportOptions
    by_folder: dict[str, ImportOptions] = field(default_factory=dict)
    settle_seconds: int = SETTLE_SECONDS
    largest_mb: int = LARGEST_MB


def read_drop(top: TomlEntry, folder: Path) -> Drop | None:
    """The drop folder of a schedule file, None where it has none; BookError names line and key."""
    named = top.text("drop")
    if named is None:
        for key in ("import", "settle_seconds", "largest_mb"):
            if key in top.raw:
                top.fail("schedule_without_drop", key)
        return None
    entry = top.table("import")
    if entry is None:
        top.fail("schedule_no_book", "drop")
    usual = _options(entry, folder, None)
    settle = top.whole_number("settle_seconds", highest=86_400)
    return Drop(
        folder=path_in(folder, named),
        usual=usual,
        by_folder={
            name: _options(below, folder, usual) for name, below in entry.tables("folder").items()
        },
        settle_seconds=SETTLE_SECONDS if settle is None else settle,
        largest_mb=top.whole_number("largest_mb", lowest=1, highest=1_000_000) or LARGEST_MB,
    )


def _options(entry: TomlEntry, folder: Path, usual: ImportOptions | None) -> ImportOptions:
    """The options of ``[import]``, or of a folder, which has those of ``[import]`` for the rest."""
    entry.only(IMPORT if usual is None else IMPORT[:-1])
    if usual is None:
        entry.needed("book")
    given: dict[str, Any] = {name: entry.text(name) for name in ("source", "timezone")}
    given["date_order"] = entry.choice("date_order", ("dmy", "mdy"))
    given["decimal"] = entry.choice("decimal", ("comma", "point"))
    given["as_table"] = entry.text("as")
    given["exported_at"] = entry.choice("exported_at", EXPORTED_AT)
    for key in ("book", "mapping", "rates"):
        text = entry.text(key)
        given[key] = path_in(folder, text) if text else None
    if given["timezone"] is not None:
        try:
            zone_named(given["timezone"])
        except InvalidValue:
            entry.fail("schedule_zone", "timezone")
    known = {} if usual is None else vars(usual)
    return ImportOptions(**known | {key: value for key, value in given.items() if value})
