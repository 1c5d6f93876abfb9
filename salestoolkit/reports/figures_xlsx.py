"""The figures and tables of a page as an Excel workbook, in the page's language."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from babel.numbers import NumberFormatError, parse_decimal
from bs4 import BeautifulSoup, Tag
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from salestoolkit.sources.process_excel.cell_text import LONGEST, without_illegal
from salestoolkit.words import Words

NAME_LENGTH = 31
"""Letters that Excel allows in the name of a sheet."""
WIDE, NARROW = 44, 16
"""Widths of the first and of the other columns, in digits."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_UNSEEN = re.compile("[\N{ZERO WIDTH SPACE}\N{WORD JOINER}]")
_PERCENT = re.compile(r"^([−-]?[\d\s.,]+)\s?%$")


@dataclass(frozen=True)
class Share:
    """A number that is shown in percent, with so many decimals."""

    value: Decimal
    digits: int


Value = str | Decimal | Share | float | int | None


def figures_as_xlsx(html: str, record: Mapping[str, Any], words: Words) -> bytes:
    """A sheet with what the page says at its head, one with exact figures, and one for each table.

    Nothing that stood in somebody's data is computed: every text is written as a text.
    """
    page = BeautifulSoup(html, "html.parser")
    tables = [(words.text("batch.xlsx.page"), list(_head(page, record, words)))]
    figures = [*_exact(record, words)]
    if len(figures) > 1:
        tables.append((words.text("batch.xlsx.figures"), figures))
    for table in page.find_all("table"):
        title = str(table.get("aria-label") or words.text("batch.xlsx.table"))
        tables.append((title, list(_rows(table, words.language))))
    return tables_as_xlsx(tables)


def tables_as_xlsx(
    tables: Iterable[tuple[str, Sequence[Sequence[Value]]]], *, width: int = NARROW
) -> bytes:
    """A workbook with a sheet for each titled table, its first row in bold.

    ``width`` is that of all columns but the first, in digits. Every text is written as a text.
    """
    book = Workbook(write_only=True)
    for title, rows in tables:
        _sheet(book, title, rows, width=width)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _head(page: BeautifulSoup, record: Mapping[str, Any], words: Words) -> Iterator[list[Value]]:
    """Title, what is above it, headline, day, and the cards of key figures."""
    for name in ("title", "notice", "headline"):
        if record.get(name):
            yield [str(record[name])]
    if record.get("as_of"):
        yield [words.text("batch.xlsx.as_of"), str(record["as_of"])]
    for card in page.select("dl.figures > div"):
        lines = [_text(line) for line in card.find_all(["dt", "dd"])]
        yield [lines[0], *(number_or_text(line, words.language) for line in lines[1:])]


def _exact(record: Mapping[str, Any], words: Words) -> Iterator[list[Value]]:
    """The figures of a record that has them by name: value, ends of the interval, n, definition."""
    columns = ("figure", "value", "low", "high", "n", "definition")
    yield [words.text(f"batch.xlsx.{name}") for name in columns]
    figures = record.get("figures")
    for name, figure in figures.items() if isinstance(figures, Mapping) else ():
        key = f"report.figure.{name}"
        label = words.text(key) if words.has(key) else figure.get("label")
        if label:
            told = figure.get("definition") or {}
            numbers = [figure.get(one) for one in ("value", "low", "high", "n")]
            yield [label, *numbers, told.get("text") if isinstance(told, Mapping) else str(told)]


def _rows(table: Tag, language: str) -> Iterator[list[Value]]:
    for row in table.find_all("tr"):
        yield [number_or_text(_text(cell), language) for cell in row.find_all(["th", "td"])]


def number_or_text(text: str, language: str) -> Value:
    """A number where a text is one and nothing else, as its language writes it; else the text.

    Examples
    --------
    >>> number_or_text("1 234,5", "pl"), number_or_text("21%", "en"), number_or_text("007", "en")
    (Decimal('1234.5'), Share(value=Decimal('0.21'), digits=0), '007')
    """
    percent = _PERCENT.match(text)
    plain = (
        (percent[1] if percent else text)
        .replace("−", "-")
        .strip()
        .replace(" ", "\N{NO-BREAK SPACE}")
    )
    if not re.fullmatch(r"-?(0|[1-9][\d\s.,]*|0[.,]\d+)", plain):
        return text
    try:
        value = parse_decimal(plain, locale=language, strict=True)
    except (NumberFormatError, InvalidOperation):
        return text
    return Share(value / 100, max(0, -int(value.as_tuple().exponent))) if percent else value


def _sheet(book: Workbook, name: str, rows: Sequence[Sequence[Value]], *, width: int) -> None:
    sheet = book.create_sheet(_free_name(book, name))
    widest = max((len(row) for row in rows), default=1)
    for place in range(widest):
        sheet.column_dimensions[get_column_letter(place + 1)].width = WIDE if place == 0 else width
    for place, row in enumerate(rows):
        sheet.append([_cell(sheet, value, bold=place == 0) for value in row])


def _cell(sheet: WriteOnlyWorksheet, value: Value, *, bold: bool) -> Any:
    """A cell that is a number or a text, and never a formula."""
    if isinstance(value, Share):
        cell = WriteOnlyCell(sheet, value=float(value.value))
        cell.number_format = f"0.{'0' * value.digits}%" if value.digits else "0%"
    elif isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=without_illegal(value)[:LONGEST])
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell = WriteOnlyCell(sheet, value=None if value is None else float(value))
    if bold:
        cell.font = Font(bold=True)
    return cell


def _free_name(book: Workbook, name: str) -> str:
    """A name that Excel allows, and no other sheet of the book has."""
    plain = " ".join(_NOT_IN_NAMES.sub(" ", name).split())[:NAME_LENGTH] or "–"
    taken = {sheet.title.casefold() for sheet in book.worksheets}
    number, free = 2, plain
    while free.casefold() in taken:
        free = f"{plain[: NAME_LENGTH - 4]} {number}"
        number += 1
    return free


def _text(tag: Tag) -> str:
    """What a reader sees of it, on one line; its small print in brackets."""
    parts = [" ".join(_UNSEEN.sub("", text).split()) for text in tag.stripped_strings]
    return " · ".join(part for part in parts if part)
