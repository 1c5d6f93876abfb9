"""The what-if on open deals: sums that must hold whatever is moved."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy import stats

from salestoolkit.core.pipeline_draws import shared
from salestoolkit.core.pipeline_levers import (
    OpenPipeline,
    PipelineLevers,
    days_ahead,
    month_ends,
    moved_reach,
    stretched,
)
from salestoolkit.core.pipeline_new import wins_of_one_a_month
from salestoolkit.core.pipeline_what_if import PipelineSimulation, pipeline_what_if
from salestoolkit.errors import InvalidValue

AS_OF = date(2026, 11, 10)


def pipeline(n: int = 40, **more: Any) -> OpenPipeline:
    random = np.random.default_rng(3)
    chance, pace = random.uniform(0.05, 0.7, n), random.uniform(20, 200, n)
    ends = month_ends(AS_OF)
    days = np.array([(day - AS_OF).days for day in ends])
    fields: dict[str, Any] = {
        "as_of": AS_OF,
        "keys": list(range(n)),
        "stage": [("first", "second")[at % 2] for at in range(n)],
        "value": random.lognormal(9, 1, n),
        "reach": chance[:, None] * (1 - np.exp(-days / pace[:, None])),
        "ends": ends,
        "stages": ("first", "second"),
        "currency": "PLN",
    }
    return OpenPipeline(**{**fields, **more})


@pytest.fixture(scope="module")
def simulation() -> PipelineSimulation:
    return PipelineSimulation(pipeline())


def test_the_mean_of_the_wins_is_the_sum_of_the_chances(simulation: PipelineSimulation) -> None:
    reach = simulation.pipeline.reach
    for months in (1, 6, 12):
        wanted = reach[:, months - 1].sum()
        assert simulation.totals(months=months).deals.mean == pytest.approx(wanted, abs=0.06)
    value = simulation.totals().value
    assert value is not None
    assert value.mean == pytest.approx(reach[:, -1] @ simulation.pipeline.value, rel=0.02)


def test_the_months_add_up_to_the_year(simulation: PipelineSimulation) -> None:
    months = simulation.months()
    year = simulation.totals()
    assert sum(month.deals.mean for month in months) == pytest.approx(year.deals.mean)
    assert year.value is not None
    assert sum(month.value.mean for month in months if month.value) == pytest.approx(
        year.value.mean
    )


def test_each_month_gets_its_part_of_the_chances(simulation: PipelineSimulation) -> None:
    parts = np.diff(simulation.pipeline.reach, axis=1, prepend=0.0).sum(axis=0)
    found = [month.deals.mean for month in simulation.months()]
    # the months of a deal are drawn once in each of 100 turns
    assert found == pytest.approx(list(parts), abs=0.25)


def test_deals_with_known_chances_are_won_as_a_poisson_binomial_number() -> None:
    known = pipeline(12)
    outcome = PipelineSimulation(known).totals(months=3)
    exact = stats.poisson_binom(known.reach[:, 2])
    low, high = outcome.deals.interval(0.8)
    assert (low, high) == (exact.ppf(0.1), exact.ppf(0.9))


def test_few_cases_behind_a_stage_widen_the_totals_as_a_shared_rate_does() -> None:
    # golden F14: 50 deals with one rate of Beta(12, 28): variance 23.05, independent 10.5
    reach = np.full((50, 12), 0.3)
    doubted = pipeline(
        50, stage=["first"] * 50, reach=reach, stages=("first",), cases={"first": 39}
    )
    draws = PipelineSimulation(doubted).totals()
    low, high = draws.deals.interval(0.95)
    exact = stats.betabinom(50, 12, 28)
    assert draws.deals.mean == pytest.approx(15, abs=0.15)
    assert (low, high) == pytest.approx((exact.ppf(0.025), exact.ppf(0.975)), abs=1)
    assert shared(doubted, "first") > 0


def test_nothing_moved_changes_nothing() -> None:
    found = pipeline_what_if(pipeline(), target=10)
    assert found.now == found.today


def test_a_stage_gets_exactly_the_mean_chance_that_is_asked_for() -> None:
    today = pipeline()
    for wanted in (0.0, 0.1, today.chances["first"], 0.9, 1.0):
        reach = moved_reach(today, PipelineLevers(chances={"first": wanted}))
        assert reach[::2, -1].mean() == pytest.approx(wanted)
        assert (reach[1::2] == today.reach[1::2]).all()
        assert ((reach >= 0) & (reach <= 1 + 1e-12)).all()


def test_a_better_chance_never_makes_a_draw_worse(simulation: PipelineSimulation) -> None:
    now = simulation.totals(PipelineLevers(chances={"second": 0.9}))
    today = simulation.totals()
    assert now.deals.median > today.deals.median
    assert now.deals.interval()[0] >= today.deals.interval()[0]


def test_slower_deals_come_later_and_quicker_ones_sooner() -> None:
    today = pipeline()
    days = days_ahead(today)
    slow, quick = (stretched(today.reach, days, factor) for factor in (2.0, 0.5))
    assert (slow <= today.reach + 1e-12).all()
    assert (quick >= today.reach - 1e-12).all()
    assert (np.diff(slow, axis=1) >= -1e-12).all()


def test_size_scales_money_and_leaves_deals(simulation: PipelineSimulation) -> None:
    half, today = simulation.totals(PipelineLevers(size=0.5)), simulation.totals()
    assert half.deals == today.deals
    assert half.value is not None and today.value is not None
    assert half.value.mean == pytest.approx(today.value.mean / 2, rel=1e-5)


def test_a_deal_that_is_taken_out_is_won_in_no_draw(simulation: PipelineSimulation) -> None:
    everything = frozenset(simulation.pipeline.keys)
    assert simulation.totals(PipelineLevers(without=everything)).deals.mean == 0
    one = simulation.totals(PipelineLevers(without=frozenset([0]))).deals.mean
    lost = simulation.totals().deals.mean - one
    assert lost == pytest.approx(simulation.pipeline.reach[0, -1], abs=0.02)


def test_new_deals_are_thinned_by_the_time_that_is_left() -> None:
    reach = np.array([0.05, 0.12, 0.2, *[0.26] * 9])
    empty = pipeline(
        0,
        stage=(),
        value=np.zeros(0),
        reach=np.zeros((0, 12)),
        new_a_month=6.0,
        new_reach=reach,
        sizes=np.full(20, 100.0),
    )
    # 20 of November's 30 days are left
    assert wins_of_one_a_month(empty, 1.0)[:2] == pytest.approx([0.05 * 2 / 3, 0.05 + 0.07 * 2 / 3])
    outcome = PipelineSimulation(empty).totals()
    assert outcome.deals.mean == pytest.approx(6 * wins_of_one_a_month(empty, 1.0).sum(), rel=0.02)
    assert outcome.value is not None
    assert outcome.value.mean == pytest.approx(100 * outcome.deals.mean)


def test_a_target_on_the_edge_is_met() -> None:
    sure = pipeline(3, reach=np.ones((3, 12)), value=np.full(3, 0.1))
    simulation = PipelineSimulation(sure)
    assert simulation.totals(target=3).chance == 1
    assert simulation.totals(target=0.3, metric="revenue").chance == 1
    assert simulation.totals(target=4).chance == 0


def test_without_any_value_there_is_no_money() -> None:
    plain = pipeline(value=np.full(40, np.nan))
    assert PipelineSimulation(plain).totals().value is None


@pytest.mark.parametrize(
    ("levers", "code"),
    [
        (PipelineLevers(chances={"nowhere": 0.5}), "unknown_lever"),
        (PipelineLevers(chances={"first": 1.5}), "goal_not_share"),
        (PipelineLevers(size=-1), "goal_below_zero"),
        (PipelineLevers(time=0.0), "pipeline_range"),
        (PipelineLevers(new_a_month=1e9), "pipeline_range"),
        (PipelineLevers(without=frozenset([99])), "unknown_lever"),
    ],
)
def test_what_cannot_be_is_refused(
    simulation: PipelineSimulation, levers: PipelineLevers, code: str
) -> None:
    with pytest.raises(InvalidValue) as refused:
        simulation.totals(levers)
    assert refused.value.code == code
