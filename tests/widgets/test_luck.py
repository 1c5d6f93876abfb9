"""Sliders for a team in which all are equally good."""

from __future__ import annotations

import pytest

from salestoolkit.charts.luck import luck_chart
from salestoolkit.charts.render import spec
from salestoolkit.errors import InvalidValue
from salestoolkit.widgets.luck import LuckDesk, luck_sliders


def test_more_deals_bring_the_best_and_the_worst_together():
    desk = LuckDesk(people=11, deals=100, rate=20)
    before = desk.found.spread
    desk.move(deals=400)
    assert desk.found.spread < before / 1.9
    with pytest.raises(InvalidValue, match="luck_deals"):
        desk.move(deals=0)
    assert desk.deals == 400


def test_another_year_has_another_first_one_and_the_same_expectation():
    sliders = luck_sliders(language="pl")
    said, picture = sliders.said.value, sliders.picture.value
    sliders.again.click()
    assert sliders.picture.value != picture
    assert said.split("</p>")[0] == sliders.said.value.split("</p>")[0]
    assert "12,6 punktu procentowego różnicy" in said


@pytest.mark.parametrize("width", [560, 340])
def test_the_picture_tells_each_share_and_where_best_and_worst_are_expected(width):
    desk = LuckDesk(people=4, deals=50, rate=30)
    drawn = spec(luck_chart(desk.found, desk.shares, desk.words, width=width))
    assert drawn["description"].startswith("4 reps, each with 50 deals and a true win rate of 30%")
    assert "Rep D" in str(drawn)
