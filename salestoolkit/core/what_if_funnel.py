"""A funnel to try things on: stages with their rates and days, volume, deal value, time and room."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from salestoolkit.core.goal_basis import ATTEMPTS
from salestoolkit.core.goal_checks import a_count, a_number, a_share, exact
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.goal_sizes import OpenDeal
from salestoolkit.core.what_if import lifted
from salestoolkit.core.what_if_value import DealValue
from salestoolkit.errors import InvalidValue

Metric = Literal["deals", "revenue"]
METRICS: tuple[Metric, ...] = ("deals", "revenue")
CostUnit = Literal["hours", "money"]
COST_UNITS: tuple[CostUnit, ...] = ("hours", "money")
MOST_STAGES = 12
NOTES = ("rates_fitted", "one_rate", "no_wins", "no_values")
"""What may be noted of where a what-if comes from."""


@dataclass(frozen=True, kw_only=True)
class WhatIfStage:
    """One stage: what share of those entering it passes, and how long it takes.

    Parameters
    ----------
    name : str
        As readers know it.
    rate : float
        Share that may be expected to pass, 0-1.
    counted : float, optional
        Cases that the rate was learned from: it is then Beta(rate x (counted + 1), ...), the mean of
        which stays where the slider stands. None: the rate is assumed and taken as certain.
    days : float
        Days that the stage takes, on the way to a win.
    best : float, optional
        Rate of the best team or segment; ``best_of`` names it.
    cost : float, optional
        What one more percentage point costs, in the what-if's unit of cost; above 0.
    """

    name: str
    rate: float
    counted: float | None = None
    days: float = 0.0
    best: float | None = None
    best_of: str | None = None
    cost: float | None = None

    def __post_init__(self) -> None:
        a_share(self.rate, "rate")
        a_number(self.days, "stage_days")
        if self.counted is not None:
            a_number(self.counted, "counted")
        if self.best is not None:
            a_share(self.best, "best")
        if self.cost is not None and not a_number(self.cost, "cost"):
            raise InvalidValue("goal_above_zero", field="cost", value=self.cost)

    @classmethod
    def of(cls, rate: StageRate, *, days: float = 0.0, name: str = "") -> WhatIfStage:
        """From a rate that is known or learned: a learned one stands at the mean of its posterior."""
        if rate.rate is not None:
            return cls(name=name or rate.name, rate=rate.rate, days=days)
        first, second = rate.beta
        mean = first / (first + second)
        return cls(name=name or rate.name, rate=mean, counted=rate.entered or 0.0, days=days)


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """A funnel and what is wanted of it; every change gives a new one.

    Parameters
    ----------
    stages : tuple of WhatIfStage
        From the first to the one that is won, 1 to 12.
    volume : float
        How many enter the first stage in the time, a whole number.
    goal : float, optional
        Deals or revenue (``metric``) wanted by the end, what is done and what is open included.
    value : DealValue, optional
        What a won deal brings; None: only deals are looked at.
    horizon_days : float, optional
        Length of the time in days; entries come evenly, and what takes longer than what is left of it
        ends too late. None: time does not bind.
    pattern : tuple of float
        How the whole way's days differ, as multiples of the sum of the stages' days, equally likely.
    capacity : float, optional
        Most that the team can take into the first stage in the time.
    open_deals : tuple of OpenDeal
        Open today, each with its chance to be won by the end; no slider moves them. One without a
        value gets the mean value, and keeps it.
    done, done_value : float
        Deals and revenue that are there already.

    Raises
    ------
    InvalidValue
        ``goal_*`` or ``what_if_*`` with the field, the value and what is allowed.
    """

    name: str = ""
    stages: tuple[WhatIfStage, ...]
    volume: float
    metric: Metric = "deals"
    goal: float | None = None
    value: DealValue | None = None
    currency: str | None = None
    horizon_days: float | None = None
    pattern: tuple[float, ...] = (1.0,)
    capacity: float | None = None
    open_deals: tuple[OpenDeal, ...] = ()
    done: float = 0.0
    done_value: float = 0.0
    attempt: str = "lead"
    cost_unit: CostUnit = "hours"
    as_of: date | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.stages) <= MOST_STAGES:
            raise InvalidValue(
                "what_if_stages", field="stage", value=len(self.stages), allowed=MOST_STAGES
            )
        a_count(self.volume, "volume")
        for name in ("goal", "capacity", "horizon_days"):
            if getattr(self, name) is not None:
                a_number(getattr(self, name), name)
        a_count(self.done, "done")
        a_number(self.done_value, "done_value")
        if self.horizon_days == 0:
            raise InvalidValue("goal_above_zero", field="horizon_days", value=0)
        for name, allowed in (
            ("metric", METRICS),
            ("attempt", ATTEMPTS),
            ("cost_unit", COST_UNITS),
        ):
            if getattr(self, name) not in allowed:
                known = ", ".join(allowed)
                raise InvalidValue(
                    "goal_metric", field=name, value=getattr(self, name), allowed=known
                )
        for note in self.notes:
            if note not in NOTES:
                known = ", ".join(NOTES)
                raise InvalidValue("goal_metric", field="notes", value=note, allowed=known)
        if self.metric == "revenue" and self.value is None:
            raise InvalidValue("what_if_no_value", field="value")
        if self.value is not None and any(deal.value is None for deal in self.open_deals):
            mean = self.value.mean
            deals = (
                replace(deal, value=mean) if deal.value is None else deal
                for deal in self.open_deals
            )
            object.__setattr__(self, "open_deals", tuple(deals))
        if not self.pattern:
            raise InvalidValue("goal_above_zero", field="pattern", value=0)
        for part in self.pattern:
            a_number(part, "pattern")

    @property
    def rates(self) -> tuple[Fraction, ...]:
        """Expected rates, exactly as they are written."""
        return tuple(exact(stage.rate) for stage in self.stages)

    @property
    def days(self) -> Fraction:
        """Days of the whole way."""
        return sum((exact(stage.days) for stage in self.stages), start=Fraction(0))

    @property
    def entering(self) -> int:
        """How many enter the first stage: the volume, at most what there is room for."""
        if self.capacity is None:
            return int(self.volume)
        return min(int(self.volume), math.floor(self.capacity))

    @property
    def in_time(self) -> Fraction:
        """Share of the wins that come before the end: the mean of (horizon - days) / horizon.

        Examples
        --------
        >>> stage = WhatIfStage(name="Offer", rate=0.25, days=73)
        >>> WhatIf(stages=(stage,), volume=100, horizon_days=365).in_time
        Fraction(4, 5)
        """
        if self.horizon_days is None:
            return Fraction(1)
        whole, days = exact(self.horizon_days), self.days
        shares = [max(Fraction(0), 1 - days * exact(part) / whole) for part in self.pattern]
        return sum(shares, start=Fraction(0)) / len(shares)

    def with_rate(self, stage: int, rate: float) -> WhatIf:
        """Another rate at one stage."""
        return self._with_stage(stage, replace(self.stages[stage], rate=rate))

    def with_points(self, stage: int, points: float) -> WhatIf:
        """So many percentage points more at one stage; a rate stops at 1, and at 0."""
        return self.with_rate(
            stage, float(lifted(exact(self.stages[stage].rate), points=points).rate)
        )

    def with_days(self, stage: int, days: float) -> WhatIf:
        """Another number of days at one stage."""
        return self._with_stage(stage, replace(self.stages[stage], days=days))

    def with_volume(self, volume: float) -> WhatIf:
        """Another volume at the top."""
        return replace(self, volume=volume)

    def with_value(self, mean: float) -> WhatIf:
        """Another mean value of a deal."""
        if self.value is None:
            raise InvalidValue("what_if_no_value", field="value")
        return replace(self, value=self.value.with_mean(mean))

    def _with_stage(self, place: int, stage: WhatIfStage) -> WhatIf:
        stages = list(self.stages)
        stages[place] = stage
        return replace(self, stages=tuple(stages))


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What a what-if brings on average, exactly; ``revenue`` is None where no value is given.

    new = entering x rate x ... x rate x share in time; deals = new + open + done.
    """

    entries: tuple[Fraction, ...]
    new: Fraction
    deals: Fraction
    revenue: Fraction | None


