"""What the cells of lesson 03 show of people: what they said about contact, and whom one may reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from salestoolkit.lessons.shown import Shown, bullets, heading, paragraph, table
from salestoolkit.words import Words

if TYPE_CHECKING:
    import pandas as pd

    from salestoolkit.core.consent import ConsentSplit
    from salestoolkit.core.marketing_objections import MarketingObjection

LEFT_OUT = 6
"""People left out whom a cell names; the others are counted by their reason."""


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"lesson_03.{key}", **fields)


def contacts(
    listed: pd.DataFrame, objections: Sequence[MarketingObjection], words: Words, *, day: date
) -> Shown:
    """People with what they said about calls, as a list in a CRM has it."""
    objected = {one.name: one.noted_on for one in objections}
    rows = [
        (
            str(row["name"]),
            str(row["organization"]),
            str(row["phone"] or "–").replace(" ", "\N{NO-BREAK SPACE}"),
            _consent(row, words),
            _noted(row, objected, words),
        )
        for row in listed.to_dict("records")
    ]
    names = ("name", "company", "phone", "consent", "note")
    header = [_say(words, f"contacts.{name}") for name in names]
    return Shown(heading(_say(words, "contacts.title", date=day)), table(header, rows))


def _consent(row: Mapping[Any, Any], words: Words) -> str:
    answer, given = row["consent_phone"], row["consent_given"]
    if answer != answer or not answer:
        return _say(words, "contacts.blank")
    if isinstance(given, date):
        return _say(words, "contacts.since", date=words.date(given, short=True))
    return _say(words, f"contacts.{answer}")


def _noted(row: Mapping[Any, Any], objected: Mapping[str, date], words: Words) -> str:
    notes = []
    withdrawn = row["consent_withdrawn"]
    if isinstance(withdrawn, date):
        day = words.date(withdrawn, short=True)
        notes.append(_say(words, "contacts.withdrawn", date=day))
    if row["name"] in objected:
        day = words.date(objected[row["name"]], short=True)
        notes.append(_say(words, "contacts.objected", date=day))
    if row["recipient"] == "person":
        notes.append(_say(words, "contacts.person"))
    return ", ".join(notes)


def consent(found: ConsentSplit, words: Words) -> Shown:
    """How many may be contacted, who is left out and why."""
    from salestoolkit.words.consent import (
        consent_headline,
        consent_notes,
        consent_reasons,
        left_out_people,
    )

    return Shown(
        paragraph(consent_headline(words, found), bold=True),
        bullets(consent_reasons(words, found)),
        bullets(left_out_people(words, found)[:LEFT_OUT]),
        *(paragraph(note) for note in consent_notes(words, found)),
    )
