"""In the middle of a period: where we stand, the chance now, the pace from today, luck or not."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from scipy import stats

from salestoolkit.core.goal_basis import Basis, Spread, needed_for, outcome_of
from salestoolkit.core.goal_chance import EVEN, Required
from salestoolkit.core.goal_checks import MOST, a_chance, a_count, a_number, a_share
from salestoolkit.core.goal_outcomes import Cohort, in_cohorts, outcome
from salestoolkit.core.goal_parts import COUNTED, Goal
from salestoolkit.core.goal_rates import Rate
from salestoolkit.core.goals import LEVEL, GoalPlan, plan_goal
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.errors import InvalidValue

RARE = 0.05
"""A shortfall that chance alone would bring less often than this is told from bad luck."""
POWER = 0.8
"""The chance with which a rate as low as the one seen should be noticed."""


@dataclass(frozen=True, kw_only=True)
class Tell:
    """When a miss can be told from bad luck.

    ``so_few`` is the chance of so few successes or fewer if the planned rate holds; ``told`` that it
    is below `RARE`. Else ``attempts`` more are needed (by ``on``, at the present pace), or there is a
    ``reason``: ``not_behind``, ``no_attempts``, ``after_end`` (the period ends first), ``too_many``,
    ``sums`` (a goal of revenue: its deals are counted in a goal of deals).
    """

    so_few: float | None = None
    told: bool = False
    attempts: int | None = None
    on: date | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a goal stands at the end of ``as_of``.

    ``elapsed`` is the share of the period's effort that is over, ``made`` the attempts so far and
    ``coming`` those that are still planned (at the present pace where none were given). ``chance`` is
    that of reaching the goal with them, ``expected`` and ``interval`` where it ends (successes; None
    for revenue). ``plan`` says the pace that is needed from today.
    """

    goal: Goal
    as_of: date
    done: float
    left: float
    elapsed: float | None
    made: int
    coming: int | None
    chance: float | None
    expected: float | None
    interval: tuple[int, int] | None
    plan: GoalPlan
    tell: Tell
    n: float | None
    definition: str = "goal_standing"


def goal_standing(
    goal: Goal, basis: Basis, *, as_of: date, made: int, coming: int | None = None
) -> Standing:
    """Where a goal stands, and what is needed from today; only what is left is random.

    Parameters
    ----------
    goal : Goal
        With metric (one that adds up), amount, start and until.
    basis : Basis
        As for `plan_goal`; ``done`` is what is reached by ``as_of``. Rates should be those that the
        plan was made with: what happened since is what they are held against.
    as_of : date
        The day at whose end we stand.
    made : int
        Attempts in the period so far.
    coming : int, optional
        Attempts planned for the rest of it.

    Raises
    ------
    InvalidValue
        ``goal_incomplete`` where the goal lacks what is needed.

    Examples
    --------
    >>> from salestoolkit.core.goal_rates import StageRate
    >>> goal = Goal(metric="deals", amount=90, start=date(2026, 1, 1), until=date(2026, 12, 31))
    >>> basis = Basis(stages=(StageRate(rate=0.1),), done=30)
    >>> found = goal_standing(goal, basis, as_of=date(2026, 6, 30), made=450)
    >>> round(found.chance, 3), found.plan.per_week, found.tell.told
    (0.022, 27, True)
    """
    start, end = goal.start, goal.end
    lacks = [name for name in ("metric", "amount", "start", "until") if not _has(goal, name)]
    if lacks or start is None or end is None or goal.amount is None:
        raise InvalidValue("goal_incomplete", field=lacks[0], value=", ".join(lacks))
    if goal.metric not in COUNTED:
        raise InvalidValue(
            "goal_metric", field="metric", value=goal.metric, allowed=", ".join(COUNTED)
        )
    tomorrow = min(max(as_of + timedelta(days=1), start), end)
    over, ahead = basis.effort(start, tomorrow), basis.effort(tomorrow, end)
    made = a_count(made, "made", most=MOST)
    if coming is None and over:
        coming = math.floor(made * ahead / over + 0.5)
    if coming is not None:
        coming = a_count(coming, "coming", most=MOST)
    standing = Standing(
        goal=goal,
        as_of=as_of,
        done=basis.done,
        left=max(0.0, goal.amount - basis.done),
        elapsed=over / (over + ahead) if over + ahead else None,
        made=made,
        coming=coming,
        chance=None,
        expected=None,
        interval=None,
        plan=plan_goal(goal, basis, as_of=as_of),
        tell=tell_from_luck(goal, basis, as_of=as_of, made=made),
        n=basis.belief.n,
    )
    return standing if coming is None else _with_chance(standing, basis, (tomorrow, end), coming)


def _has(goal: Goal, name: str) -> bool:
    return getattr(goal, name) is not None


