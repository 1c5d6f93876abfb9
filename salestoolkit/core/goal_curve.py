"""The chance of a goal against the number of attempts: what a plan buys, and where it is a coin toss."""

from __future__ import annotations

import math
from dataclasses import dataclass

from salestoolkit.core.goal_chance import (
    Required,
    chance_of_hitting,
    needed_successes,
    required_attempts,
)
from salestoolkit.core.goal_rates import Rate, belief_in
from salestoolkit.core.goals import GoalPlan, PlanPart

POINTS = 36


@dataclass(frozen=True, kw_only=True)
class ChancePoint:
    """So many attempts, and the chance of the goal with them."""

    attempts: int
    chance: float


@dataclass(frozen=True, kw_only=True)
class ChanceCurve:
    """The chance of a goal for more and more attempts, with one rate, known or learned.

    ``common`` is plain division (goal / estimated rate, rounded up), ``required`` the attempts with
    the chance ``wanted``; each is None where there is no such number. ``n`` is the number of past
    cases that the rate was learned from, None where it is taken as known.
    """

    goal: int
    wanted: float
    points: tuple[ChancePoint, ...]
    common: ChancePoint | None
    required: Required
    n: float | None


def chance_curve(
    goal: float,
    rate: Rate,
    *,
    chance: float = 0.8,
    estimate: float | None = None,
    upto: int | None = None,
    points: int = POINTS,
) -> ChanceCurve:
    """The chance of at least ``goal`` successes, from few attempts to more than enough.

    Parameters
    ----------
    goal : float
        Successes, rounded up to whole ones.
    rate : float, StageRate, stages, or Belief
        Share of attempts that succeed.
    estimate : float, optional
        The rate that plain division takes; the mean of the belief where not given.
    upto : int, optional
        Where the curve ends; a little beyond the attempts that are required where not given.

    Examples
    --------
    >>> curve = chance_curve(90, 0.1)
    >>> curve.common.attempts, round(curve.common.chance, 3), curve.required.attempts
    (900, 0.516, 975)
    """
    belief, wanted = belief_in(rate), int(needed_successes(goal).counts[0])
    required = required_attempts(wanted, belief, chance=chance)
    share = belief.mean if estimate is None else estimate
    common = math.ceil(wanted / share - 1e-9) if share > 0 and belief.n != 0 else None
    if required.attempts is None or common is None:
        return ChanceCurve(
            goal=wanted, wanted=chance, points=(), common=None, required=required, n=belief.n
        )

    def point(attempts: int) -> ChancePoint:
        return ChancePoint(attempts=attempts, chance=chance_of_hitting(wanted, attempts, belief))

    end = upto or math.ceil(1.2 * max(required.attempts, common))
    first = min(end, common) // 2
    places = {first + round(at * (end - first) / (points - 1)) for at in range(points)}
    return ChanceCurve(
        goal=wanted,
        wanted=chance,
        points=tuple(point(place) for place in sorted(places)),
        common=point(common),
        required=required,
        n=belief.n,
    )


def room_of(plan: GoalPlan, part: PlanPart) -> float | None:
    """Attempts that the team can make in a part of a plan; None where that is not known.

    Days of full reps in it x attempts of a full rep on a day.
    """
    room = plan.capacity
    if room is None or room.total is None or not room.rep_days:
        return None
    return part.effort * room.total / room.rep_days
