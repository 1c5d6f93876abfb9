"""A goal's measures come from the funnel audit, open deals censored."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.funnel import audit_funnel as whole_audit
from salestoolkit.core.goal_watch import WATCHED, watch
from salestoolkit.core.part import Part
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.importer import import_files
from salestoolkit.sources.packaged import packaged_path

audit_funnel = partial(whole_audit, whole=False)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> DealBook:
    folder: Path = tmp_path_factory.mktemp("books") / "owl"
    import_files(
        [
            packaged_path(f"data/kwarcowa_sowa/{name}")
            for name in ("deals.csv", "stage_history.json", "stages.json")
        ],
        to=folder,
        timezone="Europe/Warsaw",
    )
    return open_book(folder)


def test_every_measure_is_a_figure_of_the_funnel_audit(book: DealBook) -> None:
    figures = audit_funnel(book).figures
    for one in watch(book, [(key, key) for key in WATCHED]):
        assert one.figure == figures[WATCHED[one.measure or ""]]


def test_a_team_s_measures_are_of_its_own_deals(book: DealBook) -> None:
    part = Part(dimension="team", value="Zespół Południe")
    (own,) = watch(book, [("win_rate", "win_rate")], part=part)
    (all_,) = watch(book, [("win_rate", "win_rate")])
    assert own.figure is not None and all_.figure is not None
    assert own.figure.n < all_.figure.n


def test_what_deals_cannot_tell_has_no_figure_and_nothing_asked_counts_nothing(
    book: DealBook,
) -> None:
    (coffee,) = watch(book, [("coffee", None)])
    assert coffee.figure is None
    assert watch(None, []) == ()  # type: ignore[arg-type]  # nothing may be asked of the book
