import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.channel_plan import (
    leads_each_arcsine,
    plan_channels,
    power_of,
    smallest_difference,
)
from salestoolkit.core.two_rates import needed_each_exact
from salestoolkit.errors import InvalidValue

RATES = st.floats(0.01, 0.95)


@given(RATES, RATES)
def test_the_leads_needed_have_the_power_that_was_asked_for(p1, p2):
    if abs(p1 - p2) > 0.005:
        assert power_of(needed_each_exact(p1, p2), p1, p2) == pytest.approx(0.8, abs=1e-9)


@given(RATES, st.integers(100, 20_000))
def test_the_smallest_difference_is_the_one_that_needs_so_many_leads(base, n):
    rise = smallest_difference(n, base)
    if rise is not None:
        assert needed_each_exact(base, base + rise) == pytest.approx(n, rel=1e-6)


def test_ten_leads_show_nothing_short_of_a_wonder():
    assert smallest_difference(2, 0.5) is None
    assert power_of(0, 0.1, 0.2) is None
    assert needed_each_exact(0.1, 0.1) is None
    assert leads_each_arcsine(0.1, 0.1) is None


def test_more_variants_and_daily_looks_and_reps_as_groups_need_more():
    plain = plan_channels(base=0.05, smallest=0.03, looks="once")
    assert plain.leads_each == 1059
    daily = plan_channels(base=0.05, smallest=0.03, looks="daily")
    assert 1.03 < daily.leads_each / plain.leads_each < 1.07
    four = plan_channels(base=0.05, smallest=0.03, looks="once", arms=4)
    assert four.pair_level == pytest.approx(1 - 0.05 / 6)
    assert four.leads_each > 1.5 * plain.leads_each
    grouped = plan_channels(
        base=0.05, smallest=0.03, looks="once", per_cluster=51, correlation=0.02
    )
    assert grouped.design_effect == 2
    assert grouped.leads_each == 2118
    assert grouped.effective_each == 1059


def test_a_small_arm_needs_more_leads_in_all_for_the_same_chance():
    even = plan_channels(base=0.1, smallest=0.05, looks="once", shares=(1, 1))
    uneven = plan_channels(base=0.1, smallest=0.05, looks="once", shares=(0.8, 0.2))
    assert even.leads_total == plan_channels(base=0.1, smallest=0.05, looks="once").leads_total
    # the difference is as sure where 1/n_a + 1/n_b is the same
    n = uneven.leads_total
    assert 1 / (0.8 * n) + 1 / (0.2 * n) == pytest.approx(2 / even.leads_each, rel=2e-3)
    with pytest.raises(InvalidValue, match="arm_shares"):
        plan_channels(base=0.1, smallest=0.05, shares=(1, 0))


def test_days_are_those_of_collecting_and_of_the_window():
    plan = plan_channels(base=0.1, smallest=0.05, leads_per_day=31, window_days=10, looks="once")
    assert plan.collecting_days == -(-plan.leads_total // 31)
    assert plan.days == plan.collecting_days + 10
    assert plan_channels(base=0.1, smallest=0.05, leads_per_day=0).days is None


def test_a_rise_beyond_all_has_no_number():
    plan = plan_channels(base=0.9, smallest=0.2)
    assert (plan.leads_each, plan.arcsine_each, plan.days) == (None, None, None)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"base": 0.0, "smallest": 0.1}, "channel_rates"),
        ({"base": 0.1, "smallest": 1.5}, "channel_rates"),
        ({"base": 0.1, "smallest": 0.1, "arms": 1}, "channel_arms"),
        ({"base": 0.1, "smallest": 0.1, "correlation": 2}, "cluster_setting"),
    ],
)
def test_what_cannot_be_planned_is_refused(settings, code):
    with pytest.raises(InvalidValue, match=code):
        plan_channels(**settings)
