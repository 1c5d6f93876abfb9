"""The plan behind a goal."""

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.capacity import Rep, Team
from salestoolkit.core.goal_basis import Basis
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goal_sizes import OpenDeal
from salestoolkit.core.goals import plan_goal
from salestoolkit.core.lead_time import LeadTime
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import InvalidValue

BEFORE = date(2025, 12, 31)
YEAR = Goal(
    metric="deals", amount=90, who="North", start=date(2026, 1, 1), until=date(2026, 12, 31)
)
ONE_IN_TEN = Basis(stages=(StageRate(rate=0.1),))


def test_the_common_plan_is_a_coin_toss_and_the_plan_says_what_is_needed():
    plan = plan_goal(YEAR, ONE_IN_TEN, as_of=BEFORE)
    assert plan.common.top == 900
    assert plan.common_chance == pytest.approx(0.5162515)
    assert plan.required.attempts == 975
    assert plan.required.chance == pytest.approx(0.8024138)
    assert plan.interval == (82, 113)
    assert plan.entries == (975, 98)


def test_fifteen_to_twenty_a_week_is_twenty_once_leave_and_holidays_are_out():
    alone = replace(ONE_IN_TEN, team=Team.of(1, calls_per_day=5, leave_days=26))
    plan = plan_goal(replace(YEAR, chance=0.5), alone, as_of=BEFORE)
    assert plan.required.attempts == 897
    assert 897 / 52 < 17.3
    assert plan.per_rep_week == 20


@settings(max_examples=6)
@given(
    st.integers(1, 150),
    st.floats(0.05, 0.5),
    st.integers(1, 4),
    st.lists(st.sampled_from(["may_week", "august", "year_end"]), unique=True),
)
def test_months_and_weeks_add_up_to_the_year(amount, rate, reps, quiet):
    team = Team.of(reps, calls_per_day=10, calendar=WorkCalendar(quiet=tuple(quiet)))
    basis = Basis(stages=(StageRate(rate=rate),), team=team)
    plan = plan_goal(replace(YEAR, amount=amount), basis, as_of=BEFORE)
    for parts in (plan.months, plan.weeks):
        assert sum(part.attempts for part in parts) == plan.required.attempts
        assert sum(part.working_days for part in parts) == team.calendar.days(*YEAR.ahead(BEFORE))
    assert all(part.attempts == 0 for part in plan.months if not part.effort)


@settings(max_examples=8)
@given(st.integers(1, 80), st.floats(0.05, 0.6), st.floats(0.2, 0.9))
def test_a_larger_goal_a_lower_rate_and_a_surer_plan_take_more(amount, rate, chance):
    def calls(amount, rate, chance):
        goal = replace(YEAR, amount=amount, chance=chance)
        return plan_goal(
            goal, Basis(stages=(StageRate(rate=rate),)), as_of=BEFORE
        ).required.attempts

    here = calls(amount, rate, chance)
    assert calls(amount + 1, rate, chance) >= here
    assert calls(amount, rate * 0.9, chance) >= here
    assert calls(amount, rate, min(0.95, chance + 0.05)) >= here


def test_a_lead_time_and_open_deals_are_counted():
    late = replace(ONE_IN_TEN, lead=LeadTime.fixed(60))
    plan = plan_goal(YEAR, late, as_of=BEFORE)
    assert plan.required.attempts > 1078
    assert [month.in_time for month in plan.months][-1] == 0
    assert plan.common_chance < 0.1
    helped = replace(late, open_deals=(OpenDeal(chance=0.5),) * 20)
    assert plan_goal(YEAR, helped, as_of=BEFORE).required.attempts < plan.required.attempts - 80


def test_only_what_is_left_is_planned_in_the_middle_of_the_year():
    plan = plan_goal(YEAR, replace(ONE_IN_TEN, done=40), as_of=date(2026, 6, 30))
    assert plan.start == date(2026, 7, 1)
    assert [month.start.month for month in plan.months] == [7, 8, 9, 10, 11, 12]
    assert (
        plan.required.attempts
        == plan_goal(replace(YEAR, amount=50), ONE_IN_TEN, as_of=BEFORE).required.attempts
    )
    assert plan.interval[0] > 40


def test_revenue_goes_through_the_sizes_of_deals():
    goal = replace(YEAR, metric="revenue", amount=450_000, currency="PLN")
    even = replace(ONE_IN_TEN, sizes=(5000.0,) * 20)
    uneven = replace(ONE_IN_TEN, sizes=(1000.0,) * 18 + (41_000.0,) * 2)
    plans = [plan_goal(goal, basis, as_of=BEFORE) for basis in (even, uneven)]
    assert [plan.common.top for plan in plans] == [900, 900]
    assert plans[0].required.attempts == 975
    assert plans[1].required.attempts > 1200


def test_a_goal_of_calls_needs_as_many_calls():
    goal = replace(YEAR, metric="calls", amount=600)
    plan = plan_goal(goal, Basis(team=Team.of(2, calls_per_day=2)), as_of=BEFORE)
    assert plan.required.attempts == 600
    assert plan.covered is True


