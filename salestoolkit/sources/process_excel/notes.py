"""The sheet that nobody edits: it carries what the others do not show, comments included."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.content import LANGUAGES, Content

MARK = "salestoolkit process 1"
"""What the sheet is, and the version of how it is laid out."""

PIECE = 30_000
FIRST_PIECE = 4


@dataclass(frozen=True, kw_only=True)
class Notes:
    """The process file that a workbook was made from, and the language of its sheets."""

    text: str
    language: str


def write_notes(sheet: Any, notes: Notes, content: Content) -> None:
    """Fill the sheet: what it is, a mark, the language, the file in pieces that fit into cells.

    The pieces are JSON in plain ASCII, so that no program that saves the workbook changes a sign.
    """
    packed = json.dumps(notes.text).replace("_x", "_\\u0078")
    pieces = [packed[start : start + PIECE] for start in range(0, len(packed), PIECE)]
    rows = [content.text("exchange.notes.sentence"), MARK, notes.language, *pieces]
    for line, text in enumerate(rows, 1):
        cell = sheet.cell(line, 1, text)
        cell.number_format = "@"
    sheet.column_dimensions["A"].width = 100
    sheet.sheet_state = "hidden"


def read_notes(book: Any, file: str) -> Notes | None:
    """The notes of a workbook, None where it has none.

    Raises
    ------
    ImportFailed
        ``xlsx_notes_broken``.
    """
    for sheet in book.worksheets:
        if sheet.cell(2, 1).value == MARK:
            rows = range(FIRST_PIECE, sheet.max_row + 1)
            pieces = [str(sheet.cell(row, 1).value or "") for row in rows]
            language = str(sheet.cell(3, 1).value)
            try:
                text = json.loads("".join(pieces))
            except ValueError:
                text = None
            if not isinstance(text, str) or language not in LANGUAGES:
                raise ImportFailed("xlsx_notes_broken", file=file, sheet=sheet.title)
            return Notes(text=text, language=language)
    return None


def is_notes(sheet: Any) -> bool:
    """Whether a sheet is the one that nobody edits."""
    return bool(sheet.cell(2, 1).value == MARK)
