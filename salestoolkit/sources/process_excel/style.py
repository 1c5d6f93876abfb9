"""How a process's sheets look: on a screen, and printed on A4 across, in grey as well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

DARK, PALE, LINE, QUIET = "1F3A5F", "EEF2F7", "9AA5B1", "4A5560"
TEXT_FORMAT, PERCENT_FORMAT = "@", "0%"

LINE_HEIGHT, HIGHEST = 14.5, 409.0
"""Points: of one line of text, and what Excel allows for a row."""

ROOM, BOLD_ROOM = 1.1, 0.98
"""Letters that fit into a unit of width, which is that of a digit."""

FONT = "Calibri"

_EDGE = Side(style="thin", color=LINE)
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)


def write_cell(cell: Any, value: str | float | None, *, centred: bool = False) -> None:
    """A value in a cell: a text stays a text whatever it begins with, a number a number."""
    cell.border = _BORDER
    across = "center" if centred else "left"
    cell.alignment = Alignment(horizontal=across, vertical="top", wrap_text=True)
    if isinstance(value, str) and value:
        cell.value = value
        cell.data_type = "s"
        cell.quotePrefix = value[0] in "=+-@'"
    elif not isinstance(value, str):
        cell.value = value


def style_header(cell: Any) -> None:
    """White on dark: told apart from the rows where colours are lost too."""
    cell.font = Font(name=FONT, size=11, bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", start_color=DARK)
    cell.border = _BORDER
    cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)


def style_name(cell: Any) -> None:
    """The first column, which says what a row is about."""
    cell.font = Font(name=FONT, size=11, bold=True)
    cell.fill = PatternFill("solid", start_color=PALE)


def style_legend(cell: Any) -> None:
    """A line above a table that says how to fill it in."""
    cell.font = Font(name=FONT, size=11, italic=True, color=QUIET)
    cell.alignment = Alignment(vertical="center", wrap_text=False)


def set_widths(sheet: Any, widths: Mapping[int, float]) -> None:
    """Widths of columns, by their place from 1."""
    for place, width in widths.items():
        sheet.column_dimensions[get_column_letter(place)].width = width


def set_height(sheet: Any, row: int, widths: Sequence[float], *, bold: bool = False) -> None:
    """A row as high as its longest cell needs: not every program finds that by itself."""
    room = BOLD_ROOM if bold else ROOM
    needed = [
        _lines(str(sheet.cell(row, place).value or ""), width * room)
        for place, width in enumerate(widths, 1)
    ]
    sheet.row_dimensions[row].height = min(HIGHEST, LINE_HEIGHT * max(needed, default=1) + 3)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of this width, when words are kept whole."""
    lines = 0
    for line in text.split("\n"):
        lines += 1
        used = 0
        for word in line.split(" "):
            if used and used + 1 + len(word) > width:
                lines, used = lines + 1, 0
            used += len(word) + (used > 0)
            lines += int((len(word) - 1) // width) if len(word) > width else 0
    return lines


def hide_column(sheet: Any, place: int) -> None:
    """A column that a person does not see; it tells rows apart when they are renamed."""
    sheet.column_dimensions[get_column_letter(place)].hidden = True


def set_page(sheet: Any, *, header_row: int, last_column: int, title: str) -> None:
    """A4 across, as wide as the page, the header on every page, its name above and pages below."""
    sheet.freeze_panes = sheet.cell(header_row + 1, 2)
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_area = f"A1:{get_column_letter(last_column)}{max(sheet.max_row, header_row)}"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.75
    margins.header = margins.footer = 0.35
    sheet.oddHeader.left.text = title.replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
