"""Pages about territories: what they say, whom they tell, what is set apart and what is refused."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from territory_files import import_team

from salestoolkit.errors import ImportFailed, InvalidValue, ReportError, SalesToolkitError
from salestoolkit.reports.make import plan_report
from salestoolkit.reports.territory_page import open_page, parts, rehearse, window_of
from salestoolkit.reports.territory_sections import SECTIONS, TerritoryPage
from salestoolkit.sources.remote_books.opening import open_any_book

SCHEMA = json.loads(
    files("salestoolkit").joinpath("content/schemas/territory.schema.json").read_text("utf-8")
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_team(tmp_path_factory.mktemp("territory"))


@pytest.fixture(scope="module", params=["en", "pl"])
def page(request: pytest.FixtureRequest, book: Path) -> TerritoryPage:
    return open_page(book, language=request.param, for_leader=True)


def a_map(folder: Path, *names: str) -> Path:
    """A map of areas side by side."""
    areas = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[x, 50], [x, 54], [x + 2, 54], [x + 2, 50], [x, 50]]],
            },
        }
        for x, name in enumerate(names)
    ]
    path = folder / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": areas}), "utf-8")
    return path


def raw(page: TerritoryPage) -> str:
    parts = [getattr(page, name)().html for name in SECTIONS]
    return re.sub(r"<style>.*?</style>", "", " ".join(parts), flags=re.DOTALL)


def said(page: TerritoryPage) -> str:
    text = re.sub(r"<[^>]+>", " ", raw(page)).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", text.replace("\N{ZERO WIDTH SPACE}", ""))


def test_a_page_counts_what_was_visited_and_sets_the_rest_apart(page: TerritoryPage) -> None:
    data = page.as_data()
    jsonschema.validate(json.loads(json.dumps(data, allow_nan=False)), SCHEMA)
    assert list(data["definitions"].values()) == [text for _, text in page.terms.values()]
    assert data["all"]["covered"] == 1
    assert data["all"]["accounts"] == 5
    assert data["all"]["value_coverage"] == pytest.approx(9000 / 20800)
    assert data["apart"] == {
        "account_twice": 1,
        "coordinates_swapped": 1,
        "potential_negative": 1,
        "visit_future": 1,
        "visit_nobody": 1,
        "visit_not_held": 1,
    }
    assert [row["account"] for row in data["off_list"]] == ['=HYPERLINK("x")']
    assert data["visits_by_others"] == 1
    assert [row["account"] for row in data["moves"]] == ["Bakery Ltd"]
    assert data["map"]["swapped"] == ["Forge Ltd"]


def test_the_headline_says_what_the_data_hold(page: TerritoryPage) -> None:
    assert "43" in page.headline_text
    assert "20" in page.headline_text


def test_a_name_from_data_is_text_and_never_markup(page: TerritoryPage) -> None:
    assert "<b>Dairy" not in raw(page)
    assert "<b>Dairy</b> Ltd" in page.as_data()["overdue"][0]["account"]
    assert "{" not in said(page)


def test_people_are_told_apart_on_a_leader_s_page_only(book: Path) -> None:
    plain, leader = open_page(book), open_page(book, for_leader=True)
    assert "Ann Hill" not in said(plain)
    assert "Ann Hill" not in json.dumps(plain.as_data())
    assert "Ann Hill" in said(leader)
    names = [row["owner"] for row in leader.as_data()["owners"]]
    assert names == sorted(names)


def test_a_page_about_one_owner_tells_of_nobody_else_s_figures(book: Path) -> None:
    page = open_page(book, dimension="owner", value="Bob Dale")
    data = page.as_data()
    jsonschema.validate(json.loads(json.dumps(data, allow_nan=False)), SCHEMA)
    assert data["all"]["accounts"] == 3
    assert data["visits_made"] == {"Bob Dale": 1}
    assert [row["owner"] for row in data["owners"]] == ["Bob Dale"]


def test_pages_come_by_territory_or_owner_of_the_accounts(book: Path, tmp_path: Path) -> None:
    opened = open_any_book(book)
    assert parts(opened, "territory") == ["North", "South"]
    assert parts(opened, "owner") == ["Ann Hill", "Bob Dale"]
    with pytest.raises(ReportError) as caught:
        plan_report("territory", book=book, to=tmp_path, per="segment")
    assert caught.value.code == "unknown_page_column"
    with pytest.raises(ReportError) as caught:
        plan_report("territory", book=book, to=tmp_path, per="owner")
    assert caught.value.code == "people_for_leader"
    job = plan_report("territory", book=book, to=tmp_path, per="owner", for_leader=True)
    assert [one.value for one in job.pages] == ["", "Ann Hill", "Bob Dale"]


def test_what_a_kind_is_not_told_is_refused(book: Path, tmp_path: Path) -> None:
    with pytest.raises(ReportError) as caught:
        plan_report("funnel_audit", book=book, to=tmp_path, told={"geo_name": "x"})
    assert caught.value.code == "report_without"
    assert caught.value.fields["option"] == "--geo-name"
    assert caught.value.fields["allowed"] == "territory"


def test_territories_lie_on_the_map_that_is_named(book: Path, tmp_path: Path) -> None:
    page = open_page(book, geo=a_map(tmp_path, "north", "South", "West"))
    assert page.mapped is not None
    assert page.mapped.found is not None
    assert set(page.mapped.found.territories) == {"North", "South"}
    assert page.mapped.values == {"North": 0.5, "South": 0.0}
    assert len(page.map().blocks) == 2


def test_a_map_that_shows_none_of_the_territories_is_refused(book: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue) as caught:
        open_page(book, geo=a_map(tmp_path, "East", "West"))
    assert caught.value.code == "geo_no_match"
    broken = tmp_path / "broken.geojson"
    broken.write_text("{", encoding="utf-8")
    with pytest.raises((ImportFailed, InvalidValue)) as caught_too:
        open_page(book, geo=broken)
    assert caught_too.value.code == "geo_not_json"


def test_without_visits_the_page_says_what_cannot_be_known(tmp_path: Path) -> None:
    bare = import_team(tmp_path, visits=None, owners=None)
    page = open_page(bare)
    data = page.as_data()
    jsonschema.validate(json.loads(json.dumps(data, allow_nan=False)), SCHEMA)
    assert data["all"]["coverage"] is None
    assert data["never_visited"] is None
    assert not page.chart().blocks
    assert "Nobody has noted visits" in said(page)
    assert "0%" not in said(page)


def test_without_accounts_the_companies_of_the_deals_stand_in(tmp_path: Path) -> None:
    bare = import_team(tmp_path, accounts=None, owners=None)
    data = open_page(bare).as_data()
    assert data["all"]["accounts"] == 4
    assert "accounts_from_deals" in data["limits"]
    assert {row["territory"] for row in data["territories"]} == {"North", "South"}


def test_a_page_of_a_territory_without_an_account_says_so(book: Path) -> None:
    page = open_page(book, dimension="territory", value="West")
    assert page.as_data()["all"]["coverage"] is None
    assert "No account belongs here" in said(page)


@pytest.mark.parametrize(
    ("options", "window"),
    [
        ({"period": "2026-Q1"}, ("2026-01-01", "2026-04-01")),
        ({"first": "2026-03-01"}, ("2026-03-01", "2026-04-01")),
        ({"first": "2026-03-01", "last": "2026-03-10"}, ("2026-03-01", "2026-03-11")),
        ({}, ("2026-01-01", "2026-04-01")),
    ],
)
def test_a_window_ends_after_its_last_day(
    options: dict[str, str], window: tuple[str, str], book: Path
) -> None:
    start, end = window_of(open_any_book(book).as_of, **options)
    assert (str(start), str(end)) == window


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"first": "soon"}, "not_a_date"),
        ({"first": "2026-03-10", "last": "2026-03-01"}, "territory_window"),
        ({"period": "2027-01"}, "territory_window"),
        ({"period": "sometime"}, "unknown_period"),
        ({"dimension": "team", "value": "x"}, "territory_part"),
        ({"rules": "missing.toml"}, "file_missing"),
    ],
)
def test_what_cannot_be_is_refused(options: dict[str, str], code: str, book: Path) -> None:
    with pytest.raises(SalesToolkitError) as caught:
        open_page(book, **options)  # type: ignore[arg-type]
    assert caught.value.code == code
    rehearse(book=book, **options)
