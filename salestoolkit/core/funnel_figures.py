"""The single figures of a funnel audit, each with its count, date and definition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.durations import conditional_quantile, median_interval, weighted_median
from salestoolkit.core.figures import Figure, Unit
from salestoolkit.core.funnel_counts import (
    Source,
    clocked,
    curve_of,
    follow_up_for,
    numbers,
    outcomes,
    within,
)
from salestoolkit.core.incidence import Incidence, aalen_johansen
from salestoolkit.core.proportions import Interval, proportion

STILL_MANY = 0.05
"""Share still open at the last follow-up from which the curve is called cut."""
Figures = dict[str, Figure]


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Makes the figures of one page; ``level`` is that of every interval."""

    as_of: date
    level: float
    currency: str | None

    def figure(
        self,
        name: str,
        value: float | None,
        *,
        n: float,
        unit: Unit,
        between: Interval | tuple[float | None, float | None] = (None, None),
        note: str | None = None,
    ) -> Figure:
        """One figure, defined under its own name."""
        low, high = between if value is not None else (None, None)
        return Figure(
            name=name,
            value=value,
            low=low,
            high=high,
            n=int(n),
            unit=unit,
            as_of=self.as_of,
            definition=name,
            level=self.level,
            currency=(self.currency or None) if unit == "money" else None,
            note=note,
        )


def fates(counts: Counts) -> dict[str, int]:
    """Deals by fate."""
    sums = counts.deals.groupby("fate")["n"].sum()
    return {fate: int(sums.get(fate, 0)) for fate in (WON, LOST, OPEN)}


def count_figures(make: Maker, counts: Counts) -> Figures:
    """Deals, won, lost, open; and the share won under each plain definition."""
    by_fate = fates(counts)
    won, lost, still = by_fate[WON], by_fate[LOST], by_fate[OPEN]
    every, closed = won + lost + still, won + lost
    made = [
        make.figure("deals", every, n=every, unit="deals", note="census"),
        make.figure("won", won, n=every, unit="deals", note="census"),
        make.figure("lost", lost, n=every, unit="deals", note="census"),
        make.figure("open", still, n=every, unit="deals", note="census"),
    ]
    share = proportion(won, closed, level=make.level)
    made.append(
        make.figure(
            "win_rate_closed",
            share.value,
            n=closed,
            unit="share",
            between=(share.low, share.high),
            note="biased" if closed else _no_outcome(every),
        )
    )
    for name, part in (("win_rate_lowest", won), ("win_rate_highest", won + still)):
        value = part / every if every else None
        note = "census" if every else "no_deals"
        made.append(make.figure(name, value, n=every, unit="share", note=note))
    return {figure.name: figure for figure in made}


def _no_outcome(every: int) -> str:
    return "all_open" if every else "no_deals"


def chance_figures(
    make: Maker,
    source: Source,
    counts: Counts,
    *,
    mature_days: int | None,
    stale_days: int | None,
) -> Figures:
    """Win probability with open deals censored, of a mature cohort, and with stale deals lost."""
    curve = curve_of(counts.cycles, "fate")
    usual = curve_of(source.everyone().cycles, "fate")
    days = mature_days if mature_days is not None else follow_up_for(usual)
    stale = stale_days if stale_days is not None else (2 * days if days is not None else None)
    lost_too = _stale_lost(counts.cycles, stale) if stale is not None else None
    made = [
        _chance(make, "win_probability", curve, counts),
        _chance(make, "win_probability_stale_lost", lost_too, counts),
        _mature(make, source, counts, days),
    ]
    return {figure.name: figure for figure in made}


def _chance(make: Maker, name: str, curve: Incidence | None, counts: Counts) -> Figure:
    missing = _why_no_chance(counts)
    if missing or curve is None:
        n = curve.n if curve is not None else 0
        return make.figure(name, None, n=n, unit="share", note=missing or "none_won")
    open_at_end = curve.survival[-1] if curve.survival.size else 1.0
    return make.figure(
        name,
        curve.final(),
        n=curve.n,
        unit="share",
        between=curve.interval(curve.last or 0.0, level=make.level),
        note="curve_cut" if open_at_end > STILL_MANY else None,
    )


def _why_no_chance(counts: Counts) -> str | None:
    """Note for a chance that cannot be told, or None."""
    by_fate = fates(counts)
    if not sum(by_fate.values()):
        return "no_deals"
    if not by_fate[WON] + by_fate[LOST]:
        return "all_open"
    timed = clocked(counts.cycles)
    return None if (timed["fate"] != OPEN).any() else "no_dates"


def _stale_lost(cycles: pd.DataFrame, stale_days: int) -> Incidence:
    """The curve with open deals of at least ``stale_days`` counted as lost."""
    timed = clocked(cycles)
    ends, days = outcomes(timed, "fate"), numbers(timed, "days")
    return aalen_johansen(
        days,
        np.where((ends == 0) & (days >= stale_days), 2, ends),
        entry=numbers(timed, "entry_age"),
        weights=numbers(timed, "n"),
        n_causes=2,
    )


def _mature(make: Maker, source: Source, counts: Counts, days: int | None) -> Figure:
    name = "win_rate_mature"
    if days is None:
        note = _why_no_chance(counts) or "none_won"
        return make.figure(name, None, n=0, unit="share", note=note)
    tally = within(source.page(source.mature(days)).cycles, "fate", days)
    share = proportion(tally.advanced, tally.entered, level=make.level)
    return make.figure(
        name,
        share.value,
        n=tally.entered,
        unit="share",
        between=(share.low, share.high),
        note=None if tally.entered else "too_young",
    )


def time_figures(make: Maker, counts: Counts) -> Figures:
    """Median cycle of deals that win; and the medians of closed deals alone, which are too short."""
    curve = curve_of(counts.cycles, "fate")
    cycle = conditional_quantile(curve, 0.5, level=make.level)
    missing = _why_no_chance(counts) or ("none_won" if cycle.value is None else None)
    won = int(curve.events[0].sum())
    made = [
        make.figure(
            "cycle_days",
            None if missing else cycle.value,
            n=won,
            unit="days",
            between=(cycle.low, cycle.high),
            note=missing,
        )
    ]
    for name, fate, none in (
        ("cycle_days_won", WON, "none_won"),
        ("cycle_days_lost", LOST, "none_lost"),
    ):
        timed = clocked(counts.cycles)
        rows = timed[(timed["fate"] == fate).to_numpy(dtype=bool)]
        days, n = numbers(rows, "days"), numbers(rows, "n")
        value = weighted_median(days, n)
        made.append(
            make.figure(
                name,
                value,
                n=n.sum(),
                unit="days",
                between=median_interval(days, n, level=make.level),
                note="biased" if value is not None else missing or none,
            )
        )
    return {figure.name: figure for figure in made}
