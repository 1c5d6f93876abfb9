"""A team's goal as a part for each person, by the days that each is at work."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from salestoolkit.core.apportion import apportioned
from salestoolkit.core.capacity import Rep
from salestoolkit.core.goal_basis import Basis, Spread, outcome_of
from salestoolkit.core.goals import WEEK, GoalPlan


@dataclass(frozen=True, kw_only=True)
class RepGoal:
    """One person's part: days at work, successes, attempts, and attempts in a full week at work.

    ``chance`` is that of reaching the own part with the own attempts: lower than the team's, because
    among several people luck evens out.
    """

    rep: Rep
    days: float
    amount: int
    attempts: int
    per_week: int | None
    chance: float | None


def split_goal(plan: GoalPlan, basis: Basis) -> tuple[RepGoal, ...]:
    """The parts of a plan's people: they add up to the goal and to the plan; none without a plan.

    What is left of the goal after what is done and what open deals may be expected to bring is split,
    as the attempts are, in proportion to days of full reps.

    Examples
    --------
    >>> from datetime import date
    >>> from salestoolkit.core.capacity import Team
    >>> from salestoolkit.core.goal_parts import Goal
    >>> from salestoolkit.core.goal_rates import StageRate
    >>> from salestoolkit.core.goals import plan_goal
    >>> goal = Goal(metric="deals", amount=90, start=date(2026, 1, 1), until=date(2026, 12, 31))
    >>> basis = Basis(stages=(StageRate(rate=0.1),), team=Team.of(3))
    >>> parts = split_goal(plan_goal(goal, basis, as_of=date(2025, 12, 31)), basis)
    >>> [(part.amount, part.attempts) for part in parts]
    [(30, 325), (30, 325), (30, 325)]
    """
    team, need = basis.team, plan.required.attempts
    if (
        team is None
        or not need
        or plan.start is None
        or plan.end is None
        or plan.reason is not None
    ):
        return ()
    days = [team.days_of(rep, plan.start, plan.end) for rep in team.reps]
    if not sum(days):
        return ()
    coming = sum(deal.chance for deal in basis.open_deals)
    left = max(0, math.ceil((plan.goal.amount or 0.0) - basis.done - coming - 1e-9))
    whole = plan.goal.metric != "revenue"
    amounts = apportioned(left, days) if whole else (0,) * len(days)
    attempts = apportioned(need, days)
    return tuple(
        RepGoal(
            rep=rep,
            days=mine,
            amount=amount,
            attempts=made,
            per_week=math.ceil(made * WEEK / mine - 1e-9) if mine else None,
            chance=_chance(plan, basis, rep, amount, made) if whole and mine else None,
        )
        for rep, mine, amount, made in zip(team.reps, days, amounts, attempts, strict=True)
    )


def _chance(plan: GoalPlan, basis: Basis, rep: Rep, amount: int, attempts: int) -> float | None:
    assert basis.team is not None
    assert plan.start is not None
    assert plan.end is not None
    alone = replace(basis, team=replace(basis.team, reps=(rep,)), open_deals=(), done=0.0, sizes=())
    spread = Spread.of(alone, plan.start, plan.end)
    return outcome_of(plan.goal, alone, attempts, spread).chance(amount)
