"""Pictures of a what-if: legible at every width, in both languages, with words for those who see none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from salestoolkit.charts.render import svg
from salestoolkit.charts.what_if import scenarios_chart, what_if_chart
from salestoolkit.core.scenarios import Scenario, compare_scenarios
from salestoolkit.core.what_if_funnel import WhatIf
from salestoolkit.core.what_if_simulation import Compared, compare
from salestoolkit.words import load_words
from salestoolkit.words.what_if import example_what_if

both_languages = pytest.mark.parametrize("language", ["en", "pl"])


def example(language: str, *, money: bool = False) -> WhatIf:
    found = example_what_if(load_words(language))
    long = replace(
        found.stages[1],
        name="Prezentacja rozwiązania u klienta <b>z zarządem</b> i działem zakupów",
        best=0.7,
        best_of="Zespół Północ",
        cost=3,
    )
    found = replace(found, stages=(found.stages[0], long, found.stages[2]))
    return replace(found, metric="revenue", goal=250_000) if money else found


def changed(language: str, *, money: bool = False) -> Compared:
    today = example(language, money=money)
    return compare(today.with_points(0, 6), today, draws=2000)


@both_languages
@pytest.mark.parametrize("width", [300, 720])
@pytest.mark.parametrize("money", [False, True])
def test_nothing_overlaps_or_is_cut_off(
    language: str, width: int, money: bool, legible: Callable[..., Any]
) -> None:
    words, found = load_words(language), changed(language, money=money)
    legible(what_if_chart(found, words, width=width), width=width)
    two = [Scenario(name=name, what_if=found.now.what_if) for name in ("Dziś", "x" * 60)]
    legible(scenarios_chart(compare_scenarios(two, draws=500), words, width=width), width=width)


@both_languages
def test_the_picture_says_its_figures_to_those_who_see_none(language: str) -> None:
    words, found = load_words(language), changed(language)
    drawn = svg(what_if_chart(found, words))
    assert words.percent(found.now.chance) in drawn and "<desc" in drawn


def test_today_alone_has_one_row_and_no_dashes() -> None:
    words, today = load_words("en"), example("en")
    alone = svg(what_if_chart(compare(today, today, draws=500), words))
    assert "stroke-dasharray" not in alone and "now:" not in alone


def test_extremes_are_drawn_too() -> None:
    words, today = load_words("en"), example("en")
    for extreme in (today.with_volume(0), today.with_rate(0, 0.0), replace(today, goal=None)):
        found = compare(extreme, today, draws=500)
        assert "<svg" in svg(what_if_chart(found, words))
        assert "<svg" in svg(what_if_chart(compare(extreme, extreme, draws=500), words))
