"""Long tables as a CSV or Excel file, written piece by piece: whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.process_excel.cell_text import LONGEST, without_illegal
from salestoolkit.sources.safe_csv import BOM, Value, csv_lines
from salestoolkit.sources.whole_files import (
    keep_copy,
    new_file,
    saying_what_cannot_be_written,
)

Pieces = Iterable[Iterable[Sequence[Value]]]

ENDINGS = (".csv", ".xlsx")
SHEET_ROWS = 1_048_575
"""Rows that a sheet of Excel holds under its header."""
WIDTH = 18
"""Of a column, in digits."""


def write_rows(path: Path, header: Sequence[str], pieces: Pieces, *, sheet: str) -> Path | None:
    """Write a table by its file's ending; another file of its name is copied first, and the copy returned.

    Nothing that stood in somebody's data is computed by a spreadsheet that opens the file.

    Parameters
    ----------
    path : Path
        Ending in ``.csv`` or ``.xlsx``.
    header : sequence of str
        Names of the columns.
    pieces : iterable of tables
        Rows, some at a time, so that a long table is never held as a whole.
    sheet : str
        Name of the sheet of a workbook.

    Raises
    ------
    ImportFailed
        ``table_ending``, ``table_too_long``, ``path_is_folder``, ``cannot_write``.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise ImportFailed("table_ending", value=str(path), allowed=", ".join(ENDINGS))
    if path.is_dir():
        raise ImportFailed("path_is_folder", value=str(path))
    with saying_what_cannot_be_written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        target = path.resolve()
        with new_file(target.parent, target.name) as temporary:
            if ending == ".csv":
                _write_csv(temporary, header, pieces)
            else:
                _write_workbook(temporary, header, pieces, sheet)
        copy = keep_copy(path) if path.exists() and not _same(path, temporary) else None
        temporary.replace(target)
    return copy


def _same(one: Path, other: Path) -> bool:
    size = one.stat().st_size == other.stat().st_size
    return size and one.read_bytes() == other.read_bytes()


def _write_csv(path: Path, header: Sequence[str], pieces: Pieces) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM + csv_lines([header]))
        for piece in pieces:
            file.write(csv_lines(piece))


def _write_workbook(path: Path, header: Sequence[str], pieces: Pieces, title: str) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    for place in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH
    named = [_cell(sheet, name) for name in header]
    for cell in named:
        cell.font = Font(bold=True)
    sheet.append(named)
    try:
        for row in _counted(pieces, path):
            sheet.append([_cell(sheet, value) for value in row])
    finally:
        # one left unfinished would leave a file of its own behind
        book.save(path)


def _counted(pieces: Pieces, path: Path) -> Iterator[Sequence[Value]]:
    """The rows of all pieces; ImportFailed where there are more than a sheet holds."""
    for written, row in enumerate(chain.from_iterable(pieces)):
        if written >= SHEET_ROWS:
            name = path.name.removeprefix(".new-")
            raise ImportFailed("table_too_long", value=name, allowed=SHEET_ROWS)
        yield row


def _cell(sheet: Any, value: Value) -> Any:
    """A value in a cell: a text stays a text whatever it begins with."""
    from openpyxl.cell import WriteOnlyCell

    cell: Any = WriteOnlyCell(sheet)
    if not isinstance(value, str):
        cell.value = value
        return cell
    cell.value = without_illegal(value)[:LONGEST]
    cell.data_type = "s"
    cell.quotePrefix = value[:1] in tuple("=+-@'")
    return cell
