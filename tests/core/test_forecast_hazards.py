"""Semi-Markov chances: against Aalen and Johansen's curve, and rules that any chance obeys."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.counts import Counts
from salestoolkit.core.forecast_hazards import (
    WHOLE,
    DealHazards,
    deal_hazards,
    semi_markov_chances,
)
from salestoolkit.core.forecast_stays import stage_hazards
from salestoolkit.core.funnel_counts import ends_by_stage


@pytest.fixture(scope="module")
def counts(simulated: ModuleType) -> Counts:
    """1,500 deals of a known funnel."""
    made: Counts = simulated.simulate(simulated.Funnel(), 1500, seed=2).counts()
    return made


@pytest.fixture(scope="module")
def hazards(counts: Counts) -> DealHazards:
    """What these deals teach."""
    return deal_hazards(counts, draws=60, seed=1)


_kept: list[DealHazards] = []


@pytest.fixture(autouse=True, scope="module")
def _keep(hazards: DealHazards) -> None:
    """Kept aside: a property would print them all where it fails."""
    _kept[:] = [hazards]


def _table(rows: list[tuple[str, float, float, int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["way", "entry_age", "days", "n"])


def test_the_clock_of_whole_deals_agrees_with_the_incidence_curve(
    counts: Counts, hazards: DealHazards
) -> None:
    curve = ends_by_stage(counts.cycles)[""].curve
    for age, days in ((0, 30), (0, 90), (20, 30), (40, 60)):
        found = hazards.chances(WHOLE, np.array([float(age)]), days).mean()
        now, later = curve.at(age), curve.at(age + days)
        alive = curve.survival_at(age)
        assert now is not None and later is not None and alive
        assert found == pytest.approx((later - now) / alive, abs=0.03)


def test_a_deal_that_enters_a_stage_is_won_as_often_as_the_funnel_says(
    hazards: DealHazards,
) -> None:
    # 0.7 x 0.6 x 0.55 x 0.5, and without the stages already behind it
    won, _ = hazards.won_by(600)
    for stage, truth in (("S1", 0.1155), ("S2", 0.165), ("S3", 0.275), ("S4", 0.5)):
        assert won[stage][:, -1].mean() == pytest.approx(truth, abs=0.05)


@given(st.floats(0, 300), st.integers(1, 200), st.integers(1, 200))
def test_more_time_never_lowers_a_chance(age: float, first: int, more: int) -> None:
    hazards = _kept[0]
    for stage in ("S1", "S3", WHOLE):
        soon = hazards.chances(stage, np.array([age]), first)
        late = hazards.chances(stage, np.array([age]), first + more)
        assert (soon >= 0).all() and (late <= 1).all()
        assert late.mean() >= soon.mean() - 0.01


def test_deals_forgotten_long_ago_are_told_from_those_that_move() -> None:
    rows = [("won", 0.0, 10.0, 30), ("lost", 0.0, 12.0, 60), ("open", 0.0, 300.0, 20)]
    made = stage_hazards(
        _table(rows), draws=50, random=np.random.default_rng(1), ways=("won", "lost")
    )
    assert made is not None
    deals = DealHazards({WHOLE: made}, 50)
    young, old = (deals.chances(WHOLE, np.array([age]), 60).mean() for age in (5.0, 200.0))
    assert young > 0.15 > 0.02 > old


def test_late_entry_is_at_risk_from_the_day_after_it_was_seen() -> None:
    late = _table([("won", 50.0, 60.0, 40), ("lost", 50.0, 65.0, 40)])
    made = stage_hazards(late, draws=4, random=np.random.default_rng(1), ways=("won", "lost"))
    assert made is not None and made.last == 65
    before = _table([("won", 70.0, 60.0, 40)])
    assert stage_hazards(before, draws=4, random=np.random.default_rng(1), ways=("won",)) is None


def test_where_none_has_ended_nothing_is_told() -> None:
    rows = _table([("open", 0.0, 10.0, 50)])
    assert (
        stage_hazards(rows, draws=4, random=np.random.default_rng(1), ways=("won", "lost")) is None
    )
    nothing = semi_markov_chances(
        DealHazards({}, 4),
        pd.DataFrame({"stage": ["S1"], "stage_days": [3.0], "age_days": [9.0]}),
        30,
    )
    assert np.isnan(nothing).all()


def test_a_deal_in_an_unknown_stage_is_told_by_its_age(hazards: DealHazards) -> None:
    rows = pd.DataFrame(
        {"stage": ["nowhere", None], "stage_days": [3.0, np.nan], "age_days": [20.0, 20.0]}
    )
    found = semi_markov_chances(hazards, rows, 60).mean(axis=0)
    expected = hazards.chances(WHOLE, np.array([20.0]), 60).mean()
    assert found == pytest.approx([expected, expected])
    assert (semi_markov_chances(hazards, rows, 0) == 0).all()
