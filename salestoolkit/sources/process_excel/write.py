"""Write processes as a workbook that a person would have made."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salestoolkit.core.process import SalesProcess
from salestoolkit.sources.content import Content, load_content
from salestoolkit.sources.process_excel.cell_text import cell_text, without_illegal
from salestoolkit.sources.process_excel.headers import COLUMNS, PEOPLE_MARK, STAGE_MARK
from salestoolkit.sources.process_excel.notes import Notes, write_notes
from salestoolkit.sources.process_excel.titles import people_titles, stage_titles
from salestoolkit.sources.process_excel.view import PeopleView, people_view, stage_cells
from salestoolkit.sources.processes import dump_processes, parse_processes, updated_text
from salestoolkit.sources.whole_files import write_keeping

if TYPE_CHECKING:
    from openpyxl import Workbook

WIDTHS = {
    "name": 20,
    "activities": 36,
    "owner": 17,
    "entry_criteria": 31,
    "exit_criteria": 31,
    "target_days": 7,
    "win_probability": 22,
    "waiting": 13,
}
ACTIVITY_WIDTH, PERSON_WIDTH = 44.0, 15.0
KEY_COLUMN = len(COLUMNS) + 1
LEGEND, PEOPLE_HEADER, PEOPLE_KEYS = 1, 2, 3
"""Rows of the sheet of people: what the letters mean, the header, the hidden keys of its columns."""


def to_excel(
    processes: Mapping[str | None, SalesProcess] | Iterable[SalesProcess],
    path: Path | str,
    *,
    source_text: str | None = None,
    language: str,
) -> Path | None:
    """Write processes as a workbook: for each a sheet of its stages and one of its people.

    A hidden sheet carries the process file, so that `from_excel` gives back every sign of it. A file
    that was there is copied beside first; the copy is returned.

    Parameters
    ----------
    source_text : str, optional
        The process file as it is, with its comments.
    language : str
        Of headers and of yes and no: ``en`` or ``pl``.

    Raises
    ------
    ImportFailed
        ``xlsx_control_character``, ``xlsx_text_too_long``, ``cannot_write``.
    InvalidValue
        ``unknown_language``.
    """
    listed = tuple(processes.values() if isinstance(processes, Mapping) else processes)
    content = load_content(language)
    text = dump_processes(listed) if source_text is None else updated_text(source_text, listed)
    parse_processes(text, file=Path(path).name)
    book = _workbook(listed, Notes(text=text, language=language), content)
    data = io.BytesIO()
    book.save(data)
    return write_keeping(Path(path), data.getvalue())


def _workbook(processes: tuple[SalesProcess, ...], notes: Notes, content: Content) -> Workbook:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = content.text("exchange.sheet.creator")
    shown = processes or (SalesProcess(name="", stages=()),)
    titles = stage_titles(shown, other=content.text("exchange.sheet.process"))
    for number, (process, title) in enumerate(zip(shown, titles, strict=True)):
        _stage_sheet(book.create_sheet(title), process, number, content)
    names = people_titles(titles, people=content.text("exchange.people.sheet"))
    for number, (process, title) in enumerate(zip(processes, names, strict=False)):
        _people_sheet(book.create_sheet(title), process, number, content)
    write_notes(book.create_sheet(content.text("exchange.notes.sheet")), notes, content)
    return book


def _stage_sheet(sheet: Any, process: SalesProcess, number: int, content: Content) -> None:
    from salestoolkit.sources.process_excel import style

    for place, column in enumerate(COLUMNS, 1):
        style.style_header(sheet.cell(1, place, content.text(f"exchange.columns.{column}")))
    sheet.cell(1, KEY_COLUMN, f"{STAGE_MARK}{number}")
    for line, stage in enumerate(process.stages, 2):
        values = stage_cells(process, stage, content)
        for place, column in enumerate(COLUMNS, 1):
            cell, value = sheet.cell(line, place), values[column]
            header = content.text(f"exchange.columns.{column}")
            if isinstance(value, str):
                value = cell_text(value, process=process.name, column=header)
            style.write_cell(cell, value, centred=column in COLUMNS[-3:])
            cell.number_format = _format(column)
        style.style_name(sheet.cell(line, 1))
        _write_key(sheet.cell(line, KEY_COLUMN), stage.key, process, content)
        style.set_height(sheet, line, list(WIDTHS.values()))
    style.set_height(sheet, 1, list(WIDTHS.values()), bold=True)
    style.set_widths(sheet, {i: WIDTHS[column] for i, column in enumerate(COLUMNS, 1)})
    style.hide_column(sheet, KEY_COLUMN)
    _add_checks(sheet, content)
    style.set_page(sheet, header_row=1, last_column=len(COLUMNS), title=_page_title(process))


def _write_key(cell: Any, key: str, process: SalesProcess, content: Content) -> None:
    from salestoolkit.sources.process_excel import style

    column = content.text("exchange.sheet.key")
    style.write_cell(cell, cell_text(key, process=process.name, column=column))
    cell.number_format = style.TEXT_FORMAT


def _format(column: str) -> str:
    from salestoolkit.sources.process_excel import style

    if column == "win_probability":
        return style.PERCENT_FORMAT
    return "General" if column == "target_days" else style.TEXT_FORMAT


def _page_title(process: SalesProcess) -> str:
    """A process's name above a printed page; Excel takes no more than 255 signs there."""
    return " ".join(without_illegal(process.name).split())[:100]


