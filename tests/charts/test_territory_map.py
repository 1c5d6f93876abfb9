"""A map of territories: legible in both languages at every width, light, and nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd
import pytest

from salestoolkit.charts.map_shades import BLUES, shades
from salestoolkit.charts.render import spec, svg
from salestoolkit.charts.territory_map import (
    Measure,
    alt_text_territory_map,
    territory_map_chart,
)
from salestoolkit.charts.theme import PAPER
from salestoolkit.core.geo_shapes import shape_of
from salestoolkit.core.territory_map import MapArea, MapPoint, TerritoryMap, place_accounts
from salestoolkit.sources.geo import countries_on_map, plain_world
from salestoolkit.words import load_words

WORDS = {language: load_words(language) for language in ("en", "pl")}
HOSTILE = '<img src=x onerror="alert(1)">'
NAMES = ("dolnośląskie", "łódzkie", None, "warmińsko-mazurskie", HOSTILE, "śląskie")
VALUES: dict[str, float | None] = {
    "dolnośląskie": 0.31,
    "łódzkie": 0.0,
    "warmińsko-mazurskie": None,
    HOSTILE: 0.87,
    "śląskie": 0.52,
    "not on the map": 0.99,
}


def square(x: float, y: float, name: str | None) -> MapArea:
    ring = [(x, y), (x, y + 1.4), (x + 2, y + 1.4), (x + 2, y)]
    return MapArea(name, name or "elsewhere", shape_of([[ring]]))


MAP = TerritoryMap(
    areas=tuple(
        square(14 + 2 * (at % 3), 50 + 1.4 * (at // 3), name) for at, name in enumerate(NAMES)
    ),
    named_by="nazwa",
)
POINTS = tuple(
    MapPoint(f"Firma {at}", (14.3 + at * 0.4, 50.3 + (at % 5) * 0.5), 1000.0 * at, at % 3 > 0)
    for at in range(12)
)


def measure_of(language: str, values: dict[str, float | None] | None = None) -> Measure:
    words = WORDS[language]
    name = {"en": "accounts visited", "pl": "odwiedzone firmy"}[language]
    return Measure(name=name, values=VALUES if values is None else values, said=words.percent)


@cache
def countries(language: str) -> TerritoryMap:
    return countries_on_map(["United States", "Poland", "Kenya"], language=language)


def drawn_map(name: str, language: str, width: int) -> Any:
    words, measure = WORDS[language], measure_of(language)
    said = lambda value: words.money_about(value, "PLN")  # noqa: E731
    if name == "world":
        found = countries(language)
        told = measure_of(language, {"United States": 0.4, "Poland": 0.1, "Kenya": None})
        return territory_map_chart(found, told, words, width=width)
    if name == "points":
        return territory_map_chart(
            MAP, measure, words, points=POINTS, potential_said=said, width=width
        )
    if name == "only points":
        return territory_map_chart(
            None, measure_of(language, {}), words, points=POINTS, width=width
        )
    return territory_map_chart(MAP, measure, words, width=width)


@pytest.mark.parametrize(
    ("name", "width", "language"),
    [
        *(("map", width, language) for width in (280, 720) for language in WORDS),
        *(("points", 280, "pl"), ("points", 720, "en"), ("only points", 280, "pl")),
        *(("world", 280, "pl"), ("world", 720, "en")),
    ],
)
def test_nothing_overlaps_is_cut_off_or_fetched(
    name: str, width: int, language: str, legible: Callable[..., Any]
) -> None:
    chart = drawn_map(name, language, width)
    assert legible(chart, width=width).marks > 3
    picture = svg(chart)
    assert "<desc" in picture
    assert "<script" not in picture
    assert "http" not in re.sub(r'xmlns="[^"]*"', "", picture)
    assert len(picture) < 110_000


def test_each_territory_has_the_colour_of_its_class_and_the_legend_names_them_all() -> None:
    told = spec(territory_map_chart(MAP, measure_of("en"), WORDS["en"]))
    rows = [row for rows in told["datasets"].values() for row in rows if "tip" in row]
    fills = {row["tip"].rsplit(": ", 1)[1]: row["fill"] for row in rows}
    assert fills["accounts, but no figure"] == PAPER
    assert len({fills["0%"], fills["31%"], fills["52%"], fills["87%"]}) == 4
    said = str(told)
    for text in ("0% to 20%", "80% to 100%", "accounts, but no figure", "no accounts here"):
        assert text in said


def test_a_territory_without_a_value_is_hatched_and_one_with_nothing_is_not() -> None:
    def hatched(values: dict[str, float | None]) -> bool:
        return "MultiLineString" in str(
            spec(territory_map_chart(MAP, measure_of("en", values), WORDS["en"]))
        )

    assert hatched(VALUES)
    assert not hatched({name: 0.0 for name in NAMES if name})


def test_the_alt_text_gives_the_range_and_ranks_nobody() -> None:
    said = alt_text_territory_map(MAP, measure_of("en"), WORDS["en"])
    assert said == "Map. Territories with a value: 4; accounts visited from 0% to 87%."
    assert "śląskie" not in said
    none = alt_text_territory_map(MAP, measure_of("pl", {}), WORDS["pl"])
    assert none == "Mapa regionów; odwiedzone firmy: brak danych."


def test_names_from_data_are_shown_and_never_run() -> None:
    picture = svg(territory_map_chart(MAP, measure_of("en"), WORDS["en"]))
    assert "<img" not in picture
    assert "&lt;img" in picture


def test_countries_are_called_in_the_readers_language() -> None:
    measure = measure_of("pl", {"United States": 0.4, "Poland": 0.1, "Kenya": None})
    said = str(spec(territory_map_chart(countries("pl"), measure, WORDS["pl"])))
    assert "Stany Zjednoczone: 40%" in said
    assert "United States" not in said


def test_larger_accounts_have_larger_marks_and_visits_another_shape() -> None:
    told = spec(territory_map_chart(MAP, measure_of("en"), WORDS["en"], points=POINTS))
    rows = [row for rows in told["datasets"].values() for row in rows if "size" in row]
    assert len(rows) == len(POINTS)
    sizes = {row["tip"]: row["size"] for row in rows}
    assert sizes["Firma 11"] > sizes["Firma 6"] > sizes["Firma 0"] > 0
    shapes = {layer["mark"].get("shape") for layer in told["layer"] if "mark" in layer}
    assert {"circle", "diamond"} <= shapes


def test_of_very_many_accounts_the_largest_are_drawn_and_it_is_said() -> None:
    table = pd.DataFrame(
        {
            "account": [f"F{at}" for at in range(900)],
            "latitude": [50.0 + at % 30 / 20 for at in range(900)],
            "longitude": [15.0 + at % 40 / 20 for at in range(900)],
            "potential": [float(at) for at in range(900)],
        }
    )
    points = place_accounts(table).points
    told = spec(territory_map_chart(MAP, measure_of("en"), WORDS["en"], points=points))
    tips = [row["tip"] for rows in told["datasets"].values() for row in rows if "size" in row]
    assert (len(tips), "F899" in tips, "F0" in tips) == (400, True, False)
    assert "400 accounts with the greatest potential" in str(told)


def test_where_nothing_has_a_place_a_sentence_stands_in_for_the_map() -> None:
    for words in WORDS.values():
        said = spec(territory_map_chart(None, measure_of("en", {}), words))["description"]
        assert said == words.text("territory_map.chart.none")
    alone = spec(
        territory_map_chart(plain_world(), measure_of("en", {}), WORDS["en"], points=POINTS)
    )
    assert "The accounts on the map" in str(alone["title"])


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        ([], 0),
        ([0.3], 1),
        ([0.301, 0.302], 1),
        ([0.0, 1.0], 5),
        ([0.2, 0.4], 4),
        ([1.0, 71.0], 4),
        ([3.0, 1e6], 5),
        ([-5.0, 5.0], 6),
    ],
)
def test_classes_are_few_and_hold_every_value(values: list[float], classes: int) -> None:
    words = WORDS["en"]
    said = words.percent if max(values, default=0) <= 1 else words.number
    found = shades({str(value): value for value in values}, said, words)
    assert len(found.steps) == classes
    for value in values:
        fill = found.fill(value)
        assert fill in BLUES
        step = next(one for one in found.steps if one.fill == fill)
        assert step.low <= value <= step.high
    assert found.fill(None) == PAPER
