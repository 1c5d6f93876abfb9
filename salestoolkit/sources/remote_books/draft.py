"""A mapping file to fill in, drafted from the tables that a database holds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import tomlkit

from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.errors import BookError
from salestoolkit.sources.building.stages import fate_of_stage, fate_of_status
from salestoolkit.sources.content import Content, load_content
from salestoolkit.sources.recognition.vocabulary import header_key, vocabularies
from salestoolkit.sources.remote_books.tables import names_of_tables, table_named

ID = ("deal_id",)
MOVE = ("entry", "entered_at")
MOST_VALUES = 100
"""Values of a column that are listed as stages; a column with more is none of stages."""
_NAMES = {
    "deal_id": ("opportunity id", "opportunity no", "opp id", "opp no", "deal no", "case id"),
    "entry": ("stage", "phase", "to stage", "new stage", "activity", "stage name"),
    "entered_at": ("changed at", "changed on", "entered on", "timestamp", "moved at"),
    "seq": ("sequence", "number", "step"),
    "value": ("amount",),
    "created_at": ("opened at", "created on", "created date"),
    "closed_at": ("closed on", "close date", "closed date"),
    "status": ("state", "outcome"),
    "stage": ("phase",),
}


def draft_remote_mapping(connection: Any, *, language: str = "en") -> str:
    """The text of a mapping: tables, columns and values that are there, with what they seem to mean.

    Raises
    ------
    BookError
        ``remote_no_tables``, where the database holds none.
    """
    tables = {name: table_named(connection, name) for name in names_of_tables(connection)}
    if not tables:
        raise BookError("remote_no_tables", value=connection.name)
    content = load_content(language)
    log, log_columns = _best(tables, tuple(STAGE_LOG.names), wanted=(*ID, *MOVE))
    others = {name: table for name, table in tables.items() if name != log} or tables
    deals, deal_columns = _best(others, tuple(DEALS.names), wanted=ID)
    document = tomlkit.document()
    for line in content.texts("remote.introduction"):
        document.add(tomlkit.comment(line))
    document.add("timezone", tomlkit.string("UTC"))
    document.add("tables", _section({"deals": deals, "stage_log": log}))
    document.add("deals", _columns(deal_columns, tables[deals], content))
    document.add("stage_log", _columns(log_columns, tables[log], content))
    _add_values(document, content, tables[log], log_columns.get("entry"), "stages")
    _add_values(document, content, tables[deals], deal_columns.get("status"), "status")
    return tomlkit.dumps(document).rstrip("\n") + "\n"


def _best(
    tables: Mapping[str, Any], fields: tuple[str, ...], *, wanted: tuple[str, ...]
) -> tuple[str, dict[str, str]]:
    """The table that has most of these fields, those that are wanted first."""
    found = {name: _fields(table, fields) for name, table in tables.items()}

    def fit(name: str) -> tuple[int, int]:
        return sum(field in found[name] for field in wanted), len(found[name])

    best = max(sorted(found), key=fit)
    return best, found[best]


def _fields(table: Any, fields: tuple[str, ...]) -> dict[str, str]:
    """Columns by the field that their names seem to mean."""
    headers = {header_key(column): column for column in reversed(table.columns)}
    found: dict[str, str] = {}
    for field in fields:
        known = (header_key(field), *_NAMES.get(field, ()), *_spoken(field))
        column = next((headers[name] for name in known if name in headers), None)
        if column is not None and column not in found.values():
            found[field] = column
    return found


@lru_cache(maxsize=64)
def _spoken(field: str) -> tuple[str, ...]:
    """How exports in any language call a field."""
    spoken = (words.get(field, ()) for entry in vocabularies() for words in entry.words.values())
    return tuple(dict.fromkeys(header for headers in spoken for header in headers))


def _columns(found: Mapping[str, str], table: Any, content: Content) -> Any:
    section = _section(found)
    rest = [column for column in table.columns if column not in found.values()]
    if rest:
        section.add(tomlkit.comment(f"{content.text('remote.other_columns')} {', '.join(rest)}"))
    return section


def _section(pairs: Mapping[str, str]) -> Any:
    section = tomlkit.table()
    for key, value in pairs.items():
        section.add(tomlkit.key([key]), tomlkit.string(value))
    return section


def _add_values(document: Any, content: Content, table: Any, column: str | None, name: str) -> None:
    """A section with the values of a column, in the order in which most of them first occur."""
    if column is None:
        return
    values = table.group_by(column).aggregate(n=table.count()).order_by("n")
    rows = values.limit(MOST_VALUES).to_pyarrow().to_pylist()
    texts = [str(row[column]) for row in reversed(rows) if row[column] is not None]
    told = {text: _meaning(text, name) for text in texts}
    section = _section({text: told[text] for text in texts})
    document.add(name, section)
    for line in content.texts(f"remote.{name}"):
        section.add(tomlkit.comment(line))


def _meaning(text: str, name: str) -> str:
    """What a value seems to mean; a stage is called as it is."""
    if name == "status":
        return fate_of_status(text) or fate_of_stage(text) or "open"
    return fate_of_stage(text) or text
