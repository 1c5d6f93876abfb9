"""Objections as cards on A4, to be cut out: what people say, and what the seller has ready."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

import salestoolkit
from salestoolkit.core.objections import Objection, by_theme
from salestoolkit.errors import ReportError
from salestoolkit.reports.blocks import TEMPLATES, html
from salestoolkit.reports.output import OutputFolder
from salestoolkit.words import Words, load_words
from salestoolkit.words.objections import (
    origin,
    part_name,
    quoted,
    stage_names,
    tally_sentence,
    tally_short,
    theme_name,
)

FORMATS = (".html", ".pdf")
PARTS = {
    8: ("questions", "answer", "next_step"),
    4: ("behind", "questions", "answer", "proof", "next_step"),
}
"""What stands on a card, by how many there are on a page."""

ROOM = {8: (560, 680, 930), 4: (1150, 1450, 1900)}
"""Letters that a card takes in each of its sizes of type; above the last a part is left out."""
HEADING = 45
"""Letters that the name of a part takes the room of."""


@dataclass(frozen=True, kw_only=True)
class CardsMade:
    """The file, its pages, and the copy of another one that lay under its name."""

    path: Path
    pages: int
    copy: Path | None = None


@dataclass(frozen=True)
class _Card:
    """A card as it is printed; ``size`` is 0 for the largest type."""

    theme: str
    says: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    notes: tuple[str, ...]
    size: int


def cards_page(objections: Sequence[Objection], *, language: str, per_page: int = 8) -> str:
    """Cards as HTML that runs nothing and fetches nothing, by theme; what is over is to write on.

    Raises
    ------
    ReportError
        ``cards_per_page`` where it is neither 8 nor 4, ``cards_none`` where there is no card.
    """
    if per_page not in PARTS:
        raise ReportError("cards_per_page", value=per_page, allowed="8, 4")
    if not objections:
        raise ReportError("cards_none")
    words = load_words(language)
    listed: list[_Card | None] = [
        _card(words, one, per_page) for cards in by_theme(objections).values() for one in cards
    ]
    listed += [None] * (-len(listed) % per_page)
    return html(
        "objection_cards",
        language=language,
        version=salestoolkit.__version__,
        style=_style(),
        title=words.text("objections.cards.title"),
        motto=words.text("objections.cards.not_pressed"),
        empty=words.text("objections.cards.empty"),
        labels=[part_name(words, part) for part in PARTS[per_page]],
        per_page=per_page,
        pages=list(_pages(listed, per_page)),
    ).text


def write_cards(
    objections: Sequence[Objection], to: Path, *, language: str, per_page: int = 8
) -> CardsMade:
    """Write cards as HTML or PDF; another file of that name is copied beside first.

    Raises
    ------
    ReportError
        ``sheet_format``, those of `cards_page`, of the folder and of printing.
    """
    kind = to.suffix.lower()
    if kind not in FORMATS:
        raise ReportError("sheet_format", value=str(to), allowed=", ".join(FORMATS))
    page = cards_page(objections, language=language, per_page=per_page)
    folder = OutputFolder(to.parent)
    written = folder.write(to.name, _as_pdf(page) if kind == ".pdf" else page.encode())
    pages = -(-len(objections) // per_page)
    return CardsMade(path=written.path, pages=pages, copy=written.copy)


def _as_pdf(page: str) -> bytes:
    from salestoolkit.reports.pdf import PdfPrinter

    with PdfPrinter() as printer:
        return printer.print(page)


def _pages(cards: Sequence[_Card | None], per_page: int) -> Iterator[Sequence[_Card | None]]:
    for start in range(0, len(cards), per_page):
        yield cards[start : start + per_page]


def _card(words: Words, objection: Objection, per_page: int) -> _Card:
    parts = [(part, _lines(objection, part)) for part in PARTS[per_page]]
    parts = [(part, lines) for part, lines in parts if lines]
    notes = _notes(words, objection, per_page)
    room, left_out = ROOM[per_page], False
    # a card that a team wrote at length keeps what is said aloud, and its proof is looked up
    for spare in ("behind", "proof"):
        if _length(objection, parts, notes) > room[-1] and any(p == spare for p, _ in parts):
            parts = [(part, lines) for part, lines in parts if part != spare]
            left_out = True
    if left_out:
        notes = (*notes, words.text("objections.cards.more_on_screen", key=objection.key))
    length = _length(objection, parts, notes)
    size = sum(length > limit for limit in room)
    return _Card(
        theme=theme_name(words, objection.theme),
        says=quoted(words, objection),
        parts=tuple((part_name(words, part), lines) for part, lines in parts),
        notes=notes,
        size=size,
    )


def _lines(objection: Objection, part: str) -> tuple[str, ...]:
    value = getattr(objection, part)
    return tuple(value) if isinstance(value, tuple) else (value,) if value else ()


def _notes(words: Words, objection: Objection, per_page: int) -> tuple[str, ...]:
    """Where the card belongs and how well it works, as far as there is room."""
    foreign = objection.original or objection.language != words.language
    if per_page == 4:
        stages = f"{part_name(words, 'stages')}: {stage_names(words, objection)}"
        found = [*origin(words, objection), *([stages] if objection.stages else [])]
        return (*found, tally_sentence(words, objection.tally))
    found = origin(words, objection)[-1:] if foreign else []
    return (*found, *([tally_short(words, objection.tally)] if objection.tally.tried else []))


def _length(
    objection: Objection,
    parts: Sequence[tuple[str, tuple[str, ...]]],
    notes: Sequence[str],
) -> int:
    """Letters of a card, headings and broken lines counted by the room that they take."""
    text = sum(len(line) + HEADING // 2 for _, lines in parts for line in lines)
    return len(objection.says) + HEADING * len(parts) + text + sum(map(len, notes))


@lru_cache
def _style() -> Markup:
    return Markup((TEMPLATES / "objection_cards.css").read_text(encoding="utf-8"))
