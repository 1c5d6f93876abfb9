"""Read separated text of any of the usual encodings and separators into columns of text."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv

from salestoolkit.sources.raw_table import unique_headers

SEPARATORS = (",", ";", "\t", "|")
HEAD_BYTES = 1 << 16
HEAD_RECORDS = 60
TOLERANT_BATCH = 50_000
MOST_FIELD_CHARACTERS = 1 << 24


@dataclass(frozen=True, kw_only=True)
class Head:
    """What the first lines tell: separator, headers, and where the data begin."""

    separator: str
    headers: list[str]
    data_offset: int
    first_line: int


@dataclass(frozen=True, kw_only=True)
class Body:
    """The rows below the header: columns, the line of each row, and the rows that do not fit."""

    columns: dict[str, pa.ChunkedArray]
    lines: np.ndarray
    broken: tuple[tuple[int, str], ...]


def read_separated(text: bytes) -> tuple[Head, Body]:
    """Read UTF-8 text with a header line; rows with too few or too many fields come back as broken."""
    head = read_head(text)
    if not text[head.data_offset : head.data_offset + HEAD_BYTES].strip():
        empty = pa.chunked_array([], pa.string())
        columns = dict.fromkeys(head.headers, empty)
        return head, Body(columns=columns, lines=np.zeros(0, np.int64), broken=())
    return head, _read_fast(text, head) or _read_tolerantly(text, head)


def read_head(text: bytes) -> Head:
    """Find the separator and the header line in the first lines of a text.

    A line ``sep=;`` that a spreadsheet put first names the separator. The header is the first line
    that fills at least half as many fields as most lines have and holds no bare number: a report's
    title lines above it are passed over.
    """
    sample = text[:HEAD_BYTES]
    if len(text) > HEAD_BYTES:
        sample = sample[: max(sample.rfind(b"\n"), sample.rfind(b"\r")) + 1] or sample
    lines = list(io.StringIO(sample.decode(errors="ignore"), newline=""))
    skipped = 0
    separator = _named_separator(lines[0]) if lines else None
    if separator:
        skipped = 1
    else:
        separator = _likely_separator(lines)
    records = list(_records(lines[skipped:], separator))
    if not records:
        return Head(separator=separator, headers=[], data_offset=len(text), first_line=1)
    header = header_position([cells for cells, _, _ in records])
    cells, _, end = records[header]
    width = _usual_width(cells for cells, _, _ in records[header:])
    padded = cells + [""] * max(0, width - len(cells))
    while len(padded) > width and not padded[-1].strip():
        padded.pop()
    end += skipped
    return Head(
        separator=separator,
        headers=unique_headers(padded),
        data_offset=sum(len(line.encode()) for line in lines[:end]),
        first_line=end + 1,
    )


def header_position(rows: list[list[str]]) -> int:
    """Which of the first rows is the header: the first that fills half as many fields as most have."""
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    enough = max(2, math.ceil(_usual_width(rows) / 2))
    wide = (position for position, count in enumerate(filled) if count >= enough)
    return next(wide, next((position for position, count in enumerate(filled) if count), 0))


def _usual_width(rows: Iterator[list[str]] | list[list[str]]) -> int:
    widths = Counter(len(row) for row in rows)
    return max(widths, key=lambda width: (widths[width] if width > 1 else 0, width), default=1)


def _named_separator(line: str) -> str | None:
    name = line.rstrip("\r\n").strip('"')
    return name[4] if len(name) == 5 and name.lower().startswith("sep=") else None


def _likely_separator(lines: list[str]) -> str:
    """The separator that cuts the most lines into one same number of fields, more fields first."""

    def score(separator: str) -> float:
        widths = Counter(len(cells) for cells, _, _ in _records(lines, separator))
        width, count = max(widths.items(), key=lambda item: (item[0] - 1) * item[1], default=(1, 0))
        return (width - 1) * (count / max(widths.total(), 1)) ** 2

    return max(SEPARATORS, key=score)


def _records(lines: list[str], separator: str) -> Iterator[tuple[list[str], int, int]]:
    """The first records as (cells, line it starts on counted from 0, lines read when it ended)."""
    reader = csv.reader(lines, delimiter=separator)
    start, found = 0, 0
    while found < HEAD_RECORDS:
        try:
            cells = next(reader)
        except (StopIteration, csv.Error):
            return
        if cells:
            found += 1
            yield cells, start, reader.line_num
        start = reader.line_num


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
        (int(lines[number - 1]), line) for number, line in refused if _has_content(line, head)
    )
    columns = dict(zip(head.headers, table.columns, strict=True))
    return Body(columns=columns, lines=np.delete(lines, positions), broken=broken)


def _has_content(line: str, head: Head) -> bool:
    """Whether a line of the wrong width holds more than separators and spaces."""
    return bool(line.replace(head.separator, "").strip().strip('"'))


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
    reader = csv.reader(_lines(text, head), delimiter=head.separator, strict=True)
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


def _lines(text: bytes, head: Head) -> Iterator[str]:
    source = io.BytesIO(text)
    source.seek(head.data_offset)
    return io.TextIOWrapper(source, encoding="utf-8", newline="")


class _Rewindable:
    """Lines that a reader can take again after it swallowed too many."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.position = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.position == len(self.lines):
            raise StopIteration
        self.position += 1
        return self.lines[self.position - 1]

    def record(self, separator: str) -> list[str]:
        """Cells of the next record; where its quotes are wrong, those of the next line alone."""
        start = self.position
        try:
            return next(csv.reader(self, delimiter=separator, strict=True))
        except csv.Error:
            self.position = start + 1
        try:
            return next(csv.reader([self.lines[start]], delimiter=separator))
        except csv.Error:
            return [self.lines[start]]


def _read_tolerantly(text: bytes, head: Head) -> Body:
    """Row by row, for files with a quote that never closes: only its own line is broken, not the rest."""
    width = len(head.headers)
    source = _Rewindable(list(_lines(text, head)))
    batches: list[pa.RecordBatch] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    broken: list[tuple[int, str]] = []
    csv.field_size_limit(MOST_FIELD_CHARACTERS)
    while source.position < len(source.lines):
        start = source.position
        cells = source.record(head.separator)
        if len(cells) == width:
            rows.append(cells)
            lines.append(head.first_line + start)
        elif cells:
            source.position = start + 1
            line = source.lines[start].rstrip("\r\n")
            if _has_content(line, head):
                broken.append((head.first_line + start, line))
        if len(rows) == TOLERANT_BATCH:
            batches.append(_batch(rows, head.headers))
            rows = []
    batches.append(_batch(rows, head.headers))
    table = pa.Table.from_batches(batches)
    columns = dict(zip(head.headers, table.columns, strict=True))
    return Body(columns=columns, lines=np.array(lines, np.int64), broken=tuple(broken))


def _batch(rows: list[list[str]], headers: list[str]) -> pa.RecordBatch:
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(headers)
    arrays = [pa.array([cell or None for cell in column], pa.string()) for column in cells]
    return pa.RecordBatch.from_arrays(arrays, names=headers)
