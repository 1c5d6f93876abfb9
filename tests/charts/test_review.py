"""Where the open deals stand, drawn from tables made by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from salestoolkit.charts.review import MOST_STAGES, alt_text_review, review_chart, shown_stages
from salestoolkit.words import load_words

LONG = ("Kwalifikacja i badanie potrzeb", "Oferta wysłana do klienta", "Negocjacje i umowa")


def made(names: Sequence[str] = LONG, *, deals: int = 7) -> Any:
    """A review as far as its chart looks at it."""
    rows = [
        {"stage": f"s{at}", "name": name, "open_now": deals * (at + 1), "open_then": deals * at}
        for at, name in enumerate(names)
    ]
    columns = ["stage", "name", "open_now", "open_then"]
    stages = pd.DataFrame(rows, columns=columns)
    return SimpleNamespace(stages=stages, as_of=date(2026, 10, 30), since=date(2026, 10, 23))


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("width", [340, 720])
def test_the_chart_is_legible_and_says_its_numbers(
    language: str, width: int, legible: Callable[..., Any]
) -> None:
    words = load_words(language)
    drawn = legible(review_chart(made(), words, width=width), width=width)
    assert drawn.marks >= 3
    text = alt_text_review(made(), words)
    assert "21" in text and "14" in text and "{" not in text


def test_of_many_stages_those_with_the_most_deals_are_drawn() -> None:
    review = made([f"Stage {at}" for at in range(300)])
    shown = shown_stages(review)
    assert [row["stage"] for row in shown] == [f"s{at}" for at in range(300 - MOST_STAGES, 300)]


@pytest.mark.parametrize("review", [made(()), made(deals=0)], ids=["no stages", "no deals"])
def test_without_open_deals_it_is_a_sentence(review: Any, legible: Callable[..., Any]) -> None:
    words = load_words("en")
    legible(review_chart(review, words, width=340), width=340)
    assert alt_text_review(review, words) == words.text("review.chart.none")
