"""What the cells of lesson 03 show: a lead, its questions, sources, consent, tests, follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salestoolkit.core.buying_committee import spoken_to
from salestoolkit.core.capture_form import FormAudit
from salestoolkit.core.channel_looks import boundaries, passing
from salestoolkit.core.channel_reading import Reading
from salestoolkit.core.data_duties import DataRules, data_duties
from salestoolkit.core.dossier import Dossier, next_questions
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.core.sheets import Field, Sheet
from salestoolkit.lessons.shown import Shown, bullets, heading, paragraph, table
from salestoolkit.words import Words
from salestoolkit.words.capture_form import advice_text
from salestoolkit.words.channel_headline import reading_headline
from salestoolkit.words.channel_tests import meaning_line, next_steps
from salestoolkit.words.dossier import due_lines, question_text, state_lines
from salestoolkit.words.sheets import shown as said

if TYPE_CHECKING:
    from salestoolkit.core.lead_source_parts import LeadSources
    from salestoolkit.lessons.checks_03 import SmallTest, Source

LOOKS = (1, 2, 5, 10, 20)
LEAST_NOTES = 2
"""Notes on sources that a lesson shows: which leads, and why luck does not win."""


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"lesson_03.{key}", **fields)


def lead(dossier: Dossier, card: Sheet, committee: Sheet, words: Words) -> Shown:
    """What is known of a lead, each fact with its source and day, and who has a say."""
    rows = [
        row for field in card if field.key != "company" for row in _facts(dossier, field, words)
    ]
    header = [_say(words, f"show.{name}") for name in ("known", "where", "when")]
    people = [
        (
            f"{one.text('person')}, {one.text('role')}",
            said(committee.field("parts"), one["parts"], words).replace("\n", ", "),
            said(committee.field("stance"), one["stance"], words),
            words.date(one["spoken_on"], short=True)
            if spoken_to(one, as_of=date.max)
            else _say(words, "show.never"),
        )
        for one in dossier.people
    ]
    stance = committee.field("stance").label
    names = [_say(words, f"show.{name}") for name in ("person", "part", "spoken")]
    return Shown(
        heading(dossier.company),
        table(("", *header), rows),
        heading(_say(words, "show.people")),
        table((names[0], names[1], stance, names[2]), people),
    )


def _facts(dossier: Dossier, field: Field, words: Words) -> list[tuple[str, str, str, str]]:
    """A row a source that says something of one field."""
    listed = (dossier.facts.get(field.key), *dossier.others.get(field.key, ()))
    return [
        (
            field.label if place == 0 else "",
            said(field, fact.value, words).replace("\n", " · "),
            fact.source,
            words.date(fact.found_on, short=True),
        )
        for place, fact in enumerate(listed)
        if fact is not None and fact.known
    ]


def questions(
    dossier: Dossier, card: Sheet, words: Words, *, rules: DataRules, as_of: date
) -> Shown:
    """Whether one can call, every open question in order, and what is due about the data."""
    state = state_lines(dossier, card, words, as_of=as_of, most=0)[0]
    asked = [
        question_text(one, dossier, card, words)
        for one in next_questions(dossier, card, as_of=as_of)
    ]
    duties = data_duties([dossier], rules, as_of=as_of)
    due = due_lines(duties, rules, words, dossiers=[dossier], as_of=as_of, within_days=30)
    return Shown(
        paragraph(state, bold=True),
        heading(_say(words, "show.ask")),
        bullets(asked),
        heading(_say(words, "show.data")),
        bullets(due),
    )


def no_lead(words: Words) -> Shown:
    """How to begin a dossier of one's own."""
    return Shown(paragraph(_say(words, "own.none")))


def own_lead(
    dossier: Dossier, card: Sheet, words: Words, *, rules: DataRules, as_of: date, path: Path
) -> Shown:
    """Where the dossier of a lead of one's own lies, and what to ask next."""
    found = questions(dossier, card, words, rules=rules, as_of=as_of)
    return Shown(paragraph(_say(words, "own.begun", path=str(path))), *found.blocks)


