"""Pictures of a channel test: legible in both languages at every width, with the figures in their alt text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from channel_readings import readings

from salestoolkit.charts.channel_plan import channel_plan_chart
from salestoolkit.charts.channel_tests import alt_text_channel_test, channel_test_chart
from salestoolkit.charts.render import spec
from salestoolkit.charts.theme import CALM, PASSED
from salestoolkit.core.channel_plan import plan_channels
from salestoolkit.core.channel_plan_curve import plan_curve
from salestoolkit.words import load_words

MADE = readings()
DRAWN = ("winner_many", "cannot_tell", "no_outcomes")
Legible = Callable[..., Any]


@pytest.mark.parametrize(("language", "width"), [("pl", 320), ("en", 720)])
@pytest.mark.parametrize("name", DRAWN)
def test_nothing_overlaps_or_is_cut_off(
    name: str, width: int, language: str, legible: Legible
) -> None:
    chart = channel_test_chart(MADE[name], load_words(language), width=width)
    legible(chart, width=width)


@pytest.mark.parametrize(("language", "width"), [("pl", 320), ("en", 640)])
def test_the_plan_is_legible(language: str, width: int, legible: Legible) -> None:
    plan = plan_channels(base=0.08, smallest=0.04, leads_per_day=20, window_days=14)
    curve = plan_curve(plan, leads_per_day=20, window_days=14)
    legible(channel_plan_chart(plan, curve, load_words(language), width=width), width=width)


def test_the_chance_rises_with_every_day_and_meets_the_plan() -> None:
    plan = plan_channels(base=0.08, smallest=0.04, leads_per_day=20, window_days=14)
    curve = plan_curve(plan, leads_per_day=20, window_days=14)
    chances = [point.chance for point in curve]
    assert chances == sorted(chances)
    assert plan.days is not None
    before = [point.chance for point in curve if point.day <= plan.days]
    assert before[-1] == pytest.approx(0.8, abs=0.03)


def test_without_a_pace_a_sentence_stands_instead_of_a_curve() -> None:
    plan = plan_channels(base=0.08, smallest=0.04)
    assert plan_curve(plan, leads_per_day=None, window_days=14) == ()
    chart = channel_plan_chart(plan, (), load_words("en"))
    assert "cannot be said" in spec(chart)["description"]


def test_only_a_winner_is_coloured() -> None:
    words = load_words("en")
    winner = str(spec(channel_test_chart(MADE["winner"], words)))
    open_one = str(spec(channel_test_chart(MADE["cannot_tell"], words)))
    assert PASSED in winner and CALM in winner
    assert PASSED not in open_one


def test_alt_text_tells_every_variant_and_difference() -> None:
    said = alt_text_channel_test(MADE["winner_many"], load_words("en"))
    assert "Oferta: 7.8% of 900." in said and "Zdjęcie: 16.7% of 900." in said
    assert "Zdjęcie against Oferta: +8.9 percentage points" in said


def test_money_is_told_and_not_drawn() -> None:
    chart = spec(channel_test_chart(MADE["winner_money"], load_words("pl")))
    assert "85,00\N{NO-BREAK SPACE}zł z 200" in chart["description"]
