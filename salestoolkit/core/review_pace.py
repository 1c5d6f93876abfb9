"""How much work there usually is, and what the number of wins can tell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from salestoolkit.core.cohorts import PACE_DAYS, deals_a_day
from salestoolkit.core.counts import OPEN, WON
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_stages import time_in_stage
from salestoolkit.core.funnel_work import NEARLY_ALL, usual_end
from salestoolkit.core.velocity import work_in_hand

WEEK = 7
QUARTER = 91
"""Days over which wins are counted to say what their number can tell."""
YEAR = 365
FEW = 30
"""Wins a quarter below which the number is called small."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How much work there usually is, where no plan says how much is needed.

    ``usual`` = new deals a day (of the last 90 days) x mean days of a deal until any end (none counted
    beyond ``horizon_days``): Little's law; None where one is not known. ``year_ago``: open deals a year
    before; None where the book does not go back so far.
    """

    new_a_week: float
    mean_days: float | None
    horizon_days: float | None
    usual: float | None
    year_ago: int | None


@dataclass(frozen=True, kw_only=True)
class Luck:
    """What the number of wins in the last 13 weeks can tell.

    ``low`` and ``high`` bound the wins that the same work brings in 13 weeks (Garwood's exact interval
    of a Poisson count, 95 %); ``empty_week`` = exp(-wins / 13) is the chance of a week without one;
    ``deals_a_year`` counts deals created in the last 365 days; ``dated`` is whether the days of wins are
    known (also where there is none yet).
    """

    wins: int
    low: float
    high: float
    empty_week: float
    deals_a_year: int
    dated: bool = True

    @property
    def small(self) -> bool:
        """Whether so few wins say little."""
        return self.wins < FEW


def usual_work(own: Any, source: Source, now: pd.DataFrame, pipeline: str | None) -> Pace:
    """How many open deals there usually are, by Little's law and a year before.

    ``own`` is the book of the page's own deals, ``now`` its table of deals.
    """
    created = np.array([float(day.toordinal()) for day in now["created_on"].dropna()])
    a_day = deals_a_day(created, own.as_of)
    fit = time_in_stage(source.ends(""))
    # cut where the funnel's page cuts it, so that the two pages name the same usual number
    horizon = usual_end(fit, NEARLY_ALL)
    mean = fit.restricted_mean(min(float(horizon), fit.last or 0.0))[0] if horizon else None
    long_ago = own.as_of - timedelta(days=YEAR)
    first = now["created_on"].min()
    old_enough = not pd.isna(first) and first.date() <= long_ago - timedelta(days=PACE_DAYS)
    then = own.at(long_ago).deals_frame(fate=OPEN, pipeline=pipeline) if old_enough else None
    return Pace(
        new_a_week=a_day * WEEK,
        mean_days=mean,
        horizon_days=horizon,
        usual=work_in_hand(a_day, mean) if mean and a_day else None,
        year_ago=None if then is None else len(then),
    )


def luck_of(now: pd.DataFrame, as_of: date) -> Luck:
    """What the wins of the last 13 weeks can tell."""
    closed = pd.to_datetime(now["closed_on"])
    recent = closed > pd.Timestamp(as_of) - pd.Timedelta(days=QUARTER)
    won = now["fate"] == WON
    wins = int((won & recent).sum())
    low = stats.chi2.ppf(0.025, 2 * wins) / 2 if wins else 0.0
    created = pd.to_datetime(now["created_on"])
    return Luck(
        wins=wins,
        low=float(low),
        high=float(stats.chi2.ppf(0.975, 2 * wins + 2) / 2),
        empty_week=math.exp(-wins * WEEK / QUARTER),
        dated=bool(not won.any() or closed[won].notna().any()),
        deals_a_year=int((created > pd.Timestamp(as_of) - pd.Timedelta(days=YEAR)).sum()),
    )
