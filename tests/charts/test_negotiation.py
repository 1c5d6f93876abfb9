"""The picture of a discount is legible and says what it shows."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from salestoolkit.charts.negotiation import alt_text_negotiation, negotiation_chart
from salestoolkit.charts.render import spec
from salestoolkit.core.negotiation import Offer
from salestoolkit.core.negotiation_curve import Curve, Estimate, discount_curve
from salestoolkit.words import load_words

Legible = Callable[..., Any]


def curve(
    chance_now: float = 0.4, *, share: str = "0.1", cost: int = 90000, low: str = "0.5"
) -> Curve:
    offer = Offer(price=Decimal(120000), cost=Decimal(cost), currency="PLN")
    estimate = Estimate(share=Decimal(share), low=Decimal(low), high=Decimal("0.6"))
    return discount_curve(offer, chance_now=chance_now, estimates=[estimate])


@pytest.mark.parametrize(
    ("language", "width", "found"),
    [
        ("pl", 320, curve()),
        ("pl", 320, curve(0.02, share="0.6", low="0.6")),
        ("pl", 720, curve(0.9)),
        ("en", 320, curve(0.9)),
    ],
    ids=["usual", "steep", "sure", "sure_en"],
)
def test_nothing_overlaps_or_is_cut_off(
    language: str, width: int, found: Curve, legible: Legible
) -> None:
    chart = negotiation_chart(found, load_words(language), name="Młyn", width=width)
    legible(chart, width=width)


def test_without_a_margin_there_is_a_sentence() -> None:
    words = load_words("pl")
    offer = Offer(price=Decimal(100), cost=Decimal(100))
    none = discount_curve(offer, chance_now=0.4)
    assert alt_text_negotiation(none, words) == words.text("negotiation.chart.alt_none")
    assert spec(negotiation_chart(none, words))["description"]


def test_it_says_in_words_what_the_estimated_discount_must_bring() -> None:
    said = alt_text_negotiation(curve(), load_words("en"))
    assert "At a discount of 10% the chance must rise from 40% to 66.7%" in said
    over = alt_text_negotiation(curve(share="0.2"), load_words("en"))
    assert "not even a certain sale" in over


def test_a_name_from_outside_is_text() -> None:
    drawn = spec(negotiation_chart(curve(), load_words("en"), name="<img src=x>"))
    assert drawn["title"]["text"] == ["<img src=x>: what a discount must bring"]
