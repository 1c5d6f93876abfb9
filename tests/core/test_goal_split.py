"""A team's goal by person: the parts add up, and each is less certain than the whole."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.capacity import Rep, Team
from salestoolkit.core.goal_basis import Basis
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goal_split import split_goal
from salestoolkit.core.goals import plan_goal

YEAR = Goal(metric="deals", amount=90, start=date(2027, 1, 1), until=date(2027, 12, 31))
BEFORE = date(2026, 12, 31)


def parts(reps, *, amount=90, rate=0.1):
    basis = Basis(stages=(StageRate(rate=rate),), team=Team(reps=tuple(reps)))
    plan = plan_goal(replace(YEAR, amount=amount), basis, as_of=BEFORE)
    return plan, split_goal(plan, basis)


@given(
    st.lists(st.floats(0.1, 1), min_size=1, max_size=6),
    st.integers(1, 200),
)
def test_parts_add_up_to_the_goal_and_to_the_plan(shares, amount):
    plan, found = parts([Rep(share=share) for share in shares], amount=amount)
    assert sum(part.amount for part in found) == amount
    assert sum(part.attempts for part in found) == plan.required.attempts


def test_who_comes_later_or_half_time_gets_less():
    _, (full, half, later) = parts(
        [Rep(name="A"), Rep(name="B", share=0.5), Rep(name="C", starts=date(2027, 7, 1))]
    )
    assert full.amount > half.amount
    assert full.days > later.days
    # a week at work is as full for each of them
    assert max(full.per_week, half.per_week, later.per_week) - full.per_week <= 1


def test_a_part_is_less_certain_than_the_whole():
    plan, found = parts([Rep(name="A"), Rep(name="B"), Rep(name="C")])
    assert all(part.chance < plan.required.chance for part in found)


def test_without_people_or_a_plan_there_are_no_parts():
    basis = Basis(stages=(StageRate(rate=0.1),))
    assert split_goal(plan_goal(YEAR, basis, as_of=BEFORE), basis) == ()
    none = Basis(stages=(StageRate(rate=0.0),), team=Team.of(2))
    assert split_goal(plan_goal(YEAR, none, as_of=BEFORE), none) == ()
