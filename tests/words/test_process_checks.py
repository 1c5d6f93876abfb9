"""Gaps of a map in sentences."""

from __future__ import annotations

from datetime import date

import pytest

from salestoolkit.core.mapping_steps import mapping_steps
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.core.process_checks import Check, check_process
from salestoolkit.words import load_words
from salestoolkit.words.process_checks import check_sentences, steps_said

BARE = SalesProcess(
    name="Sale", stages=(Stage(key="a", name="Offer"), Stage(key="b", name="Signing"))
)


def test_places_with_the_same_gap_stand_in_one_sentence() -> None:
    said = check_sentences(check_process(BARE), BARE, load_words("en"))
    assert "Stages that do not say what they are for: Offer, Signing." in said
    assert len(said) == len(set(said))


NAMES = ("name", "criterion", "later", "before", "people", "person", "giver", "taker")
FIELDS = dict.fromkeys(NAMES, "x") | {"n": 3, "all": 4, "number": 1, "field": "who", "days": 200}


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("kind", ["listed", "single"])
def test_every_check_has_its_sentence(language: str, kind: str) -> None:
    words, process = load_words(language), BARE.with_activity("a", "do")
    for code in words.keys(f"process_checks.{kind}"):
        of_activity = code in {"nobody_does", "no_owner", "two_owners"}
        where = {"activity": "do"} if of_activity else {"stage": "a"}
        (sentence,) = check_sentences([Check(code=code, fields=FIELDS, **where)], process, words)
        assert "{" not in sentence


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_four_steps_say_what_is_missing_or_that_they_are_done(language: str) -> None:
    words = load_words(language)
    steps = steps_said(mapping_steps(BARE, today=date(2026, 11, 26)), BARE, words)
    assert [step.title[0] for step in steps] == ["1", "2", "3", "4"]
    assert all(step.lines for step in steps)
    assert not any(step.done for step in steps)
