"""A workbook as people saved it, opened so that every value can be named by its cell."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.files.tables import ZIP, bytes_of, refuse_old_excel
from salestoolkit.sources.process_excel.cell_text import text_of_cell


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value: a text, a number, a truth or None; ``in_percent`` where it is shown in percent.

    ``fault`` is a formula that has no result to read, or the error that it shows.
    """

    row: int
    column: int
    value: Any
    in_percent: bool = False
    fault: str | None = None

    @property
    def text(self) -> str:
        """The value as a person reads it; a whole number without decimals."""
        if self.value is None:
            return ""
        if isinstance(self.value, float) and self.value.is_integer():
            return str(int(self.value))
        return str(self.value)


@dataclass(frozen=True, kw_only=True)
class Grid:
    """One sheet of a workbook: its rows of cells, each row as long as its last filled cell.

    ``merged`` leads from the places that a cell was merged over, downwards, to the row of its value.
    """

    file: str
    title: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def texts(self, row: int) -> list[str]:
        """Texts of a row, counted from 1."""
        return [cell.text for cell in self.rows[row - 1]]

    def cell(self, row: int, column: int) -> Cell:
        """A cell by row and column, both from 1; an empty one where nothing was written."""
        cells = self.rows[row - 1] if row <= len(self.rows) else ()
        if column <= len(cells):
            return cells[column - 1]
        return Cell(row=row, column=column, value=None)

    def read(self, row: int, column: int) -> Cell:
        """A cell whose value is needed; ImportFailed ``xlsx_formula`` where there is none to read."""
        cell = self.cell(row, column)
        if cell.fault is not None:
            self.fail("xlsx_formula", row, column, value=cell.fault)
        return cell

    def fail(self, code: str, row: int, column: int, /, **fields: Any) -> NoReturn:
        """Raise an ImportFailed that names file, sheet and cell (``C5``)."""
        from openpyxl.utils import get_column_letter

        cell = f"{get_column_letter(column)}{row}"
        raise ImportFailed(code, file=self.file, sheet=self.title, cell=cell, **fields)


def open_book(path: Path) -> Any:
    """A workbook with its formulas; what is none gets one sentence.

    Raises
    ------
    ImportFailed
        ``file_missing`` and the like, ``old_excel``, ``file_encrypted``, ``xlsx_not_a_workbook``,
        ``unreadable_workbook``.
    """
    data = bytes_of(path)
    refuse_old_excel(data, path)
    if not data.startswith(ZIP):
        raise ImportFailed("xlsx_not_a_workbook", file=path.name)
    return _load(data, path.name, stored_values=False)


def grids_of(book: Any, path: Path) -> list[Grid]:
    """The sheets of a workbook; where a cell holds a formula, the value that it last had."""
    values = None
    grids = []
    for sheet in book.worksheets:
        if values is None and any(
            cell.data_type == "f" for row in sheet.iter_rows() for cell in row
        ):
            values = _load(bytes_of(path), path.name, stored_values=True)
        stored = None if values is None else values[sheet.title]
        rows = (tuple(_cell(cell, stored) for cell in row) for row in sheet.iter_rows())
        kept = tuple(_without_empty_end(row) for row in rows)
        grids.append(Grid(file=path.name, title=sheet.title, rows=kept, merged=_merged(sheet)))
    return grids


def _merged(sheet: Any) -> dict[tuple[int, int], int]:
    """Places below the first of cells merged in one column, and the row of that first one."""
    return {
        (row, area.min_col): area.min_row
        for area in sheet.merged_cells.ranges
        if area.min_col == area.max_col
        for row in range(area.min_row + 1, area.max_row + 1)
    }


def _cell(cell: Any, stored: Any) -> Cell:
    shown = stored[cell.coordinate] if cell.data_type == "f" else cell
    value = shown.value
    fault = None
    if shown.data_type == "e" or (cell.data_type == "f" and value is None):
        value, fault = None, str(cell.value)
    if value is not None and not isinstance(value, bool | int | float):
        value = text_of_cell(str(value))
    in_percent = "%" in str(cell.number_format)
    return Cell(row=cell.row, column=cell.column, value=value, in_percent=in_percent, fault=fault)


def _without_empty_end(row: Sequence[Cell]) -> tuple[Cell, ...]:
    last = next(
        (i for i in range(len(row), 0, -1) if row[i - 1].value is not None or row[i - 1].fault), 0
    )
    return tuple(row[:last])


def _load(data: bytes, name: str, *, stored_values: bool) -> Any:
    import openpyxl

    from salestoolkit.sources.files.xlsx_files import DAMAGED

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(data), data_only=stored_values)
    except DAMAGED as error:
        raise ImportFailed("unreadable_workbook", file=name) from error
