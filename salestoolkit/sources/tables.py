"""Read a file into columns of text: CSV, XLSX and saved JSON answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """One table of one file, every cell as text."""

    path: Path
    sheet: str | None
    columns: dict[str, pa.ChunkedArray]
    first_line: int
    encoding: str | None
    separator: str | None
    sha256: str
    shape: str
    broken: tuple[tuple[int, str], ...] = ()

    @property
    def num_rows(self) -> int:
        """Rows read, without the broken ones."""
        return next((len(column) for column in self.columns.values()), 0)

    def line(self, row: int) -> int:
        """Physical line of a row, counted from 1."""
        return self.first_line + row


def read_tables(path: Path) -> list[RawTable]:
    """Read the tables of a file as text."""
    raise NotImplementedError
