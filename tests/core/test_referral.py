"""Referral loops: exact sums below one, none beyond, and who was brought by whom."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from salestoolkit.core.referral import customers_ahead, referral_loop, steady_state
from salestoolkit.core.referral_clients import Referrals, loop_interval, referrals_of
from salestoolkit.core.retention_contracts import Contract
from salestoolkit.core.retention_customers import customers_of
from salestoolkit.errors import InvalidValue

AS_OF = date(2026, 10, 30)
SHARES = st.fractions(0, 1, max_denominator=100).map(float)


def test_a_loop_below_one_adds_up_exactly() -> None:
    found = referral_loop(referrals=0.8, conversion=0.5)
    assert found.k == 0.4 and found.total == float(Fraction(5, 3)) and found.reason is None


@pytest.mark.parametrize("referrals", [2.0, 2.5, 40])
def test_a_loop_of_one_or_more_has_no_total_and_says_why(referrals: float) -> None:
    found = referral_loop(referrals=referrals, conversion=0.5)
    assert found.total is None and found.reason == "loop_grows"


def test_seven_tenths_times_a_tenth_is_not_rounded_up_to_more() -> None:
    assert referral_loop(referrals=0.7, conversion=0.1).k == 0.07


def test_a_third_of_three_is_one_whatever_its_digits_say() -> None:
    found = referral_loop(referrals=3, conversion=1 / 3)
    assert found.total is None and found.reason == "loop_grows"
    settled = steady_state(arrivals=20, churn=0.1, referrals=0.3, conversion=1 / 3)
    assert settled.customers is None and settled.reason == "loop_grows"


@given(st.floats(0, 20).map(lambda value: round(value, 3)), SHARES)
def test_rounds_approach_the_total_and_never_pass_it(referrals: float, conversion: float) -> None:
    found = referral_loop(referrals=referrals, conversion=conversion)
    if found.total is None:
        assert found.k >= 1
    else:
        assert 1 <= found.after(40) <= found.total * (1 + 1e-12)


def test_customers_settle_where_as_many_leave_as_come() -> None:
    rates = {"arrivals": 20, "churn": 0.05, "referrals": 0.1, "conversion": 0.2}
    found = steady_state(**rates)
    assert found.customers == pytest.approx(20 / 0.03) and found.loop == 0.4
    path = customers_ahead(start=10, periods=600, **rates)
    assert path[-1] == pytest.approx(found.customers, rel=1e-6)
    assert all(before <= after for before, after in itertools.pairwise(path))


@pytest.mark.parametrize(
    ("churn", "referrals", "reason"),
    [(0.05, 0.5, "loop_grows"), (0.05, 0.25, "loop_grows"), (0, 0, "no_churn")],
)
def test_nothing_settles_where_more_are_brought_than_leave(
    churn: float, referrals: float, reason: str
) -> None:
    found = steady_state(arrivals=20, churn=churn, referrals=referrals, conversion=0.2)
    assert found.customers is None and found.reason == reason


@given(SHARES, SHARES, st.floats(0, 5).map(lambda value: round(value, 3)))
def test_a_steady_state_is_never_below_zero(churn: float, conversion: float, r: float) -> None:
    found = steady_state(arrivals=10, churn=churn, referrals=r, conversion=conversion)
    assert found.customers is None or found.customers >= 0


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"referrals": -1, "conversion": 0.5}, "goal_below_zero"),
        ({"referrals": 1, "conversion": 1.5}, "goal_not_share"),
        ({"referrals": float("nan"), "conversion": 0.5}, "goal_not_number"),
    ],
)
def test_impossible_rates_are_refused_by_name(given_: dict[str, float], code: str) -> None:
    with pytest.raises(InvalidValue) as error:
        referral_loop(**given_)
    assert error.value.code == code


def test_the_interval_of_the_loop_is_the_binomial_one_of_both_counts() -> None:
    exact = stats.binomtest(24, 91).proportion_ci(method="exact")
    low, high = loop_interval(24, 67)
    assert low == pytest.approx(exact.low / (1 - exact.low))
    assert high == pytest.approx(exact.high / (1 - exact.high))
    assert loop_interval(3, 0)[1] is None and loop_interval(0, 9)[0] == 0


def test_the_interval_of_the_loop_holds_the_truth() -> None:
    draws = np.random.default_rng(7)
    brought, left = draws.poisson(12, 400), draws.poisson(30, 400)
    ends = [loop_interval(int(b), int(c)) for b, c in zip(brought, left, strict=True)]
    held = np.mean([low <= 0.4 and (high is None or high >= 0.4) for low, high in ends])
    assert held >= 0.94


def contract(name: str, joined: int, by: str | None = None, *, left: int | None = None) -> Contract:
    starts = date(2024, 1, 1) + timedelta(days=joined)
    ends = starts + timedelta(days=left if left is not None else 2000)
    return Contract(
        customer=name,
        starts=starts,
        ends=ends,
        decision="lost" if left is not None else None,
        referred_by=by,
    )


def loop_of(*contracts: Contract, decided: tuple[int, int] | None = None) -> Referrals:
    return referrals_of(customers_of(contracts, AS_OF), AS_OF, decided=decided)


def test_customers_brought_are_counted_by_who_brought_them() -> None:
    found = loop_of(
        contract("Amber", 0),
        contract("Birch", 10, "AMBER "),
        contract("Cedar", 20, "Amber"),
        contract("Dune", 30, "Birch", left=300),
    )
    assert [(one.customer, one.brought) for one in found.introducers] == [
        ("Amber", 2),
        ("Birch", 1),
    ]
    assert (found.customers, found.brought, found.loop) == (4, 3, 3.0)
    assert found.total is None and found.small and found.verdict == "cannot_tell"


def test_referrals_that_cannot_be_are_set_apart_and_counted() -> None:
    found = loop_of(
        contract("Amber", 0, "Amber"),
        contract("Birch", 10, "Nobody we know"),
        contract("Cedar", 20, "Dune"),
        contract("Dune", 30, "Cedar"),
        contract("Elm", 40, "Fern"),
        contract("Fern", 40, "Elm"),
        contract("Gorse", 50, "Amber"),
    )
    assert found.apart == {"by_itself": 1, "unknown": 1, "joined_later": 1, "in_a_circle": 2}
    assert found.brought == 2


def test_a_loop_surely_below_one_says_so_and_one_surely_above_too() -> None:
    gone = [contract(f"old {n}", n, left=200) for n in range(40)]
    brought = [contract(f"new {n}", 60 + n, "old 1") for n in range(10)]
    assert loop_of(*gone, *brought).verdict == "below"
    many = [contract(f"new {n}", 60 + n, "old 1") for n in range(90)]
    found = loop_of(*gone, *many)
    assert found.verdict == "above" and found.total is None
    assert found.total_interval == (None, None)


def test_no_customer_is_no_loop_and_no_error() -> None:
    found = loop_of()
    assert found.loop is None and found.a_year.value is None and not found.told


def test_the_share_won_of_introductions_has_its_own_count() -> None:
    won = loop_of(contract("Amber", 0), decided=(36, 100)).won
    assert won is not None and (won.value, won.n) == (0.36, 100)
