"""Lesson 09: each wrong answer is told what is wrong with it, and its cells show what the data hold."""

from __future__ import annotations

import math
from typing import Any

import pytest

from salestoolkit.errors import InvalidValue
from salestoolkit.lessons import Workshop
from salestoolkit.lessons.checks_09 import all_three, least_visited, left_out
from salestoolkit.lessons.forecast_story import Thinnest

NONSENSE: list[Any] = [math.nan, {"a": 1}, object(), b"x", [], True]
PLACES = Thinnest(name="podkarpackie", shares={"podkarpackie": 0.0, "śląskie": 0.44})


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "unanswered"),
        (4, "right"),
        ("4", "right"),
        (16, "inside"),
        (2, "one_side"),
        (0, "none"),
        (5, "other"),
        (21, "not_number"),
        (-1, "not_number"),
        ("four", "not_number"),
    ],
)
def test_a_range_of_eighty_per_cent_leaves_out_four_of_twenty(answer: Any, code: str) -> None:
    assert left_out(answer).code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "unanswered"),
        (0.125, "right"),
        (12.5, "right"),
        ("12,5%", "right"),
        ("12.5", "right"),
        (50, "same"),
        (0.5, "same"),
        (150, "added"),
        (25, "too_high"),
        (5, "too_low"),
        (-3, "not_number"),
        ("a half", "not_number"),
    ],
)
def test_three_teams_at_once_are_a_half_of_a_half_of_a_half(answer: Any, code: str) -> None:
    assert all_three(answer).code == code


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (None, "unanswered"),
        ("Podkarpackie ", "right"),
        ("śląskie", "other"),
        ("Mars", "not_place"),
        (3, "not_place"),
    ],
)
def test_the_least_visited_territory_is_told_by_its_potential(answer: Any, code: str) -> None:
    assert least_visited(answer, PLACES).code == code


@pytest.fixture(params=["en", "pl"])
def workshop(workshops: dict[str, Workshop], request: pytest.FixtureRequest) -> Workshop:
    return workshops[request.param]


@pytest.mark.parametrize("number", ["09.1", "09.2", "09.3"])
def test_nothing_that_may_be_typed_breaks_a_check(workshop: Workshop, number: str) -> None:
    for answer in NONSENSE:
        assert not workshop.check(number, answer, note=False).right


@pytest.mark.slow
def test_the_range_of_the_quarter_lies_between_nothing_and_everything(workshop: Workshop) -> None:
    main = workshop.outlook.main
    assert main.wins is not None
    low, high = main.wins.interval()
    assert main.done.n <= low < main.wins.median < high < main.done.n + main.n_open
    shown = str(workshop.show_numbers())
    assert workshop.words.number(main.done.n + main.n_open) in shown
    assert workshop.words.number(main.wins.median, digits=0) in shown


@pytest.mark.slow
def test_a_team_that_there_is_not_is_named_with_those_there_are(workshop: Workshop) -> None:
    with pytest.raises(InvalidValue) as refused:
        workshop.show_why("Nobody")
    assert workshop.quarter.teams[0].name in refused.value.fields["allowed"]
    assert workshop.quarter.teams[0].name in str(workshop.show_why(workshop.quarter.teams[0].name))


@pytest.mark.slow
def test_what_a_book_lacks_is_said_in_its_place(workshop: Workshop) -> None:
    said = str(workshop.show_own_outlook())
    assert workshop.words.text("lesson_09.own.sample") in said
    assert len(said.splitlines()) == 5
