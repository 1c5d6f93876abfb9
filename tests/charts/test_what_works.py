"""What goes with moving on, as dots and intervals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from works_results import STAGES, practice, works_made

from salestoolkit.charts.render import spec
from salestoolkit.charts.theme import CALM, PASSED
from salestoolkit.charts.what_works import (
    MOST_ROWS,
    alt_text_what_works,
    shown_rows,
    what_works_chart,
)
from salestoolkit.core.what_works import Works
from salestoolkit.words import load_words

EN, PL = load_words("en"), load_words("pl")


def dots(result: Works) -> list[dict[str, Any]]:
    drawn = spec(what_works_chart(result, EN))
    (points,) = [layer for layer in drawn["layer"] if layer["mark"]["type"] == "point"]
    values: list[dict[str, Any]] = drawn["datasets"][points["data"]["name"]]
    return values


def test_only_what_stands_out_is_dark() -> None:
    assert [row["fill"] for row in dots(works_made())] == [PASSED, CALM]


def test_of_many_comparisons_the_surest_are_shown_in_process_order() -> None:
    rows = [practice(practice=f"Type {n}", p_value=(n * 7 % 30 + 1) / 100) for n in range(30)]
    shown = shown_rows(works_made(rows))
    assert len(shown) == MOST_ROWS
    assert max(row["p_value"] for row in shown) == pytest.approx(MOST_ROWS / 100)
    assert [int(row["practice"].split()[1]) for row in shown] == sorted(
        int(row["practice"].split()[1]) for row in shown
    )


def test_the_alt_text_gives_both_shares_and_their_deals() -> None:
    said = alt_text_what_works(works_made(), PL).replace("\N{NO-BREAK SPACE}", " ")
    assert "„Telefon” w ciągu 5 dni od wejścia: dalej przeszło 82% z 98 wobec 71% z 558" in said


def test_with_nothing_to_compare_a_sentence_says_so() -> None:
    few = works_made([practice(p_value=None, stands_out=False)])
    assert alt_text_what_works(few, EN) == EN.text("what_works.chart.none")
    assert "layer" in spec(what_works_chart(few, EN))


@pytest.mark.parametrize(("language", "width"), [("pl", 340), ("en", 720)])
def test_nothing_overlaps_or_is_cut_off(
    language: str, width: int, legible: Callable[..., Any]
) -> None:
    rows = [
        practice(kind="any", practice="", stands_out=False, difference_low=-0.05),
        practice(kind="several", practice="", difference_high=0.6),
        practice(stage=STAGES[3], practice="Rozmowa telefoniczna z osobą decyzyjną u klienta"),
        practice(stage=STAGES[4], difference=-0.2, difference_low=-0.45, difference_high=-0.02),
    ]
    drawn = legible(
        what_works_chart(works_made(rows), load_words(language), width=width), width=width
    )
    assert drawn.marks >= 4
