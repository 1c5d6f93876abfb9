"""What the cells of lesson 06 show: the library by theme, one card, the steps of listening, a script."""

from __future__ import annotations

from collections.abc import Sequence

from salestoolkit.core.listening import STEPS
from salestoolkit.core.objections import Objection, Tally, by_theme
from salestoolkit.lessons.shown import Shown, bullets, heading, numbered, paragraph, table
from salestoolkit.words import Words
from salestoolkit.words.objection_plan import Part
from salestoolkit.words.objections import (
    card_lines,
    gaps_line,
    origin,
    quoted,
    tally_sentence,
    theme_name,
)


def library(objections: Sequence[Objection], words: Words) -> Shown:
    """How many cards there are of each theme, and one of them."""
    key = "lesson_06.library"
    rows = [
        (theme_name(words, theme), words.number(len(cards), digits=0), quoted(words, cards[0]))
        for theme, cards in by_theme(objections).items()
    ]
    header = [words.text(f"{key}.{name}") for name in ("theme", "cards", "example")]
    title = words.text(f"{key}.title", n=len(objections))
    return Shown(heading(title), table(header, rows, numbers=(1,)))


def one_theme(objections: Sequence[Objection], words: Words) -> Shown:
    """The cards of a theme: key, and what people say."""
    rows = [(card.key, quoted(words, card)) for card in objections]
    header = [words.text(f"lesson_06.library.{name}") for name in ("key", "says")]
    return Shown(table(header, rows))


def card(objection: Objection, words: Words) -> Shown:
    """One card, part by part."""
    missing = gaps_line(words, objection)
    return Shown(
        heading(quoted(words, objection)),
        *(paragraph(line) for line in origin(words, objection)),
        table((), card_lines(words, objection)),
        paragraph(tally_sentence(words, objection.tally)),
        *([paragraph(missing)] if missing else []),
    )


def sentences(said: Sequence[str]) -> Shown:
    """The sentences of exercise 1, numbered."""
    return Shown(numbered(said))


def listening(words: Words) -> Shown:
    """The four steps of listening."""
    rows = [
        (words.text(f"listening.steps.{step}"), words.text(f"listening.helps.{step}"))
        for step in STEPS
    ]
    return Shown(table((), rows))


def script(parts: Sequence[Part], words: Words) -> Shown:
    """The script of a first call, or what it still needs."""
    if not parts:
        return Shown(paragraph(words.text("objection_plan.form.script_none")))
    blocks = [heading(words.text("objection_plan.script.title"))]
    for head, lines in parts:
        blocks += [paragraph(head, bold=True), bullets(lines)]
    return Shown(*blocks)


def noted(objection: Objection, tally: Tally, words: Words) -> Shown:
    """How well an answer works so far."""
    return Shown(
        paragraph(quoted(words, objection), bold=True), paragraph(tally_sentence(words, tally))
    )
