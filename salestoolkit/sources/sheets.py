"""Filled sheets as TOML files in a team's folder: read, and kept with a person's own comments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from salestoolkit.core.sheets import (
    Entry,
    Field,
    Money,
    Sheet,
    Value,
    fault_in,
    is_filled,
    validate,
)
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.sheet_definitions import load_sheet, read_text, sheet_names
from salestoolkit.sources.sheet_text import ENTRY, has_sections, new_text, updated_text
from salestoolkit.sources.toml_entry import TomlEntry, read_toml
from salestoolkit.sources.whole_files import keep_copy, saying_what_cannot_be_written, write_whole

__all__ = [
    "load_sheet",
    "parse_sheet",
    "read_entry",
    "read_sheet",
    "read_value",
    "save_sheet",
    "sheet_names",
    "sheet_text",
    "toml_value",
]


def read_sheet(path: Path, sheet: Sheet) -> tuple[Entry, ...]:
    """What a team has filled in: the entries of a file, one at most where the sheet is one card.

    A file that is not there yet holds nothing. Values are the same in every language; texts are as
    they were written.

    Raises
    ------
    BookError
        ``sheet_unreadable``, ``process_syntax``, ``sheet_other``, ``sheet_one_card``,
        ``sheet_file_*`` or ``toml_*``, with file, line, key, value and what is allowed.
    """
    return parse_sheet(read_text(path), sheet, file=str(path)) if path.exists() else ()


def parse_sheet(text: str, sheet: Sheet, *, file: str) -> tuple[Entry, ...]:
    """Entries of a TOML text; ``file`` names it in errors, which are those of `read_sheet`."""
    top = read_toml(text, file=file)
    top.only(("sheet", "language", ENTRY))
    if (top.text("sheet") or sheet.name) != sheet.name:
        top.fail("sheet_other", "sheet", allowed=sheet.name)
    top.text("language")
    tables = top.entries(ENTRY)
    if not has_sections(text, len(tables)):
        top.fail("toml_not_entries", ENTRY)
    if len(tables) > 1 and not sheet.repeats:
        tables[1].fail("sheet_one_card", ENTRY)
    return tuple(read_entry(table, sheet) for table in tables)


def save_sheet(path: Path, sheet: Sheet, entries: Sequence[Entry]) -> Path | None:
    """Keep entries in a file: whole or not at all, comments and layout as a person left them.

    Returns
    -------
    Path | None
        The copy of the former file, made where an entry or the value of a field is taken out.

    Raises
    ------
    InvalidValue
        ``sheet_<code>`` for the first value that does not fit its field, ``sheet_one_card``.
    BookError
        Where the file that is there cannot be read: it is left as it is.
    ImportFailed
        ``cannot_write``.
    """
    _refuse_faults(sheet, entries)
    text = read_text(path) if path.exists() else None
    former = () if text is None else parse_sheet(text, sheet, file=str(path))
    new = sheet_text(sheet, entries, former_text=text, file=str(path))
    if new == text:
        return None
    copy = None
    with saying_what_cannot_be_written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None and _takes_out(former, entries):
            copy = keep_copy(path)
        write_whole(path, new.encode("utf-8"))
    return copy


def sheet_text(
    sheet: Sheet, entries: Sequence[Entry], *, former_text: str | None = None, file: str = ""
) -> str:
    """The text of a file that holds the entries: a new one, or a former one brought up to date."""
    written = [_written(sheet, entry) for entry in entries]
    if former_text is None:
        return new_text(sheet, written)
    former = [_written(sheet, entry) for entry in parse_sheet(former_text, sheet, file=file)]
    return updated_text(former_text, former, written)


def _refuse_faults(sheet: Sheet, entries: Sequence[Entry]) -> None:
    if len(entries) > 1 and not sheet.repeats:
        raise InvalidValue("sheet_too_many_entries", value=len(entries), field=sheet.title)
    for entry in entries:
        for fault in validate(sheet, entry):
            label = sheet.field(fault.key).label if fault.key in sheet.keys else fault.key
            raise InvalidValue(
                f"sheet_{fault.code}", field=label, value=fault.value, allowed=fault.allowed
            )


def _takes_out(former: Sequence[Entry], entries: Sequence[Entry]) -> bool:
    """Whether something that was filled in is in no entry any more, or an entry is gone."""
    if len(entries) != len(former):
        return any(_filled(entry) and entry not in entries for entry in former)
    return any(not _filled(old) <= _filled(new) for old, new in zip(former, entries, strict=True))


def _filled(entry: Entry) -> set[str]:
    return {key for key, value in entry.values.items() if is_filled(value)}


def read_entry(table: TomlEntry, sheet: Sheet) -> Entry:
    """The entry that one table of a file holds; its errors are those of `read_sheet`."""
    table.only(sheet.keys)
    return Entry({field.key: read_value(table, field) for field in sheet})


def read_value(table: TomlEntry, field: Field) -> Value:
    """The value of one field; a fault names file, line, key, value and what is allowed."""
    raw = table.raw.get(field.key)
    if field.type == "yes_no_unknown" and not isinstance(raw, bool):
        choice = table.choice(field.key, ("yes", "no", "unknown"))
        return None if choice in (None, "unknown") else choice == "yes"
    value: Any = tuple(raw) if isinstance(raw, list) else raw
    if field.type == "money" and isinstance(raw, str):
        value = Money.parse(raw) or raw
    fault = fault_in(field, value)
    if fault is not None:
        table.fail(f"sheet_file_{fault.code}", field.key, allowed=fault.allowed)
    known: Value = value
    return known


def _written(sheet: Sheet, entry: Entry) -> dict[str, Any]:
    """An entry as TOML holds it, in the order of the sheet."""
    return {
        field.key: toml_value(entry[field.key]) for field in sheet if entry[field.key] is not None
    }


def toml_value(value: Value) -> str | int | float | date | list[str]:
    """A value that is known, as TOML holds it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, tuple):
        return list(value)
    assert value is not None
    return value
