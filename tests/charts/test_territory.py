"""Bars of accounts visited and not: what they show, in which order, and when there is nothing to draw."""

from __future__ import annotations

from datetime import date

import pytest
from territory_fields import a_field, accounts_of, visits_of

from salestoolkit.charts.render import spec, svg_from_spec
from salestoolkit.charts.territory import alt_text_territory, shown_rows, territory_chart
from salestoolkit.core.part import Part
from salestoolkit.core.territory import TerritoryCoverage, cover_territories
from salestoolkit.core.territory_parts import FieldWork
from salestoolkit.words import load_words


def march(work: FieldWork | None = None, part: Part | None = None) -> TerritoryCoverage:
    start, end = date(2026, 3, 1), date(2026, 4, 1)
    return cover_territories(work or a_field(), start=start, end=end, part=part)


@pytest.mark.parametrize("language", ["en", "pl"])
@pytest.mark.parametrize("width", [720, 340])
def test_a_picture_tells_each_territory_by_name(language: str, width: int) -> None:
    words = load_words(language)
    picture = svg_from_spec(spec(territory_chart(march(), words, width=width)))
    for text in ("T1", "T2", "75", "0"):
        assert text in picture
    assert "<script" not in picture


def test_the_alt_text_says_the_same() -> None:
    said = alt_text_territory(march(), load_words("en"))
    assert said.endswith("T1 3 of 4, T2 0 of 3.")


def test_one_territory_alone_is_shown_by_tier() -> None:
    rows, key = shown_rows(march(part=Part(dimension="territory", value="T1")))
    assert key == "title_tiers"
    assert list(rows["tier"]) == ["A", "B", "C"]


@pytest.mark.parametrize("visits", [None, visits_of([])])
def test_nothing_to_draw_is_a_sentence(visits: object) -> None:
    words = load_words("en")
    bare = march(a_field(accounts=accounts_of([]), visits=visits))
    picture = svg_from_spec(spec(territory_chart(bare, words, width=340)))
    assert "nothing to draw" in picture
