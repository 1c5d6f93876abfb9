"""The funnel widget: what a filter chooses, what a number shows, and what is saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.drill import Selection
from salestoolkit.core.funnel import Part, audit_funnel
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.books.store import open_book
from salestoolkit.widgets.funnel import FunnelWidget, funnel_widget
from salestoolkit.widgets.funnel_desk import FunnelDesk

SOUTH, OFFER = "Zespół Południe", "Oferta wysłana"


@pytest.fixture(scope="module")
def book(sample_folder: Callable[[str], Path]) -> DealBook:
    return open_book(sample_folder("kwarcowa_sowa"))


@pytest.fixture(scope="module")
def desk(book: DealBook, tmp_path_factory: pytest.TempPathFactory) -> FunnelDesk:
    """A desk that all tests share: each takes its choices back."""
    return FunnelDesk(book, folder=tmp_path_factory.mktemp("saved"))


@pytest.fixture(scope="module")
def widget(book: DealBook, tmp_path_factory: pytest.TempPathFactory) -> FunnelWidget:
    return funnel_widget(book, folder=tmp_path_factory.mktemp("saved"), language="pl")


def test_the_first_column_chosen_is_held_against_the_others_and_the_next_narrows_both(desk, book):
    desk.reset()
    desk.choose(team=SOUTH)
    found = desk.choose(source="Targi")
    narrowed = book.where(source="Targi")
    wanted = audit_funnel(narrowed, part=Part(dimension="team", value=SOUTH), whole=False)
    assert found.audit.figures == wanted.figures
    desk.choose(team=None)
    assert desk.audit.part == Part(dimension="source", value="Targi")
    assert desk.reset().audit.part is None


@pytest.mark.slow
def test_each_number_that_may_be_looked_at_has_as_many_deals_behind_it(desk):
    desk.reset()
    desk.choose(team=SOUTH)
    desk.created(date(2025, 1, 1), date(2026, 3, 1))
    desk.choose(source="Targi")
    for stage in (None, OFFER):
        counts = desk.counts(stage)
        assert counts
        for what, n in counts.items():
            desk.look_at(what, stage)
            number, frame = desk.deals()
            assert number == n
            assert len(frame) == min(n, 20)
            assert set(frame["source"]) <= {"Targi"}
            assert frame["created_on"].between("2025-01-01", "2026-03-31").all()


def test_months_run_from_the_first_deal_to_the_last_and_both_ends_count(desk, book):
    desk.reset()
    assert (desk.months[0], desk.months[-1]) == (date(2024, 11, 1), date(2026, 10, 1))
    assert len(desk.months) == 24
    desk.created(date(2026, 2, 1), date(2026, 2, 1))
    one = book.count_selected(Selection(where=(("created_month", "2026-02"),)))
    assert desk.audit.figures["deals"].n == one > 0
    desk.created(desk.months[0], desk.months[-1])
    assert (desk.filter.first, desk.filter.before) == (None, None)


def test_what_is_refused_changes_nothing(desk):
    desk.reset()
    before = desk.audit
    with pytest.raises(InvalidValue, match="sheet_unknown_key"):
        desk.choose(owner="Żaneta Kałamarz")
    with pytest.raises(InvalidValue, match="funnel_value"):
        desk.choose(team="Nobody")
    with pytest.raises(InvalidValue, match="period_backwards"):
        desk.created(date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(InvalidValue, match="funnel_definition"):
        desk.define("by_feel")
    with pytest.raises(InvalidValue, match="selection_what"):
        desk.look_at("gone", OFFER)
    assert desk.audit is before


def test_owners_are_a_filter_for_a_leader_only(book, desk):
    assert "owner" not in desk.columns
    assert "owner" in FunnelDesk(book, leader=True).columns


def test_all_deals_that_were_asked_for_are_saved_under_a_name_that_tells_them(desk):
    desk.reset()
    desk.choose(team=SOUTH)
    desk.look_at("lost_here", OFFER)
    path, copy = desk.save(".csv")
    assert path.name == "lost-at-oferta-wyslana-zespol-poludnie.csv"
    assert copy is None
    assert len(Path(path).read_text(encoding="utf-8-sig").splitlines()) == 138


def test_a_filter_changes_headline_picture_figures_and_deals(widget):
    whole = widget.picture.value
    assert {choice.label for choice in widget.columns.values()} == {"wszystkie"}
    widget.columns["team"].value = SOUTH
    assert "14% szans" in widget.headline.value
    assert widget.picture.value != whole
    assert "<svg" in widget.picture.value
    assert "n = 410" in widget.figures.value
    widget.deals.stage.value = OFFER
    assert ("przegrane tutaj (137)", "lost_here") in widget.deals.what.options
    widget.deals.what.value = "lost_here"
    assert "137 szans" in widget.deals.table.value
    assert "Pokazano pierwsze 20 z 137 szans" in widget.deals.table.value
    widget.deals.save("csv")
    assert "137 szans: zapisano w" in widget.deals.said.value
    widget.buttons["reset"].click()
    assert "n = 1149" in widget.figures.value.replace("\xa0", "")
    assert {choice.label for choice in widget.columns.values()} == {"wszystkie"}
    # the stage that somebody looked at stays chosen
    assert widget.deals.stage.value == OFFER


@pytest.mark.slow
def test_each_way_of_counting_is_drawn_under_its_name(widget):
    pictures = set()
    for name, definition in widget.definition.options:
        widget.definition.value = definition
        pictures.add(widget.picture.value)
        assert definition == "reached_at_least" or name in widget.picture.value
    assert len(pictures) == 4
    widget.buttons["reset"].click()
    assert widget.definition.value == "reached_at_least"


def test_names_from_data_are_shown_and_never_run(event_book_with_markup):
    shown = funnel_widget(event_book_with_markup)
    for text in (shown.deals.table.value, shown.headline.value, shown.picture.value):
        assert "<script" not in text
    assert "&lt;script" in shown.deals.table.value


def test_a_book_without_deals_says_so(book):
    nobody = book.where(team="Nobody")
    shown = funnel_widget(nobody)
    assert "no deals" in shown.headline.value
    assert shown.columns == {}
    assert shown.created is None


@pytest.fixture
def event_book_with_markup(book: DealBook) -> DealBook:
    from dataclasses import replace

    import pyarrow as pa

    few = book.deals.slice(0, 3)
    names = pa.array(["<script>alert(1)</script>"] * 3)
    place = few.column_names.index("organization")
    return replace(book, deals=few.set_column(place, "organization", names))