def expected(what_if: WhatIf) -> Expected:
    """Deals and revenue by the end of the time, on average.

    Examples
    --------
    >>> stages = [WhatIfStage(name=str(rate), rate=rate) for rate in (0.3, 0.5, 0.4, 0.25)]
    >>> found = expected(WhatIf(stages=tuple(stages), volume=1000, value=DealValue(mean=8000)))
    >>> float(found.deals), float(found.revenue)
    (15.0, 120000.0)
    """
    here, entries = Fraction(what_if.entering), []
    for rate in what_if.rates:
        entries.append(here)
        here *= rate
    new = here * what_if.in_time
    there, worth = carried(what_if)
    return Expected(
        entries=tuple(entries),
        new=new,
        deals=new + there,
        revenue=None if what_if.value is None else new * exact(what_if.value.mean) + worth,
    )


def carried(what_if: WhatIf) -> tuple[Fraction, Fraction]:
    """Deals and revenue that are done, or that the open deals bring on average."""
    still, worth = _open_means(what_if.open_deals)
    return still + exact(what_if.done), worth + exact(what_if.done_value)


@lru_cache(maxsize=16)
def _open_means(deals: tuple[OpenDeal, ...]) -> tuple[Fraction, Fraction]:
    nothing = Fraction(0)
    count = sum((exact(deal.chance) for deal in deals), start=nothing)
    worth = (exact(deal.chance) * exact(deal.value or 0) for deal in deals)
    return count, sum(worth, start=nothing)


def needed_volume(what_if: WhatIf) -> int | None:
    """Entries at the top that bring the goal on average; None without a goal, or where none do.

    (goal - done - open) / (rate x ... x rate x share in time [x value]), rounded up once. With so
    many the goal is reached in about half of all cases: it is not a plan.

    Examples
    --------
    >>> needed_volume(WhatIf(stages=(WhatIfStage(name="Call", rate=0.1),), volume=500, goal=90))
    900
    """
    if what_if.goal is None:
        return None
    one = math.prod(what_if.rates, start=Fraction(1)) * what_if.in_time
    there, worth = carried(what_if)
    if what_if.metric == "revenue":
        assert what_if.value is not None
        one *= exact(what_if.value.mean)
        there = worth
    left = exact(what_if.goal) - there
    if left <= 0:
        return 0
    return math.ceil(left / one) if one else None
