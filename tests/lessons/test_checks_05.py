"""Lesson 05: each wrong answer is told what is wrong with it."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest

from salestoolkit.core.sheets import Entry
from salestoolkit.lessons.checks_05 import Phrases, may_be_shown, one_sentence, plan_without_gaps
from salestoolkit.lessons.examples import entries
from salestoolkit.sources.sheets import load_sheet
from salestoolkit.words import load_words

WORDS = load_words("en")
PHRASES = Phrases(empty=("best", "leading"), about_us=("we are",), numbers=("half", "ten"))
CASES = entries(load_sheet("evidence", "en"), WORDS)
PLAN_SHEET = load_sheet("presentation_plan", "en")
PLAN = entries(PLAN_SHEET, WORDS)[0]
DAY = date(2026, 12, 8)
NONSENSE: list[Any] = [3, math.nan, {"a": 1}, object(), b"x"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("We help shops whose parcels are late to halve that in 3 months.", "right"),
        ("We help shops whose parcels are late to need half the time.", "right"),
        ("We help shops whose parcels are late to be on time.", "no_number"),
        ("We are a firm that has sold software for 20 years.", "about_us"),
        ("We help shops to get the Best result in 3 months.", "empty_word"),
        ("We help 3 shops.", "too_short"),
        ("We help " + "very " * 40 + "late shops in 3 months.", "too_long"),
        (None, "unanswered"),
        ("  ", "unanswered"),
    ],
)
def test_one_sentence(answer: Any, code: str) -> None:
    assert one_sentence(answer, PHRASES).code == code


def test_an_empty_word_is_shown_as_it_was_typed_and_never_found_inside_another() -> None:
    assert one_sentence("We bring LEADING results to you", PHRASES).fields["value"] == "LEADING"
    said = "We help those misleading adverts hurt to lose 3 fewer clients."
    assert one_sentence(said, PHRASES).code == "right"


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_sentence_of_the_example_is_right_in_its_own_language(language: str) -> None:
    words = load_words(language)
    card = entries(load_sheet("value_proposition", language), words)[0]
    assert one_sentence(card["sentence"], Phrases.of(words)).right


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (["Hedgehog", "Beehive"], "right"),
        (("beehive ", "HEDGEHOG"), "right"),
        ({"Hedgehog", "Beehive"}, "right"),
        (["Hedgehog"], "missing"),
        ("Hedgehog", "missing"),
        (["Hedgehog", "Hedgehog"], "missing"),
        (["Hedgehog", "Lantern", "Beehive"], "expired"),
        (["Thimble"], "unknown_consent"),
        (["Periscope"], "not_measured"),
        (["Elephant"], "unknown_name"),
        ([1, 2], "not_names"),
        (None, "unanswered"),
        ([], "unanswered"),
    ],
)
def test_may_be_shown(answer: Any, code: str) -> None:
    assert may_be_shown(answer, CASES, day=DAY).code == code


def test_a_refused_case_and_the_last_day_of_a_consent() -> None:
    refused = Entry({"name": "Owl", "consent": False, "figure": 1, "measured": "log"})
    last = Entry({**CASES[0].values, "consent_until": DAY})
    assert may_be_shown(["Owl"], [refused], day=DAY).code == "refused"
    assert may_be_shown(["Hedgehog"], [last], day=DAY).right


def mended(**other: Any) -> Entry:
    values = {
        "proof": ["Hedgehog"],
        "next_step": ["Visit"],
        "next_step_date": date(2026, 12, 15),
        "next_step_owner": "Foreman",
    }
    return Entry({**PLAN.values, **values, **other})


@pytest.mark.parametrize(
    ("answer", "code", "gap"),
    [
        (mended(), "right", None),
        (PLAN, "unchanged", None),
        (mended(proof=["Lantern"]), "gap", "no_valid_proof"),
        (mended(proof=["Hedgehog", "Lantern"]), "gap", "proof_without_consent"),
        (mended(next_step=["Visit", "Offer"]), "gap", "several_next_steps"),
        (mended(next_step_date=None), "gap", "next_step_without_date"),
        (mended(next_step_date=date(2026, 12, 1)), "gap", "next_step_too_early"),
        (mended(next_step_owner=" "), "gap", "next_step_without_owner"),
        (mended(figure_source=None), "gap", "figure_without_source"),
        (mended(next_step_date="soon"), "fault", None),
        (mended(proof="Hedgehog"), "fault", None),
        (mended(nonsense=1), "unknown_field", None),
        (mended(client="Somebody else"), "other_client", None),
        (None, "unanswered", None),
    ],
)
def test_plan_without_gaps(answer: Any, code: str, gap: str | None) -> None:
    found = plan_without_gaps(answer, PLAN, PLAN_SHEET, cases=CASES, as_of=DAY)
    assert found.code == code
    if gap is not None:
        assert found.fields["gap"].code == gap


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_said_to_be_nonsense(answer: Any) -> None:
    assert one_sentence(answer, PHRASES).code == "not_text"
    assert may_be_shown(answer, CASES, day=DAY).code == "not_names"
    found = plan_without_gaps(answer, PLAN, PLAN_SHEET, cases=CASES, as_of=DAY)
    assert found.code == "not_plan"
