"""Who objected to marketing: a CSV file in the team's folder, only ever added to."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from salestoolkit.core.marketing_objections import ALL, MarketingObjection
from salestoolkit.errors import ImportFailed, InvalidValue
from salestoolkit.sources.channel_columns import days_of, rows_of
from salestoolkit.sources.contact_rules import answer_words
from salestoolkit.sources.content import load_content
from salestoolkit.sources.files.raw_table import RawTable
from salestoolkit.sources.files.tables import read_tables
from salestoolkit.sources.known_lists import fields_of_list
from salestoolkit.sources.safe_csv import BOM, csv_lines
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole

FILE_NAME = "objected.csv"
FIELDS = (
    "noted_on",
    "channel",
    "name",
    "organization",
    "email",
    "phone",
    "reference",
    "source",
)


@dataclass(frozen=True, kw_only=True)
class ObjectionList:
    """Objections of a file. ``unread`` are lines that name nobody or no channel or are cut: look at them.

    An objection whose day cannot be read counts from the first day there is.
    """

    path: Path
    objections: tuple[MarketingObjection, ...] = ()
    unread: tuple[int, ...] = ()


def objected_path(beside: Path | str) -> Path:
    """Where objections are kept: beside the deal book's folder or the list of contacts.

    >>> objected_path("team/book").parent.name, objected_path("team/book").name
    ('team', 'objected.csv')
    """
    return Path(beside).resolve().parent / FILE_NAME


def read_objected(path: Path | str, *, market: str | None = None) -> ObjectionList:
    """Read who objected; an empty list where there is no such file yet.

    Raises
    ------
    ImportFailed
        Where the file is there and cannot be read: no list may be made without it.
    """
    file = Path(path)
    if not file.exists():
        return ObjectionList(path=file)
    try:
        table = read_tables(file)[0]
    except ImportFailed as error:
        if error.code == "file_without_rows":
            return ObjectionList(path=file)
        raise
    fields = fields_of_list(table, "objected")
    days = days_of(table, fields.get("noted_on"), market=market)
    found: list[MarketingObjection] = []
    unread = [line for line, _ in table.broken]
    for place, row in enumerate(rows_of(table)):
        told = {field: row[header] for field, header in fields.items()}
        try:
            found.append(_objection(told, days[place]))
        except InvalidValue:
            unread.append(table.line(place))
    return ObjectionList(path=file, objections=tuple(found), unread=tuple(sorted(unread)))


def note_objection(
    path: Path | str,
    objection: MarketingObjection,
    *,
    language: str = "en",
    market: str | None = None,
) -> bool:
    """Add an objection to the file's end; False where the very same stands there already.

    What stands there stays byte for byte. A file that is not there yet is made. ``market`` settles what
    3/4/2026 is, where the file does not tell.

    Raises
    ------
    ImportFailed
        ``cannot_write``, or where the file that is there cannot be read.
    """
    file = Path(path)
    known = read_objected(file, market=market)
    if any(_same(objection, one) for one in known.objections):
        return False
    with saying_what_cannot_be_written(file):
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            headers = [load_content(language).text(f"consent.objected.{name}") for name in FIELDS]
            lines = csv_lines([headers, _row(objection, dict(zip(FIELDS, headers, strict=True)))])
            write_whole(file, (BOM + lines).encode())
            return True
        table = read_tables(file)[0]
        fields = fields_of_list(table, "objected")
        _append(file, table, [_row(objection, fields, order=tuple(table.columns))])
    return True


def _objection(told: Mapping[str, str], day: date | None) -> MarketingObjection:
    channel = told.get("channel", "").strip()
    known = answer_words().get(channel.casefold(), channel.casefold()) or ALL
    kept = {field: told.get(field, "") for field in FIELDS if field not in ("noted_on", "channel")}
    return MarketingObjection(noted_on=day or date.min, channel=known, **kept)


def _row(
    objection: MarketingObjection, fields: Mapping[str, str], *, order: Sequence[str] = ()
) -> list[Any]:
    """An objection in the order of a file's headers."""
    cells = {header: getattr(objection, field) for field, header in fields.items()}
    return [cells.get(header, "") for header in order or list(fields.values())]


def _append(file: Path, table: RawTable, rows: Sequence[Sequence[Any]]) -> None:
    """Write lines after the last one, in the file's own separator and encoding."""
    text = csv_lines(rows, separator=table.separator or ",")
    ended = file.read_bytes().endswith((b"\n", b"\r"))
    data = (text if ended else "\n" + text).encode(table.encoding or "utf-8", errors="replace")
    with file.open("ab") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _same(one: MarketingObjection, other: MarketingObjection) -> bool:
    kept = ("channel", "name", "organization", "email", "phone", "reference")
    return all(getattr(one, field) == getattr(other, field) for field in kept)
