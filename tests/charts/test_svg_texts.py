"""Pictures whose texts Vega does not see."""

from __future__ import annotations

from typing import Any

import pytest
import vl_convert

from salestoolkit.charts.frame import framed
from salestoolkit.charts.marks import Along, boxes, texts
from salestoolkit.charts.render import VEGALITE, spec
from salestoolkit.charts.svg_clean import clean_svg
from salestoolkit.charts.svg_texts import Texts, without_texts


def chart(*said: dict[str, Any], title: str = "Where deals drop out") -> dict[str, Any]:
    """Two boxes with texts beside them, as the spec that leaves a kernel."""
    x = Along(high=10, place=(0, 300))
    rows: list[dict[str, Any]] = [
        {"from": 0, "to": 4, "top": 0, "bottom": 20, "tip": "Offer: 4 deals"},
        {"from": 0, "to": 9, "top": 30, "bottom": 50, "tip": "Visit: 9 deals"},
    ]
    return spec(
        framed(
            [boxes(rows, x, fill="#cccccc"), texts(said, 5), texts(said, x("at"))],
            title=title,
            subtitle=["All deals of the team, as of 30 October 2026, with their stages"] * 2,
            said="Four of nine.",
            width=320,
            height=60,
        )
    )


def drawn_whole(drawn: dict[str, Any]) -> str:
    raw = vl_convert.vegalite_to_svg(drawn, vl_version=VEGALITE, allowed_base_urls=[])
    return clean_svg(raw, title="t", description="d", prefix="p")


def drawn_hollow(drawn: dict[str, Any]) -> str:
    hollow, taken = without_texts(drawn)
    assert taken.marks
    raw = vl_convert.vegalite_to_svg(hollow, vl_version=VEGALITE, allowed_base_urls=[])
    return clean_svg(raw, title="t", description="d", prefix="p", texts=taken)


@pytest.mark.parametrize(
    "said",
    [
        [{"text": "Offer", "y": 10, "at": 4}, {"text": "Visit", "y": 40, "at": 9}],
        [{"text": " Oferta złożona ", "y": 10, "at": 1, "tip": "4 szanse"}],
        [{"text": "<script>&\"'", "y": 10, "at": 2, "tip": "<b>"}],
        [{"text": "gone", "y": 10, "at": None}, {"text": "stays", "y": 40, "at": 3}],
        [{"text": "", "y": 10, "at": 4}, {"text": "hollow 0", "y": 40, "at": 9}],
    ],
    ids=["plain", "tips", "markup", "without a place", "empty"],
)
def test_the_picture_is_the_same_as_if_vega_had_seen_the_texts(said: list[dict[str, Any]]) -> None:
    for title in ("Short", "A title so long that it must be wrapped into a second line of its own"):
        drawn = chart(*said, title=title)
        assert drawn_hollow(drawn) == drawn_whole(drawn)


def test_a_text_that_is_not_one_line_stays_with_vega() -> None:
    for text in (["one", "two"], "one\ntwo", 3, None):
        drawn = chart({"text": text, "y": 10, "at": 4})
        hollow, taken = without_texts(drawn)
        assert taken.marks == {}
        assert hollow["layer"] == drawn["layer"]


def test_a_chart_without_words_stays_as_it_is() -> None:
    assert without_texts({"mark": "bar"}) == ({"mark": "bar"}, Texts())


def test_the_chart_is_left_as_it_was() -> None:
    drawn = chart({"text": "Offer", "y": 10, "at": 4})
    before = repr(drawn)
    without_texts(drawn)
    assert repr(drawn) == before
