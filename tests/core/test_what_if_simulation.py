"""A what-if played through: laws that hold for any funnel, and chances held against exact ones."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from salestoolkit.core.goal_chance import chance_of_hitting
from salestoolkit.core.goal_outcomes import outcome
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goal_sizes import OpenDeal
from salestoolkit.core.what_if_draws import binomial_quantiles, normals
from salestoolkit.core.what_if_funnel import WhatIf, WhatIfStage, expected, needed_volume
from salestoolkit.core.what_if_simulation import compare, shared_bins, stage_levers, turnout
from salestoolkit.core.what_if_value import DealValue
from salestoolkit.errors import InvalidValue

DRAWS = 1_000
rates = st.integers(0, 100).map(lambda percent: percent / 100)


@st.composite
def funnels(draw: st.DrawFn) -> WhatIf:
    stages = draw(
        st.lists(
            st.builds(
                WhatIfStage,
                name=st.just("stage"),
                rate=rates,
                counted=st.none() | st.integers(1, 500).map(float),
                days=st.integers(0, 60).map(float),
            ),
            min_size=1,
            max_size=5,
        )
    )
    return WhatIf(
        stages=tuple(stages),
        volume=draw(st.integers(0, 3000)),
        value=DealValue(mean=draw(st.integers(0, 9000)), spread=draw(st.sampled_from([0, 0.5]))),
        horizon_days=draw(st.none() | st.integers(1, 400).map(float)),
        capacity=draw(st.none() | st.integers(0, 2000).map(float)),
        goal=draw(st.integers(0, 200)),
    )


def chance(what_if: WhatIf) -> float:
    found = turnout(what_if, draws=DRAWS).chance
    assert found is not None
    return found


@settings(max_examples=12, deadline=None)
@given(funnels(), st.data())
def test_a_better_rate_and_more_volume_never_bring_less(
    what_if: WhatIf, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(what_if.stages) - 1))
    better = what_if.with_points(place, data.draw(st.integers(0, 30)))
    more = what_if.with_volume(what_if.volume + data.draw(st.integers(0, 500)))
    before = turnout(what_if, draws=DRAWS)
    for other in (better, more):
        after = turnout(other, draws=DRAWS)
        assert after.expected.deals >= before.expected.deals
        assert after.deals.draws.mean() >= before.deals.draws.mean() - 0.03
        assert after.chance >= before.chance - 0.01  # type: ignore[operator]


@settings(max_examples=10, deadline=None)
@given(funnels())
def test_no_draw_leaves_what_is_possible(what_if: WhatIf) -> None:
    found = turnout(what_if, draws=DRAWS)
    assert found.deals.draws.min() >= 0
    assert found.deals.draws.max() <= what_if.entering
    assert found.revenue is not None and found.revenue.draws.min() >= 0
    assert 0 <= what_if.in_time <= 1
    assert ("capacity" in found.limits) == (what_if.entering < what_if.volume)
    for inner, outer in ((0.5, 0.8), (0.8, 0.95)):
        assert found.intervals[outer][0] <= found.intervals[inner][0]
        assert found.intervals[inner][1] <= found.intervals[outer][1]


@settings(max_examples=10, deadline=None)
@given(funnels(), st.randoms(use_true_random=False))
def test_the_order_of_the_stages_changes_no_mean(what_if: WhatIf, random: object) -> None:
    stages = list(what_if.stages)
    random.shuffle(stages)  # type: ignore[attr-defined]
    other = replace(what_if, stages=tuple(stages))
    assert expected(other).deals == expected(what_if).deals
    assert expected(other).revenue == expected(what_if).revenue
    assert needed_volume(other) == needed_volume(what_if)
    assert abs(chance(other) - chance(what_if)) < 0.04


@settings(max_examples=10, deadline=None)
@given(funnels())
def test_the_same_what_if_gives_the_same_draws(what_if: WhatIf) -> None:
    first, second = turnout(what_if, draws=DRAWS), turnout(what_if, draws=DRAWS)
    assert (first.deals.draws == second.deals.draws).all()
    assert not compare(what_if, what_if, draws=DRAWS).more_deals


@settings(max_examples=8, deadline=None)
@given(funnels())
def test_the_draws_have_the_exact_mean(what_if: WhatIf) -> None:
    found = turnout(what_if)
    spread = found.deals.draws.std() / math.sqrt(1000)
    assert found.deals.draws.mean() == pytest.approx(float(found.expected.deals), abs=spread + 0.02)


@pytest.mark.parametrize(
    ("stages", "volume", "goal"),
    [
        ([(10, 100)], 1165, 90),
        ([(10, 100)], 900, 90),
        ([(60, 200), (80, 150), (30, 75)], 1000, 60),
        ([(5, 20), (40, 80)], 60, 6),
    ],
)
def test_the_chance_is_that_of_the_goal_plan(
    stages: list[tuple[int, int]], volume: int, goal: int
) -> None:
    learned = [StageRate(name="s", passed=a, entered=n) for a, n in stages]
    what_if = WhatIf(stages=tuple(WhatIfStage.of(one) for one in learned), volume=volume, goal=goal)
    exact = chance_of_hitting(goal, volume, learned)
    assert turnout(what_if).chance == pytest.approx(exact, abs=0.006)


def test_the_common_plan_is_a_coin_toss() -> None:
    what_if = WhatIf(stages=(WhatIfStage(name="Call", rate=0.1),), volume=900, goal=90)
    assert turnout(what_if).chance == pytest.approx(0.516, abs=0.002)
    assert needed_volume(what_if) == 900


def test_open_deals_are_counted_in() -> None:
    chances = [0.1, 0.3, 0.5, 0.9, 0.2, 0.7]
    deals = tuple(OpenDeal(chance=one, value=1000 * at) for at, one in enumerate(chances))
    what_if = WhatIf(
        stages=(WhatIfStage(name="Call", rate=0.5),),
        volume=0,
        goal=4,
        open_deals=deals,
        done=1,
        value=DealValue(mean=500),
    )
    exact = outcome((), 0.5, open_chances=chances, done=1).chance(4)
    found = turnout(what_if)
    assert found.chance == pytest.approx(exact, abs=0.005)
    assert float(found.expected.deals) == pytest.approx(1 + sum(chances))
    assert found.revenue is not None
    assert found.revenue.draws.mean() == pytest.approx(float(found.expected.revenue or 0), rel=0.01)


@pytest.mark.parametrize(("n", "p"), [(5, 0.9), (20, 0.1), (300, 0.05), (900, 0.1), (80, 0.5)])
def test_binomial_numbers_are_drawn_exactly_enough(n: int, p: float) -> None:
    z = normals(10_000)[0]
    drawn = binomial_quantiles(z, n, np.full(z.size, p))
    known = range(n + 1)
    worst = max(abs((drawn <= k).mean() - stats.binom.cdf(k, n, p)) for k in known)
    assert worst < 0.002


def test_revenue_is_as_uncertain_as_the_sizes_make_it() -> None:
    stage = (WhatIfStage(name="Call", rate=0.1),)
    alike = WhatIf(stages=stage, volume=300, value=DealValue(mean=1000))
    unlike = replace(alike, value=DealValue(mean=1000, spread=1.5))
    known, wide = turnout(alike).revenue, turnout(unlike).revenue
    assert known is not None and wide is not None
    assert known.draws.std() == pytest.approx(1000 * math.sqrt(27), rel=0.02)
    assert wide.draws.std() == pytest.approx(1000 * math.sqrt(27 + 30 * 2.25), rel=0.04)


def test_levers_leave_out_what_finds_no_room_or_no_time() -> None:
    stages = tuple(WhatIfStage(name="s", rate=rate, days=18.25) for rate in (0.3, 0.5, 0.4, 0.25))
    plain = WhatIf(stages=tuple(replace(stage, days=0.0) for stage in stages), volume=1000)
    assert [float(one.per_point) for one in stage_levers(plain)] == [0.5, 0.3, 0.375, 0.6]
    bound = WhatIf(stages=stages, volume=1000, capacity=500, horizon_days=365)
    gains = [one.per_point for one in stage_levers(bound)]
    assert gains == [Fraction(2, 5) * one.per_point for one in stage_levers(plain)]


def test_a_rate_stops_at_one_and_is_said_to() -> None:
    what_if = WhatIf(stages=(WhatIfStage(name="Offer", rate=0.98),), volume=10)
    best = what_if.with_points(0, 5)
    assert best.stages[0].rate == 1
    assert turnout(best).limits == ("rate",)
    assert stage_levers(best)[0].gain == 0


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("volume", -1, "goal_below_zero"),
        ("volume", 1.5, "goal_not_whole"),
        ("goal", math.nan, "goal_not_number"),
        ("horizon_days", 0, "goal_above_zero"),
        ("capacity", "viele", "goal_not_number"),
        ("metric", "calls", "goal_metric"),
        ("metric", "revenue", "what_if_no_value"),
        ("stages", (), "what_if_stages"),
    ],
)
def test_a_wrong_value_is_refused_by_name(field: str, value: object, code: str) -> None:
    good = WhatIf(stages=(WhatIfStage(name="Call", rate=0.1),), volume=9)
    with pytest.raises(InvalidValue) as caught:
        replace(good, **{field: value})  # type: ignore[arg-type]
    assert caught.value.code == code
    assert caught.value.fields["field"] in {field, "stage", "value"}


def test_bins_hold_both_sides_and_are_whole_for_deals() -> None:
    today = WhatIf(stages=(WhatIfStage(name="Call", rate=0.1),), volume=900, goal=90)
    found = compare(today.with_points(0, 3), today)
    edges = shared_bins((found.now, found.today))
    assert (edges == np.round(edges)).all()
    assert found.now.deals.shares(edges).sum() > 0.99
    assert found.today.deals.shares(edges).sum() > 0.99
