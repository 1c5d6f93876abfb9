"""Semi-Markov chances: against Aalen and Johansen's curve, and rules that any chance obeys."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.counts import Counts
from salestoolkit.core.ends import ends_by_stage
from salestoolkit.core.forecast_hazards import (
    WHOLE,
    DealHazards,
    deal_hazards,
    semi_markov_chances,
)
from salestoolkit.core.forecast_stays import stage_hazards


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


def test_a_deal_that_enters_a_stage_is_won_as_often_as_those_before_it(
    counts: Counts, hazards: DealHazards
) -> None:
    won, _ = hazards.won_by(600)
    ended = counts.visits[(counts.visits["next"] != "open").to_numpy(dtype=bool)]
    chance = 1.0
    for stage in ("S4", "S3", "S2", "S1"):
        here = ended[(ended["stage"] == stage).to_numpy(dtype=bool)]
        chance *= 1 - here.loc[here["next"] == "lost", "n"].sum() / here["n"].sum()
        assert won[stage][:, -1].mean() == pytest.approx(chance, abs=0.02)


def _dated(seed: int, deals: int) -> tuple[DealHazards, np.ndarray, np.ndarray]:
    """Hazards of two stages (means 5 and 10 days, all won) learned from dates, and days of both stays."""
    random = np.random.default_rng(seed)
    moves = np.cumsum([random.random(deals), *random.exponential([[5.0], [10.0]], (2, deals))], 0)
    stays = np.diff(np.floor(moves), axis=0)
    made = {}
    for key, way, days in (("S1", "S2", stays[0]), ("S2", "won", stays[1])):
        values, n = np.unique(days, return_counts=True)
        rows = [(way, 0.0, float(day), int(many)) for day, many in zip(values, n, strict=True)]
        found = stage_hazards(_table(rows), draws=8, random=random, ways=(way,))
        assert found is not None
        made[key] = found
    return DealHazards(made, 8), stays[0], stays[1]


@pytest.mark.parametrize("days", [7, 14, 30, 61, 90])
def test_stays_known_by_date_alone_end_neither_early_nor_late(days: int) -> None:
    # entered and left at some hour of the day: half a day a stage must not be lost between the dates
    hazards, first, second = _dated(3, 40_000)
    won, _ = hazards.won_by(days)
    entered = (first + second < days).mean()
    assert won["S1"][:, -1].mean() == pytest.approx(entered, abs=0.012)
    for age in (0, 2, 6):
        still = first > age
        truth = (first + second <= age + days)[still].mean()
        told = hazards.chances("S1", np.array([float(age)]), days).mean()
        assert told == pytest.approx(truth, abs=0.015)


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
