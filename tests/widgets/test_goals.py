"""The form for planning a goal, without a browser: a plan at once, or one fault in its place."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.errors import InvalidValue
from salestoolkit.sources.goals import read_goals
from salestoolkit.widgets.goal_desk import GoalDesk, GoalEntry, typed_number
from salestoolkit.widgets.goals import GoalForm, goal_form

TODAY = date(2026, 11, 26)
YEAR = GoalEntry(name="Year", start=date(2027, 1, 1), until=date(2027, 12, 31), country="PL")
FAULTS: list[tuple[str, Any, dict[str, Any]]] = [
    ("amount", "-5", {}),
    ("amount", "many", {}),
    ("amount", "NaN", {}),
    ("chance", "0", {}),
    ("chance", "140%", {}),
    ("rate", "1.5", {"source": "known"}),
    ("rate", "10", {"source": "known"}),
    ("passed", "200", {}),
    ("entered", "dużo", {}),
    ("until", date(2020, 1, 1), {}),
    ("until", None, {}),
    ("country", "Atlantis", {}),
    ("reps", "0", {}),
    ("reps", "2.5", {}),
    ("leave_days", "inf", {}),
    ("calls_per_day", "x", {}),
    ("lead_days", "-1", {}),
]


@pytest.fixture
def desk(tmp_path: Path) -> GoalDesk:
    return GoalDesk(today=TODAY, path=tmp_path / "goals.toml")


@pytest.fixture(params=["en", "pl"])
def form(request: pytest.FixtureRequest, tmp_path: Path) -> GoalForm:
    return goal_form(
        language=request.param, today=TODAY, country="PL", path=tmp_path / "goals.toml"
    )


def text(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


@pytest.mark.parametrize(("field", "value", "more"), FAULTS)
def test_each_fault_names_its_field(
    field: str, value: Any, more: dict[str, Any], desk: GoalDesk
) -> None:
    with pytest.raises(InvalidValue) as caught:
        desk.plan(replace(YEAR, **{field: value}, **more))
    assert caught.value.fields["field"] == field


def test_a_fault_is_said_below_its_box_and_the_last_picture_stays(form: GoalForm) -> None:
    picture, said, planned = form.picture.value, form.said.value, form.planned
    assert "<svg" in picture
    form.boxes["amount"].value = "many"
    assert 'role="alert"' in form.notes["amount"].value
    assert "many" in text(form.notes["amount"].value)
    assert not any(note.value for name, note in form.notes.items() if name != "amount")
    assert (form.picture.value, form.said.value, form.planned) == (picture, said, planned)
    form.boxes["amount"].value = "100"
    assert not form.notes["amount"].value
    assert form.picture.value != picture


def test_every_box_has_a_label_that_fits(form: GoalForm) -> None:
    assert set(form.boxes) == {one.name for one in fields(GoalEntry)}
    for box in form.boxes.values():
        assert 3 < len(box.description) <= 36


def test_the_common_example_is_a_coin_toss_until_it_is_planned(form: GoalForm) -> None:
    assert form.planned is not None
    assert form.planned.plan.common is not None
    assert (form.planned.plan.common.top, form.planned.plan.required.attempts) == (900, 1165)
    form.boxes["source"].value = "known"
    assert form.planned.plan.required.attempts == 975
    assert not form.boxes["rate"].disabled
    assert form.boxes["passed"].disabled


def test_a_goal_is_saved_under_its_name_and_others_stay(desk: GoalDesk) -> None:
    assert desk.path is not None
    desk.save(YEAR)
    desk.save(replace(YEAR, name="Ewa", who="Ewa Lis", names="Ewa Lis\nJan Kos"))
    desk.save(replace(YEAR, amount="120"))
    year, ewa = read_goals(desk.path)
    assert (year.goal.name, year.goal.amount, ewa.goal.who) == ("Year", 120, "Ewa Lis")
    assert ewa.team is not None
    assert [rep.name for rep in ewa.team.reps] == ["Ewa Lis", "Jan Kos"]
    with pytest.raises(InvalidValue) as caught:
        desk.save(replace(YEAR, name=" "))
    assert caught.value.fields["field"] == "name"


def test_a_file_that_cannot_be_read_is_left_and_said(form: GoalForm) -> None:
    assert form.desk.path is not None
    form.desk.path.write_text("[[goal]\n", encoding="utf-8")
    form.save.click()
    assert 'role="alert"' in form.status.value
    assert form.desk.path.read_text(encoding="utf-8") == "[[goal]\n"


def test_what_people_wrote_never_becomes_markup(form: GoalForm) -> None:
    form.boxes["who"].value = "<img src=x onerror=y>"
    form.boxes["country"].value = "<img>"
    for part in (form.said, form.status, form.picture, *form.notes.values()):
        assert "<img" not in part.value


@pytest.mark.parametrize(
    ("typed", "number"), [("1 150", 1150), ("0,25", 0.25), ("12,5 %", 0.125), (7, 7)]
)
def test_numbers_are_read_as_people_type_them(typed: Any, number: float) -> None:
    assert typed_number(typed, "amount") == number
