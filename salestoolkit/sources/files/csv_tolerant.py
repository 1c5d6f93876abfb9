"""Read separated text row by row, for files whose quotes are not in order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from salestoolkit.sources.files.csv_head import Head

BATCH = 50_000
MOST_FIELD_CHARACTERS = 1 << 24


@dataclass(frozen=True, kw_only=True)
class Body:
    """The rows below the header: columns, the line of each row, and the rows that do not fit."""

    columns: dict[str, pa.ChunkedArray]
    lines: np.ndarray
    broken: tuple[tuple[int, str], ...]


def has_content(line: str, head: Head) -> bool:
    """Whether a line of the wrong width holds more than separators and spaces."""
    return bool(line.replace(head.separator, "").strip().strip('"'))


def lines_of(text: bytes, head: Head) -> Iterator[str]:
    """The lines below the header, each with its end; a lone carriage return ends one too."""
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


def read_tolerantly(text: bytes, head: Head) -> Body:
    """Row by row, for files with a quote that never closes: only its own line is broken, not the rest."""
    width = len(head.headers)
    source = _Rewindable(list(lines_of(text, head)))
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
            if has_content(line, head):
                broken.append((head.first_line + start, line))
        if len(rows) == BATCH:
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
