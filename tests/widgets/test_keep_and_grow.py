"""The sliders of churn and referral, driven without a browser: above one no total is told."""

from __future__ import annotations

import pytest

from salestoolkit.core.cycle_year import YearCycle
from salestoolkit.errors import InvalidValue
from salestoolkit.widgets.keep_and_grow import KeepAndGrowSliders, keep_and_grow_sliders
from salestoolkit.widgets.keep_and_grow_desk import EXAMPLE, KeepAndGrowDesk


@pytest.fixture
def sliders() -> KeepAndGrowSliders:
    return keep_and_grow_sliders(currency="PLN", language="pl")


def test_every_slider_has_its_name_and_unit(sliders: KeepAndGrowSliders) -> None:
    assert [control.description for control in sliders.controls.values()] == [
        "Klienci dziś",
        "Nowe leady w miesiącu",
        "Skuteczność leadów (%)",
        "Przychód z klienta w roku (PLN)",
        "Klienci odchodzący w roku (%)",
        "Polecenia od dziesięciu klientów w roku",
        "Skuteczność poleceń (%)",
    ]


def test_a_move_is_followed_by_answer_figures_and_picture(sliders: KeepAndGrowSliders) -> None:
    assert "ustali się na 238" in sliders.answer.value
    picture = sliders.picture.value
    sliders.controls["churn"].value = 15
    assert "ustali się na" in sliders.answer.value and "238" not in sliders.answer.value
    assert sliders.picture.value != picture and "<svg" in sliders.picture.value
    assert sliders.desk.now.churn == 0.15


def test_a_browser_that_rounds_a_slider_to_its_step_moves_nothing() -> None:
    start = YearCycle(
        customers=196,
        leads=36.33,
        win=0.1193,
        value=14137.79,
        churn=0.0988,
        introductions=0.9055,
        conversion=0.328,
    )
    sliders = keep_and_grow_sliders(start=start, currency="GBP")
    for control in sliders.controls.values():
        control.value = round(control.value / control.step) * control.step
    assert sliders.desk.now == start
    sliders.controls["churn"].value = 10.5
    assert sliders.desk.now.churn == 0.105


def test_above_one_it_says_so_and_tells_no_total(sliders: KeepAndGrowSliders) -> None:
    sliders.controls["introductions"].value = 25
    assert "Nie ma liczby końcowej ani wartości leada" in sliders.answer.value
    assert "Jeden lead" not in sliders.figures.value and "−" not in sliders.figures.value
    assert "Po 36 miesiącach" in sliders.figures.value


def test_without_churn_there_is_no_final_number_either(sliders: KeepAndGrowSliders) -> None:
    sliders.controls["churn"].value = 0
    assert "nikt nie odchodzi" in sliders.answer.value


@pytest.mark.parametrize(
    ("key", "to", "code"),
    [
        ("churn", 1.2, "goal_not_share"),
        ("leads", -1, "goal_below_zero"),
        ("value", float("nan"), "goal_not_number"),
        ("luck", 1, "unknown_lever"),
    ],
)
def test_a_refused_move_changes_nothing(key: str, to: float, code: str) -> None:
    desk = KeepAndGrowDesk()
    with pytest.raises(InvalidValue) as error:
        desk.move(key, to)
    assert error.value.code == code and desk.now is EXAMPLE


def test_the_curve_begins_today_and_comes_near_where_it_settles() -> None:
    start = YearCycle(
        customers=50, leads=60, win=0.1, value=1000, churn=0.9, introductions=0, conversion=0
    )
    desk = KeepAndGrowDesk(start)
    now, was = desk.ahead()
    assert now == was and now[0] == 50 and len(now) == 37
    assert now[-1] == pytest.approx(desk.cycle.steady, rel=0.01)


def test_each_small_step_is_told_in_a_line_and_called_assumed() -> None:
    desk = KeepAndGrowDesk(currency="GBP")
    assert len(desk.gains()) == 6 and "assumed" in desk.gains()[-1]
    assert any("One point less churn" in line for line in desk.gains())
