"""The sliders of a channel test's plan, driven without a browser."""

from __future__ import annotations

import pytest

from salestoolkit.core.channel_setup import ChannelTest, Outcome, PlannedArm
from salestoolkit.errors import InvalidValue
from salestoolkit.widgets.channel_plan_desk import (
    RANGES,
    ChannelPlanDesk,
    PlanEntry,
    entry_of,
)
from salestoolkit.widgets.channel_tests import channel_plan_whatif


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_control_has_its_name_and_unit(language: str) -> None:
    sliders = channel_plan_whatif(language=language)
    names = {key: control.description for key, control in sliders.controls.items()}
    assert len(set(names.values())) == len(names)
    assert all("(" in names[key] for key in RANGES)


def test_a_move_is_followed_by_words_and_picture() -> None:
    sliders = channel_plan_whatif(entry=PlanEntry(usual=0.05, smallest=0.03, looks="once"))
    picture = sliders.picture.value
    assert "It takes 2,118 leads, 1,059 a variant" in sliders.said.value
    sliders.controls["smallest"].value = 6
    assert "It takes 640 leads, 320 a variant" in sliders.said.value
    assert sliders.picture.value != picture and "<svg" in sliders.picture.value
    sliders.controls["looks"].value = "any_time"
    assert "90%" in sliders.said.value


def test_a_refused_move_is_said_and_the_last_plan_stays() -> None:
    desk = ChannelPlanDesk(PlanEntry(usual=0.05, smallest=0.03))
    before = (desk.entry, desk.plan)
    for key, to in (("arms", 99), ("usual", "much"), ("looks", "often"), ("speed", 1)):
        with pytest.raises(InvalidValue):
            desk.move(key, to)
        assert (desk.entry, desk.plan) == before


def test_the_desk_stands_where_the_test_says() -> None:
    arms = tuple(PlannedArm(name=name) for name in "ABC")
    test = ChannelTest(
        name="T", arms=arms, outcome=Outcome(usual=0.2, window_days=7), leads_per_day=9
    )
    entry = entry_of(test)
    assert (entry.usual, entry.arms, entry.window_days, entry.leads_per_day) == (0.2, 3, 7, 9)
    assert entry.smallest == PlanEntry().smallest
    assert channel_plan_whatif(test, language="pl").desk.entry == entry


def test_more_leads_a_day_means_fewer_days_and_a_smaller_difference_more_leads() -> None:
    desk = ChannelPlanDesk()
    days = desk.plan.days
    assert days is not None and (desk.move("leads_per_day", 40).days or 0) < days
    leads = desk.plan.leads_each or 0
    assert (desk.move("smallest", 2).leads_each or 0) > leads
    assert desk.position("smallest") == 2
