"""The waterfall: what is drawn, what stands out, and that it can be read at every width."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from two_periods import OFFER, SIMPSON, changes_of

from salestoolkit.charts.changes import change_parts_chart, changes_chart
from salestoolkit.charts.render import spec
from salestoolkit.charts.theme import CALM, LOST, PASSED
from salestoolkit.core.change_results import FunnelChanges
from salestoolkit.words import load_words

EN, PL = load_words("en"), load_words("pl")
NOTHING = FunnelChanges(as_of=date(2026, 1, 1), level=0.95, limits=("short_history",))
LONG = ("Kwalifikacja i badanie potrzeb", "Oferta wysłana do klienta", "Finalizacja umowy")


def layers(chart: Any, mark: str) -> list[dict[str, Any]]:
    return [layer for layer in spec(chart)["layer"] if layer["mark"]["type"] == mark]


def bars(chart: Any) -> list[dict[str, Any]]:
    sets = spec(chart)["datasets"]
    return [row for layer in layers(chart, "rect") for row in sets[layer["data"]["name"]]]


def test_only_what_is_more_than_chance_is_coloured():
    assert [
        layer["mark"]["fill"] for layer in layers(changes_chart(changes_of(*OFFER), EN), "rect")
    ] == [
        LOST,
        CALM,
    ]
    better = changes_chart(changes_of(*reversed(OFFER)), EN)
    assert PASSED in [layer["mark"]["fill"] for layer in layers(better, "rect")]


def test_stairs_lead_from_the_earlier_share_won_to_the_later_one():
    result = changes_of(*SIMPSON)
    drawn = sorted(bars(changes_chart(result, EN)), key=lambda row: row["top"])
    assert len(drawn) == len(result.pieces)
    assert drawn[0]["to"] == pytest.approx(result.first.rate)
    assert drawn[-1]["at"] == pytest.approx(result.second.rate)
    for one, other in pairwise(drawn):
        assert one["at"] == pytest.approx(other["from"]) or one["at"] == pytest.approx(other["to"])


def test_the_parts_are_drawn_twice_as_mix_and_as_rate():
    result = changes_of(*SIMPSON)
    assert len(bars(change_parts_chart(result, EN))) == 2 * len(result.parts)


def test_the_alt_text_says_both_shares_and_every_piece():
    said = spec(changes_chart(changes_of(*OFFER), EN))["description"].replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert said.startswith("Share won: 42.9% in the earlier period (from 1 January 2025")
    assert "Call: 0.0 points; Offer: −" in said


def test_where_nothing_can_be_compared_a_sentence_says_so():
    for chart in (changes_chart, change_parts_chart):
        assert spec(chart(NOTHING, PL))["description"] == PL.text("changes.limit.short_history")


@pytest.mark.parametrize(("words", "width"), [(PL, 320), (EN, 720)])
def test_nothing_overlaps_or_is_cut_off(words, width, legible):
    named = {
        None if part is None else f"{part} <b>&": stopped for part, stopped in SIMPSON[0].items()
    }
    result = changes_of(named, SIMPSON[1], names=LONG)
    legible(changes_chart(result, words, width=width), width=width)
    legible(change_parts_chart(result, words, width=width), width=width)