def test_new_reps_get_fewer_calls_at_first():
    reps = (Rep(name="A"), Rep(name="B", starts=date(2026, 4, 1)))
    team = Team(reps=reps, ramp=(0.0, 0.5, 1.0), calls_per_day=10)
    plan = plan_goal(YEAR, replace(ONE_IN_TEN, team=team), as_of=BEFORE)
    per_day = [month.attempts / month.working_days for month in plan.months]
    assert per_day[3] == pytest.approx(per_day[0], rel=0.05)
    assert per_day[5] == pytest.approx(2 * per_day[0], rel=0.05)


@pytest.mark.parametrize(
    ("goal", "basis", "as_of", "reason"),
    [
        (YEAR, Basis(stages=(StageRate(rate=0.0),)), BEFORE, "rate_zero"),
        (replace(YEAR, chance=1.0), ONE_IN_TEN, BEFORE, "certainty"),
        (YEAR, Basis(stages=(StageRate(passed=0, entered=0),)), BEFORE, "no_history"),
        (YEAR, replace(ONE_IN_TEN, lead=LeadTime.fixed(400)), BEFORE, "too_late"),
        (YEAR, ONE_IN_TEN, date(2026, 12, 31), "ended"),
        (YEAR, ONE_IN_TEN, date(2026, 12, 30), None),
        (replace(YEAR, until=date(2026, 1, 1)), ONE_IN_TEN, BEFORE, "no_time"),
        (replace(YEAR, metric="win_rate", amount=0.3), ONE_IN_TEN, BEFORE, "not_planned"),
        (replace(YEAR, amount=None), ONE_IN_TEN, BEFORE, "incomplete"),
        (replace(YEAR, until=None), ONE_IN_TEN, BEFORE, "incomplete"),
    ],
)
def test_what_cannot_be_done_has_a_reason_and_no_number(goal, basis, as_of, reason):
    plan = plan_goal(goal, basis, as_of=as_of)
    assert plan.reason == reason
    if reason is not None:
        assert (plan.required.attempts, plan.per_week, plan.months) == (None, None, ())


def test_more_calls_than_working_hours_is_no_plan():
    team = Team.of(1, selling_share=0.3, minutes_a_call=20)
    plan = plan_goal(YEAR, Basis(stages=(StageRate(rate=0.01),), team=team), as_of=BEFORE)
    assert plan.reason == "over_hours"
    assert (plan.per_week, plan.per_rep_week, plan.months, plan.covered) == (None, None, (), False)


def test_a_plan_beyond_the_time_for_selling_is_not_covered():
    team = Team.of(1, selling_share=0.1, minutes_a_call=20)
    plan = plan_goal(YEAR, replace(ONE_IN_TEN, team=team), as_of=BEFORE)
    assert plan.reason is None
    assert plan.covered is False


def test_a_goal_that_is_reached_needs_nothing_more():
    plan = plan_goal(YEAR, replace(ONE_IN_TEN, done=95), as_of=date(2026, 11, 30))
    assert plan.done
    assert sum(month.attempts for month in plan.months) == 0
    assert plan_goal(YEAR, replace(ONE_IN_TEN, done=95), as_of=date(2027, 2, 1)).done


@pytest.mark.parametrize("rate", [StageRate(rate=0.9), StageRate(passed=1, entered=9)])
def test_more_than_anybody_can_make_is_said_and_not_worked_out(rate):
    basis = Basis(stages=(rate,), sizes=(1.0, 2.0), lead=LeadTime.fixed(3))
    plan = plan_goal(replace(YEAR, metric="revenue", amount=1e14), basis, as_of=BEFORE)
    assert plan.reason == "too_many"
    assert plan.common_chance is None


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"amount": -1}, "goal_below_zero", "amount"),
        ({"amount": float("nan")}, "goal_not_number", "amount"),
        ({"amount": "ninety"}, "goal_not_number", "amount"),
        ({"until": date(2025, 1, 1)}, "goal_end_before_start", "until"),
        ({"until": "2026-12-31"}, "goal_not_date", "until"),
        ({"metric": "joy"}, "goal_metric", "metric"),
        ({"metric": "win_rate", "amount": 25}, "goal_not_share", "amount"),
        ({"chance": 1.5}, "goal_not_chance", "chance"),
        ({"chance": 0}, "goal_not_chance", "chance"),
        ({"enough": -0.5}, "goal_not_share", "enough"),
        ({"amount": 1e12}, "goal_too_much", "amount"),
        ({"amount": 10**400}, "goal_too_much", "amount"),
        ({"until": date(2062, 12, 31)}, "goal_too_far", "until"),
        ({"start": None, "until": date(9999, 12, 31)}, "goal_too_far", "until"),
    ],
)
def test_what_is_no_goal_is_refused_by_its_field(fields, code, field):
    with pytest.raises(InvalidValue) as error:
        replace(YEAR, **fields)
    assert (error.value.code, error.value.fields["field"]) == (code, field)


def test_a_plan_is_made_while_a_slider_moves():
    team = Team.of(2, calls_per_day=5, leave_days=26)
    basis = Basis(stages=(StageRate(passed=10, entered=100),), team=team)
    plan_goal(YEAR, basis, as_of=BEFORE)
    begun = time.process_time()
    plan_goal(replace(YEAR, amount=91), basis, as_of=BEFORE)
    assert time.process_time() - begun < 1.0
