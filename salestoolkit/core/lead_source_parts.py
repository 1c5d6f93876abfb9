"""What is known of a lead source: how many came, what became of them, what they cost."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from salestoolkit.core.proportions import Proportion, normal_quantile
from salestoolkit.core.shrinkage import Method, Shrunken

Direction = Literal["inbound", "own"]
"""Who made the first step: the lead, or the seller."""

RANKED_FROM = 10
"""Leads (as many as their outcome is worth) from which a source is ranked."""


@dataclass(frozen=True, kw_only=True)
class SourceCost:
    """What a source cost from one day through another; None for what is not known."""

    source: str
    first: date
    last: date
    amount: float | None = None
    hours: float | None = None

    def within(self, since: date, until: date) -> float:
        """Part of the days that lie in [since, until).

        >>> cost = SourceCost(source="Fair", first=date(2026, 1, 1), last=date(2026, 1, 31))
        >>> cost.within(date(2026, 1, 1), date(2026, 2, 1)), cost.within(date(2026, 2, 1), date(2026, 3, 1))
        (1.0, 0.0)
        """
        end = self.last + timedelta(days=1)
        inside = (min(end, until) - max(self.first, since)).days
        return max(0, inside) / max(1, (end - self.first).days)


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A figure with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class SourceFigures:
    """One source.

    ``leads`` created in the period, ``won`` and ``open`` of them by ``as_of``. ``own``: share won within
    the window (Aalen-Johansen; ``n`` the number of leads it is worth), ``drawn``: the same drawn towards
    all sources, by which they are ranked. ``warm`` have reached the stage that makes a lead warm so far;
    ``warm_drawn`` is the share that does, of leads at least as old as the window.
    ``cost`` includes hours where an hour has a price. ``cost_per_win`` = cost / (leads x share drawn);
    per hour: leads x share drawn / hours. ``rank`` is None for fewer than `RANKED_FROM` leads.
    """

    source: str
    leads: int
    won: int
    open: int
    own: Proportion
    warm: int | None
    direction: Direction | None = None
    no_clock: int = 0
    drawn: Shrunken | None = None
    warm_drawn: Shrunken | None = None
    cost: float | None = None
    hours: float | None = None
    rank: int | None = None
    level: float = 0.95

    @property
    def few(self) -> bool:
        """Too few leads to be ranked."""
        return self.own.n < RANKED_FROM

    @property
    def cost_per_lead(self) -> float | None:
        """Cost divided by leads; None where either is not known or there are no leads."""
        return None if self.cost is None or not self.leads else self.cost / self.leads

    @property
    def cost_per_win(self) -> Estimate | None:
        """Cost divided by leads x share won (drawn); None without a cost or leads."""
        if self.cost is None or not self.leads or self.drawn is None or self.drawn.low <= 0:
            return None
        low, value, high = (
            self.cost / (self.leads * share)
            for share in (self.drawn.high, self.drawn.value, self.drawn.low)
        )
        return Estimate(value=value, low=low, high=high)

    @property
    def wins_per_hour(self) -> Estimate | None:
        """Wins an hour spent: leads x share won (drawn) / hours."""
        return per_hour(self.leads, self.drawn, self.hours, level=self.level)

    @property
    def warm_per_hour(self) -> Estimate | None:
        """Warm leads an hour spent: leads x share that became warm (drawn) / hours."""
        return per_hour(self.leads, self.warm_drawn, self.hours, level=self.level)


def per_hour(
    leads: int, share: Shrunken | None, hours: float | None, *, level: float = 0.95
) -> Estimate | None:
    """Leads with an outcome an hour, with an interval for the number of leads and for the share.

    r = leads x share / hours, interval r exp(+-z sqrt(1/leads + (s/share)^2)): the leads are taken as
    Poisson, s is the share's posterior spread. None without hours or leads.
    """
    if not hours or not leads or share is None or share.value <= 0:
        return None
    z = normal_quantile(level)
    spread = (share.high - share.low) / (2 * z * share.value)
    value = leads * share.value / hours
    factor = math.exp(z * math.hypot(leads**-0.5, spread))
    return Estimate(value=value, low=value / factor, high=value * factor)


@dataclass(frozen=True, kw_only=True)
class LeadSources:
    """All sources of a period, the best first; those that cannot be ranked and ``""`` stand last.

    ``warm_stage`` is the name of the stage that makes a lead warm, ``common`` the share of all sources.
    """

    as_of: date
    since: date
    until: date
    pipeline: str | None
    horizon_days: int | None
    warm_stage: str | None
    currency: str | None
    hour_cost: float | None
    level: float
    method: Method | None
    common: float | None
    sources: tuple[SourceFigures, ...]

    @property
    def ranked(self) -> tuple[SourceFigures, ...]:
        """Sources that have a place, in order."""
        return tuple(one for one in self.sources if one.rank is not None)

    @property
    def clear_first(self) -> bool:
        """Whether the first is ahead of the second by more than chance."""
        if len(self.ranked) < 2:
            return False
        first, second = (one.drawn for one in self.ranked[:2])
        if first is None or second is None:
            return False
        reach = math.hypot(first.value - first.low, second.high - second.value)
        return first.value - second.value > reach

    def named(self, source: str) -> SourceFigures | None:
        """A source by its name, without regard to case."""
        wanted = source.strip().casefold()
        return next((one for one in self.sources if one.source.casefold() == wanted), None)


def cost_of(
    source: str, costs: Sequence[SourceCost], since: date, until: date, hour_cost: float | None
) -> tuple[float | None, float | None]:
    """Cost and hours of a source in [since, until), by days; None where nothing is known."""
    amounts, hours = [], []
    for one in costs:
        part = one.within(since, until)
        if one.source.casefold() != source.casefold() or not part:
            continue
        if one.amount is not None:
            amounts.append(part * one.amount)
        if one.hours is not None:
            hours.append(part * one.hours)
    spent = math.fsum(amounts) if amounts else None
    worked = math.fsum(hours) if hours else None
    if hour_cost is not None and worked is not None:
        spent = (spent or 0.0) + worked * hour_cost
    return spent, worked


def direction_of(source: str, known: Mapping[str, Direction]) -> Direction | None:
    """Who made the first step, from a list of names; None where it is not listed."""
    plain = source.strip().casefold()
    return next((side for name, side in known.items() if name.strip().casefold() == plain), None)
