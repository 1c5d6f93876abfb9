"""The single figures of a funnel audit, each with its count, date and definition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.durations import conditional_quantile, median_interval, weighted_median
from salestoolkit.core.ends import Ends
from salestoolkit.core.figures import Figure, Unit
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.incidence import Incidence
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
        definition: str | None = None,
    ) -> Figure:
        """One figure, defined under its own name where no other is given."""
        low, high = between if value is not None else (None, None)
        return Figure(
            name=name,
            value=value,
            low=low,
            high=high,
            n=int(n),
            unit=unit,
            as_of=self.as_of,
            definition=definition or name,
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
    cycles = source.ends("")
    days = mature_days if mature_days is not None else source.usual_days("")
    stale = stale_days if stale_days is not None else days
    lost_too = _stale_lost(cycles, stale).curve if stale is not None else None
    missing = _why_no_chance(counts, cycles)
    made = [
        _chance(make, "win_probability", cycles.curve, missing),
        _chance(make, "win_probability_stale_lost", lost_too, missing, until=cycles.curve.last),
        _mature(make, source, days, missing),
    ]
    return {figure.name: figure for figure in made}


def _chance(
    make: Maker,
    name: str,
    curve: Incidence | None,
    missing: str | None,
    *,
    until: float | None = None,
) -> Figure:
    """A win probability by the end of its curve, or by another curve's end where that is earlier."""
    if missing or curve is None:
        n = curve.n if curve is not None else 0
        return make.figure(name, None, n=n, unit="share", note=missing or "none_won")
    open_at_end = curve.survival[-1] if curve.survival.size else 1.0
    last = min(curve.last or 0.0, until if until is not None else float("inf"))
    return make.figure(
        name,
        curve.at(last),
        n=curve.n,
        unit="share",
        between=curve.interval(last, level=make.level),
        note="curve_cut" if open_at_end > STILL_MANY else None,
    )


def _why_no_chance(counts: Counts, cycles: Ends) -> str | None:
    """Note for a chance that cannot be told, or None."""
    by_fate = fates(counts)
    if not sum(by_fate.values()):
        return "no_deals"
    if not by_fate[WON] + by_fate[LOST]:
        return "all_open"
    return None if (cycles.clocked.outcome > 0).any() else "no_dates"


def _stale_lost(cycles: Ends, stale_days: int) -> Ends:
    """The same deals, with open ones of at least ``stale_days`` counted as lost."""
    stale = (cycles.outcome == 0) & (cycles.days >= stale_days)
    return replace(cycles, outcome=np.where(stale, 2, cycles.outcome))


def _mature(make: Maker, source: Source, days: int | None, missing: str | None) -> Figure:
    name = "win_rate_mature"
    if days is None:
        return make.figure(name, None, n=0, unit="share", note=missing or "none_won")
    tally = source.ends("", window=source.mature(days)).within(days)
    share = proportion(tally.advanced, tally.entered, level=make.level)
    return make.figure(
        name,
        share.value,
        n=tally.entered,
        unit="share",
        between=(share.low, share.high),
        note=None if tally.entered else missing or "too_young",
    )


def time_figures(make: Maker, source: Source, counts: Counts) -> Figures:
    """Median cycle of deals that win; and the medians of closed deals alone, which are too short."""
    cycles = source.ends("").clocked
    curve = cycles.curve
    cycle = conditional_quantile(curve, 0.5, level=make.level)
    missing = _why_no_chance(counts, cycles)
    made = [
        make.figure(
            "cycle_days",
            None if missing else cycle.value,
            n=curve.events[0].sum(),
            unit="days",
            between=(cycle.low, cycle.high),
            note=missing or ("none_won" if cycle.value is None else None),
        )
    ]
    for outcome, name, none in (
        (1, "cycle_days_won", "none_won"),
        (2, "cycle_days_lost", "none_lost"),
    ):
        mine = cycles.where(cycles.outcome == outcome)
        value = weighted_median(mine.days, mine.n)
        made.append(
            make.figure(
                name,
                value,
                n=mine.count(),
                unit="days",
                between=median_interval(mine.days, mine.n, level=make.level),
                note="biased" if value is not None else missing or none,
            )
        )
    return {figure.name: figure for figure in made}
