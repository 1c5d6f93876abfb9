from datetime import timedelta

import pytest

from salestoolkit.core.funnel import Part
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_paths import paths_of

STRAIGHT = [("a", "S1", 0), ("a", "S2", 3), ("a", "S3", 7), ("a", "won", 9)]
SKIPS = [("b", "S1", 0), ("b", "S3", 5), ("b", "won", 9)]
GOES_BACK = [("c", "S1", 1), ("c", "S2", 4), ("c", "S1", 6), ("c", "S2", 10), ("c", "S3", 11)]
AGAIN = [("d", "S1", 0), ("d", "lost", 2), ("d", "S2", 8), ("d", "S3", 9), ("d", "won", 12)]
LOST_TWICE = [("e", "S1", 0), ("e", "lost", 2), ("e", "S1", 4), ("e", "lost", 6)]
EVENTS = [*STRAIGHT, *SKIPS, *GOES_BACK, *AGAIN, *LOST_TWICE]


@pytest.fixture(scope="module")
def paths(book_from):
    return paths_of(Source(book_from(EVENTS, as_of=40), None))


def way(paths, start, end):
    ways = paths.ways
    return ways[(ways["stage"] == start) & (ways["next"] == end)].iloc[0]


def test_each_way_out_has_its_share_of_all_exits(paths):
    skip, back = way(paths, "S1", "S3"), way(paths, "S2", "S1")
    # S1 is left 7 times: a, b, c twice, d, e twice
    assert (skip["n"], skip["of"], skip["kind"], skip["passed_over"]) == (1, 7, "skip", ("S2",))
    assert (back["n"], back["of"], back["kind"], back["median_days"]) == (1, 4, "back", 2.0)
    assert skip["low"] < skip["share"] < skip["high"]
    by_stage = paths.ways.groupby("stage")
    assert (by_stage["n"].sum() == by_stage["of"].first()).all()
    assert by_stage["share"].sum().tolist() == pytest.approx([1, 1, 1])


def test_moves_are_added_up_by_kind(paths):
    # a 3, b 2, c 4, d 2 (a loss is no move)
    assert (paths.moves, paths.skipped, paths.moved_back) == (11, 1, 1)


def test_lost_deals_that_came_in_again_are_counted_once_for_each_return(paths):
    assert paths.reopened == 2


def test_only_deals_that_went_through_every_stage_once_may_be_straight(paths):
    # a alone went straight; b left a stage out, d came in past the first one
    assert paths.won == 3
    assert paths.straight_low <= 1 <= paths.straight_high


def test_repeated_visits_have_their_own_times(paths):
    again = paths.again.set_index("stage")
    # c was in S1 again for 4 days, e for 2
    assert again["again"].tolist() == [2, 1, 0]
    assert (again.loc["S1", "visits"], again.loc["S1", "median_days"]) == (7, 3.0)


def test_every_won_deal_is_straight_where_nobody_leaves_the_order(book_of):
    found = paths_of(Source(book_of(300, seed=9), None))
    assert found.straight_low == found.straight_high == found.won > 0
    assert (found.skipped, found.moved_back, found.reopened) == (0, 0, 0)


def test_a_page_of_a_part_tells_the_ways_of_its_own_deals(book_of):
    book = book_of(300, seed=9)
    part = Part(dimension="team", value="A")
    page = paths_of(Source(book, None, part.dimension, part.value))
    alone = paths_of(Source(book.where(team="A"), None))
    assert page.ways.equals(alone.ways)
    assert (page.won, page.straight_low) == (alone.won, alone.straight_low)


def test_a_book_that_looks_back_does_not_use_what_became_of_deals_later(book_of):
    book = book_of(300, seed=9)
    found = paths_of(Source(book.at(book.as_of - timedelta(days=300)), None))
    assert "looks_back" in found.limits
    assert found.straight_low is found.straight_high is found.reopened is None
    assert found.moves > 0


def test_a_book_without_moves_says_so(book_from):
    found = paths_of(Source(book_from([("a", "S1", 0)]), None))
    assert found.limits == ("no_moves",)
    assert found.reopened is None
    assert found.ways.empty
