"""Which pages a report has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.errors import BookError, ReportError
from salestoolkit.reports.plan import PageSpec, plan_pages
from salestoolkit.sources.books.store import open_book

Save = Callable[..., Path]


def plan(book: Path, **options: Any) -> list[PageSpec]:
    return plan_pages(open_book(book), "funnel_audit", **options)


def test_without_a_column_there_is_only_the_page_for_all(team_book: Path) -> None:
    (page,) = plan(team_book)
    assert (page.dimension, page.currency, page.pipeline) == (None, None, None)


def test_each_value_has_a_page_and_so_have_deals_without_one(team_book: Path) -> None:
    pages = plan(team_book, per="team")
    assert [(page.dimension, page.value) for page in pages] == [
        (None, ""),
        ("team", ""),
        ("team", "Południe"),
        ("team", "Północ"),
    ]


def test_no_two_pages_share_a_file(book_at: Save) -> None:
    teams = [
        "North",
        "north",
        "NORTH",
        "north ",
        "..",
        "a/b",
        "CON",
        "x" * 300,
        "x" * 301,
        None,
        "😀",
    ]
    stems = [page.stem.casefold() for page in plan(book_at(teams=teams, deals=44), per="team")]
    assert len(stems) == len(teams) + 1
    assert len(set(stems)) == len(stems)


def test_pages_by_person_are_for_who_leads_them(team_book: Path) -> None:
    with pytest.raises(ReportError) as caught:
        plan(team_book, per="owner")
    assert caught.value.code == "people_for_leader"
    assert [page.value for page in plan(team_book, per="owner", for_leader=True)] == [
        "",
        "Ewa Lis",
        "Jan Kos",
    ]


@pytest.mark.parametrize("column", ["colour", "deal_id", "status", "lost_reason", ""])
def test_a_column_that_makes_no_pages_is_named_with_those_that_do(
    team_book: Path, column: str
) -> None:
    with pytest.raises(ReportError) as caught:
        plan(team_book, per=column)
    assert caught.value.code == "unknown_page_column"
    assert "team" in caught.value.fields["allowed"]


def test_a_column_without_any_value_is_refused(team_book: Path) -> None:
    with pytest.raises(ReportError) as caught:
        plan(team_book, per="segment")
    assert caught.value.code == "page_column_empty"
    assert caught.value.fields["allowed"] == "team, owner, source_name"


def test_several_currencies_each_have_their_pages(book_at: Save) -> None:
    book = book_at(currencies=["PLN", "PLN", "EUR", None])
    pages = plan(book, per="team")
    assert [page.currency for page in pages if page.dimension is None] == ["PLN", "EUR", ""]
    assert len({page.stem for page in pages}) == len(pages)


def test_one_currency_with_gaps_is_one_set_of_pages(book_at: Save) -> None:
    assert [page.currency for page in plan(book_at(currencies=["PLN", None]))] == [None]


def test_one_of_several_currencies_can_be_chosen(book_at: Save) -> None:
    book = book_at(currencies=["PLN", "EUR"])
    assert [page.currency for page in plan(book, currency="EUR")] == ["EUR"]
    with pytest.raises(ReportError) as caught:
        plan(book, currency="USD")
    assert caught.value.code == "unknown_currency"
    assert caught.value.fields["allowed"] == "EUR, PLN"


@pytest.mark.parametrize("kind", ["quota", "retention", "territory"])
def test_a_currency_of_amounts_beside_the_deals_can_be_chosen(book_at: Save, kind: str) -> None:
    for currencies in (["PLN", "PLN"], [None, None]):
        (page,) = plan_pages(open_book(book_at(currencies=currencies)), kind, currency="PLN")
        assert page.currency == "PLN"


def test_an_unknown_pipeline_is_refused(team_book: Path) -> None:
    with pytest.raises(BookError) as caught:
        plan(team_book, pipeline="Other")
    assert caught.value.code == "unknown_pipeline"


def test_a_page_hands_the_notebook_plain_values_and_a_whole_path() -> None:
    page = PageSpec(report="funnel_audit", dimension="team", value="a/b", language="pl")
    parameters = page.parameters(Path("book"))
    assert Path(parameters.pop("book")).is_absolute()
    assert parameters == {
        "dimension": "team",
        "value": "a/b",
        "within": None,
        "language": "pl",
        "currency": None,
        "pipeline": None,
        "as_of": None,
    }
