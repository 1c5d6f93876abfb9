"""Consent in words: counted, named, and never more than is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from salestoolkit.core.consent import ConsentSplit, split_by_consent
from salestoolkit.core.consent_verdict import REASONS
from salestoolkit.sources.contact_rules import contact_rules, markets_with_rules
from salestoolkit.sources.objected import ObjectionList
from salestoolkit.words import load_words
from salestoolkit.words.consent import (
    allowed_rows,
    consent_headline,
    consent_notes,
    consent_reasons,
    left_out_people,
    left_out_rows,
    rule_lines,
)

EN, PL = load_words("en"), load_words("pl")
BOTH = pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
TODAY = date(2026, 11, 26)


def split(*answers: str, market: str = "pl", channel: str = "email") -> ConsentSplit:
    frame = pd.DataFrame(
        {
            "name": [f"Osoba {at}" for at in range(len(answers))],
            "organization": ["<b>Sowa</b>\n"] * len(answers),
            "email": [f"{at}@x.example" for at in range(len(answers))],
            "phone": [f"60010020{at}" for at in range(len(answers))],
            f"consent_{channel}": list(answers),
        }
    )
    return split_by_consent(frame, channel=channel, rules=contact_rules(market), as_of=TODAY)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (("yes", "yes"), "Everybody on the list may be contacted by e-mail (Poland): 2 people."),
        (("yes", ""), "1 of 2 people may be contacted by e-mail (Poland). 1 person left out"),
        (("no",), "Nobody on the list may be contacted by e-mail (Poland): 1 person left out"),
        ((), "The list has no contacts."),
    ],
)
def test_the_headline_counts_both_lists(answers: tuple[str, ...], said: str) -> None:
    assert consent_headline(EN, split(*answers)).startswith(said)


def test_polish_counts_agree() -> None:
    assert "do 2 z 5 osób z listy (Polska)" in consent_headline(
        PL, split("yes", "yes", "", "", "no")
    )
    assert (
        consent_reasons(PL, split("yes", "", "", "no"))[1] == "brak informacji o zgodzie: 2 osoby"
    )


@BOTH
def test_everybody_left_out_is_named_with_the_reason_on_one_line(words: Any) -> None:
    lines = left_out_people(words, split("yes", "", "no", "może"))
    assert len(lines) == 3 and not any("\n" in line for line in lines)
    assert "Osoba 2" in lines[0] and "może" in lines[2]


@BOTH
def test_of_very_many_people_some_are_named_and_the_others_counted(words: Any) -> None:
    lines = left_out_people(words, split(*["no"] * 7), most=2)
    assert len(lines) == 3 and "5" in lines[2]
    assert len(left_out_people(words, split("no", "no"), most=2)) == 2


@BOTH
def test_every_reason_has_words(words: Any) -> None:
    for reason in REASONS:
        assert words.text(f"consent.reason.{reason}")


@BOTH
def test_notes_say_day_objections_register_and_that_this_is_no_advice(words: Any) -> None:
    found = replace(split("yes", "", market="uk", channel="phone"), undated=1, unknown_kind=2)
    objected = ObjectionList(path=Path("objected.csv"), unread=(3, 7))
    notes = " ".join(consent_notes(words, found, objected=objected))
    for part in ("objected.csv", "3, 7", "TPS", words.date(TODAY)):
        assert part in notes
    checked = replace(found, registered=12)
    assert "r.txt" in " ".join(consent_notes(words, checked, register="r.txt"))
    assert ("not legal advice" in notes) or ("nie jest porada prawna" in notes)


@BOTH
@pytest.mark.parametrize("market", markets_with_rules())
def test_rules_name_every_channel_and_source(words: Any, market: str) -> None:
    rules = contact_rules(market)
    lines = rule_lines(words, rules)
    sources = {source for rule in rules.channels.values() for source in rule.sources}
    assert len(lines) == 2 + len(rules.channels) + len(sources)


@BOTH
def test_lists_have_a_row_for_each_contact(words: Any) -> None:
    found = split("yes", "", "no")
    for rows_of, n in ((allowed_rows, 1), (left_out_rows, 2)):
        header, rows = rows_of(words, found)
        assert len(rows) == n and all(len(row) == len(header) for row in rows)
