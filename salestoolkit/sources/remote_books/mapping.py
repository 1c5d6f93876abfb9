"""What a mapping file says of a company's own tables: their names, columns, stages and ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.errors import BookError
from salestoolkit.sources.building.stages import universal_stage
from salestoolkit.sources.processes import read_processes
from salestoolkit.sources.toml_entry import TomlEntry, read_toml

SECTIONS = ("tables", "deals", "stage_log", "stages", "status")
KEYS = ("timezone", "as_of", "process", *SECTIONS)
TABLES = ("deals", "stage_log")
ENDS = (WON, LOST, "reopened")
NEEDED = {"deals": ("deal_id",), "stage_log": ("deal_id", "entry")}
FIELDS = {"deals": tuple(DEALS.names), "stage_log": tuple(STAGE_LOG.names)}


@dataclass(frozen=True, kw_only=True)
class RemoteMapping:
    """How a company's tables are read as deals and stage log.

    ``tables`` names the two tables; ``columns`` maps a table to its fields and their columns;
    ``stages`` a value to a stage's key, ``won``, ``lost``, ``reopened`` or ``""`` for what is no stage,
    ``status`` a value to open, won or lost; both are empty where the values are those already.
    """

    file: str
    folder: Path
    tables: Mapping[str, str]
    columns: Mapping[str, Mapping[str, str]]
    stages: Mapping[str, str]
    status: Mapping[str, str]
    processes: Mapping[str | None, SalesProcess]
    timezone: str = "UTC"
    as_of: date | None = None


def read_remote_mapping(path: Path) -> RemoteMapping:
    """Read a mapping file.

    Raises
    ------
    BookError
        ``file_missing``, one of ``toml_*`` with file, line and key, or ``remote_no_stages``.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BookError("file_missing", file=str(path)) from error
    top = read_toml(text, file=str(path))
    return mapping_of(top, folder=path.absolute().parent)


def mapping_of(top: TomlEntry, *, folder: Path) -> RemoteMapping:
    """The mapping that a file's text says; what it names beside itself lies in ``folder``."""
    top.only(KEYS)
    sections = {name: _texts(top, name) for name in SECTIONS}
    for name in TABLES:
        entry = TomlEntry(file=top.file, source=top.source, raw=sections[name], path=(name,))
        entry.only(FIELDS[name])
        for field in NEEDED[name]:
            entry.needed(field)
    tables = TomlEntry(file=top.file, source=top.source, raw=sections["tables"], path=("tables",))
    tables.only(TABLES)
    named = {name: tables.needed(name) for name in TABLES}
    _check_status(top, sections["status"])
    return RemoteMapping(
        file=top.file,
        folder=folder,
        tables=named,
        columns={name: sections[name] for name in TABLES},
        stages=sections["stages"],
        status=sections["status"],
        processes=_processes(top, sections["stages"], folder),
        timezone=_timezone(top),
        as_of=_as_of(top),
    )


def _texts(top: TomlEntry, name: str) -> dict[str, str]:
    """A section that maps texts to texts; empty where it is missing."""
    section = top.raw.get(name, {})
    if not isinstance(section, dict):
        top.fail("toml_not_table", name)
    entry = TomlEntry(file=top.file, source=top.source, raw=section, path=(name,))
    return {str(key): (entry.text(key) or "").strip() for key in section}


def _check_status(top: TomlEntry, status: Mapping[str, str]) -> None:
    entry = TomlEntry(file=top.file, source=top.source, raw=status, path=("status",))
    for value in status:
        entry.choice(value, (OPEN, WON, LOST))


def _processes(
    top: TomlEntry, stages: Mapping[str, str], folder: Path
) -> Mapping[str | None, SalesProcess]:
    """The process of a file, else one of the stages in the order in which they are first named."""
    file = top.text("process")
    if file:
        found: Mapping[str | None, SalesProcess] = read_processes(folder / file)
        known = {stage.key for process in found.values() for stage in process.stages}
        entry = TomlEntry(file=top.file, source=top.source, raw=stages, path=("stages",))
        for value, key in stages.items():
            if key and key not in ENDS and key not in known:
                entry.fail("toml_not_choice", value, allowed=", ".join((*sorted(known), *ENDS)))
        return found
    names = [key for key in dict.fromkeys(stages.values()) if key and key not in ENDS]
    if not names:
        raise BookError("remote_no_stages", file=top.file)
    made = tuple(Stage(key=name, name=name, universal=universal_stage(name)) for name in names)
    return {None: SalesProcess(name=Path(top.file).stem, stages=made)}


def _timezone(top: TomlEntry) -> str:
    named = top.text("timezone") or "UTC"
    try:
        ZoneInfo(named)
    except (KeyError, ValueError, OSError):
        top.fail("toml_not_choice", "timezone", allowed="UTC, Europe/Warsaw, America/New_York, …")
    return named


def _as_of(top: TomlEntry) -> date | None:
    value: Any = top.raw.get("as_of")
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        top.fail("toml_not_date", "as_of")
    return value
