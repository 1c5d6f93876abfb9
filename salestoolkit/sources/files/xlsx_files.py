"""Read the sheets of an Excel workbook as text; formulas are not evaluated."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
from openpyxl.utils.exceptions import InvalidFileException

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.files.csv_head import HEAD_RECORDS, header_position
from salestoolkit.sources.files.raw_table import unique_headers

FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
PIECE = 1 << 20
BATCH = 20_000

DAMAGED = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    # a part that says of itself that it is encrypted, or packed in a way that nobody knows
    RuntimeError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    SyntaxError,
)
"""What the reader of workbooks stumbles over where a file is damaged."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One sheet: columns of text, and the row number of each row."""

    name: str
    columns: dict[str, pa.ChunkedArray]
    lines: np.ndarray
    first_line: int


def read_sheets(data: bytes, name: str) -> list[Sheet]:
    """Read every sheet that has a header; what a formula shows is its stored value, else its text.

    Raises
    ------
    ImportFailed
        ``unreadable_workbook`` where the file is damaged.
    """
    try:
        values = _open(data, stored_values=True)
        formulas = _open(data, stored_values=False) if _has_formulas(data) else None
        try:
            return [
                sheet
                for title in values.sheetnames
                if hasattr(values[title], "iter_rows")
                and (
                    sheet := _read_sheet(title, _rows(values[title], formulas and formulas[title]))
                )
            ]
        finally:
            values.close()
            if formulas is not None:
                formulas.close()
    except DAMAGED as error:
        raise ImportFailed("unreadable_workbook", file=name) from error


def _open(data: bytes, *, stored_values: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=stored_values)


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                tail = b""
                with archive.open(name) as part:
                    while piece := part.read(PIECE):
                        if FORMULA.search(tail + piece):
                            return True
                        tail = piece[-16:]
    return False


def _rows(sheet: Any, formulas: Any) -> Iterator[list[str]]:
    """Rows as text; the size that the file states is not trusted, since some writers state 1 x 1."""
    sheet.reset_dimensions()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if formulas is None:
            yield from (
                [_text(value) for value in row] for row in sheet.iter_rows(values_only=True)
            )
            return
        formulas.reset_dimensions()
        pairs = zip(
            sheet.iter_rows(values_only=True), formulas.iter_rows(values_only=True), strict=True
        )
        for stored, written in pairs:
            yield [
                _text(formula if value is None else value)
                for value, formula in zip(stored, written, strict=True)
            ]


def _read_sheet(name: str, rows: Iterator[list[str]]) -> Sheet | None:
    head = list(islice(rows, HEAD_RECORDS))
    if not any(any(row) for row in head):
        return None
    header = header_position([_without_empty_end(row) for row in head])
    cells = _without_empty_end(head[header])
    width = max([len(cells), *(len(_without_empty_end(row)) for row in head[header:])])
    headers = unique_headers(cells + [""] * (width - len(cells)))
    batches = list(_batches(_chain(head[header + 1 :], rows), headers))
    table = pa.Table.from_batches(batches, schema=pa.schema([(h, pa.string()) for h in headers]))
    return Sheet(
        name=name,
        columns=dict(zip(headers, table.columns, strict=True)),
        lines=np.arange(header + 2, header + 2 + table.num_rows),
        first_line=header + 2,
    )


def _chain(first: list[list[str]], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    yield from first
    yield from rest


def _batches(rows: Iterator[list[str]], headers: list[str]) -> Iterator[pa.RecordBatch]:
    width = len(headers)
    while piece := list(islice(rows, BATCH)):
        arrays = [
            pa.array([(row[i] if i < len(row) else "") or None for row in piece], pa.string())
            for i in range(width)
        ]
        yield pa.RecordBatch.from_arrays(arrays, names=headers)


def _without_empty_end(row: list[str]) -> list[str]:
    filled = next((i for i in range(len(row), 0, -1) if row[i - 1].strip()), 0)
    return row[:filled]


def _text(value: Any) -> str:
    """A cell as text: dates as ISO, whole numbers without ``.0``, yes and no in lower case."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value.total_seconds() / 86400)
    return str(getattr(value, "text", value))
