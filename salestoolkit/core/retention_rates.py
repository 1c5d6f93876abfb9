"""What was renewed of what came due, and what revenue stayed between two dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum

from salestoolkit.core.proportions import Interval, wilson
from salestoolkit.errors import InvalidValue


@dataclass(frozen=True, kw_only=True)
class Renewals:
    """Contracts that came due, by what became of them.

    ``rate`` is renewed / decided (None where nothing is decided), ``low`` and ``high`` Wilson's
    interval of it; ``bounds`` are renewed / due and (renewed + pending) / due: where the rate ends up
    once the pending ones have decided.
    """

    due: int
    renewed: int
    lost: int
    pending: int
    rate: float | None
    low: float
    high: float
    bounds: Interval

    @property
    def decided(self) -> int:
        """Denominator of the rate."""
        return self.renewed + self.lost


def renewals(*, renewed: int, lost: int, pending: int = 0, level: float = 0.95) -> Renewals:
    """Renewal rate of contracts that came due; those not yet due are in no count.

    Examples
    --------
    >>> found = renewals(renewed=2, lost=1, pending=1)
    >>> round(found.rate, 4), found.bounds
    (0.6667, Interval(low=0.5, high=0.75))
    """
    for value in (renewed, lost, pending):
        if value < 0:
            raise InvalidValue("count_outside_total", value=value, allowed=">= 0")
    decided, due = renewed + lost, renewed + lost + pending
    low, high = wilson(renewed, decided, level=level)
    bounds = Interval(renewed / due, (renewed + pending) / due) if due else Interval(0.0, 1.0)
    return Renewals(
        due=due,
        renewed=renewed,
        lost=lost,
        pending=pending,
        rate=renewed / decided if decided else None,
        low=low,
        high=high,
        bounds=bounds,
    )


def renewals_of(fates: Iterable[str]) -> Renewals:
    """Renewals of contracts that came due, by their fates.

    ``lapsed`` counts as lost; what is neither renewed, lost, lapsed nor pending is not due.
    """
    told = list(fates)
    return renewals(
        renewed=told.count("renewed"),
        lost=told.count("lost") + told.count("lapsed"),
        pending=told.count("pending"),
    )


@dataclass(frozen=True, kw_only=True)
class RevenueRetention:
    """Revenue of the customers of a start, then and at an end.

    ``gross`` = sum of min(start, end) / start: each customer capped at its start value; ``net`` =
    sum of end / start; ``logos`` = customers still paying / customers. New customers are in none.
    None where there was no revenue, or no customer, at the start. ``new`` is what new ones bring.
    """

    customers: int
    kept: int
    start: float
    end: float
    new: float
    gross: float | None
    net: float | None
    logos: float | None

    @property
    def lost_value(self) -> float:
        """Revenue that went, gains of others not set against it."""
        return self.start * (1 - self.gross) if self.gross is not None else 0.0


def revenue_retention(start: Mapping[str, float], end: Mapping[str, float]) -> RevenueRetention:
    """Gross and net revenue retention between two dates, from what each customer brings.

    Parameters
    ----------
    start, end : mapping of customer to revenue
        On the two dates; a customer that is missing at the end, or brings 0, has left.

    Raises
    ------
    InvalidValue
        ``revenue_below_zero``.

    Examples
    --------
    >>> found = revenue_retention({"a": 100, "b": 100}, {"a": 150, "c": 70})
    >>> found.gross, found.net, found.logos, found.new
    (0.5, 0.75, 0.5, 70.0)
    """
    for value in (*start.values(), *end.values()):
        if value < 0:
            raise InvalidValue("revenue_below_zero", value=value, allowed=">= 0")
    before = {name: value for name, value in start.items() if value > 0}
    after = {name: end.get(name, 0) for name in before}
    # fsum rounds once: a share of amounts must not depend on the order of the customers
    total, final, count = fsum(before.values()), fsum(after.values()), len(before)
    kept = sum(1 for value in after.values() if value > 0)
    capped = fsum(min(value, after[name]) for name, value in before.items())
    return RevenueRetention(
        customers=count,
        kept=kept,
        start=total,
        end=final,
        new=fsum(value for name, value in end.items() if name not in before),
        gross=capped / total if total else None,
        net=final / total if total else None,
        logos=kept / count if count else None,
    )
