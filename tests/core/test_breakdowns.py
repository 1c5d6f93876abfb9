"""Deals by team, source, month and so on: who stands out, and who must not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.breakdown_counts import exact_p
from salestoolkit.core.breakdowns import DEFAULT, break_down
from salestoolkit.core.funnel_counts import Source
from salestoolkit.errors import BookError, InvalidValue


def with_column(book, column, values):
    at = book.deals.column_names.index(column)
    deals = book.deals.set_column(at, column, pa.array(values, type=pa.string()))
    return replace(book, deals=deals)


def parts_of(found, dimension):
    (one,) = (one for one in found if one.dimension == dimension)
    return one


@pytest.fixture(scope="module")
def weak(book_of):
    """Team B loses at the third stage; owners and segments say nothing, products are noted late."""
    book = book_of(1600, seed=21, weak={("B", 2): 0.2})
    random = np.random.default_rng(3)
    size = book.deals.num_rows
    segments = random.choice(["Big", "Small", "Middle"], size)
    # many values, so that the smallest are told together
    places = [f"place {place:02d}" for place in np.minimum(random.geometric(0.12, size), 20)]
    won = np.array(book.deals["status"].to_pylist()) == "won"
    late = np.where(won | (random.random(size) < 0.2), random.choice(["X", "Y"], size), None)
    teams = book.deals["team"].to_pylist()
    owners = [f"{t}{p}" for t, p in zip(teams, random.integers(0, 3, size), strict=True)]
    for column, values in (
        ("segment", segments.tolist()),
        ("territory", places),
        ("product", late.tolist()),
        ("owner", owners),
    ):
        book = with_column(book, column, values)
    return book


@pytest.fixture(scope="module")
def found(weak):
    return break_down(
        Source(weak, None), dimensions=(*DEFAULT, "owner"), currency="EUR", for_leader=True
    )


def test_the_planted_team_stands_out_with_its_stage_and_no_other_does(found):
    teams = parts_of(found, "team")
    less = [part for part in teams.standing_out if part.difference < 0]
    assert [(part.value, part.stage) for part in less] == [("B", "S3")]
    assert less[0].stage_rate < less[0].stage_reference
    assert not parts_of(found, "segment").standing_out
    assert not parts_of(found, "territory").standing_out


def test_every_deal_is_in_exactly_one_part(found, weak):
    for one in found:
        assert sum(part.deals for part in one.parts) == weak.deals.num_rows
        assert all(part.deals == part.won + part.lost + part.open for part in one.parts)


def test_all_parts_are_compared_at_one_age_that_most_wins_have_by_then(found, weak):
    (days,) = {one.horizon_days for one in found}
    assert days == Source(weak, None).usual_days("")


def test_the_money_is_deals_times_difference_times_the_value_of_a_win(found):
    part = parts_of(found, "team").parts[1]
    assert part.money == pytest.approx(part.timed * part.difference * part.mean_won_value)
    assert part.money_low < part.money < part.money_high


def test_a_shrunken_share_lies_between_the_own_one_and_that_of_all(found):
    for one in found:
        for part in one.named:
            if part.drawn is not None:
                low, high = sorted((part.share, one.common))
                assert low - 0.02 <= part.drawn <= high + 0.02


def test_people_stand_by_name_and_months_by_time(found):
    assert [part.value for part in parts_of(found, "team").parts] == ["A", "B", "C", "D"]
    owners = [part.value for part in parts_of(found, "owner").parts]
    assert owners == sorted(owners)
    months = [part.value for part in parts_of(found, "created_month").named]
    assert months == sorted(months)


def test_months_too_young_have_no_share_and_are_held_against_nothing(found):
    months = parts_of(found, "created_month")
    assert [part.young for part in months.named[-2:]] == [True, True]
    assert not any(part.young for part in months.named[:12])
    assert all(part.share is None for part in months.parts if part.young)
    assert all(part.p_value is None and not part.stands_out for part in months.parts)


def test_small_values_are_told_together_and_counted(found):
    places = parts_of(found, "territory")
    (other,) = (part for part in places.parts if part.kind == "other")
    assert len(places.named) == 12
    assert other.merged == 8
    assert other.drawn is None
    assert other.difference is None


def test_a_column_noted_late_is_not_compared(found):
    products = parts_of(found, "product")
    assert products.reason == "filled_late"
    assert all(part.p_value is None for part in products.parts)


def test_a_column_that_nobody_fills_in_or_has_one_value_says_so(found, weak):
    assert parts_of(found, "source").reason == "no_values"
    one = with_column(weak, "source", ["web"] * weak.deals.num_rows)
    assert break_down(Source(one, None), dimensions=["source"])[0].reason == "one_value"


def test_all_dimensions_are_one_family(found, weak):
    alone = break_down(Source(weak, None), dimensions=["team"], currency="EUR")[0]
    for part, among in zip(alone.parts, parts_of(found, "team").parts, strict=True):
        assert part.p_value == among.p_value
        assert part.q_value <= among.q_value


def test_owners_are_for_who_leads_only(weak):
    with pytest.raises(InvalidValue) as caught:
        break_down(Source(weak, None), dimensions=["owner"])
    assert caught.value.code == "owner_for_leader"


def test_a_page_is_broken_down_by_its_own_deals_and_not_by_what_it_is_about(weak):
    page = break_down(Source(weak, None, "team", "B"), dimensions=["team", "segment"])
    assert [one.dimension for one in page] == ["segment"]
    assert sum(part.deals for part in page[0].parts) == weak.where(team="B").deals.num_rows


def test_an_empty_or_open_book_says_why_nothing_is_compared(weak):
    empty = replace(weak, deals=weak.deals.slice(0, 0), stage_log=weak.stage_log.slice(0, 0))
    assert {one.reason for one in break_down(Source(empty, None))} == {"no_deals"}
    early = weak.at(weak.as_of - timedelta(days=899))
    assert all(one.reason for one in break_down(Source(early, None), dimensions=["team"]))


def test_an_unknown_column_is_an_error(weak):
    with pytest.raises(BookError):
        break_down(Source(weak, None), dimensions=["weather"])


@settings(max_examples=30)
@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 60), st.integers(1, 60))
def test_the_exact_test_is_the_same_from_both_sides(k1, n1, k2, n2):
    k1, k2 = min(k1, n1), min(k2, n2)
    one, other = exact_p(k1, n1, k2, n2), exact_p(k2, n2, k1, n1)
    assert 0 < one <= 1
    assert one == pytest.approx(other)
