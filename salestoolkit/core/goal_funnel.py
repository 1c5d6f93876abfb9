"""How many must come in at the top, by plain division: the common plan, worked exactly."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from salestoolkit.core.goal_checks import a_number, exact
from salestoolkit.core.goal_rates import StageRate


@dataclass(frozen=True, kw_only=True)
class ReverseFunnel:
    """How many must enter each stage so that the goal comes out on average.

    ``entries`` are exact and never rounded on the way; ``top`` is the first of them rounded up.
    Both are None where a rate is zero or not known: ``reason`` is then ``rate_zero`` or
    ``no_history``, and ``stage`` the place of that stage from 0.
    """

    goal: Fraction
    rates: tuple[Fraction | None, ...]
    overall: Fraction | None
    entries: tuple[Fraction, ...] | None
    top: int | None
    reason: str | None = None
    stage: int | None = None


def reverse_funnel(
    goal: float | Fraction, stages: Sequence[float | Fraction | StageRate]
) -> ReverseFunnel:
    """Work backwards from a goal through the stages, first to last.

    entry(k) = goal / (rate(k) x ... x rate(last)), with exact fractions, rounded up once at the
    top: rounding at every stage asks for too many.

    Parameters
    ----------
    goal : float
        What must come out of the last stage, 0 or more.
    stages : sequence
        Each stage's rate (share of those that enter it), 0-1, or a `StageRate`.

    Raises
    ------
    InvalidValue
        Where the goal or a rate is no possible number.

    Examples
    --------
    >>> reverse_funnel(20, [0.25, 0.5, 0.4, 0.3]).top
    1334
    >>> reverse_funnel(7, [0.7, 0.1]).top
    100
    """
    a_number(goal, "amount")
    wanted = exact(goal)
    rates = tuple(_rate(one) for one in stages)
    stuck = next((place for place, rate in enumerate(rates) if not rate), None)
    if stuck is not None:
        nothing = rates[stuck] is None
        return ReverseFunnel(
            goal=wanted,
            rates=rates,
            overall=None if None in rates else Fraction(0),
            entries=None,
            top=None,
            reason="no_history" if nothing else "rate_zero",
            stage=stuck,
        )
    entries: list[Fraction] = []
    needed = wanted
    for rate in reversed(rates):
        needed = needed / rate if rate else needed
        entries.insert(0, needed)
    overall = math.prod((rate for rate in rates if rate), start=Fraction(1))
    return ReverseFunnel(
        goal=wanted, rates=rates, overall=overall, entries=tuple(entries), top=math.ceil(needed)
    )


def _rate(stage: float | Fraction | StageRate) -> Fraction | None:
    if isinstance(stage, Fraction):
        a_number(stage, "rate")
        return stage
    return (stage if isinstance(stage, StageRate) else StageRate(rate=stage)).estimate


def expected_outcome(
    attempts: float, rate: float | Fraction, *, in_time: float | Fraction = 1, carried_in: float = 0
) -> Fraction:
    """Successes to expect: attempts x rate x share that ends in time, and what is carried in.

    Examples
    --------
    >>> round(float(expected_outcome(900, 0.1, in_time=Fraction(305, 365))), 4)
    75.2055
    """
    for value, field in ((attempts, "attempts"), (rate, "rate"), (in_time, "in_time")):
        a_number(value, field)
    return exact(attempts) * exact(rate) * exact(in_time) + exact(carried_in)


def share_before_lag(period_days: float, lag_days: float) -> Fraction:
    """Share of a period's evenly spread attempts that end in it, when each takes ``lag_days``.

    (period - lag) / period, and 0 where the lag is longer.

    >>> share_before_lag(365, 60)
    Fraction(61, 73)
    """
    a_number(lag_days, "lead_days")
    length = exact(a_number(period_days, "days"))
    return max(Fraction(0), (length - exact(lag_days)) / length) if length else Fraction(0)
