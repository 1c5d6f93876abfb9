"""Breakdowns drawn: legible on paper and on a phone, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from breakdown_results import late, months, owners, part, sizes, teams

from salestoolkit.charts.breakdowns import alt_text_breakdown, breakdown_chart
from salestoolkit.charts.render import spec
from salestoolkit.core.breakdown_parts import Breakdown
from salestoolkit.words import load_words

EN, PL = load_words("en"), load_words("pl")


@pytest.mark.parametrize(
    ("found", "width"),
    [
        (teams(), 340),
        (months(), 340),
        (months(), 720),
        (sizes(), 340),
        (owners(), 720),
        (late(), 340),
    ],
)
def test_nothing_overlaps_or_is_cut_off(
    found: Breakdown, width: int, legible: Callable[..., Any]
) -> None:
    legible(breakdown_chart(found, PL, width=width), width=width)


def test_a_hostile_name_stays_a_name(legible: Callable[..., Any]) -> None:
    named = part('<script>alert("1")</script>' * 20, 0.2)
    legible(breakdown_chart(replace(teams(), parts=(named,)), EN, width=340), width=340)


def rows_of(found: Breakdown, mark: str, **more: str) -> list[dict[str, Any]]:
    """Rows of the layers with this mark."""
    drawn = spec(breakdown_chart(found, EN))
    return [
        row
        for layer in drawn["layer"]
        if layer["mark"]["type"] == mark and more.items() <= layer["mark"].items()
        for row in layer["data"].get("values") or drawn["datasets"][layer["data"]["name"]]
    ]


def texts(found: Breakdown, weight: str) -> list[str]:
    return [row["text"] for row in rows_of(found, "text", fontWeight=weight)]


def test_only_what_is_more_than_chance_is_bold() -> None:
    assert texts(teams(), "bold") == ["Południe"]
    assert texts(owners(), "bold") == []


def test_a_part_too_young_has_a_place_and_no_mark() -> None:
    assert len(rows_of(teams(), "point")) == 4
    assert "Nowy" in texts(teams(), "normal")


def test_young_months_are_shaded_and_have_no_point() -> None:
    assert len(rows_of(months(), "point")) == 8
    assert [row["from"] for row in rows_of(months(), "rect")] == [8, 9]


def test_what_cannot_be_compared_is_a_sentence() -> None:
    assert alt_text_breakdown(late(), EN) == EN.text("breakdowns.reason.filled_late", value="")
    nothing = replace(teams(), parts=(part("A", None), part("B", None)))
    assert spec(breakdown_chart(nothing, EN))["description"]


def test_the_alt_text_tells_each_part_with_its_interval() -> None:
    said = alt_text_breakdown(teams(), EN)
    assert "Południe: 16% (6% to 36%), own deals alone 12%." in said
