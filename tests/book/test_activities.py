"""Activities placed into the stages that their deals were in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.stage_activities import HasActivities

EVENTS = [
    ("d1", "S1", 0),
    ("d1", "S2", 10),
    ("d1", "won", 30),
    ("d2", "S1", 5),
]


def with_activities(book: DealBook, rows: list[tuple[str, str | None, float, bool]]) -> DealBook:
    """The book with activities as (deal, type, day, done)."""
    start = _start(book)
    table = pa.table(
        {
            "source_name": [book.deals["source_name"][0].as_py()] * len(rows),
            "deal_id": [row[0] for row in rows],
            "type": pa.array([row[1] for row in rows], pa.string()),
            "done": [row[3] for row in rows],
            "done_at": pa.array(
                [start + timedelta(days=row[2]) for row in rows], pa.timestamp("us", tz="UTC")
            ),
        }
    )
    return replace(book, tables={"activities": table})


def _start(book: DealBook) -> datetime:
    first: datetime = min(book.stage_log["entered_at"].to_pylist())
    return first.astimezone(UTC)


@pytest.fixture
def book(event_log: Callable[..., Any]) -> DealBook:
    made: DealBook = event_log(EVENTS, ["S1", "S2"], as_of=40)
    return made


def placed(book: DealBook) -> list[tuple[str, str, int]]:
    found = book.stage_activities()
    assert found is not None
    stages = found.stays["stage"].to_list()
    return sorted(
        (stages[row["stay"]], row["type"], row["day"])
        for row in found.activities.to_dict("records")
    )


def test_an_activity_belongs_to_the_stage_of_its_day(book: DealBook) -> None:
    done = [("d1", "Call", 4.0, True), ("d1", "Meeting", 12.0, True), ("d2", "Call", 5.0, True)]
    assert placed(with_activities(book, done)) == [
        *(("S1", "Call", 0), ("S1", "Call", 4), ("S2", "Meeting", 2))
    ]


def test_on_the_day_of_a_move_it_belongs_to_both_stages(book: DealBook) -> None:
    assert placed(with_activities(book, [("d1", "Call", 10.0, True)])) == [
        *(("S1", "Call", 10), ("S2", "Call", 0))
    ]


def test_what_was_not_done_not_during_a_stage_or_of_no_deal_is_left_out(book: DealBook) -> None:
    done = [
        *(("d1", "Call", 3.0, False), ("d1", "Call", 31.0, True)),
        *(("d9", "Call", 3.0, True), ("d2", "Call", 1.0, True)),
    ]
    assert placed(with_activities(book, done)) == []


def test_at_an_earlier_day_later_activities_are_not_known(book: DealBook) -> None:
    made = with_activities(book, [("d2", "Call", 8.0, True), ("d2", "Call", 20.0, True)])
    earlier = made.at(_start(book).date() + timedelta(days=15))
    assert placed(earlier) == [("S1", "Call", 3)]


def test_stays_tell_how_long_they_were_watched_and_what_the_deal_is(book: DealBook) -> None:
    found = with_activities(book, [("d1", None, 3.0, True)]).stage_activities()
    assert found is not None
    rows = found.stays.set_index(["stage", "next"])
    assert rows.loc[("S1", "S2"), "days"] == 10
    assert rows.loc[("S1", "open"), "days"] == rows.loc[("S1", "open"), "watched"]
    assert rows.loc[("S2", "won"), "entered"].date() == _start(book).date() + timedelta(days=10)
    assert set(found.stays["source"]) == {""}
    assert found.activities["type"].to_list() == [""]


def test_a_book_without_activities_has_none(book: DealBook) -> None:
    assert isinstance(book, HasActivities)
    assert book.stage_activities() is None
    assert with_activities(book, []).stage_activities() is None
