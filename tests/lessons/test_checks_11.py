"""Lesson 11: each wrong answer is told what is wrong with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from salestoolkit.core.before_after import BeforeAfter
from salestoolkit.core.process import Version
from salestoolkit.lessons import Workshop
from salestoolkit.lessons.checks_11 import practice_for_all, two_verdicts, version_with_reason
from salestoolkit.lessons.examples import practices
from salestoolkit.words import load_words

SPOKEN = {"better": ["lepiej"], "worse": ["gorzej"], "cannot_tell": ["nie wiadomo"]}
LAST = Version(date=date(2026, 5, 4), author="Ann", reason="Offers went to people without budget")
TODAY = date(2026, 11, 26)
VAGUE = ("update", "the", "process", "changed", "new", "version")
REASON = "Demos without a first call are lost twice as often"
PRACTICES = practices(load_words("en"))
NONSENSE: list[Any] = [3, math.nan, {"a": 1}, object(), b"x"]


def version(day: Any = date(2026, 12, 1), author: Any = "Ann", reason: Any = REASON) -> Version:
    return Version(date=day, author=author, reason=reason)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (version(), "right"),
        (version("2026-12-01"), "not_date"),
        (version(date(2026, 5, 3)), "before_last"),
        (version(date(2028, 5, 3)), "too_far"),
        (version(author=" "), "no_author"),
        (version(author=None), "no_author"),
        (version(reason=""), "no_reason"),
        (version(reason=LAST.reason), "same_reason"),
        (version(reason="Update"), "vague"),
        (version(reason="The new version: the process changed."), "vague"),
        (None, "unanswered"),
    ],
)
def test_version_with_reason(answer: Any, code: str) -> None:
    assert version_with_reason(answer, LAST, today=TODAY, vague=VAGUE).code == code


@pytest.fixture(scope="module")
def results(workshops: dict[str, Workshop]) -> Sequence[BeforeAfter]:
    return workshops["en"].example_changes


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (("worse", "cannot tell"), "right"),
        (["Gorzej", " nie  wiadomo "], "right"),
        (("worse", "cannot_tell"), "right"),
        (("better", "cannot tell"), "wrong_way"),
        (("cannot tell", "cannot tell"), "told"),
        (("worse", "worse"), "too_soon"),
        (("worse", "better"), "too_soon"),
        (("worse", "splendid"), "not_verdict"),
        (("worse", 3), "not_verdict"),
        ("worse", "not_pair"),
        (None, "unanswered"),
    ],
)
def test_two_verdicts(answer: Any, code: str, results: Sequence[BeforeAfter]) -> None:
    assert two_verdicts(answer, results, SPOKEN).code == code


def test_a_verdict_too_soon_names_the_day(results: Sequence[BeforeAfter]) -> None:
    found = two_verdicts(("worse", "better"), results, SPOKEN)
    assert found.fields["until"] > results[1].as_of


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("Call before the offer", "right"),
        ("call  before the OFFER", "right"),
        ("Handwritten card", "few"),
        ("Offer on one page", "chance"),
        ("Lunch with old schoolmates", "not_transferable"),
        ("Karaoke", "no_practice"),
        (None, "unanswered"),
    ],
)
def test_practice_for_all(answer: Any, code: str) -> None:
    assert practice_for_all(answer, PRACTICES).code == code


def test_exactly_one_practice_is_right() -> None:
    assert sum(practice_for_all(one.name, PRACTICES).right for one in PRACTICES) == 1


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_said_to_be_nonsense(answer: Any, results: Sequence[BeforeAfter]) -> None:
    assert version_with_reason(answer, LAST, today=TODAY, vague=VAGUE).code == "not_version"
    assert two_verdicts(answer, results, SPOKEN).code == "not_pair"
    assert practice_for_all(answer, PRACTICES).code == "not_text"
