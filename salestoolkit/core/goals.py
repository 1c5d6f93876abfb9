"""The plan behind a goal: how many attempts, when, by whom, and the chance that they suffice."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from salestoolkit.core.apportion import apportioned
from salestoolkit.core.capacity import Capacity, capacity
from salestoolkit.core.goal_basis import Basis, Spread, carried_in, needed_for, outcome_of
from salestoolkit.core.goal_chance import Needed, Required
from salestoolkit.core.goal_checks import MOST
from salestoolkit.core.goal_funnel import ReverseFunnel, reverse_funnel
from salestoolkit.core.goal_outcomes import required_over_time
from salestoolkit.core.goal_parts import COUNTED, Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.lead_time import share_in_time
from salestoolkit.core.work_calendar import Span, weeks_of

WEEK = 5
"""Working days of a full week."""
LEVEL = 0.9
"""Of the interval in which the outcome of a plan will probably lie."""


@dataclass(frozen=True, kw_only=True)
class PlanPart:
    """A month or a week of a plan: [start, end), its days, its attempts, and how many end in time."""

    start: date
    end: date
    working_days: int
    effort: float
    attempts: int
    in_time: float


@dataclass(frozen=True, kw_only=True)
class GoalPlan:
    """How a goal is reached with a given chance, and why the common plan does not do it.

    common : ReverseFunnel
        Plain division: the goal (less what is done) through the estimated rates.
    common_chance : chance that so many attempts reach the goal; None where there is no such number
    required : Required
        The attempts that reach it with the goal's chance, from the day after ``as_of``.
    reason : why there is no plan, else None: that of ``required``; ``over_hours`` (more attempts than
        working hours), ``ended``, ``not_planned`` (a rate or a length), ``incomplete`` (no amount or end)
    months, weeks : tuple of PlanPart
        The attempts of the plan; each adds up to ``required.attempts``.
    per_week, per_rep_week, per_rep_day : whole attempts in a full week of work, by the team and by one
        full rep at work, rounded up: what a person can act on.
    entries : what enters each stage on average with the plan, rounded up; the last is the successes
    interval : successes in 90 of 100 such periods, what is done and open deals included
    capacity : Capacity or None
    covered : whether the team can make the attempts; None where not known
    attempt : what is attempted
    n : past cases behind the weakest learned rate, None where all rates are assumed
    """

    goal: Goal
    as_of: date
    start: date | None = None
    end: date | None = None
    common: ReverseFunnel | None = None
    common_chance: float | None = None
    required: Required
    reason: str | None = None
    months: tuple[PlanPart, ...] = ()
    weeks: tuple[PlanPart, ...] = ()
    per_week: int | None = None
    per_rep_week: int | None = None
    per_rep_day: int | None = None
    entries: tuple[int, ...] = ()
    interval: tuple[int, int] | None = None
    capacity: Capacity | None = None
    covered: bool | None = None
    n: float | None = None
    attempt: str = "call"
    definition: str = "goal_plan"

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.required.attempts == 0


def plan_goal(goal: Goal, basis: Basis, *, as_of: date) -> GoalPlan:
    """The attempts that reach a goal with the chance it asks for, month by month.

    Parameters
    ----------
    goal : Goal
        What is wanted; the plan runs from the day after ``as_of``, or from its start, to its end.
    basis : Basis
        Rates, lead time, open deals, sizes and people.
    as_of : date
        The day at whose end we stand.

    Returns
    -------
    GoalPlan
        What cannot be done carries its reason and no number.

    Examples
    --------
    >>> goal = Goal(metric="deals", amount=90, start=date(2026, 1, 1), until=date(2026, 12, 31))
    >>> plan = plan_goal(goal, Basis(stages=(StageRate(rate=0.1),)), as_of=date(2025, 12, 31))
    >>> plan.common.top, round(plan.common_chance, 3), plan.required.attempts, plan.per_week
    (900, 0.516, 975, 20)
    """
    ahead = goal.ahead(as_of)
    if ahead is None or goal.amount is None or goal.metric is None:
        return _without_plan(goal, as_of, "incomplete")
    if goal.metric not in COUNTED:
        return _without_plan(goal, as_of, "not_planned")
    needed, (start, end) = needed_for(goal, basis), ahead
    if start >= end and needed.counts.any():
        return _without_plan(goal, as_of, "ended")
    spread, belief = Spread.of(basis, start, end), basis.belief
    required = required_over_time(
        needed,
        belief,
        shares=spread.effort,
        in_time=spread.in_time,
        open_chances=carried_in(goal, basis),
        chance=goal.chance,
    )
    common = _common(goal, basis)
    plan = GoalPlan(
        goal=goal,
        as_of=as_of,
        start=start,
        end=end,
        common=common,
        common_chance=_chance_of(common, goal, basis, needed, spread),
        required=required,
        reason=required.reason,
        capacity=capacity(basis.team, start, end) if basis.team else None,
        n=belief.n,
        attempt=basis.attempt,
    )
    if required.attempts is None:
        return plan
    return _spread_out(plan, basis, spread, required.attempts)


def _without_plan(goal: Goal, as_of: date, reason: str) -> GoalPlan:
    return GoalPlan(goal=goal, as_of=as_of, required=Required(attempts=None), reason=reason)


def _common(goal: Goal, basis: Basis) -> ReverseFunnel:
    """The plan by division, as everybody does it: without open deals, lead time or chance."""
    left: float = max(0.0, (goal.amount or 0.0) - basis.done)
    if goal.metric == "revenue" and left:
        left /= math.fsum(basis.sizes) / len(basis.sizes)
    return reverse_funnel(left, basis.stages)


def _chance_of(
    common: ReverseFunnel, goal: Goal, basis: Basis, needed: Needed, spread: Spread
) -> float | None:
    """The chance that the plan by division has in truth."""
    if common.top is None or common.top > MOST or (common.top and not sum(spread.effort)):
        return None
    return outcome_of(goal, basis, common.top, spread).chance(needed)


def _spread_out(plan: GoalPlan, basis: Basis, spread: Spread, attempts: int) -> GoalPlan:
    """The plan by month and week, in units that a person can act on."""
    effort = sum(spread.effort)
    days = sum(basis.working_days(*span) for span in spread.spans)
    most = basis.team.most_a_day if basis.team else None
    if most is not None and attempts > most * effort + 1e-9:
        return replace(plan, reason="over_hours", covered=False)
    successes = outcome_of(plan.goal, basis, attempts, spread)
    there = 0 if plan.goal.metric == "revenue" else math.floor(basis.done)
    low, high = successes.interval(LEVEL)
    whole = (spread.spans[0][0], spread.spans[-1][1]) if spread.spans else None
    return replace(
        plan,
        months=_parts(basis, spread.spans, attempts),
        weeks=_parts(basis, weeks_of(*whole), attempts) if whole else (),
        per_week=_whole(attempts * WEEK, days),
        per_rep_week=_whole(attempts * WEEK, effort) if basis.team else None,
        per_rep_day=_whole(attempts, effort) if basis.team else None,
        entries=_entries(attempts, basis.stages),
        interval=(low + there, high + there),
        covered=plan.capacity.covers(attempts) if plan.capacity else None,
    )


def _whole(attempts: float, days: float) -> int | None:
    return math.ceil(attempts / days - 1e-9) if days else None


def _parts(basis: Basis, spans: Sequence[Span], attempts: int) -> tuple[PlanPart, ...]:
    effort = [basis.effort(*span) for span in spans]
    spread = apportioned(attempts, effort)
    return tuple(
        PlanPart(
            start=start,
            end=end,
            working_days=basis.working_days(start, end),
            effort=effort[place],
            attempts=spread[place],
            in_time=share_in_time(basis.lead, start, end, end=spans[-1][1]),
        )
        for place, (start, end) in enumerate(spans)
    )


def _entries(attempts: int, stages: Sequence[StageRate]) -> tuple[int, ...]:
    """How many enter each stage on average, rounded up, and how many leave the last."""
    found, here = [attempts], Fraction(attempts)
    for stage in stages:
        here *= stage.estimate or 0
        found.append(math.ceil(here))
    return tuple(found)
