"""Shocks that deals share: as wide as past misses ask for, and no other mean."""

from __future__ import annotations

import numpy as np
import pytest

from salestoolkit.core.forecast_draws import NewBusiness, draw_outcomes
from salestoolkit.core.forecast_shocks import excess_of, moments, shaken

CHANCES = np.tile(np.linspace(0.02, 0.9, 120), (100, 1))
NEW = NewBusiness(means=np.full(100, 10.0), sizes=np.array([1.0]))


def test_moments_are_those_of_the_draws() -> None:
    random = np.random.default_rng(3)
    chances = np.clip(CHANCES * random.normal(1, 0.1, (100, 1)), 0, 1)
    new = NewBusiness(means=random.gamma(9, 1, 100), bursts=6.0, sizes=np.array([1.0]))
    mean, variance = moments(chances, new)
    drawn = draw_outcomes(chances, np.ones(120), new=new, draws=30_000).totals()[0]
    assert drawn.mean() == pytest.approx(mean, rel=0.01)
    assert drawn.var() == pytest.approx(variance, rel=0.05)


@pytest.mark.parametrize("excess", [1.5, 3.0, 6.0])
def test_a_shock_widens_the_total_by_as_much_as_asked(excess: float) -> None:
    mean, variance = moments(CHANCES, NEW)
    moved, new = shaken(CHANCES, NEW, excess=excess, seed=1)
    wide_mean, wide = moments(moved, new)
    assert wide_mean == pytest.approx(mean, rel=0.01)
    assert wide == pytest.approx(excess * variance, rel=0.15)
    assert moved.mean(axis=0) == pytest.approx(CHANCES.mean(axis=0), abs=1e-3)


def test_forecasts_that_missed_by_little_are_not_narrowed() -> None:
    assert excess_of([], apart=1.0) == 1.0
    assert excess_of([0.1] * 50, apart=1.0) == 1.0
    same, new = shaken(CHANCES, NEW, excess=1.0, seed=1)
    assert same is CHANCES and new is NEW


def test_misses_of_overlapping_windows_count_for_fewer() -> None:
    assert 1 < excess_of([9.0] * 8, apart=0.1) < excess_of([9.0] * 8, apart=1.0) < 9


def test_certain_deals_stay_certain() -> None:
    sure = np.tile([0.0, 1.0, 0.5], (100, 1))
    moved, _ = shaken(sure, NEW, excess=4.0, seed=1)
    assert set(moved[:, 0]) == {0.0} and set(moved[:, 1]) == {1.0}
