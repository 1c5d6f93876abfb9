"""The chance of making a quota, exactly, and why someone is ahead or behind."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.quota_chance import (
    attainment,
    attainment_chance,
    common_rate_chance,
    coverage,
    expected_final,
    value_attainment_chance,
)
from salestoolkit.core.quota_why import why_quota
from salestoolkit.errors import InvalidValue

SHARES = st.floats(0, 1)


def by_hand(closed: float, quota: float, deals: list[tuple[float, float]]) -> float:
    total = 0.0
    for won in itertools.product((0, 1), repeat=len(deals)):
        chance = math.prod(p if w else 1 - p for w, (p, _) in zip(won, deals, strict=True))
        value = sum(v for w, (_, v) in zip(won, deals, strict=True) if w)
        total += chance if closed + value >= quota - 1e-9 else 0.0
    return total


@given(st.integers(0, 5), st.integers(0, 9), st.lists(SHARES, max_size=7))
def test_a_chance_is_that_of_all_outcomes_counted_one_by_one(
    closed: int, quota: int, open_p: list[float]
) -> None:
    expected = by_hand(closed, quota, [(p, 1.0) for p in open_p])
    assert attainment_chance(closed, quota, open_p) == pytest.approx(expected, abs=1e-9)


@given(
    st.integers(0, 50),
    st.integers(0, 200),
    st.lists(st.tuples(SHARES, st.integers(0, 90)), max_size=7),
)
def test_so_is_a_chance_of_revenue(closed: int, quota: int, deals: list[tuple[float, int]]) -> None:
    plain = [(p, float(value)) for p, value in deals]
    found = value_attainment_chance(closed, quota, plain)
    assert found == pytest.approx(by_hand(closed, quota, plain), abs=1e-9)


def test_a_tie_is_met_and_a_quota_of_zero_has_no_attainment() -> None:
    assert attainment_chance(3, 3, []) == 1
    assert value_attainment_chance(0.1 + 0.2, 0.3, []) == 1
    assert (attainment_chance(0, 0, []), attainment(0, 0)) == (1, None)
    assert (attainment_chance(0, None, [0.5]), attainment(1, None)) == (None, None)
    assert attainment(6, 9) == pytest.approx(2 / 3)


def test_a_quota_of_half_a_deal_takes_a_whole_one() -> None:
    assert attainment_chance(0, 0.5, [0.25]) == 0.25


def test_new_business_helps() -> None:
    # Poisson with mean 2: 1 - e^-2
    assert attainment_chance(0, 1, [], inflow=2) == pytest.approx(1 - math.exp(-2))
    assert expected_final(1, [0.5], inflow=2) == 3.5


def test_a_negative_quota_is_refused() -> None:
    for call in (lambda: attainment_chance(1, -3, []), lambda: attainment(1, -3)):
        with pytest.raises(InvalidValue) as caught:
            call()
        assert caught.value.code == "quota_negative"


def test_a_common_rate_makes_a_team_s_chance_neither_sum_nor_product() -> None:
    # 10 deals, one rate from Beta(1, 1): every number of wins is as likely
    assert common_rate_chance(0, 8, 10, won=1, lost=1) == pytest.approx(3 / 11)
    assert common_rate_chance(0, 8, 10, won=1, lost=1) > attainment_chance(0, 8, [0.5] * 10)
    assert common_rate_chance(8, 8, 0, won=1, lost=1) == 1


def test_coverage_is_of_what_is_left_and_undefined_where_nothing_is() -> None:
    assert coverage(300, 60, 160) == 3
    assert coverage(300, 160, 160) is None
    assert coverage(None, 0, 10) is None


def test_more_sums_than_can_be_kept_are_put_on_a_grid() -> None:
    deals = [(0.5, 100 + 2**-k * 7.31) for k in range(20)]
    found = value_attainment_chance(0, 1000, deals)
    # half of the deals or more: 1/2 + C(20, 10) / 2^21
    assert found == pytest.approx(0.5 + math.comb(20, 10) / 2**21, abs=0.02)


FACTORS = st.fixed_dictionaries(
    {
        name: st.floats(0, 100).map(lambda x: round(x, 3))
        for name in ("opps", "win", "size", "timing")
    }
)


@given(FACTORS, FACTORS)
def test_the_parts_add_up_to_the_gap(rep: dict[str, float], team: dict[str, float]) -> None:
    found = why_quota(rep, team)
    assert found is not None
    # what a part is worth while the others are the larger of both: rounding is as large as that
    whole = max(1.0, math.prod(max(rep[name], team[name]) for name in rep))
    assert math.fsum(found.contributions.values()) == pytest.approx(found.gap, abs=1e-9 * whole)


def test_what_a_rep_has_none_of_takes_the_team_s_value_and_explains_nothing() -> None:
    team = {"opps": 10, "win": 0.5, "size": 4, "timing": 1}
    found = why_quota({"opps": 0, "win": None, "size": None, "timing": None}, team)
    assert found is not None
    assert found.contributions == {"opps": -20.0, "win": 0.0, "size": 0.0, "timing": 0.0}
    assert found.taken == ("win", "size", "timing")
    assert found.largest == "opps"
    assert why_quota(team, {**team, "win": None}) is None
    assert why_quota(team, team).largest is None  # type: ignore[union-attr]


def test_different_factors_are_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        why_quota({"opps": 1}, {"win": 1})
    assert caught.value.code == "quota_factors"
