"""Objections as cards on A4, to be cut out: what people say, and what the seller has ready."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

import salestoolkit
from salestoolkit.core.objections import Objection, by_theme
from salestoolkit.errors import ReportError
from salestoolkit.reports.blocks import html
from salestoolkit.reports.printed import write_printed
from salestoolkit.reports.templating import TEMPLATES
from salestoolkit.words import Words, load_words
from salestoolkit.words.errors import plain
from salestoolkit.words.objections import (
    origin,
    part_name,
    quoted,
    stage_names,
    tally_sentence,
    tally_short,
    theme_name,
)

PARTS = {
    8: ("questions", "answer", "next_step"),
    4: ("behind", "questions", "answer", "proof", "next_step"),
}
"""What stands on a card, by how many there are on a page."""

ROOM = {8: (560, 680, 880, 1150), 4: (1050, 1280, 1500, 2000)}
"""Letters that a card takes in each of its sizes of type, the largest first."""
SPARE = ("behind", "proof", "answer")
"""What a card that a team wrote at length is shortened by, in this order."""
HEADING = 45
"""Letters that the name of a part takes the room of."""


Lines = tuple[str, ...]


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
    parts: tuple[tuple[str, Lines], ...]
    notes: Lines
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
    page = cards_page(objections, language=language, per_page=per_page)
    written = write_printed(page, to)
    pages = -(-len(objections) // per_page)
    return CardsMade(path=written.path, pages=pages, copy=written.copy)


def _pages(cards: Sequence[_Card | None], per_page: int) -> Iterator[Sequence[_Card | None]]:
    for start in range(0, len(cards), per_page):
        yield cards[start : start + per_page]


def _card(words: Words, objection: Objection, per_page: int) -> _Card:
    room, notes = ROOM[per_page], _notes(words, objection, per_page)
    parts = {part: _lines(objection, part) for part in PARTS[per_page]}
    length = _length(objection, parts, notes)
    if length > room[-1]:
        notes = (*notes, words.text("objections.cards.more_on_screen", key=objection.key))
        parts = _shortened(parts, length + len(notes[-1]) - room[-1])
        length = _length(objection, parts, notes)
    return _Card(
        theme=theme_name(words, objection.theme),
        says=quoted(words, objection),
        parts=tuple((part_name(words, part), lines) for part, lines in parts.items() if lines),
        notes=notes,
        size=sum(length > limit for limit in room[:-1]),
    )


def _shortened(parts: dict[str, Lines], over: int) -> dict[str, Lines]:
    """Parts of a card with so many letters less, as far as it can be shortened."""
    kept = dict(parts)
    for part in SPARE:
        text = " ".join(kept.get(part, ()))
        if over <= 0 or not text:
            continue
        kept[part] = (plain(text, length=max(len(text) - over, 2 * HEADING)),)
        over -= len(text) - len(kept[part][0])
    return kept


def _lines(objection: Objection, part: str) -> Lines:
    value = getattr(objection, part)
    return tuple(value) if isinstance(value, tuple) else (value,) if value else ()


def _notes(words: Words, objection: Objection, per_page: int) -> Lines:
    """Where the card belongs and how well it works, as far as there is room."""
    foreign = objection.original or objection.language != words.language
    if per_page == 4:
        stages = f"{part_name(words, 'stages')}: {stage_names(words, objection)}"
        found = [*origin(words, objection), *([stages] if objection.stages else [])]
        return (*found, tally_sentence(words, objection.tally))
    found = origin(words, objection)[-1:] if foreign else []
    return (*found, *([tally_short(words, objection.tally)] if objection.tally.tried else []))


def _length(objection: Objection, parts: Mapping[str, Lines], notes: Sequence[str]) -> int:
    """Letters of a card, headings and broken lines counted by the room that they take."""
    text = sum(len(line) + HEADING // 2 for lines in parts.values() for line in lines)
    headings = HEADING * sum(map(bool, parts.values()))
    return len(objection.says) + headings + text + sum(map(len, notes))


@lru_cache
def _style() -> Markup:
    return Markup((TEMPLATES / "objection_cards.css").read_text(encoding="utf-8"))