def form(audit: FormAudit, words: Words, *, company: str) -> Shown:
    """Each question of a form: whom it loses, and what to do with it."""
    rows = [
        (
            question.name,
            f"{words.percent(question.loss.value)} ({question.lost} / {question.reached})",
            advice_text(question, words),
        )
        for question in audit.questions
    ]
    header = [_say(words, f"form.{name}") for name in ("question", "lost", "advice")]
    fields = {"sessions": audit.sessions, "submitted": audit.submitted, "date": audit.as_of}
    title = _say(words, "form.title", company=company, **fields)
    return Shown(heading(title), table(header, rows, numbers=(1,)))


def sources(listed: Sequence[Source], words: Words) -> Shown:
    """Leads and won deals by source, the share won unshrunken: it is to be doubted."""
    rows = [
        (
            one.name,
            words.number(one.leads, digits=0),
            words.number(one.won, digits=0),
            words.percent(one.won / one.leads),
        )
        for one in listed
    ]
    header = [_say(words, f"sources.{name}") for name in ("source", "leads", "won", "rate")]
    return Shown(heading(_say(words, "sources.title")), table(header, rows, numbers=(1, 2, 3)))


def book_sources(found: LeadSources, words: Words) -> Shown:
    """Sources of a deal book, ranked, with what each costs and what its hours bring."""
    from salestoolkit.words.lead_sources import (
        lead_sources_headline,
        lead_sources_notes,
        source_lines,
    )

    lines = [
        block
        for line, details in source_lines(words, found)
        for block in (paragraph(line), *([bullets(details)] if details else []))
    ]
    return Shown(
        paragraph(lead_sources_headline(words, found), bold=True),
        *lines,
        *(paragraph(note) for note in lead_sources_notes(words, found)[:LEAST_NOTES]),
    )


def test(reading: Reading, words: Words, *, company: str) -> Shown:
    """The verdict of a test, the one figure behind it, and what to do next."""
    title = _say(words, "test.title", company=company, date=reading.back.as_of)
    return Shown(
        heading(title),
        paragraph(reading_headline(words, reading), bold=True),
        bullets((meaning_line(words, reading), *next_steps(words, reading))),
    )


def looking(words: Words, *, level: float = 0.95) -> Shown:
    """The chance of a winner between two equal messages, by how often somebody looks."""
    rows = []
    for n in LOOKS:
        seen = [(place + 1) / n for place in range(n)]
        plain = sum(passing([normal_quantile(level)] * n, seen))
        ours = sum(passing(boundaries(seen, level=level), seen))
        times = _say(words, "test.once") if n == 1 else words.count("time", n)
        rows.append((times, words.percent(plain), words.percent(ours)))
    header = [_say(words, f"test.{name}") for name in ("looks", "plain", "ours")]
    return Shown(heading(_say(words, "test.looks_title")), table(header, rows, numbers=(1, 2)))


def tests(listed: Sequence[SmallTest], words: Words) -> Shown:
    """Tests as somebody reports them: what was planned and what came back."""
    rows = [
        (
            words.number(place, digits=0),
            words.number(one.planned, digits=0),
            *(
                _say(
                    words,
                    "tests.result",
                    successes=arm.successes,
                    n=arm.n,
                    rate=words.percent(arm.successes / arm.n, digits=1),
                )
                for arm in one.arms
            ),
        )
        for place, one in enumerate(listed, 1)
    ]
    variants = [_say(words, "tests.arm", name=arm.name) for arm in listed[0].arms]
    header = [_say(words, "tests.number"), _say(words, "tests.planned"), *variants]
    return Shown(heading(_say(words, "tests.title")), table(header, rows, numbers=(1, 2, 3)))


def message(name: str, words: Words, *, revisit_on: date) -> Shown:
    """A message to one person, with the stored form of address and the month of the revisit."""
    from salestoolkit.words.messages import message as filled
    from salestoolkit.words.messages import message_fields, month_of

    key = "lesson_03.message"
    person = {name: words.text(f"{key}.{name}") for name in ("form_of_address", "organization")}
    known = {name: words.text(f"{key}.fields.{name}") for name in words.keys(f"{key}.fields")}
    known["month"] = month_of(words, revisit_on)
    asked = message_fields(words, name, "email")
    found = filled(
        words, name, "email", person, {field: known[field] for field in asked if field in known}
    )
    return Shown(
        paragraph(_say(words, "message.to", name=_say(words, "message.contact"))),
        paragraph(_say(words, "message.subject", subject=found.subject), bold=True),
        *(paragraph(line) for line in found.body.split("\n") if line.strip()),
    )
