"""What deals are worth: sums of them, as seen or lognormal, and what is not known of their mean."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.what_if_draws import normals
from salestoolkit.core.what_if_value import KEPT_SIZES, TABLED, DealValue
from salestoolkit.errors import InvalidValue

Z = normals(10_000)[1]


@pytest.mark.parametrize("deals", [1, 5, TABLED, TABLED + 1, 400])
@pytest.mark.parametrize("value", [DealValue(mean=9, spread=0.8), DealValue(mean=9, spread=1.5)])
def test_sums_have_the_mean_and_the_deviation_of_their_parts(value: DealValue, deals: int) -> None:
    sums = value.sums.at(np.full(Z.size, deals), Z)
    assert sums.mean() == pytest.approx(deals, rel=0.02)
    assert sums.std() == pytest.approx(value.spread * deals**0.5, rel=0.06)


@pytest.mark.parametrize("seen", [6, 20, 60])
def test_deals_differ_as_much_as_those_seen(seen: int) -> None:
    sizes = np.exp(0.8 * np.random.default_rng(7).standard_normal((40, seen)))
    ratios = [
        DealValue.seen(tuple(row)).relative_deviation / (row.std() / row.mean()) for row in sizes
    ]
    assert np.median(ratios) == pytest.approx(1, abs=0.08)


def test_sums_rise_with_the_deals_and_with_luck() -> None:
    sums = DealValue(mean=1, spread=1.0, counted=50).sums
    counts = np.arange(0, 100)
    assert (np.diff(sums.at(counts, np.zeros(100))) > 0).all()
    for deals in (1, TABLED, TABLED + 1):
        assert (np.diff(sums.at(np.full(60, deals), np.linspace(-3, 3, 60))) > 0).all()


def test_a_mean_from_few_deals_is_doubted() -> None:
    sizes = tuple(float(size) for size in np.random.default_rng(1).lognormal(9, 0.8, 16))
    learned = DealValue.seen(sizes)
    known = DealValue(mean=learned.mean, sizes=learned.sizes)
    many = np.full(Z.size, 500)
    doubt = learned.relative_deviation / 4
    assert learned.sums.at(many, Z).std() == pytest.approx(500 * doubt, rel=0.25)
    assert known.sums.at(many, Z).std() < 0.3 * learned.sums.at(many, Z).std()


@given(st.lists(st.floats(0.01, 1e7), min_size=1, max_size=300))
def test_sizes_are_kept_few_with_their_mean(sizes: list[float]) -> None:
    found = DealValue.seen(sizes)
    assert len(found.sizes) == min(KEPT_SIZES, len(sizes))
    assert found.mean == pytest.approx(sum(sizes) / len(sizes), abs=0.01)
    assert found.with_mean(5).sizes == found.sizes


def test_deals_that_are_all_alike_add_up_exactly() -> None:
    sums = DealValue(mean=100, sizes=(100.0,) * 9, counted=9).sums
    assert sums.fixed
    assert sums.at(np.array([0, 3, 50]), np.zeros(3)).tolist() == [0, 3, 50]


@pytest.mark.parametrize("sizes", [(), (0.0, 0.0)])
def test_without_a_value_above_zero_there_is_nothing_to_draw(sizes: tuple[float, ...]) -> None:
    with pytest.raises(InvalidValue) as caught:
        DealValue.seen(sizes)
    assert caught.value.code == "goal_no_sizes"
