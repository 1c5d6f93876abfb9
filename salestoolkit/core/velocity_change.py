"""What made the funnel faster or slower: the velocity of a period against the one before."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from salestoolkit.core.changes import product_parts
from salestoolkit.core.ends import Ends
from salestoolkit.core.funnel_counts import Source, Window
from salestoolkit.core.funnel_leaks import window_days
from salestoolkit.core.funnel_stages import time_in_stage
from salestoolkit.core.funnel_value import won_values
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.core.value_spread import LEAST, value_spread
from salestoolkit.core.velocity import LEVERS, Velocity, sales_velocity, work_in_hand

NOISE = 0.01
"""How often a change may be called one where there is none."""
FEWEST_WON = 10
"""Wins in either period under which a change is not called one."""

CHANGE_COLUMNS = ("lever", "before", "after", "part_per_day")


@dataclass(frozen=True, kw_only=True)
class VelocityPeriod:
    """Deals begun in [start, end), followed for the same number of days each.

    ``velocity.deals`` is the work in hand that they make, arrivals a day x mean days (Little's law);
    ``velocity.cycle_days`` their mean days until any end, none counted beyond the follow-up;
    ``velocity.win_rate`` the share won within it.
    """

    start: date
    end: date
    begun: int
    won: int
    valued: int
    error: float | None
    velocity: Velocity


@dataclass(frozen=True, kw_only=True, eq=False)
class VelocityChange:
    """The value won a day in two periods, and what each lever had in the difference.

    levers : lever (`LEVERS`), before, after, part_per_day
        Shapley values of V = n w a / L; they add up to the difference exactly. Work in hand is
        arrivals times the cycle here, so a longer cycle adds to one what it takes from the other:
        the two together are what more or fewer new deals changed (``arrivals_part``).
    named : whether the change is more than chance (1 %)
    """

    before: VelocityPeriod
    after: VelocityPeriod
    follow_up_days: int
    levers: pd.DataFrame
    difference: float
    arrivals_part: float
    low: float
    high: float
    named: bool


def velocity_change(source: Source, *, currency: str | None, level: float) -> VelocityChange | None:
    """The last period that is old enough, against the one before; None where it cannot be told.

    Parameters
    ----------
    source : Source
        Where windows are counted.
    currency : str, optional
        Whose values are added.
    level : float
        Of the interval of the difference.
    """
    days = source.usual_days("")
    length = window_days(source, days) if days is not None else None
    if days is None or length is None:
        return None
    end = source.mature(days)[1]
    middle = end - timedelta(days=length)
    start = middle - timedelta(days=length)
    since = source.everyone().since
    if since is not None and start < since - timedelta(days=1):
        return None
    before = _period(source, (start, middle), days, currency)
    after = _period(source, (middle, end), days, currency)
    spread = value_spread(source, currency)
    return compare_velocity(before, after, follow_up_days=days, level=level, spread=spread)


def compare_velocity(
    before: VelocityPeriod,
    after: VelocityPeriod,
    *,
    follow_up_days: int,
    level: float,
    spread: float = LEAST,
) -> VelocityChange | None:
    """The difference of two velocities, shared out over the four levers; None where one is undefined.

    The interval is that of the logarithm of their ratio: deals begun as Poisson counts, the share
    won binomial, the mean value with ``spread`` (see `value_spread`). The cycle cancels.
    """
    slow, fast = before.velocity.value_per_day, after.velocity.value_per_day
    if not slow or not fast:
        return None
    old, new = (_factors(period.velocity) for period in (before, after))
    parts = product_parts(np.array([old]), np.array([new]))[0]
    error = math.sqrt(sum(_relative_variance(period, spread) for period in (before, after)))
    z = normal_quantile(level)
    ratio = math.log(fast / slow)
    enough = min(before.won, after.won) >= FEWEST_WON
    return VelocityChange(
        before=before,
        after=after,
        follow_up_days=follow_up_days,
        levers=pd.DataFrame(
            {
                "lever": LEVERS,
                "before": [*old[:3], before.velocity.cycle_days],
                "after": [*new[:3], after.velocity.cycle_days],
                "part_per_day": parts,
            },
            columns=list(CHANGE_COLUMNS),
        ),
        difference=fast - slow,
        arrivals_part=float(parts[0] + parts[3]),
        low=slow * math.expm1(ratio - z * error),
        high=slow * math.expm1(ratio + z * error),
        named=enough and abs(ratio) > normal_quantile(1 - NOISE) * error,
    )


def _factors(velocity: Velocity) -> list[float]:
    """The four numbers whose product is the velocity: the cycle as its reciprocal."""
    levers = (velocity.deals, velocity.win_rate, velocity.value)
    return [*(float(lever or 0.0) for lever in levers), 1 / (velocity.cycle_days or math.inf)]


def _relative_variance(period: VelocityPeriod, spread: float) -> float:
    share = period.velocity.win_rate or 0.0
    return 1 / period.begun + (1 - share) / max(period.won, 1) + spread / max(period.valued, 1)


def _period(
    source: Source, window: tuple[date, date], days: int, currency: str | None
) -> VelocityPeriod:
    ends = source.ends("", window=window)
    tally = ends.within(days)
    mean, error = _mean_days(ends, days)
    counted: Window = window
    valued, worth = won_values(source.own().counted(counted, None), currency)
    length = (window[1] - window[0]).days
    begun = ends.count()
    deals = work_in_hand(begun / length, mean) if mean is not None else None
    return VelocityPeriod(
        start=window[0],
        end=window[1],
        begun=begun,
        won=tally.advanced,
        valued=valued,
        error=error,
        velocity=sales_velocity(
            deals=deals,
            win_rate=tally.rate,
            value=worth / valued if valued else None,
            cycle_days=mean,
        ),
    )


def _mean_days(ends: Ends, days: int) -> tuple[float | None, float | None]:
    """Mean days until any end, none counted beyond the follow-up, and its standard error."""
    stay = time_in_stage(ends)
    # all were watched for so long; where all have ended earlier the rest of the area is nothing
    return stay.restricted_mean(min(float(days), stay.last or 0.0))
