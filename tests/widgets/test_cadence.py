"""The cadence with sliders, and what it does without a screen."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from salestoolkit.core.cadence import Cadence, read_cadence
from salestoolkit.core.cadence_stop import ReplyWorth
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.packaged import packaged_path
from salestoolkit.sources.touches import read_touches
from salestoolkit.widgets.cadence import CadenceSliders, cadence_whatif
from salestoolkit.widgets.cadence_desk import CadenceDesk

START = date(2026, 12, 1)


@cache
def found() -> Cadence:
    log = read_touches(packaged_path("data/kwarcowa_sowa/touches.csv"))
    return read_cadence(log.frame, as_of=date(2026, 10, 30))


WORTH = ReplyWorth(chance=0.2, value=5000, cost=30, currency="PLN")


def sliders(language: str = "en") -> CadenceSliders:
    return cadence_whatif(found(), WORTH, start=START, language=language)


@pytest.fixture
def desk() -> CadenceDesk:
    return CadenceDesk(found(), WORTH, start=START)


def test_a_dearer_touch_means_fewer_of_them_and_other_dates(desk: CadenceDesk) -> None:
    assert (desk.touches, len(desk.steps())) == (4, 6)
    assert desk.move("cost", 90).stop_after == 3
    assert [step.kind for step in desk.steps()] == [*["touch"] * 3, "final", "revisit"]


def test_a_chance_in_per_cent_is_a_share_within(desk: CadenceDesk) -> None:
    assert (desk.position("chance"), desk.move("chance", 50).worth.chance) == (20, 0.5)
    assert desk.position("chance") == 50


def test_spacing_and_months_move_dates_and_nothing_else(desk: CadenceDesk) -> None:
    before = [step.on for step in desk.steps()]
    rule = desk.rule
    desk.move("gap", 10)
    desk.move("months", 12)
    after = [step.on for step in desk.steps()]
    assert after[0] == before[0] and all(b < a for b, a in zip(before[1:], after[1:], strict=True))
    assert desk.rule is rule


@pytest.mark.parametrize(
    ("key", "to", "code"),
    [
        ("chance", 120, "cadence_number"),
        ("cost", -1, "cadence_number"),
        ("gap", 0, "cadence_plan_number"),
        ("months", 99, "cadence_plan_number"),
        ("colour", 1, "sheet_unknown_key"),
    ],
)
def test_a_move_that_is_refused_changes_nothing(
    desk: CadenceDesk, key: str, to: float, code: str
) -> None:
    before = (desk.rule, desk.worth, desk.gap, desk.months)
    with pytest.raises(InvalidValue, match=code):
        desk.move(key, to)
    assert (desk.rule, desk.worth, desk.gap, desk.months) == before


def test_where_not_even_one_touch_pays_the_plan_still_has_one(desk: CadenceDesk) -> None:
    assert desk.move("cost", 900).stop_after == 0
    assert desk.touches == 1


def test_a_slider_moves_conclusion_picture_and_dates() -> None:
    form = sliders("pl")
    before = (form.said.value, form.picture.value, form.dates.value)
    assert "Po 4. próbie warto przestać" in before[0] and "1 grudnia 2026" in before[2]
    form.controls["cost"].value = 90
    after = (form.said.value, form.picture.value, form.dates.value)
    assert all(one != other for one, other in zip(before, after, strict=True))
    assert "Po 3. próbie" in after[0]


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_slider_has_a_name_with_its_unit(language: str) -> None:
    form = sliders(language)
    labels = [form.controls[key].description for key in form.desk.keys]
    assert len(set(labels)) == 5 and "PLN" in labels[1] and "%" in labels[0]
    assert form.desk.label("value") == labels[1]
