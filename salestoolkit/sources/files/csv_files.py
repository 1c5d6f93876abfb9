"""Read separated text of any of the usual separators into columns of text."""

from __future__ import annotations

import csv

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from salestoolkit.sources.files.csv_head import HEAD_BYTES, Head, read_head
from salestoolkit.sources.files.csv_tolerant import (
    MOST_FIELD_CHARACTERS,
    Body,
    has_content,
    lines_of,
    read_tolerantly,
)


def read_separated(text: bytes) -> tuple[Head, Body]:
    """Read UTF-8 text with a header line; rows with too few or too many fields come back as broken."""
    head = read_head(text)
    if not text[head.data_offset : head.data_offset + HEAD_BYTES].strip():
        empty = pa.chunked_array([], pa.string())
        columns = dict.fromkeys(head.headers, empty)
        return head, Body(columns=columns, lines=np.zeros(0, np.int64), broken=())
    return head, _read_fast(text, head) or read_tolerantly(text, head)


def _read_fast(text: bytes, head: Head) -> Body | None:
    """Arrow's reader; None where only the tolerant one can tell the rows apart."""
    try:
        table, refused = _arrow_table(text, head, threads=True)
        if refused:
            table, refused = _arrow_table(text, head, threads=False)
    except pa.ArrowInvalid:
        return None
    if any("\n" in line or "\r" in line for _, line in refused):
        return None
    lines = _record_lines(text, head, table.num_rows + len(refused))
    if lines is None:
        return None
    positions = np.array([number - 1 for number, _ in refused], np.int64)
    broken = tuple(
        (int(lines[number - 1]), line) for number, line in refused if has_content(line, head)
    )
    columns = dict(zip(head.headers, table.columns, strict=True))
    return Body(columns=columns, lines=np.delete(lines, positions), broken=broken)


def _arrow_table(
    text: bytes, head: Head, *, threads: bool
) -> tuple[pa.Table, list[tuple[int, str]]]:
    refused: list[tuple[int, str]] = []

    def refuse(row: pa_csv.InvalidRow) -> str:
        refused.append((row.number or 0, row.text))
        return "skip"

    table = pa_csv.read_csv(
        pa.BufferReader(pa.py_buffer(text).slice(head.data_offset)),
        read_options=pa_csv.ReadOptions(column_names=head.headers, use_threads=threads),
        parse_options=pa_csv.ParseOptions(
            delimiter=head.separator, newlines_in_values=True, invalid_row_handler=refuse
        ),
        convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(head.headers, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            check_utf8=False,
        ),
    )
    return table, refused


def _record_lines(text: bytes, head: Head, records: int) -> np.ndarray | None:
    """Physical line of each record; None where quotes are so wrong that records may have run together."""
    newlines = text.count(b"\n", head.data_offset) + (0 if text.endswith(b"\n") else 1)
    if newlines == records:
        return np.arange(head.first_line, head.first_line + records)
    reader = csv.reader(lines_of(text, head), delimiter=head.separator, strict=True)
    starts = np.zeros(records, np.int64)
    found, start = 0, head.first_line
    csv.field_size_limit(MOST_FIELD_CHARACTERS)
    try:
        for cells in reader:
            if cells:
                if found == records:
                    return None
                starts[found] = start
                found += 1
            start = head.first_line + reader.line_num
    except csv.Error:
        return None
    return starts if found == records else None
