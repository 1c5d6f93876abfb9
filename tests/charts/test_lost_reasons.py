"""Reasons of lost deals as bars."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from works_results import reasons_made

from salestoolkit.charts.lost_reasons import (
    MOST_REASONS,
    alt_text_lost_reasons,
    lost_reasons_chart,
)
from salestoolkit.charts.render import spec
from salestoolkit.core.lost_reasons import LostReasons
from salestoolkit.words import load_words

EN, PL = load_words("en"), load_words("pl")
LONG = {
    "Wybrali konkurencję, bo miała krótszy czas dostawy": 70,
    "Odłożone do następnego roku budżetowego": 30,
    "Za drogo": 12,
}


def parts(result: LostReasons) -> list[dict[str, Any]]:
    """The boxes of the bars, as they are drawn."""
    drawn = spec(lost_reasons_chart(result, EN))
    (boxes,) = [layer for layer in drawn["layer"] if layer["mark"]["type"] == "rect"]
    values: list[dict[str, Any]] = drawn["datasets"][boxes["data"]["name"]]
    return values


def test_every_lost_deal_is_in_one_part_of_one_bar() -> None:
    result = reasons_made()
    assert sum(part["deals"] for part in parts(result)) == result.lost


def test_deals_of_unknown_reason_are_a_bar_of_their_own_at_the_end() -> None:
    assert parts(reasons_made())[-1]["kind"] == "Reason not known"
    assert parts(reasons_made())[-1]["deals"] == 40
    assert all(part["kind"] != "Reason not known" for part in parts(reasons_made(empty=0, other=0)))


def test_many_reasons_end_in_one_bar_for_the_rest() -> None:
    many = reasons_made({f"Reason {n}": 40 - n for n in range(20)})
    assert sum(part["deals"] for part in parts(many)) == many.lost
    assert f"{20 - MOST_REASONS} further reasons" in str(spec(lost_reasons_chart(many, EN)))


def test_the_alt_text_tells_each_reason_and_what_is_not_known() -> None:
    assert alt_text_lost_reasons(reasons_made(), PL).replace("\N{NO-BREAK SPACE}", " ") == (
        "Powody: 160 przegranych szans, stan na 30 października 2026: Za drogo 60, "
        "Wybrali konkurencję 40, Odłożone w czasie 20. Powód nieznany: 40."
    )


def test_without_a_reason_a_sentence_says_so() -> None:
    assert alt_text_lost_reasons(reasons_made({}), EN) == EN.text("lost_reasons.chart.none")
    assert "layer" in spec(lost_reasons_chart(reasons_made({}), EN))


@pytest.mark.parametrize(("language", "width"), [("pl", 340), ("en", 720)])
def test_nothing_overlaps_or_is_cut_off(
    language: str, width: int, legible: Callable[..., Any]
) -> None:
    for result in (reasons_made(LONG), reasons_made({"Price": 3}, empty=400)):
        drawn = legible(lost_reasons_chart(result, load_words(language), width=width), width=width)
        assert drawn.marks >= 2
