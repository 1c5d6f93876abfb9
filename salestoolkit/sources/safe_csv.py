"""CSV files that a spreadsheet opens without running anything that stood in somebody's data."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date

BOM = "\ufeff"
"""Tells a spreadsheet that the letters are UTF-8; without it Polish letters are lost."""
_RUNS = re.compile(r"^\s*[=@]|^[\t\r]|^\s*[+-](?![\d\s().,/+-]*$)")
"""How a cell begins that a spreadsheet would compute; a telephone number or an amount is none."""
_DISARMED = re.compile(r"^'(?=\s*[=@+\-\t\r])")

Value = str | float | date | None


def safe_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Rows as CSV in UTF-8; a cell that a spreadsheet would compute gets an apostrophe before it.

    Examples
    --------
    >>> print(safe_csv(["Lead", "Phone"], [["=1+1", "+48 600 000 000"]]).decode("utf-8-sig"), end="")
    Lead,Phone
    '=1+1,+48 600 000 000
    """
    return (BOM + csv_lines([header, *rows])).encode()


def csv_lines(rows: Iterable[Sequence[Value]], *, separator: str = ",") -> str:
    """Rows as lines of CSV, each cell disarmed."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def as_written(cell: str) -> str:
    """A cell as it was before `safe_csv` disarmed it.

    >>> as_written("'=1+1"), as_written("'s Gravenhage")
    ('=1+1', "'s Gravenhage")
    """
    return _DISARMED.sub("", cell)


def _cell(value: Value) -> str:
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if _RUNS.match(text) else text
