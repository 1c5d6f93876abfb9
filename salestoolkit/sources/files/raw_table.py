"""One table of one file, every cell as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FIRST_VISIBLE, FIRST_WIDE = 0x21, 0x80
WIDE_SPACE_STARTS = (0xC2, 0xE2, 0xE3)
WIDE_SPACE_MIDDLES = (0xC2, 0x80, 0x81)
"""Bytes before the last one of a space outside ASCII (no-break, thin, ideographic), in UTF-8."""


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """One table of one file, every cell as text.

    ``columns`` maps each header, as it stands in the file (trimmed, made unique), to a string column:
    cells are trimmed, empty ones null. ``first_line`` is the physical line of the first data row,
    ``row_lines`` the line of each row where rows and lines do not run in step. ``shape`` is ``table``,
    or what a JSON answer holds (``pipedrive_changelog``, ``pipedrive_flow``, ``pipedrive_deals``).
    ``broken`` lists rows with too few or too many fields as (line, text): they are not in ``columns``.
    """

    path: Path
    sheet: str | None
    columns: dict[str, pa.ChunkedArray]
    first_line: int
    encoding: str | None
    separator: str | None
    sha256: str
    shape: str
    broken: tuple[tuple[int, str], ...] = ()
    row_lines: np.ndarray | None = field(default=None, compare=False, repr=False)

    @property
    def num_rows(self) -> int:
        """Rows read, without the broken ones."""
        return next((len(column) for column in self.columns.values()), 0)

    def line(self, row: int) -> int:
        """Physical line of a row (counted from 0), counted from 1."""
        return int(self.lines(np.array([row]))[0])

    def lines(self, rows: np.ndarray) -> np.ndarray:
        """Physical lines of many rows at once."""
        return self.first_line + rows if self.row_lines is None else self.row_lines[rows]


def unique_headers(cells: Sequence[str]) -> list[str]:
    """Headers trimmed and made unique: an empty one becomes ``column 3``, a repeated one ``Name (2)``."""
    headers: list[str] = []
    taken: set[str] = set()
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\ufeff", "").split()) or f"column {position}"
        unique, copy = name, 2
        while unique in taken:
            unique, copy = f"{name} ({copy})", copy + 1
        taken.add(unique)
        headers.append(unique)
    return headers


def tidy(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Cells trimmed, empty ones null; a column with nothing to trim is returned as it is."""
    if not any(_has_outer_space(chunk) for chunk in column.chunks):
        return column
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


def _has_outer_space(chunk: pa.Array) -> bool:
    """Whether some cell may begin or end with a space; looks at first and last bytes only.

    An empty cell shows a neighbour's byte instead, which tells as much of the column.
    """
    _, offsets_buffer, text = chunk.buffers()
    if text is None or text.size == 0 or len(chunk) == 0:
        return False
    offsets = np.frombuffer(offsets_buffer, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    octets = np.frombuffer(text, np.uint8)
    first = octets[np.minimum(offsets[:-1], len(octets) - 1)]
    last = octets[offsets[1:] - 1]
    if first.min() < FIRST_VISIBLE or last.min() < FIRST_VISIBLE:
        return True
    if last.max() >= FIRST_WIDE:
        before_last = octets[offsets[1:][last >= FIRST_WIDE] - 2]
        if np.isin(before_last, WIDE_SPACE_MIDDLES).any():
            return True
    return bool(first.max() >= FIRST_WIDE and np.isin(first, WIDE_SPACE_STARTS).any())


def drop_empty_rows(
    columns: dict[str, pa.ChunkedArray], lines: np.ndarray
) -> tuple[dict[str, pa.ChunkedArray], np.ndarray]:
    """Columns without the rows that have no cell filled, and the lines of the rows that stay."""
    filled = np.zeros(len(lines), bool)
    for column in columns.values():
        filled |= np.asarray(pc.is_valid(column))
        if filled.all():
            return columns, lines
    keep = pa.array(filled)
    return {name: column.filter(keep) for name, column in columns.items()}, lines[filled]
