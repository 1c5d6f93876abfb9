"""A dossier on one page of A4, to be read in two minutes before the call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

import salestoolkit
from salestoolkit.core.buying_committee import committee_gaps, spoken_to
from salestoolkit.core.data_duties import DataRules, tell_by
from salestoolkit.core.dossier import CARD, COMMITTEE, Dossier, Fact, next_questions
from salestoolkit.core.sheets import Entry, Field, Sheet, is_filled
from salestoolkit.reports.blocks import html
from salestoolkit.reports.output import Written
from salestoolkit.reports.printed import write_printed
from salestoolkit.reports.templating import TEMPLATES
from salestoolkit.sources.sheets import load_sheet
from salestoolkit.words import Words
from salestoolkit.words.dossier import question_text, side_by_side, state_lines
from salestoolkit.words.errors import plain
from salestoolkit.words.sheets import shown

OPENING = ("ice_breaker", "talk_to", "problem", "solution")
COMPANY = ("employees", "turnover", "similar_clients", "news")
"""Fields of the sheet ``lead_dossier``, in the order in which a call uses them."""

LETTERS, ITEM_LETTERS, CELL_LETTERS, NAME_LETTERS = 130, 76, 44, 72
ITEMS, PEOPLE, QUESTIONS, UNTOLD = 3, 4, 4, 2
"""What fits on one page: letters and numbers of what is printed; the dossier keeps the whole."""


@dataclass(frozen=True)
class _Shown:
    """A fact as it is printed: its words, its source, what other sources say."""

    label: str
    known: bool
    text: str
    items: tuple[str, ...]
    origin: str
    others: tuple[str, ...]


def dossier_page(dossier: Dossier, words: Words, *, rules: DataRules, as_of: date) -> str:
    """A dossier as HTML that runs nothing and fetches nothing; what is too long for a page is cut.

    The headings are in the reader's language, what people wrote stays as it is.
    """
    card = load_sheet(CARD, words.language)
    committee = load_sheet(COMMITTEE, words.language)
    return html(
        "dossier",
        language=words.language,
        version=salestoolkit.__version__,
        style=_style(),
        title=words.text("dossier.page.title", company=plain(dossier.company)),
        as_of=words.text("dossier.page.as_of", date=as_of),
        state=state_lines(dossier, card, words, as_of=as_of, most=0)[0],
        opening=[_fact(dossier, card.field(key), words) for key in OPENING],
        people=_people(dossier, committee, words, as_of),
        company=[_fact(dossier, card.field(key), words) for key in COMPANY],
        questions=_questions(dossier, card, words, as_of),
        duties={
            "heading": words.text("dossier.page.data"),
            "lines": list(_duties(dossier, rules, words, as_of)),
        },
    ).text


def write_dossier(
    dossier: Dossier, to: Path, words: Words, *, rules: DataRules, as_of: date
) -> Written:
    """Write a dossier's page as HTML or PDF; another file of that name is copied beside first.

    Raises
    ------
    ReportError
        ``sheet_format``, and those of the folder and of printing.
    """
    return write_printed(dossier_page(dossier, words, rules=rules, as_of=as_of), to)


def _fact(dossier: Dossier, field: Field, words: Words) -> _Shown:
    fact = dossier.facts.get(field.key, Fact())
    items = fact.value if isinstance(fact.value, tuple) and fact.known else ()
    text = shown(field, fact.value, words) if fact.known else ""
    return _Shown(
        label=field.label,
        known=fact.known,
        text=_cut(text, LETTERS) or words.text("dossier.page.not_known"),
        items=tuple(_cut(item, ITEM_LETTERS) for item in items[:ITEMS]),
        origin=_origin(fact, words) if fact.known else "",
        others=tuple(side_by_side(dossier, field, words)[int(fact.known) :]),
    )


def _origin(fact: Fact, words: Words) -> str:
    source = plain(fact.source) or words.text("dossier.value.no_source")
    if fact.found_on is None:
        return words.text("dossier.page.source_undated", source=source)
    day = words.date(fact.found_on, short=True)
    return words.text("dossier.page.source", source=source, date=day)


def _people(dossier: Dossier, committee: Sheet, words: Words, as_of: date) -> dict[str, object]:
    known = [one for one in dossier.people if is_filled(one["person"])]
    # those who decide come first, then those whom somebody has met
    order = sorted(known, key=lambda one: ("decides" not in (one["parts"] or ()),))
    header = ("person", "part", "stance", "spoken", "step")
    notes = [words.text("dossier.page.more_people", n=len(known) - PEOPLE)] * (len(known) > PEOPLE)
    if not known:
        notes = [words.text("dossier.committee.nobody")]
    return {
        "heading": words.text("dossier.page.people"),
        "header": [words.text(f"dossier.page.{name}") for name in header],
        "rows": [_row(one, committee, words, as_of) for one in order[:PEOPLE]],
        "notes": notes,
    }


def _row(person: Entry, committee: Sheet, words: Words, as_of: date) -> tuple[str, ...]:
    def text(key: str) -> str:
        value = shown(committee.field(key), person[key], words).replace("\n", ", ")
        return plain(value, length=CELL_LETTERS)

    who = (text("person"), text("role"), text("contact"))
    step, on = text("next_step"), person["next_step_on"]
    spoken = spoken_to(person, as_of=as_of)
    return (
        plain([part for part in who if part], length=NAME_LETTERS),
        text("parts"),
        text("stance"),
        words.date(person["spoken_on"], short=True) if spoken else words.text("dossier.page.never"),
        f"{step} ({words.date(on, short=True)})" if step and on else step,
    )


def _questions(dossier: Dossier, card: Sheet, words: Words, as_of: date) -> dict[str, object]:
    asked = next_questions(dossier, card, as_of=as_of)
    # on the page before a call, what hangs on people is not crowded out by fields
    people = {gap.code for gap in committee_gaps(dossier.people, as_of=as_of)}
    first = [one for one in asked if one.needed or one.key in people or one.kind == "differs"]
    chosen = [*first, *(one for one in asked if one not in first)][:QUESTIONS]
    lines = [_cut(question_text(one, dossier, card, words), LETTERS) for one in chosen]
    if len(asked) > len(lines) > 0:
        lines.append(words.text("dossier.state.more", n=len(asked) - len(lines)))
    return {
        "heading": words.text("dossier.page.questions"),
        "lines": lines or [words.text("dossier.page.nothing_open")],
    }


def _duties(dossier: Dossier, rules: DataRules, words: Words, as_of: date) -> Iterator[str]:
    """Whom to tell that we keep their data, and when they are deleted."""
    if rules.months_to_tell is not None:
        yield from _untold(dossier.people, rules.months_to_tell, words, as_of)
    if dossier.delete_on is None:
        yield words.text("dossier.due.set_deletion_all", lead=plain(dossier.company))
    else:
        yield words.text("dossier.page.deletion", date=dossier.delete_on)


def _untold(people: Sequence[Entry], months: int, words: Words, as_of: date) -> Iterator[str]:
    untold = [
        (due, one.text("person"))
        for one in people
        if one["told_on"] is None and (due := tell_by(one, months=months)) is not None
    ]
    for due, name in sorted(untold)[:UNTOLD]:
        key = "overdue_untold" if due < as_of else "untold"
        yield words.text(f"dossier.page.{key}", person=plain(name), date=due)


def _cut(text: str, letters: int) -> str:
    """A text short enough for the page, cut between words."""
    flat = " ".join(text.split())
    if len(flat) <= letters:
        return flat
    return flat[:letters].rsplit(maxsplit=1)[0] + " …"


@lru_cache
def _style() -> Markup:
    parts = (TEMPLATES / "sheet.css", TEMPLATES / "dossier.css")
    return Markup("\n".join(part.read_text(encoding="utf-8") for part in parts))
