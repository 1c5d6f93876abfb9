"""Find the separator and the header line of separated text."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from salestoolkit.sources.files.raw_table import unique_headers

SEPARATORS = (",", ";", "\t", "|")
HEAD_BYTES = 1 << 16
HEAD_RECORDS = 60


@dataclass(frozen=True, kw_only=True)
class Head:
    """What the first lines tell: separator, headers, and where the data begin."""

    separator: str
    headers: list[str]
    data_offset: int
    first_line: int


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


def _usual_width(rows: Iterable[list[str]]) -> int:
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
