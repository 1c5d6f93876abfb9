"""Lesson 00: each wrong answer is told what is wrong with it."""

from __future__ import annotations

import math
from typing import Any

import pytest

from salestoolkit.lessons.checks_00 import Tally, most_lost, open_deals, win_rate_bounds

TALLY = Tally(won=20, lost=60, open=20)
LOST = {"Call": 10, "Offer": 40, "Contract": 10}
NONSENSE: list[Any] = [object(), {"a": 1}, b"20", [1, 2, 3], math.nan, "twenty", True]


@pytest.mark.parametrize("answer", [None, ..., "", " ", []])
def test_an_open_question_is_no_wrong_answer(answer: Any) -> None:
    assert open_deals(answer, TALLY).code == "unanswered"
    assert win_rate_bounds(answer, TALLY).code == "unanswered"
    assert most_lost(answer, LOST).code == "unanswered"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (20, "right"),
        ("20", "right"),
        (100, "all"),
        (60, "lost"),
        (80, "closed"),
        (21, "too_many"),
        (19, "too_few"),
        (-3, "too_few"),
    ],
)
def test_open_deals(answer: Any, code: str) -> None:
    assert open_deals(answer, TALLY).code == code


def test_the_won_deals_are_told_from_the_open_ones() -> None:
    found = open_deals(25, Tally(won=25, lost=60, open=15))
    assert (found.code, found.fields["n"]) == ("won", 25)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((0.2, 0.4), "right"),
        (("20%", "40 %"), "right"),
        ([20, 40], "right"),
        ((0.4, 0.2), "swapped"),
        ((0.25, 0.4), "low_of_closed"),
        ((0.1, 0.4), "low_wrong"),
        ((0.2, 1.0), "high_everything"),
        ((0.2, 0.25), "high_without_open"),
        ((0.2, 0.2), "high_without_open"),
        ((0.2, 0.5), "high_wrong"),
        (0.2, "not_pair"),
        ((0.1, 0.2, 0.3), "not_pair"),
        (("a", "b"), "not_share"),
        ((0.2, 400), "not_share"),
        ((math.nan, 0.4), "not_share"),
    ],
)
def test_win_rate_bounds(answer: Any, code: str) -> None:
    assert win_rate_bounds(answer, TALLY).code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("Offer", "right"),
        (" offer ", "right"),
        ("Call", "fewer"),
        ("Party", "no_stage"),
        (2, "not_text"),
    ],
)
def test_most_lost(answer: Any, code: str) -> None:
    assert most_lost(answer, LOST).code == code


def test_a_stage_with_fewer_losses_is_told_how_many_have_more() -> None:
    assert most_lost("Call", LOST).fields == {"stage": "Call", "n": 10, "more": 1}


@pytest.mark.parametrize("answer", NONSENSE)
def test_nonsense_is_said_to_be_nonsense(answer: Any) -> None:
    assert open_deals(answer, TALLY).code == "not_number"
    assert win_rate_bounds(answer, TALLY).code in {"not_pair", "not_share"}
    assert most_lost(answer, LOST).code in {"not_text", "no_stage"}
