"""Pages of a part seen among some of the deals alone: their figures, their names, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from jsonschema import Draft202012Validator

from salestoolkit import cli
from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.funnel import audit_funnel
from salestoolkit.core.part import Part
from salestoolkit.errors import ReportError, SalesToolkitError
from salestoolkit.reports import forecast_page, funnel_page, review_page
from salestoolkit.reports.labels import page_label
from salestoolkit.reports.make import plan_report
from salestoolkit.reports.page import read_book
from salestoolkit.reports.plan import PageSpec, plan_pages
from salestoolkit.reports.request import requested_pages
from salestoolkit.reports.within import occurring
from salestoolkit.sources.books.store import open_book, save_book
from salestoolkit.words import load_words

WEST = {"territory": "Zachód"}
COUNTS = ("deals", "won", "lost", "open")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, make_book: Any) -> Path:
    """Two teams and deals without one; the east has deals of the north alone."""
    whole: DealBook = make_book(deals=360)
    teams = whole.deals["team"].to_pylist()
    places = ["Wschód" if team == "Północ" and n % 2 else "Zachód" for n, team in enumerate(teams)]
    column = whole.deals.schema.get_field_index("territory")
    field = whole.deals.schema.field("territory")
    deals = whole.deals.set_column(column, field, pa.array(places, field.type))
    folder = tmp_path_factory.mktemp("within") / "book"
    save_book(DealBook(**{**vars(whole), "deals": deals}), folder)
    return folder


def opened(book: Path) -> DealBook:
    found = open_book(book)
    assert isinstance(found, DealBook)
    return found


def combined(book: Path, report: str = "funnel", **options: Any) -> list[PageSpec]:
    return plan_pages(open_book(book), report, per="team", within={"territory": None}, **options)


def test_only_combinations_that_have_deals_get_a_page(book: Path) -> None:
    assert [page.columns for page in combined(book)] == [
        (("territory", "Wschód"), ("team", "Północ")),
        (("territory", "Zachód"), ("team", "")),
        (("territory", "Zachód"), ("team", "Południe")),
        (("territory", "Zachód"), ("team", "Północ")),
    ]
    assert list(occurring(opened(book), {"team": "Północ", "territory": None})) == [
        (("team", "Północ"), ("territory", "Wschód")),
        (("team", "Północ"), ("territory", "Zachód")),
    ]


def test_both_values_are_in_the_label_the_file_name_and_the_title(book: Path) -> None:
    page = combined(book)[-1]
    assert page_label(load_words("en"), page) == "Region: Zachód · Team: Północ"
    assert page_label(load_words("pl"), page) == "Region: Zachód · Zespół: Północ"
    assert page.stem.startswith("funnel_territory_zachod_") and "_team_polnoc_" in page.stem
    assert len({one.stem for one in combined(book)}) == 4
    for language, title, beside in (
        ("en", "Funnel analysis – Region: Zachód · Team: Północ", "there (Region: Zachód)."),
        ("pl", "Analiza lejka – Region: Zachód · Zespół: Północ", "zakresu (Region: Zachód)."),
    ):
        shown = funnel_page.open_page(
            book, dimension="team", value="Północ", within=WEST, language=language
        )
        assert shown.title == title
        assert beside in shown.headline().html


def test_the_figures_are_those_of_an_audit_of_the_deals_with_both_values(book: Path) -> None:
    page = funnel_page.open_page(book, dimension="team", value="Północ", within=WEST)
    both = audit_funnel(opened(book).where(territory="Zachód", team="Północ"), whole=False)
    for name in (*COUNTS, "win_probability", "won_value", "cycle_time"):
        if name in both.figures:
            assert page.audit.figures[name].value == both.figures[name].value, name
    assert page.audit.stages["reached"].tolist() == both.stages["reached"].tolist()
    record = page.as_data()
    assert record["part"] == {"dimension": "team", "value": "Północ", "within": WEST}
    assert record["totals"]["deals"] == opened(book).where(**WEST, team="Północ").deals.num_rows


def test_the_others_are_those_with_the_same_further_values(book: Path) -> None:
    seen = read_book(str(book), part=Part(dimension="team", value="", within=tuple(WEST.items())))
    assert seen.counts().deals["n"].sum() == opened(book).where(**WEST).deals.num_rows
    assert read_book(str(book)).counts().deals["n"].sum() == 360


@pytest.mark.slow
def test_the_deals_of_all_combinations_add_up_to_all_deals(book: Path) -> None:
    totals = dict.fromkeys(COUNTS, 0)
    for spec in combined(book):
        given = spec.parameters(book)
        page = funnel_page.open_page(given.pop("book"), **given)
        for name in COUNTS:
            totals[name] += page.as_data()["totals"][name]
    assert totals == {n: funnel_page.open_page(book).as_data()["totals"][n] for n in COUNTS}
    assert totals["deals"] == 360


@pytest.mark.parametrize(
    ("module", "schema"),
    [
        (funnel_page, "funnel_audit"),
        (review_page, "pipeline_review"),
        pytest.param(forecast_page, "forecast", marks=pytest.mark.slow),
    ],
)
def test_the_record_fits_its_schema(book: Path, module: Any, schema: str) -> None:
    page = module.open_page(book, dimension="team", value="Północ", within=WEST, language="pl")
    assert "Region: Zachód · Zespół: Północ" in page.title
    text = (
        files("salestoolkit").joinpath(f"content/schemas/{schema}.schema.json").read_text("utf-8")
    )
    Draft202012Validator(json.loads(text)).validate(page.as_data())


@pytest.mark.slow
def test_a_plan_of_a_whole_team_is_not_held_against_a_part_of_it(
    book: Path, tmp_path: Path
) -> None:
    goals = tmp_path / "goals.toml"
    goals.write_text(
        '[[goal]]\nname = "Rok"\nwho = "Północ"\nmetric = "deals"\namount = 40\n'
        "start = 2026-01-01\nuntil = 2026-12-31\n",
        encoding="utf-8",
    )
    about: dict[str, Any] = {"dimension": "team", "value": "Północ", "goals": goals}
    assert review_page.open_page(book, **about).review.needs
    review = review_page.open_page(book, **about, within=WEST)
    assert "plan_of_whole" in review.review.limits and not review.review.needs
    assert "całego zespołu" in _said(book, about)
    whole = forecast_page.open_page(book, **about, period="2026")
    assert whole.view.main.target == 40
    part = forecast_page.open_page(book, **about, period="2026", within=WEST)
    assert part.view.main.target is None
    said = part.key_figures().html + part.next_steps().html
    assert "target of its own" in said and "in the goals file" not in said
    given = forecast_page.open_page(book, **about, period="2026", within=WEST, target="7")
    assert given.view.main.target == 7


def _said(book: Path, about: Mapping[str, Any]) -> str:
    return review_page.open_page(book, **about, within=WEST, language="pl").plan().html


@pytest.mark.slow
def test_forecasts_of_a_combination_are_kept_apart_from_those_of_its_parts(book: Path) -> None:
    whole = forecast_page.open_page(book, dimension="team", value="Północ").as_data()
    part = forecast_page.open_page(book, dimension="team", value="Północ", within=WEST).as_data()
    assert {(row["dimension"], row["part"]) for row in whole["keep"]} == {("team", "Północ")}
    assert {(row["dimension"], row["part"]) for row in part["keep"]} == {
        ("territory, team", '["Zachód", "Północ"]')
    }


def test_a_page_of_one_person_tells_no_other_people_apart(book: Path) -> None:
    with pytest.raises(ReportError) as caught:
        plan_pages(open_book(book), "funnel_audit", per="team", within={"owner": None})
    assert caught.value.code == "people_for_leader"
    found = plan_pages(
        open_book(book), "funnel_audit", per="team", within={"owner": "Ewa Lis"}, for_leader=True
    )
    assert found and not any(page.tells_people for page in found)
    assert all(page.tells_people for page in combined(book, "funnel_audit", for_leader=True))


def test_a_value_can_be_named_and_then_only_its_pages_are_made(book: Path) -> None:
    found = requested_pages("funnel", book=book, per="team", within={"territory": "Wschód"})
    assert [page.columns for page in found] == [(("territory", "Wschód"), ("team", "Północ"))]


@pytest.mark.parametrize(
    ("report", "asked", "code"),
    [
        ("funnel", {"per": "team", "within": {"territory": "Sever"}}, "within_no_deals"),
        ("funnel", {"within": WEST}, "within_alone"),
        ("funnel", {"per": "team", "within": {"team": "Północ"}}, "unknown_page_column"),
        ("funnel", {"per": "team", "within": {"colour": None}}, "unknown_page_column"),
        ("quota", {"per": "owner", "within": WEST}, "report_without"),
        ("retention", {"per": "team", "within": WEST}, "report_without"),
        ("objections", {"within": WEST}, "report_needs"),
    ],
)
def test_what_cannot_be_is_said_before_a_page_is_begun(
    book: Path, tmp_path: Path, report: str, asked: dict[str, Any], code: str
) -> None:
    with pytest.raises(SalesToolkitError) as caught:
        plan_report(report, book=book, to=tmp_path / "out", **asked)
    assert caught.value.code == code
    assert not (tmp_path / "out").exists()
    for language in ("en", "pl"):
        assert "{" not in load_words(language).error(caught.value)


def test_a_notebook_run_by_hand_needs_a_column_to_look_within(book: Path) -> None:
    with pytest.raises(ReportError) as caught:
        funnel_page.open_page(book, within=WEST)
    assert caught.value.code == "within_alone"


def test_the_command_line_takes_a_value_and_says_which_there_are(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--book", str(book), "--to", str(tmp_path / "out"), "--per", "team"]
    with pytest.raises(SystemExit) as ended:
        cli.main(["report", "funnel", *asked, "--within", "territory=Sever", "--language", "pl"])
    assert ended.value.code
    said = capsys.readouterr().err
    assert "territory=Sever" in said and "territory=Wschód" in said
