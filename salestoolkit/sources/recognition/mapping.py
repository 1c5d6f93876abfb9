"""Mapping files: what a team tells once of columns, stages and words that are not known.

A mapping is a TOML file: ``kind`` (what the rows are), ``[columns]`` (header = field, ``""`` to leave a
column out), ``[stages]`` (``order``, ``names``, ``rename``, ``universal``) and ``[status]`` (words for won,
lost and open).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import tomlkit
from tomlkit.exceptions import ParseError, TOMLKitError
from tomlkit.items import Table

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.content import Content, load_content
from salestoolkit.sources.files.tables import RawTable
from salestoolkit.sources.recognition.matching import headers_of, match
from salestoolkit.sources.recognition.recognise import recognise
from salestoolkit.sources.recognition.vocabulary import fields_of, vocabularies
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole

SAMPLES = 3
SAMPLE_LENGTH = 40
UNKNOWN_KIND = "plain_deals"
"""What a table is taken for where its headers do not tell."""
MANY_STAGES = 60
SECTIONS = {"kind": str, "columns": dict, "stages": dict, "status": dict, "event_log": dict}


def load_mapping(path: Path) -> dict[str, Any]:
    """Read a mapping file.

    Raises
    ------
    ImportFailed
        ``mapping_unreadable``, ``mapping_syntax`` or ``mapping_entry``, with what is wrong and where.
    """
    try:
        raw = tomlkit.parse(path.read_text(encoding="utf-8-sig")).unwrap()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ImportFailed("mapping_unreadable", file=str(path), reason=reason) from error
    except TOMLKitError as error:
        line = error.line if isinstance(error, ParseError) else 1
        reason = re.sub(r" at line \d+ col \d+$", "", str(error))
        raise ImportFailed("mapping_syntax", file=str(path), line=line, value=reason) from error
    for key, value in raw.items():
        if not isinstance(value, SECTIONS.get(key, ())):
            raise ImportFailed(
                "mapping_entry",
                file=str(path),
                value=key,
                allowed="kind, [columns], [stages], [status], [event_log]",
            )
    order = raw.get("stages", {}).get("order", [])
    if not (isinstance(order, list) and all(isinstance(name, str) for name in order)):
        allowed = 'order = ["…", "…"]'
        raise ImportFailed("mapping_entry", file=str(path), value="stages.order", allowed=allowed)
    return dict(raw)


@dataclass(frozen=True, kw_only=True)
class Guess:
    """What a table seems to be: its kind, and the field of each header that has one.

    ``certain`` tells that it would be read so without a mapping.
    """

    kind: str
    fields: Mapping[str, str]
    certain: bool


def guess(table: RawTable, *, as_table: str | None = None) -> Guess:
    """What a table's kind and fields seem to be, also where it is not recognised."""
    try:
        found = recognise(table, as_table=as_table)
    except ImportFailed:
        kind = as_table or UNKNOWN_KIND
        likely = [entry for entry in vocabularies() if entry.kind == kind]
        if not likely:
            raise
        headers = headers_of(table.columns)
        matches = [match(entry, headers, {}, strict=False) for entry in likely]
        best = max(matches, key=lambda one: len(one.fields))
        return Guess(kind=kind, fields=_by_header(best.fields), certain=False)
    return Guess(kind=found.kind, fields=_by_header(found.fields), certain=as_table is None)


def samples(column: pa.ChunkedArray) -> list[str]:
    """A few different values of a column, shortened."""
    head = pc.drop_null(column.slice(0, 10_000))
    shown = pc.unique(head)[:SAMPLES].to_pylist()
    return [
        text if len(text) <= SAMPLE_LENGTH else text[: SAMPLE_LENGTH - 1] + "…" for text in shown
    ]


def draft_mapping(
    tables: Sequence[RawTable], *, as_table: str | None = None, language: str = "en"
) -> str:
    """The text of a mapping file to fill in: every column with sample values and what it seems to be."""
    content = load_content(language)
    document = tomlkit.document()
    for line in content.texts("import.mapping.introduction"):
        document.add(tomlkit.comment(line))
    columns = tomlkit.table()
    stages: list[str] = []
    kinds: list[str] = []
    for table in tables:
        found = guess(table, as_table=as_table)
        kinds.append(found.kind)
        _add_columns(columns, table, found, content)
        header = next((name for name, field in found.fields.items() if field == "stage"), None)
        stages += pc.unique(table.columns[header].drop_null()).to_pylist() if header else []
    if len(set(kinds)) == 1:
        document["kind"] = kinds[0]
    document["columns"] = columns
    for line in _more(stages, content):
        document.add(tomlkit.comment(line))
    return tomlkit.dumps(document)


def save_mapping(mapping: Mapping[str, Any], to: Path) -> None:
    """Keep a mapping as a file; ImportFailed as of `write_new`."""
    write_new(to, tomlkit.dumps(dict(mapping)))


def write_new(to: Path, text: str) -> None:
    """Write a mapping file; one that is there already is left alone.

    Raises
    ------
    ImportFailed
        ``mapping_exists`` or ``cannot_write``.
    """
    if to.exists():
        raise ImportFailed("mapping_exists", value=str(to))
    with saying_what_cannot_be_written(to):
        write_whole(to, text.encode())


def mapping_from_choices(
    headers: Sequence[str], choices: Mapping[str, str | None], *, kind: str | None = None
) -> dict[str, Any]:
    """A mapping from what a person chose for each column (no choice: the column is left out)."""
    columns = {header: choices.get(header) or "" for header in headers}
    return {**({"kind": kind} if kind else {}), "columns": columns}


def _by_header(fields: Mapping[str, str]) -> dict[str, str]:
    return {header: field for field, header in fields.items()}


def _add_columns(columns: Table, table: RawTable, found: Guess, content: Content) -> None:
    columns.add(tomlkit.comment(_quoted(table.path.name)))
    allowed = ", ".join(fields_of(found.kind))
    columns.add(tomlkit.comment(content.text("import.mapping.fields").format(fields=allowed)))
    for header, cells in table.columns.items():
        if header in columns:
            continue
        columns.add(tomlkit.comment(", ".join(map(_quoted, samples(cells))) or "-"))
        columns.add(header, tomlkit.string(found.fields.get(header, "")))


def _more(stages: Sequence[str], content: Content) -> list[str]:
    """What else a mapping can say, as comments to be taken up."""
    order = list(dict.fromkeys(stages))[:MANY_STAGES]
    return [
        "",
        *content.texts("import.mapping.stages"),
        "[stages]",
        f"order = [{', '.join(map(_quoted, order))}]",
        "",
        *content.texts("import.mapping.status"),
        "[status]",
        'won = ["Won"]',
        'lost = ["Lost"]',
        'open = ["Open"]',
    ]


def _quoted(text: str) -> str:
    """A text on one line, whatever it holds: it goes into a comment."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "")
