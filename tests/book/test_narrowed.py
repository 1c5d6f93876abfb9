"""A book of some deals is counted as if there were no others."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.frames import deals_frame, passage_frame, visit_frame
from salestoolkit.core.counts import Counts
from tests.book.test_slabs import STAGES, TABLES, events


@pytest.fixture(scope="module")
def book(event_log: Any) -> DealBook:
    made: DealBook = event_log(events(90, seed=8), STAGES)
    teams = [["north", "south", None][row % 3] for row in range(made.deals.num_rows)]
    place = made.deals.column_names.index("team")
    return replace(made, deals=made.deals.set_column(place, "team", [teams]))


def alone(book: DealBook) -> DealBook:
    """The narrowed book without what is known of the whole one."""
    return replace(book, deals=book.deals.slice(0))


def assert_same(found: Counts, expected: Counts) -> None:
    assert found.since == expected.since
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(expected, name))


@pytest.mark.parametrize("team", ["north", None, "nobody"])
def test_counts_of_a_narrowed_book_are_those_of_its_deals_alone(
    book: DealBook, team: str | None
) -> None:
    book.counts().visits  # noqa: B018
    part = book.where(team=team)
    assert_same(part.counts(dimension="owner"), alone(part).counts(dimension="owner"))
    window = {"entered_from": book.as_of - timedelta(days=250), "entered_before": book.as_of}
    assert_same(part.counts(**window), alone(part).counts(**window))


def test_a_book_narrowed_twice_is_too(book: DealBook) -> None:
    part = book.where(team="north").created_within(book.as_of - timedelta(days=300), book.as_of)
    assert 0 < part.deals.num_rows < book.where(team="north").deals.num_rows
    assert_same(part.counts(), alone(part).counts())
    back = part.at(book.as_of - timedelta(days=150))
    assert_same(back.counts(), alone(back).counts())


def test_its_deals_and_visits_are_shown_alike(book: DealBook) -> None:
    part = book.where(team="south")
    for frame in (deals_frame, visit_frame, passage_frame):
        pd.testing.assert_frame_equal(frame(part), frame(alone(part)))


def test_counts_can_be_sent_to_another_process_and_replaced(book: DealBook) -> None:
    counts = book.counts(dimension="team")
    assert_same(pickle.loads(pickle.dumps(counts)), counts)
    assert replace(counts, dimension=None).deals is counts.deals
    assert counts.part("north").dimension is None
    assert counts.part("north").deals["n"].sum() == 30
