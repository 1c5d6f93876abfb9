"""Results of a channel test from a deal book: its own table, or wins, stages and activities."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pyarrow as pa
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.channel_results import AssignedLead
from salestoolkit.core.channel_setup import ChannelTest, Outcome, PlannedArm
from salestoolkit.errors import BookError
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.channel_book import results_of_deals, results_of_experiment
from salestoolkit.sources.importer import import_files
from salestoolkit.sources.packaged import packaged_path

TEST = ChannelTest(
    name="T",
    arms=(PlannedArm(name="A"), PlannedArm(name="B")),
    outcome=Outcome(name="won", window_days=60),
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> DealBook:
    """The Polish sample with its activities and a small experiment."""
    folder = tmp_path_factory.mktemp("channel")
    experiment = folder / "experiment.csv"
    experiment.write_text(
        "Lead,Wariant,Przydzielono,Wysłano,Wynik,Data wyniku\n"
        "L1,A,2026-09-01,2026-09-02,tak,2026-09-05\nL2,B,2026-09-01,2026-09-02,nie,\n"
        "L3,B,2026-09-01,2026-09-02,może,\n",
        encoding="utf-8",
    )
    data = packaged_path("data/kwarcowa_sowa")
    names = ("deals.csv", "stage_history.json", "stages.json", "activities.csv")
    files = [*(data / name for name in names), experiment]
    return open_book(import_files(files, to=folder / "book", timezone="Europe/Warsaw").book)


def test_the_experiment_of_a_book_is_read_with_its_arms_and_days(book: DealBook) -> None:
    found = results_of_experiment(book, TEST)
    said = [(row.lead, row.outcome, row.outcome_on, row.unreadable) for row in found.rows]
    assert said == [
        ("L1", 1.0, date(2026, 9, 5), ""),
        ("L2", 0.0, None, ""),
        ("L3", None, None, "może"),
    ]
    first = found.own[0]
    assert (first.lead, first.arm, first.assigned_on) == ("L1", "A", date(2026, 9, 1))
    assert found.latest == book.as_of


def test_wins_stages_and_activities_count_from_the_day_of_the_draw(book: DealBook) -> None:
    won = [row for row in book.deals.to_pylist() if row["status"] == "won"][:20]
    drawn = [AssignedLead(lead=row["deal_id"], arm="A", assigned_on=None) for row in won]
    found = results_of_deals(book, TEST, drawn, event="won")
    assert {row.lead for row in found.rows} == {one.lead for one in drawn}
    later = [replace(one, assigned_on=date(2030, 1, 1)) for one in drawn]
    assert results_of_deals(book, TEST, later, event="won").rows == ()
    stages = results_of_deals(book, TEST, drawn, event="oferta wysłana")
    assert stages.rows and all(row.outcome == 1.0 for row in stages.rows)
    kind = next(k for k in book.tables["activities"]["type"].to_pylist() if k)
    assert results_of_deals(book, TEST, drawn, event=kind.upper()).rows


def test_an_event_that_the_book_does_not_know_is_refused_with_those_it_knows(
    book: DealBook,
) -> None:
    with pytest.raises(BookError) as refused:
        results_of_deals(book, TEST, (), event="lunch")
    assert refused.value.code == "channel_no_event"
    assert "Oferta wysłana" in refused.value.fields["allowed"]


def test_leads_that_are_no_deals_of_the_book_are_not_taken_for_failures(book: DealBook) -> None:
    strangers = [AssignedLead(lead="K1", arm="A"), AssignedLead(lead="K2", arm="B")]
    with pytest.raises(BookError, match="channel_not_in_book"):
        results_of_deals(book, TEST, strangers, event="won")


def test_a_book_without_an_experiment_says_what_to_do(book: DealBook) -> None:
    without = replace(book, tables={})
    with pytest.raises(BookError, match="channel_no_experiment"):
        results_of_experiment(without, TEST)


def test_amounts_of_an_experiment_are_read(book: DealBook) -> None:
    moment = datetime(2026, 9, 5, tzinfo=UTC)
    table = pa.table({"lead": ["L1"], "arm": ["A"], "outcome_at": [moment], "amount": [120.5]})
    money = replace(TEST, outcome=Outcome(kind="amount"))
    found = results_of_experiment(replace(book, tables={"experiment": table}), money)
    assert [(row.outcome, row.outcome_on) for row in found.rows] == [(120.5, date(2026, 9, 5))]
