"""Read saved answers of a CRM's interface: a deal's changelog or flow, lists of deals and stages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.files.raw_table import unique_headers

DEAL_ID_IN_NAME = re.compile(
    r"^(?:(?:changelog|flow|deals?)[_-]?)*(\d+)(?:[_-]?(?:changelog|flow|updates))*$", re.IGNORECASE
)
CHANGE_COLUMNS = (
    "deal_id",
    "object",
    "field_key",
    "old_value",
    "new_value",
    "time",
    "actor_user_id",
    "change_source",
    "is_bulk_update_flag",
)
NAME_KEYS = ("name", "label", "title", "value")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The rows of one file of answers, the line each comes from, and what they are."""

    columns: dict[str, pa.ChunkedArray]
    lines: np.ndarray
    shape: str


def read_answers(text: bytes, path: Path) -> Answer:
    """Read one response, a list of them, an object by deal id, JSON lines, or a bare list of rows.

    Raises
    ------
    ImportFailed
        ``unreadable_json``, ``json_without_rows``, ``failed_answer`` (the service said no),
        ``changelog_without_deal_id``.
    """
    named = DEAL_ID_IN_NAME.match(path.stem)
    known_id = named.group(1) if named else None
    items: list[tuple[int, str | None, Mapping[str, Any]]] = []
    answered = False
    for line, deal_id, response in _responses(text, path):
        if isinstance(response, Mapping) and response.get("success") is False:
            raise ImportFailed("failed_answer", file=path.name, value=str(response.get("error")))
        rows = _rows_of(response)
        answered = answered or rows is not None
        items.extend(
            (line, deal_id or known_id, row) for row in rows or [] if isinstance(row, Mapping)
        )
    if not answered or (not items and known_id is None):
        raise ImportFailed("json_without_rows", file=path.name)
    return _answer(items, path)


def _responses(text: bytes, path: Path) -> Iterator[tuple[int, str | None, Any]]:
    """Each response with its line and the deal id it stands under, where there is one."""
    try:
        document = json.loads(text)
    except ValueError as whole:
        yield from _json_lines(text, path, whole)
        return
    except RecursionError as error:
        raise ImportFailed("unreadable_json", file=path.name, value=1) from error
    if isinstance(document, Mapping) and document and all(key.isdecimal() for key in document):
        yield from ((1, deal_id, response) for deal_id, response in document.items())
    elif isinstance(document, list) and any(_is_response(entry) for entry in document):
        yield from ((1, _own_deal_id(entry), entry) for entry in document)
    else:
        yield 1, _own_deal_id(document), document


def _json_lines(
    text: bytes, path: Path, whole: ValueError
) -> Iterator[tuple[int, str | None, Any]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            line_of_fault = getattr(whole, "lineno", 1) if number == 1 else number
            raise ImportFailed("unreadable_json", file=path.name, value=line_of_fault) from error
        yield number, _own_deal_id(entry), entry if _is_response(entry) else [entry]


def _is_response(entry: Any) -> bool:
    return isinstance(entry, Mapping) and "data" in entry and "object" not in entry


def _own_deal_id(entry: Any) -> str | None:
    found = entry.get("deal_id") if _is_response(entry) else None
    return None if found is None else str(found)


def _rows_of(response: Any) -> list[Any] | None:
    """The rows of a response; None where it is none. An answer without changes has none, or null."""
    data = (
        response.get("data") if isinstance(response, Mapping) and "data" in response else response
    )
    if data is None:
        return []
    if isinstance(data, Mapping):
        if not data:
            return None
        inner = data.get("items")
        return [entry.get("item", entry) for entry in inner] if isinstance(inner, list) else [data]
    return data if isinstance(data, list) else None


def _answer(items: list[tuple[int, str | None, Mapping[str, Any]]], path: Path) -> Answer:
    rows = [row for _, _, row in items]
    if not rows or any("field_key" in row for row in rows):
        shape = "pipedrive_changelog"
        flat = [_change(row, deal_id) for _, deal_id, row in items]
    elif any("object" in row and isinstance(row.get("data"), Mapping) for row in rows):
        shape = "pipedrive_flow"
        flat = [_flow_entry(row, deal_id) for _, deal_id, row in items]
    else:
        first = rows[0]
        shape = "table"
        if {"title", "stage_id"} <= first.keys():
            shape = "pipedrive_deals"
        elif {"name", "order_nr", "pipeline_id"} <= first.keys():
            shape = "pipedrive_stages"
        flat = [{key: _flat(value) for key, value in row.items()} for row in rows]
    if shape in ("pipedrive_changelog", "pipedrive_flow"):
        changes = [row for row in flat if row["field_key"] is not None]
        if any(row["deal_id"] is None for row in changes):
            raise ImportFailed("changelog_without_deal_id", file=path.name)
    keys = list(dict.fromkeys(key for row in flat for key in row)) or list(CHANGE_COLUMNS)
    headers = unique_headers(keys)
    columns = {
        header: pa.chunked_array([pa.array([row.get(key) or None for row in flat], pa.string())])
        for header, key in zip(headers, keys, strict=True)
    }
    lines = np.array([line for line, _, _ in items], np.int64)
    return Answer(columns=columns, lines=lines, shape=shape)


def _change(row: Mapping[str, Any], deal_id: str | None) -> dict[str, str | None]:
    own = {**row, "deal_id": row.get("deal_id", deal_id), "object": "dealChange"}
    return {key: _flat(own.get(key)) for key in CHANGE_COLUMNS}


def _flow_entry(row: Mapping[str, Any], deal_id: str | None) -> dict[str, str | None]:
    """One entry of a deal's flow; what is no change of the deal (a note, a mail) has no field_key."""
    data = row.get("data")
    data = data if isinstance(data, Mapping) else {}
    is_change = row.get("object") == "dealChange"
    own = {
        **data,
        "deal_id": data.get("item_id", deal_id) if is_change else deal_id,
        "object": row.get("object"),
        "field_key": data.get("field_key") if is_change else None,
        "time": data.get("log_time", row.get("timestamp")),
        "actor_user_id": data.get("user_id"),
    }
    return {key: _flat(own.get(key)) for key in CHANGE_COLUMNS}


def _flat(value: Any) -> str | None:
    """A value as text; of an object with a name (an owner, an organisation) the name."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        named = next((value[key] for key in NAME_KEYS if value.get(key) is not None), None)
        if named is not None and not isinstance(named, Mapping | list):
            return _flat(named)
    return json.dumps(value, ensure_ascii=False)