def _add_checks(sheet: Any, content: Content) -> None:
    """Let Excel itself refuse a chance of 120 % and a number of days that is a word."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    words = [content.text(f"exchange.sheet.{word}") for word in ("yes", "no")]
    checks = {
        "target_days": DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0"),
        "win_probability": DataValidation(
            type="decimal", operator="between", formula1="0", formula2="1"
        ),
        "waiting": DataValidation(type="list", formula1=f'"{",".join(words)}"'),
    }
    for column, check in checks.items():
        check.errorTitle = content.text(f"exchange.columns.{column}")
        check.error = content.text(f"exchange.sheet.checks.{column}")
        check.allow_blank = True
        letter = get_column_letter(COLUMNS.index(column) + 1)
        check.add(f"{letter}2:{letter}500")
        sheet.add_data_validation(check)


def _people_sheet(sheet: Any, process: SalesProcess, number: int, content: Content) -> None:
    from salestoolkit.sources.process_excel import style

    view = people_view(process, content)
    legend = sheet.cell(LEGEND, 1, content.text("exchange.people.legend"))
    style.style_legend(legend)
    key_column = len(view.columns) + 2
    header = sheet.cell(PEOPLE_HEADER, 1, content.text("exchange.people.activity"))
    style.style_header(header)
    for place, person in enumerate(view.columns, 2):
        name = sheet.cell(PEOPLE_HEADER, place)
        _write_text(name, person.name, process, header.value)
        style.style_header(name)
        _write_key(sheet.cell(PEOPLE_KEYS, place), person.key, process, content)
    sheet.cell(PEOPLE_HEADER, key_column, f"{PEOPLE_MARK}{number}")
    sheet.row_dimensions[PEOPLE_KEYS].hidden = True
    for line, _ in enumerate(view.activities, PEOPLE_KEYS + 1):
        _activity_row(sheet, line, view, process, content)
    widths = [ACTIVITY_WIDTH, *[PERSON_WIDTH] * len(view.columns)]
    for row in range(PEOPLE_HEADER, sheet.max_row + 1):
        style.set_height(sheet, row, widths, bold=True)
    style.set_widths(sheet, dict(enumerate(widths, 1)))
    style.hide_column(sheet, key_column)
    style.set_page(
        sheet,
        header_row=PEOPLE_HEADER,
        last_column=max(key_column - 1, 1),
        title=_page_title(process),
    )


def _activity_row(
    sheet: Any, line: int, view: PeopleView, process: SalesProcess, content: Content
) -> None:
    from salestoolkit.sources.process_excel import style

    activity = view.activities[line - PEOPLE_KEYS - 1]
    first = sheet.cell(line, 1)
    _write_text(first, activity.name, process, content.text("exchange.people.activity"))
    style.style_name(first)
    for place, person in enumerate(view.columns, 2):
        cell = sheet.cell(line, place)
        style.write_cell(cell, view.letters.get((activity.key, person.key)), centred=True)
        cell.number_format = style.TEXT_FORMAT
    _write_key(sheet.cell(line, len(view.columns) + 2), activity.key, process, content)


def _write_text(cell: Any, text: str, process: SalesProcess, column: str) -> None:
    from salestoolkit.sources.process_excel import style

    style.write_cell(cell, cell_text(text, process=process.name, column=column))
    cell.number_format = style.TEXT_FORMAT
