"""Work in hand against Little's law: how many deals should be open, and how many are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.counts import OPEN, Counts
from salestoolkit.core.durations import Survival
from salestoolkit.core.ends import NOBODY, Ends, ends_by_stage
from salestoolkit.core.funnel_counts import ROUND_DAYS, Source
from salestoolkit.core.funnel_stages import time_in_stage
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.core.velocity import work_in_hand

USUAL, NEARLY_ALL = 0.9, 0.995
"""Shares of all ends: by the first a deal is usually over; at the second the mean is cut, for beyond
it lie hardly any but deals that nobody works on."""
SHORTEST, LONGEST = 90, 365
"""Least and most days over which arrivals are counted."""
TAIL = 1.1
"""What the days beyond the cut may add to the work in hand before it is called too much."""
HALF_MORE = 1.5
"""Least ratio of deals in hand to those expected from which work is said to pile up."""
FEWEST = 10
"""Fewest open deals that are said to pile up."""
NOISE = 0.001
"""How often a place where nothing piles up may be called so."""

WORK_COLUMNS = (
    *("stage", "name", "waiting", "arrived", "arrivals_per_day", "window_days"),
    *("mean_days", "mean_low", "mean_high", "horizon_days", "usual_days", "timed"),
    *("expected", "expected_low", "expected_high", "open", "no_clock"),
    *("surplus", "surplus_low", "surplus_high", "older", "older_share", "piled_up"),
)

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Deals in one place (a stage, or the whole funnel): how they ended, and how many came lately."""

    key: str
    name: str
    waiting: bool
    ends: Ends
    stay: Survival
    arrived: int
    looked_at: int


def usual_end(stay: Survival, share: float = USUAL) -> int | None:
    """Round number of days by which nine of ten that end have ended, in whichever way.

    None where nothing has ended; ``share`` for another share than nine of ten.
    """
    if not stay.time.size:
        return None
    gone = 1 - stay.survival
    day = stay.time[np.argmax(gone >= share * gone[-1] - 1e-9)]
    return next((days for days in ROUND_DAYS if days >= day), int(np.ceil(day)))


def work_table(source: Source, *, level: float) -> pd.DataFrame:
    """Deals in hand against those that a steady funnel holds: one row for all deals, one a stage.

    Expected = arrivals a day x mean days (Little 1961). The mean counts no days beyond
    ``horizon_days``, by which 199 of 200 deals that end have ended, so that it is not stretched by deals
    that nobody works on any more, and takes a visit that ended in a bulk move as watched until then;
    arrivals are those of the last ``window_days``. Surplus = open - expected,
    with an interval that allows for chance in the arrivals, the mean and the deals in hand.

    Parameters
    ----------
    source : Source
        Where the page's counts come from.
    level : float
        Of the intervals.

    Returns
    -------
    DataFrame
        Columns: stage (``""``: all deals), name, waiting; arrived, arrivals_per_day, window_days;
        mean_days with mean_low and mean_high, horizon_days, usual_days (by which nine of ten have ended),
        timed (n of the mean); expected with its
        interval; open (with a clock), no_clock (open without); surplus with its interval; older (open
        for longer than usual_days), older_share (of open); piled_up (more than chance and the slow
        ones explain). What cannot be told is None.
    """
    counts = source.page()
    window = _window(source)
    recent = _recent(source, window) if window else None
    looked_at = len(counts.process.deal_stages) + 1
    visits, worked = ends_by_stage(counts.visits), ends_by_stage(_without_bulk(counts.visits))
    come = ends_by_stage(recent.visits) if recent else {}
    whole = _Place(
        key="",
        name="",
        waiting=False,
        ends=source.ends(""),
        stay=time_in_stage(source.ends("")),
        arrived=ends_by_stage(recent.cycles)[""].count() if recent else 0,
        looked_at=looked_at,
    )
    stages = [
        _Place(
            key=stage.key,
            name=stage.name,
            waiting=stage.waiting,
            ends=visits.get(stage.key, NOBODY),
            stay=time_in_stage(worked.get(stage.key, NOBODY)),
            arrived=come.get(stage.key, NOBODY).count(),
            looked_at=looked_at,
        )
        for stage in counts.process.deal_stages
    ]
    rows = [_work(place, window, level) for place in (whole, *stages)]
    return pd.DataFrame(rows, columns=list(WORK_COLUMNS))


def _window(source: Source) -> int | None:
    """Days over which arrivals are counted: the usual length of a deal; None in a book too young."""
    usual = usual_end(time_in_stage(source.ends("", "everyone")))
    since = source.everyone().since
    if usual is None:
        return None
    days = min(max(usual, SHORTEST), LONGEST)
    if since is not None and (source.book.as_of - since).days < days:
        return None
    return days


def _recent(source: Source, days: int) -> Counts:
    start = source.book.as_of - timedelta(days=days - 1)
    return source.own().counted((start, None), None)


def _without_bulk(visits: pd.DataFrame) -> pd.DataFrame:
    """Visits with bulk moves as not yet over: on that day the CRM was tidied, no work was done."""
    bulk = (visits["provenance"] == "bulk").fillna(False).to_numpy(dtype=bool)
    return visits.assign(next=visits["next"].mask(bulk, OPEN)) if bulk.any() else visits


def _work(place: _Place, window: int | None, level: float) -> Row:
    still = place.ends.where(place.ends.outcome == 0)
    here = still.clocked
    row: Row = {
        "stage": place.key,
        "name": place.name,
        "waiting": place.waiting,
        "open": here.count(),
        "no_clock": still.count() - here.count(),
        "piled_up": False,
    }
    stay = place.stay
    usual = usual_end(stay)
    horizon = usual_end(stay, NEARLY_ALL)
    mean, error = stay.restricted_mean(min(float(horizon or 0), stay.last or 0.0))
    if usual is None or mean is None or error is None:
        return row
    half = normal_quantile(level) * error
    older = here.where(here.days >= usual).count()
    row |= {
        "mean_days": mean,
        "mean_low": max(0.0, mean - half),
        "mean_high": mean + half,
        "horizon_days": horizon,
        "usual_days": usual,
        "timed": int(stay.n),
        "older": older,
        "older_share": older / here.count() if here.count() else None,
    }
    if window is None:
        return row
    row |= {"arrived": place.arrived, "window_days": window}
    row["arrivals_per_day"] = place.arrived / window
    return row | _against(here.count(), place, mean, error, window, level)


def _against(here: int, place: _Place, mean: float, error: float, window: int, level: float) -> Row:
    """Deals in hand against those that Little's law expects."""
    expected = work_in_hand(place.arrived / window, mean)
    if not expected:
        return {"expected": expected, "surplus": here - expected}
    # of a ratio of counts and an estimated mean: relative variances add up
    spread = expected * math.sqrt(1 / place.arrived + (error / mean) ** 2)
    z = normal_quantile(level)
    width = z * math.sqrt(spread**2 + expected)
    surplus = here - expected
    return {
        "expected": expected,
        "expected_low": max(0.0, expected - z * spread),
        "expected_high": expected + z * spread,
        "surplus": surplus,
        "surplus_low": surplus - width,
        "surplus_high": surplus + width,
        "piled_up": _piled_up(here, expected, spread, place.looked_at),
    }


def _piled_up(here: int, expected: float, spread: float, looked_at: int) -> bool:
    """Whether more are in hand than chance and deals that take longer than usual explain."""
    if here < FEWEST or here < HALF_MORE * expected:
        return False
    most = TAIL * expected
    z = normal_quantile(1 - 2 * NOISE / looked_at)
    return here - most > z * math.sqrt(most + (TAIL * spread) ** 2)
