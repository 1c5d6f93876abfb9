"""Territories and countries on a map, offline."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from salestoolkit.core.geo_shapes import contains, inside_point
from salestoolkit.errors import ImportFailed, InvalidValue
from salestoolkit.sources.countries import country_code, country_names, world
from salestoolkit.sources.geo import (
    countries_on_map,
    country_shapes,
    one_spelling,
    plain_world,
    territories_on_map,
)
from salestoolkit.sources.geo_file import read_areas

REALDATA = Path(os.environ.get("REALDATA", "nowhere"))
POLISH = REALDATA.parent / "geo"
needs_poland = pytest.mark.skipif(
    not (POLISH / "powiaty-min.geojson").exists(), reason="no map of Poland beside REALDATA"
)
VOIVODESHIPS = (
    *("dolnośląskie", "kujawsko-pomorskie", "lubelskie", "lubuskie", "łódzkie", "małopolskie"),
    *("mazowieckie", "opolskie", "podkarpackie", "podlaskie", "pomorskie", "śląskie"),
    *("świętokrzyskie", "warmińsko-mazurskie", "wielkopolskie", "zachodniopomorskie"),
)


def square(folder: Path, left: float, low: float, **said: str) -> Path:
    ring = [[left, low], [left, low + 2], [left + 2, low + 2], [left + 2, low], [left, low]]
    told = {
        "type": "Feature",
        "properties": said,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    path = folder / "square.geojson"
    path.write_text(json.dumps(told), encoding="utf-8")
    return path


@needs_poland
def test_all_voivodeships_are_found_by_name_with_and_without_their_letters() -> None:
    path = POLISH / "wojewodztwa-min.geojson"
    found = territories_on_map(path, VOIVODESHIPS)
    assert found.named_by == "nazwa"
    assert set(found.territories) == set(VOIVODESHIPS)
    assert not found.without_area + found.without_territory
    loose = territories_on_map(path, ["Slaskie", "LODZKIE", "Warminsko-Mazurskie", "woj. opolskie"])
    assert loose.loosely == {
        "Slaskie": "śląskie",
        "LODZKIE": "łódzkie",
        "Warminsko-Mazurskie": "warmińsko-mazurskie",
    }
    assert len(loose.without_territory) == 12


@pytest.mark.slow
@needs_poland
def test_counties_of_one_name_need_their_region_and_all_380_are_then_found() -> None:
    path, regions = POLISH / "powiaty-min.geojson", POLISH / "wojewodztwa-min.geojson"
    counties, around = read_areas(path), read_areas(regions)
    names = [one.said["nazwa"] for one in counties]
    twice = sorted(name for name, n in Counter(names).items() if n == 2)
    assert len(twice) == 10
    with pytest.raises(InvalidValue) as caught:
        territories_on_map(path, [*twice, "powiat pucki"])
    assert caught.value.code == "geo_ambiguous"
    assert set(caught.value.fields["value"][:7]) < set(twice)
    full = []
    for one in counties:
        point = inside_point(one.shape)
        (region,) = [woj.said["nazwa"] for woj in around if contains(woj.shape, point)]
        full.append(f"{one.said['nazwa']} ({region})")
    found = territories_on_map(path, full, regions=regions)
    assert [area.territory for area in found.areas] == full
    with pytest.raises(InvalidValue, match="geo_ambiguous"):
        territories_on_map(path, full)


@needs_poland
def test_bielski_lies_where_its_region_does() -> None:
    found = territories_on_map(
        POLISH / "powiaty-min.geojson",
        ["powiat bielski (śląskie)", "powiat bielski (podlaskie)"],
        regions=POLISH / "wojewodztwa-min.geojson",
    )
    shapes = {area.territory: area.shape for area in found.areas if area.territory}
    assert contains(shapes["powiat bielski (śląskie)"], (19.0, 49.9))
    assert contains(shapes["powiat bielski (podlaskie)"], (23.2, 52.7))


def test_a_map_that_is_swapped_is_told_by_the_country(tmp_path: Path) -> None:
    path = square(tmp_path, 51.0, 19.0, n="A")
    assert territories_on_map(path, ["A"]).territories == ("A",)
    assert territories_on_map(path, ["A"], countries=["Narnia"]).territories == ("A",)
    with pytest.raises(ImportFailed, match="geo_swapped"):
        territories_on_map(path, ["A"], countries=["Polska"])
    right = square(tmp_path, 19.0, 51.0, n="A")
    assert territories_on_map(right, ["A"], countries=["Poland"]).territories == ("A",)


def test_a_map_with_more_areas_than_a_page_bears_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salestoolkit.sources.geo.MOST_AREAS", 0)
    with pytest.raises(ImportFailed, match="geo_many_areas"):
        territories_on_map(square(tmp_path, 0, 0, n="A"), ["A"])


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("US", ["United States", "USA", "U.S.", "us", "840", "Stany Zjednoczone", "AMERICA"]),
        ("GB", ["United Kingdom", "UK", "Great Britain", "Wielka Brytania", "GBR"]),
        ("DE", ["Germany", "Niemcy", "de", "DEU", "276"]),
        ("CZ", ["Czechia", "Czech Republic", "Czechy"]),
        ("KR", ["Korea", "South Korea", "Korea Południowa", "Korea Poludniowa"]),
        ("TR", ["Turkey", "Türkiye", "Turkiye", "Turcja"]),
        ("PL", ["Poland", "Polska", "POLSKA", "PL", "POL", "616"]),
        (None, ["Narnia", "Scotland", "", "4", "North", "śląskie"]),
    ],
)
def test_a_country_is_known_by_all_its_names(code: str | None, names: list[str]) -> None:
    assert {name: country_code(name) for name in names} == dict.fromkeys(names, code)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_country_that_is_drawn_is_found_by_its_name_and_codes(language: str) -> None:
    for area in world():
        code = area.said.get("alpha_2")
        if code:
            assert country_code(country_names(language)[code]) == code
            for key in ("alpha_2", "alpha_3", "numeric"):
                assert country_code(area.said.get(key, code)) == code


def test_countries_lie_where_they_are() -> None:
    shapes = country_shapes(["Poland", "Brazil", "New Zealand", "Fiji", "Russia", "Lesotho"])
    for name, place in {
        "Poland": (19.1, 52.1),
        "Brazil": (-53.0, -10.0),
        "New Zealand": (170.5, -44.0),
        "Russia": (-172.0, 66.5),
        "Lesotho": (28.2, -29.6),
    }.items():
        assert contains(shapes[name], place), name
    assert not contains(shapes["Poland"], (10.0, 51.0))


def test_countries_of_a_list_are_joined_and_the_rest_is_told() -> None:
    found = countries_on_map(
        ["United States", "Stany Zjednoczone", "Kenya", "Narnia"], language="pl"
    )
    assert found.world
    assert set(found.territories) == {"Kenya", "United States"}
    assert found.without_area == ("Narnia",)
    assert {area.name for area in found.areas if area.territory} == {"Kenia", "Stany Zjednoczone"}
    with pytest.raises(InvalidValue, match="geo_no_country"):
        countries_on_map(["Narnia", "Mordor"])


def test_one_country_under_two_names_gets_one() -> None:
    assert set(one_spelling(["USA", "United States", "us"]).values()) == {"United States"}
    assert plain_world().territories == ()


@pytest.mark.skipif("REALDATA" not in os.environ, reason="REALDATA names no folder of real exports")
def test_the_offices_of_a_real_company_all_lie_in_countries() -> None:
    offices = pd.read_csv(REALDATA / "maven_crm" / "accounts.csv")["office_location"].unique()
    found = countries_on_map(offices)
    assert (len(found.territories), found.without_area) == (15, ())


def test_the_world_is_packaged_with_its_licence_and_small() -> None:
    folder = Path(__file__).parents[2] / "data" / "world"
    assert (folder / "countries.json").stat().st_size < 300_000
    assert "public domain" in (folder / "README.md").read_text(encoding="utf-8")
    assert "http" not in (folder / "countries.json").read_text(encoding="utf-8")
