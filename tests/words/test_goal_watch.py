"""Measures that goals ask to be watched, in either language."""

from __future__ import annotations

from datetime import date

import pytest

from salestoolkit.core.figures import Figure
from salestoolkit.core.goal_watch import WATCHED, Watched
from salestoolkit.words import load_words
from salestoolkit.words.goal_watch import measure_keys, watch_lines

CYCLE = Figure(
    name="cycle_days",
    value=66,
    low=60,
    high=71,
    n=223,
    unit="days",
    as_of=date(2026, 10, 30),
    definition="cycle_conditional",
)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_measure_is_known_by_its_key_and_by_its_name(language: str) -> None:
    words = load_words(language)
    for key in WATCHED:
        name = words.text(f"goal_watch.measure.{key}")
        assert [found for _, found in measure_keys([key, f" {name.upper()} "])] == [key, key]


def test_a_measure_named_twice_stands_once() -> None:
    assert measure_keys(["cycle_days", "coffee", "cycle_days"]) == [
        ("cycle_days", "cycle_days"),
        ("coffee", None),
    ]


def test_a_line_says_value_interval_n_and_date_or_that_deals_do_not_tell() -> None:
    watched = [
        Watched(name="cycle_days", measure="cycle_days", figure=CYCLE),
        Watched(name="<b>kawa</b>", measure=None, figure=None),
    ]
    assert watch_lines(load_words("pl"), watched) == [
        "Długość cyklu sprzedaży: 66 dni (od 60 do 71 dni · n = 223 · 30.10.2026)",
        "<b>kawa</b>: same szanse tego nie mówią",
    ]
