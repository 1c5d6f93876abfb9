"""What a person typed into a cell: days, a share, yes or no; a fault names cell, value and what to do."""

from __future__ import annotations

import math

from salestoolkit.sources.building.stages import truth
from salestoolkit.sources.process_excel.grid import Cell, Grid


def read_days(grid: Grid, cell: Cell, header: str) -> float | None:
    """Days: a number from 0, None for an empty cell; ImportFailed ``xlsx_days``."""
    if not cell.text.strip():
        return None
    number = _number(cell)
    if not 0 <= number < math.inf:
        grid.fail("xlsx_days", cell.row, cell.column, column=header, value=cell.text)
    return number


def read_share(grid: Grid, cell: Cell, header: str, *, in_percent: bool) -> float | None:
    """A share (0-1) as ``20%``, or 0.2; 20 is one only under a header with a % sign.

    Raises
    ------
    ImportFailed
        ``xlsx_probability``.
    """
    text = cell.text.strip()
    if not text:
        return None
    if text.endswith("%"):
        number = _number(Cell(row=cell.row, column=cell.column, value=text[:-1])) / 100
    elif in_percent and not cell.in_percent:
        number = _number(cell) / 100
    else:
        number = _number(cell)
    if not 0 <= number <= 1:
        shown = f"{number:.0%}" if cell.in_percent and number < math.inf else cell.text
        grid.fail("xlsx_probability", cell.row, cell.column, column=header, value=shown)
    return number


def read_yes(grid: Grid, cell: Cell, header: str) -> bool:
    """Yes or no, in any language read; an ``x`` or a tick is a yes, an empty cell a no.

    Raises
    ------
    ImportFailed
        ``xlsx_yes_no``.
    """
    text = cell.text.strip()
    if isinstance(cell.value, bool) or not text:
        return bool(cell.value) and bool(text)
    if text.casefold() in ("x", "✓", "✔", "+"):
        return True
    if text in ("-", "–", "—"):
        return False
    found = truth(text)
    if found is None:
        grid.fail("xlsx_yes_no", cell.row, cell.column, column=header, value=cell.text)
    return found


def _number(cell: Cell) -> float:
    """A number, also one written as text with a decimal comma; NaN for all else."""
    if isinstance(cell.value, bool) or "_" in cell.text:
        return math.nan
    try:
        return float(cell.text.strip().replace(",", ".").replace("\N{NO-BREAK SPACE}", ""))
    except ValueError:
        return math.nan
