"""Which activities are visits, and which visits did not take place."""

from __future__ import annotations

import pytest

from salestoolkit.sources.visit_words import is_visit, visits_among, was_held


@pytest.mark.parametrize(
    "kind",
    ["Visit", "Meeting", "client meeting", "Spotkanie", "Wizyta u klienta", "Site visit, Leeds"],
)
def test_visits_and_meetings_in_person_are_visits(kind: str) -> None:
    assert is_visit(kind)


@pytest.mark.parametrize(
    "kind",
    ["", "Call", "E-mail", "Online meeting", "Spotkanie online", "Internal meeting", "Zadanie"],
)
def test_calls_tasks_and_meetings_on_a_screen_are_none(kind: str) -> None:
    assert not is_visit(kind)


@pytest.mark.parametrize(
    "outcome", ["Cancelled by client", "no show", "Odwołana", "nie odbyła się"]
)
def test_an_outcome_can_say_that_there_was_no_visit(outcome: str) -> None:
    assert not was_held(outcome)


@pytest.mark.parametrize("outcome", ["", "Order", "Interested", "zamówienie", "rozmowa z szefem"])
def test_other_outcomes_leave_a_visit_a_visit(outcome: str) -> None:
    assert was_held(outcome)


def test_a_team_names_its_own_types() -> None:
    own = visits_among(["Demo na miejscu"])
    assert own("demo NA miejscu")
    assert not own("Meeting")
    assert visits_among(None)("Meeting")
