"""What a team knows of itself when it sets a goal, and the chance that follows from it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from scipy import stats

from salestoolkit.core.goal_basis import Basis, Spread, needed_for, outcome_of
from salestoolkit.core.goal_chance import chance_of_hitting
from salestoolkit.core.goal_checks import MOST, a_count, a_number, exact
from salestoolkit.core.goal_parts import RATED, Goal


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How many were done in so many working days of the past."""

    seen: int
    days: float

    def __post_init__(self) -> None:
        a_count(self.seen, "seen")
        a_number(self.days, "days")


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a goal is held against.

    basis : Basis
        As for `plan_goal`. For ``win_rate`` its one stage is the win rate; for ``cycle_days`` the share
        of won deals that took no longer than the goal.
    today : float, optional
        The metric's value at the end of ``as_of``; None: it is not measured.
    attempts : int, optional
        What will be attempted in the period, by plan or at the present pace: calls, new deals,
        contracts due; for ``win_rate`` deals that will be decided, for ``cycle_days`` deals to be won.
    best : float, optional
        For a rate or a length, that of the best team or segment.
    pace : Pace, optional
        For goals that count what people do themselves (calls, meetings).
    """

    basis: Basis = field(default_factory=Basis)
    today: float | None = None
    attempts: int | None = None
    pace: Pace | None = None
    best: float | None = None

    def __post_init__(self) -> None:
        if self.attempts is not None:
            a_count(self.attempts, "attempts", most=MOST)


@dataclass(frozen=True, kw_only=True)
class Realism:
    """The chance of a goal from the team's own past, or why it cannot be told.

    Reasons: ``incomplete``, ``no_history``, ``assumed`` (rates that were not counted; the chance is
    what they would give), ``no_attempts``, ``ended``. ``n`` is the number of past cases.
    ``amount`` is the largest goal that would be reached with the chance that is enough.
    """

    chance: float | None = None
    reason: str | None = None
    n: float | None = None
    amount: float | None = None


def chance_at_pace(pace: Pace, needed: int, days: float) -> float | None:
    """Chance of at least ``needed`` more in ``days`` working days, at the pace of the past.

    A Poisson count whose rate was learned from ``pace`` (Jeffreys prior): negative binomial. None
    where no day was watched.

    >>> chance_at_pace(Pace(seen=100, days=50), 110, 50) < 0.3
    True
    """
    if not pace.days:
        return None
    if needed <= 0:
        return 1.0
    if not days:
        return 0.0
    return float(stats.nbinom.sf(needed - 1, pace.seen + 0.5, pace.days / (pace.days + days)))


def realism(goal: Goal, evidence: Evidence, *, as_of: date) -> Realism:
    """The chance to reach a goal with what will be attempted, from the team's own history."""
    ahead = goal.ahead(as_of)
    if ahead is None or goal.amount is None or goal.metric is None:
        return Realism(reason="incomplete")
    if goal.metric in RATED:
        return _of_rate(goal, evidence)
    left = max(0.0, goal.amount - evidence.basis.done)
    if not left:
        return Realism(chance=1.0)
    if ahead[0] >= ahead[1]:
        return Realism(reason="ended", chance=0.0)
    if not evidence.basis.stages:
        return _of_pace(evidence, math.ceil(left), ahead)
    return _of_attempts(goal, evidence, ahead)


def _of_pace(evidence: Evidence, needed: int, ahead: tuple[date, date]) -> Realism:
    pace, days = evidence.pace, evidence.basis.working_days(*ahead)
    if pace is None or not pace.days:
        return Realism(reason="no_history")
    return Realism(chance=chance_at_pace(pace, needed, days), n=pace.seen)


def _of_rate(goal: Goal, evidence: Evidence) -> Realism:
    """A rate among so many deals: a goal of that many of them."""
    belief, n = evidence.basis.belief, evidence.attempts
    if not evidence.basis.stages or belief.n == 0:
        return Realism(reason="no_history")
    if not n:
        return Realism(reason="no_attempts", n=belief.n)
    # the median lies within the goal where at least half of the deals do
    share = exact(goal.amount or 0) if goal.metric == "win_rate" else Fraction(1, 2)
    chance = chance_of_hitting(math.ceil(share * n), n, belief)
    return Realism(chance=chance, n=belief.n, reason=None if belief.n is not None else "assumed")


def _of_attempts(goal: Goal, evidence: Evidence, ahead: tuple[date, date]) -> Realism:
    basis, belief = evidence.basis, evidence.basis.belief
    if belief.n == 0 or (goal.metric == "revenue" and not any(basis.sizes)):
        return Realism(reason="no_history")
    if evidence.attempts is None:
        return Realism(reason="no_attempts", n=belief.n)
    spread = Spread.of(basis, *ahead)
    attempts = evidence.attempts if sum(spread.effort) else 0
    found = outcome_of(goal, basis, attempts, spread)
    amount = None
    if goal.metric != "revenue":
        most = found.quantile(max(0.0, 1 - goal.enough)) if goal.enough else found.chances.size - 1
        amount = basis.done + (most if found.chance(most) >= goal.enough else max(0, most - 1))
    return Realism(
        chance=found.chance(needed_for(goal, basis)),
        reason=None if belief.n is not None else "assumed",
        n=belief.n,
        amount=amount,
    )
