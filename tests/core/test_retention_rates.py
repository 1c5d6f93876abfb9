from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.retention_rates import renewals, renewals_of, revenue_retention
from salestoolkit.errors import InvalidValue

AMOUNTS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 10**6))


def test_nothing_due_has_no_rate_and_bounds_that_say_nothing() -> None:
    found = renewals(renewed=0, lost=0)
    assert (found.rate, found.bounds, found.low, found.high) == (None, (0, 1), 0, 1)


def test_what_is_only_pending_has_no_rate_and_lapsed_counts_as_lost() -> None:
    assert renewals_of(["pending", "running", "signed"]).rate is None
    assert renewals_of(["renewed", "lapsed", "lost", "pending"]).lost == 2


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_the_rate_lies_within_its_bounds(renewed: int, lost: int, pending: int) -> None:
    found = renewals(renewed=renewed, lost=lost, pending=pending)
    if found.rate is not None:
        assert found.bounds.low <= found.rate <= found.bounds.high
        assert found.low <= found.rate <= found.high


@given(AMOUNTS, AMOUNTS)
def test_gross_is_never_above_net_nor_above_one_and_new_customers_change_nothing(
    start: dict[str, int], end: dict[str, int]
) -> None:
    found = revenue_retention(start, end)
    more = revenue_retention(start, end | {"new": 500})
    assert (more.gross, more.net, more.logos) == (found.gross, found.net, found.logos)
    if found.gross is None:
        assert not any(start.values())
        assert found.net is None
        assert found.logos is None
    else:
        assert found.net is not None
        assert 0 <= found.gross <= min(1, found.net)


def test_revenue_below_zero_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        revenue_retention({"a": -1.0}, {})
    assert caught.value.code == "revenue_below_zero"
