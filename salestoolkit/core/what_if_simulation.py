"""What would come of it, if: how deals and revenue may turn out, against today's, and what binds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.core.what_if import Lever, levers
from salestoolkit.core.what_if_draws import DRAWS, new_deals, open_totals, revenues
from salestoolkit.core.what_if_funnel import Expected, WhatIf, expected, needed_volume

LEVELS = (0.5, 0.8, 0.95)
MOST_BINS = 40


@dataclass(frozen=True, kw_only=True, eq=False)
class Spread:
    """How a figure may turn out: its draws, sorted."""

    draws: Array

    def interval(self, level: float) -> tuple[float, float]:
        """Between which values it lies with this chance, equal tails."""
        return self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)

    def quantile(self, share: float) -> float:
        """Smallest value that it does not exceed with this chance."""
        place = int(np.ceil(share * self.draws.size - 1e-9)) - 1
        return float(self.draws[min(max(place, 0), self.draws.size - 1)])

    @property
    def median(self) -> float:
        """The middle."""
        return self.quantile(0.5)

    def chance(self, goal: float) -> float:
        """Chance of at least ``goal``."""
        # amounts are added up in floating point: what is a goal to the cent is reached
        reached = self.draws >= goal - 1e-9 * max(1.0, abs(goal))
        return float(reached.mean())

    def shares(self, edges: Array) -> Array:
        """Share of the draws from each edge up to before the next."""
        places = np.searchsorted(self.draws, edges, side="left")
        return np.asarray(np.diff(places) / self.draws.size, dtype=float)


@dataclass(frozen=True, kw_only=True, eq=False)
class Turnout:
    """How one what-if may turn out.

    expected : exact means
    deals, revenue : distributions by the end, with what is done and open; revenue None without values
    needed : entries that bring the goal on average; None without a goal, or where none do
    limits : what binds: ``capacity``, ``horizon``, ``rate`` (a stage is at 1), ``nothing_in_time``,
        ``rate_zero``
    """

    what_if: WhatIf
    expected: Expected
    deals: Spread
    revenue: Spread | None
    needed: int | None
    limits: tuple[str, ...]

    @cached_property
    def chance(self) -> float | None:
        """Chance to reach the goal; None without one."""
        goal = self.what_if.goal
        return None if goal is None else self.metric.chance(goal)

    @property
    def metric(self) -> Spread:
        """The distribution that the goal is about."""
        if self.what_if.metric == "revenue" and self.revenue is not None:
            return self.revenue
        return self.deals

    @property
    def mean(self) -> Fraction:
        """Exact mean of what the goal is about."""
        if self.what_if.metric == "revenue" and self.expected.revenue is not None:
            return self.expected.revenue
        return self.expected.deals

    @cached_property
    def intervals(self) -> Mapping[float, tuple[float, float]]:
        """Intervals of what the goal is about, by level."""
        return {level: self.metric.interval(level) for level in LEVELS}


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared:
    """A what-if beside today's; every lift in it is assumed, not measured."""

    now: Turnout
    today: Turnout
    levers: tuple[Lever, ...]
    n: int = DRAWS
    definition: str = "what_if"

    @property
    def more_deals(self) -> Fraction:
        """Deals that the change brings on average."""
        return self.now.expected.deals - self.today.expected.deals

    @property
    def changed(self) -> bool:
        """Whether anything but the goal is other than today."""
        return self.now.what_if != self.today.what_if


def turnout(what_if: WhatIf, *, draws: int = DRAWS) -> Turnout:
    """How a what-if may turn out; the same what-if gives the same draws.

    Parameters
    ----------
    draws : int
        How many times the time is played through.

    Examples
    --------
    >>> from salestoolkit.core.what_if_funnel import WhatIfStage
    >>> call = WhatIfStage(name="Call", rate=0.1)
    >>> found = turnout(WhatIf(stages=(call,), volume=900, goal=90))
    >>> float(found.expected.deals), round(found.chance, 2), found.intervals[0.8]
    (90.0, 0.52, (79.0, 102.0))
    """
    count, worth = open_totals(what_if.open_deals, draws)
    new = new_deals(what_if, draws)
    gained = revenues(what_if, new)
    money = None if gained is None else np.sort(gained + worth + what_if.done_value)
    return Turnout(
        what_if=what_if,
        expected=expected(what_if),
        deals=Spread(draws=np.sort(new + count + what_if.done)),
        revenue=None if money is None else Spread(draws=money),
        needed=needed_volume(what_if),
        limits=_limits(what_if),
    )


@lru_cache(maxsize=16)
def _kept(what_if: WhatIf, draws: int) -> Turnout:
    return turnout(what_if, draws=draws)


def compare(now: WhatIf, today: WhatIf, *, draws: int = DRAWS) -> Compared:
    """A what-if beside today's, on the same draws and held against the same goal.

    Examples
    --------
    >>> from salestoolkit.core.what_if_funnel import WhatIfStage
    >>> today = WhatIf(stages=(WhatIfStage(name="Call", rate=0.1),), volume=900, goal=90)
    >>> float(compare(today.with_points(0, 1), today).more_deals)
    9.0
    """
    before = _kept(today, draws)
    if now.metric == today.metric and now.goal != today.goal:
        # a chance can only be compared with that of the same goal
        aim = replace(today, goal=now.goal)
        before = replace(before, what_if=aim, needed=needed_volume(aim))
    return Compared(
        now=turnout(now, draws=draws),
        today=before,
        levers=stage_levers(now),
        n=draws,
    )


def stage_levers(what_if: WhatIf) -> tuple[Lever, ...]:
    """What each stage is worth where the what-if stands: see `salestoolkit.core.what_if.levers`.

    Entries that find no room and deals that end too late are left out.
    """
    stages = what_if.stages
    return levers(
        what_if.entering * what_if.in_time,
        what_if.rates,
        best={at: one.best for at, one in enumerate(stages) if one.best is not None},
        costs={at: one.cost for at, one in enumerate(stages) if one.cost is not None},
    )


def shared_bins(turnouts: tuple[Turnout, ...]) -> Array:
    """Edges of bins that hold all draws, whole for deals, the same for all of them."""
    low = min(one.metric.quantile(0.001) for one in turnouts)
    high = max(one.metric.quantile(0.999) for one in turnouts)
    whole = turnouts[0].what_if.metric == "deals"
    size = max((high - low) / MOST_BINS, 1.0 if whole else 1e-9)
    unit = 10.0 ** np.floor(np.log10(size))
    step = next(unit * by for by in (1, 2, 5, 10) if unit * by >= size * (1 - 1e-9))
    first = np.floor(low / step) * step
    return np.asarray(first + step * np.arange(int((high - first) / step) + 2), dtype=float)


def _limits(what_if: WhatIf) -> tuple[str, ...]:
    found = []
    if what_if.entering < what_if.volume:
        found.append("capacity")
    if not what_if.in_time:
        found.append("nothing_in_time")
    elif what_if.in_time < 1:
        found.append("horizon")
    if any(stage.rate == 0 for stage in what_if.stages):
        found.append("rate_zero")
    if any(stage.rate == 1 for stage in what_if.stages):
        found.append("rate")
    return tuple(found)


__all__ = [
    "LEVELS",
    "Compared",
    "Spread",
    "Turnout",
    "compare",
    "shared_bins",
    "stage_levers",
    "turnout",
]
