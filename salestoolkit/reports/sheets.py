"""A sheet as a page of A4: empty, to be filled in with a pen, or with what the team has written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from markupsafe import Markup

import salestoolkit
from salestoolkit.core.sheets import Entry, Field, Sheet, completeness, is_filled, is_required
from salestoolkit.reports.blocks import html
from salestoolkit.reports.output import Written
from salestoolkit.reports.printed import write_printed
from salestoolkit.reports.templating import TEMPLATES
from salestoolkit.words import Words, load_words
from salestoolkit.words.sheets import shown

ROOMY_ROWS = 12
"""With more empty rows each is as high as one line to write on."""
LONG = ("long_text", "list")
WIDE = ("text", "long_text", "list", "choices", "link")
"""Types that take the whole width of a card; the others stand side by side."""
SHORT = 150
"""Letters up to which a text stands beside another field too."""

PAGE, HEADING, LABEL, LINE = 885, 34, 48, 26
"""Pixels of A4 below the opening, of a heading, of a field's words, and of a line to write on."""

_COLUMNS = {"long_text": 3.0, "list": 3.0, "text": 2.0, "link": 2.0, "percent": 2.1, "person": 1.7}
_NARROWEST = 1.5


@dataclass(frozen=True)
class _Box:
    """A field as it is printed: its words, what is written in it, or room to write."""

    label: str
    hint: str
    required: bool
    wide: bool
    share: float
    text: str
    choices: tuple[str, ...]
    lines: int


@dataclass(frozen=True)
class _Part:
    """Fields under one heading."""

    heading: str | None
    boxes: tuple[_Box, ...]


def sheet_page(sheet: Sheet, entries: Sequence[Entry] | None = None) -> str:
    """A sheet as HTML that runs nothing and fetches nothing, in the sheet's language.

    Parameters
    ----------
    entries : sequence of Entry, optional
        What is filled in. Without it the page has lines to write on; what a filled page lacks is
        asked for, with lines too.
    """
    words = load_words(sheet.language)
    listed = tuple(entries or ())
    blank = not listed
    shown_entries = listed or (Entry(),) * (sheet.rows if sheet.table else 1)
    key = "sheets.page_title" if blank else "sheets.filled_title"
    return html(
        "sheet",
        language=sheet.language,
        version=salestoolkit.__version__,
        style=_style(),
        title=sheet.title,
        page_title=words.text(key, title=sheet.title),
        purpose=sheet.purpose,
        facts=_facts(sheet, words),
        progress="" if blank else _progress(sheet, listed, words),
        table=sheet.table,
        blank=blank,
        low=sheet.rows > ROOMY_ROWS,
        columns=_boxes(sheet, Entry(), words, blank=True),
        rows=[_boxes(sheet, entry, words, blank=blank) for entry in shown_entries],
        cards=[] if sheet.table else list(_cards(sheet, shown_entries, words, blank=blank)),
        mark=words.text("sheets.required_mark"),
    ).text


def write_sheet(sheet: Sheet, to: Path, entries: Sequence[Entry] | None = None) -> Written:
    """Write a sheet's page as HTML or PDF; another file of that name is copied beside first.

    Raises
    ------
    ReportError
        ``sheet_format``, and those of the folder and of printing.
    """
    return write_printed(sheet_page(sheet, entries), to)


def _facts(sheet: Sheet, words: Words) -> list[str]:
    said = {"who": sheet.who, "takes": sheet.takes}
    return [words.text(f"sheets.{key}", **{key: text}) for key, text in said.items() if text]


def _progress(sheet: Sheet, entries: Sequence[Entry], words: Words) -> str:
    found = completeness(sheet, entries)
    return words.text(
        "sheets.form.filled",
        filled=found.filled,
        fields=found.fields,
        required_filled=found.required_filled,
        required=found.required,
    )


def _cards(
    sheet: Sheet, entries: Sequence[Entry], words: Words, *, blank: bool
) -> Iterator[tuple[str | None, list[_Part]]]:
    """Each card: its number where there may be several, and its parts."""
    for number, entry in enumerate(entries, 1):
        boxes = _boxes(sheet, entry, words, blank=blank)
        pairs = zip(sheet.fields, boxes, strict=True)
        parts = [
            _Part(heading, tuple(box for _, box in group))
            for heading, group in groupby(pairs, key=lambda pair: pair[0].group)
        ]
        heading = words.text("sheets.entry", n=number) if sheet.repeats and not blank else None
        yield heading, parts


def _boxes(sheet: Sheet, entry: Entry, words: Words, *, blank: bool) -> tuple[_Box, ...]:
    lines = _lines(sheet)
    total = sum(_COLUMNS.get(field.type, _NARROWEST) for field in sheet)
    return tuple(
        _box(
            field,
            entry,
            words,
            blank=blank,
            lines=lines,
            share=100 * _COLUMNS.get(field.type, _NARROWEST) / total,
        )
        for field in sheet
    )


def _lines(sheet: Sheet) -> int:
    """Lines for a long answer: as many as keep an empty card on one page, else three."""
    long = sum(field.type in LONG for field in sheet)
    groups = len({field.group for field in sheet if field.group})
    room = PAGE - HEADING * groups - LABEL * len(sheet.fields) - LINE * (len(sheet.fields) - long)
    fitting = room // (LINE * long) if long else 0
    return min(fitting, 5) if fitting >= 2 else 3


def _box(
    field: Field, entry: Entry, words: Words, *, blank: bool, lines: int, share: float
) -> _Box:
    value = entry[field.key]
    filled = is_filled(value)
    asked = field.hint or "" if blank else field.question or ""
    return _Box(
        label=field.label,
        hint="" if filled else asked,
        required=is_required(field, entry),
        wide=field.type in WIDE and not 0 < (field.max_length or 0) <= SHORT,
        share=share,
        text=_text(field, entry, words) if filled else "",
        choices=() if filled else _options(field, words),
        lines=0 if filled else lines if field.type in LONG else 1,
    )


def _text(field: Field, entry: Entry, words: Words) -> str:
    value = entry[field.key]
    text = shown(field, value, words)
    several = isinstance(value, tuple) and len(value) > 1
    return "\n".join(f"• {line}" for line in text.split("\n")) if several else text


def _options(field: Field, words: Words) -> tuple[str, ...]:
    """What may be ticked, where a field is ticked and not written."""
    if field.type == "yes_no_unknown":
        return tuple(words.text(f"sheets.{name}") for name in ("yes", "no", "unknown"))
    return tuple(field.choices.values())


@lru_cache
def _style() -> Markup:
    return Markup((TEMPLATES / "sheet.css").read_text(encoding="utf-8"))
