"""What the cells of lesson 06 show: the library by theme, one card, the steps of listening, a script."""

from __future__ import annotations

from collections.abc import Sequence

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.listening import STEPS
from salestoolkit.core.objection_cost import objection_cost
from salestoolkit.core.objections import Objection, Tally, by_theme
from salestoolkit.lessons.shown import (
    Shown,
    bullets,
    heading,
    numbered,
    paragraph,
    pictured,
    table,
)
from salestoolkit.sources.objection_mining import MiningResult
from salestoolkit.words import Words
from salestoolkit.words.objection_cost import cost_header, cost_headline, cost_notes, cost_rows
from salestoolkit.words.objection_plan import Part
from salestoolkit.words.objections import (
    card_lines,
    gaps_line,
    origin,
    quoted,
    tally_sentence,
    theme_name,
)
from salestoolkit.words.objections_mine import mining_sections, redaction_lines

MOST_ROWS, MOST_LINES = 6, 3
"""Rows of a table by stage, and sentences below a heading: the lesson shows where most comes up."""


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


def mined(result: MiningResult, words: Words) -> Shown:
    """Objections that were found, by theme and stage, with sentences; and what was taken out."""
    from salestoolkit.charts.objections_mined import objections_chart

    blocks = [pictured(objections_chart(result.mined, words), words)]
    for section in mining_sections(result.mined, words, most=MOST_ROWS, dimensions=("stage",)):
        blocks.append(paragraph(section.title, bold=True))
        if section.rows:
            numbers = [place for place, name in enumerate(section.rows[0]) if name[:1].isdigit()]
            blocks.append(table(section.header, section.rows, numbers=numbers))
        if section.lines:
            blocks.append(bullets(section.lines[:MOST_LINES]))
    blocks += [paragraph(line) for line in redaction_lines(result.mined, words)]
    return Shown(*blocks)


def cost(result: MiningResult, book: DealBook, words: Words) -> Shown:
    """Wins with and without each objection, and how not to read it."""
    frame = book.deals_frame(pipeline=book.pipeline_or_largest(None))
    found = objection_cost(result.mined.deals, frame, as_of=book.as_of)
    return Shown(
        paragraph(cost_headline(found, words), bold=True),
        table(cost_header(words), cost_rows(found, words)),
        *(paragraph(note) for note in cost_notes(found, words)),
    )