def _with_chance(
    standing: Standing, basis: Basis, ahead: tuple[date, date], coming: int
) -> Standing:
    spread = Spread.of(basis, *ahead)
    possible = coming if sum(spread.effort) else 0
    found = outcome_of(standing.goal, basis, possible, spread)
    chance = found.chance(needed_for(standing.goal, basis))
    if standing.goal.metric == "revenue":
        return replace(standing, chance=chance)
    low, high = found.interval(LEVEL)
    there = math.floor(basis.done)
    return replace(
        standing,
        chance=chance,
        expected=found.mean + basis.done,
        interval=(low + there, high + there),
    )


def chance_of_so_few(done: int, attempts: int, rate: Rate, *, in_time: float = 1.0) -> float:
    """Chance of so many successes or fewer: small where bad luck does not explain them.

    P(X <= done), X binomial or beta-binomial.

    >>> round(chance_of_so_few(30, 450, 0.1), 3)
    0.009
    """
    found = outcome([Cohort(attempts=attempts, in_time=in_time)], rate)
    return max(0.0, 1 - found.chance(a_count(done, "done") + 1))


def attempts_to_tell(
    planned: float, observed: float, *, level: float = RARE, power: float = POWER
) -> Required:
    """Attempts after which a rate as low as the one seen is told from the planned one.

    Smallest n such that, from n on, a binomial test of the planned rate at ``level`` (one-sided)
    notices the observed rate with the chance ``power``.

    Returns
    -------
    Required
        ``not_behind`` where the observed rate is not lower; ``too_many`` beyond any use.

    Examples
    --------
    >>> attempts_to_tell(0.1, 0.05).attempts
    203
    """
    p0, p1 = a_share(planned, "rate"), a_share(observed, "rate")
    alpha, beta = a_chance(level, "level"), a_chance(power, "chance")
    if p1 >= p0:
        return Required(attempts=None, reason="not_behind")
    z = normal_quantile(1 - 2 * alpha) if alpha < 0.5 else 0.0
    near = (z * math.sqrt(p0 * (1 - p0)) + z * math.sqrt(p1 * (1 - p1))) / (p0 - p1)
    most = 200 + math.ceil(3 * near**2)
    if most > MOST // 20:
        return Required(attempts=None, reason="too_many")
    n = np.arange(1, most + 1)
    critical = stats.binom.ppf(alpha, n, p0)
    critical = np.where(stats.binom.cdf(critical, n, p0) > alpha, critical - 1, critical)
    noticed = stats.binom.cdf(critical, n, p1)
    missed = np.flatnonzero(noticed < beta - EVEN)
    first = int(missed[-1]) + 1 if missed.size else 0
    if first >= most:
        return Required(attempts=None, reason="too_many")
    return Required(attempts=int(n[first]), chance=float(noticed[first]))


def tell_from_luck(goal: Goal, basis: Basis, *, as_of: date, made: int) -> Tell:
    """Whether what is done so far can be bad luck, and if so when a miss could be told from it."""
    start, end = goal.start, goal.end
    if goal.metric == "revenue":
        return Tell(reason="sums")
    if start is None or end is None or not made or as_of < start:
        return Tell(reason="no_attempts")
    tomorrow = min(as_of + timedelta(days=1), end)
    past = Spread.of(basis, start, tomorrow)
    if not sum(past.effort):
        return Tell(reason="no_attempts")
    done, belief = math.floor(a_number(basis.done, "done")), basis.belief
    cohorts = in_cohorts(made, past.effort, past.in_time)
    so_few = max(0.0, 1 - outcome(cohorts, belief).chance(done + 1))
    if so_few < RARE:
        return Tell(so_few=so_few, told=True)
    seen = math.fsum(one.attempts * one.in_time for one in cohorts)
    if not seen:
        return Tell(so_few=so_few, reason="no_attempts")
    needed = attempts_to_tell(belief.mean, min(1.0, done / seen))
    if needed.attempts is None:
        return Tell(so_few=so_few, reason=needed.reason)
    more = max(1, math.ceil(needed.attempts - seen))
    on = _day_of(basis, tomorrow, end, more * sum(past.effort) / made)
    return Tell(so_few=so_few, attempts=more, on=on, reason="after_end" if on is None else None)


def _day_of(basis: Basis, start: date, end: date, effort: float) -> date | None:
    """The day by which so much effort has been made, what began last having had its time."""
    low, high = 0, (end - start).days
    wait = 0 if basis.lead is None else math.ceil(basis.lead.median)
    if basis.effort(start, end) < effort - 1e-9:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        if basis.effort(start, start + timedelta(days=middle)) >= effort - 1e-9:
            high = middle
        else:
            low = middle
    day = start + timedelta(days=high - 1 + wait)
    return day if day < end else None
