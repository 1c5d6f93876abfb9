"""Who buys again, where there are no contracts: from the days on which customers bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from salestoolkit.core.durations import CycleTime, conditional_quantile
from salestoolkit.core.incidence import Incidence, aalen_johansen
from salestoolkit.core.proportions import Interval
from salestoolkit.core.retention_churn import within_follow_up

YEAR_DAYS = 365
MOST_WAIT = 0.9
"""Share of those that buy again which have done so by the end of the usual gap."""


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """A day on which a customer bought, and for how much."""

    customer: str
    on: date
    amount: float | None = None
    currency: str | None = None
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """A customer with its purchases by day; ``usual`` is what it spends at a time, None if unknown."""

    name: str
    owner: str
    days: tuple[date, ...]
    usual: float | None
    idle_days: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Repeat:
    """Who buys again.

    ``again`` is the curve of the days from a purchase to the next one, those without a next one
    watched up to ``as_of``; ``first`` the same from the first purchase of each customer. ``gap`` is
    the usual gap: by then `MOST_WAIT` of those who buy again have. A customer is active while its
    last purchase is no longer ago than that; None of it is known without a second purchase.
    """

    buyers: tuple[Buyer, ...]
    returned: int
    first: Incidence
    again: Incidence
    gap: CycleTime

    @property
    def within_a_year(self) -> float | None:
        """Share of customers that buy a second time within a year; None past the follow-up."""
        return self.first.at(self._year)

    @property
    def _year(self) -> float:
        return within_follow_up(self.first, YEAR_DAYS)

    @property
    def interval(self) -> Interval:
        """Interval of that share; 0 to 1 where it is not known."""
        if self.within_a_year is None:
            return Interval(0.0, 1.0)
        return self.first.interval(self._year)

    def is_active(self, buyer: Buyer) -> bool | None:
        """Whether a customer's last purchase lies within the usual gap."""
        return None if self.gap.value is None else buyer.idle_days <= self.gap.value

    @property
    def overdue(self) -> tuple[Buyer, ...]:
        """Customers that bought more than once and are past the usual gap, the largest first."""
        late = [one for one in self.buyers if len(one.days) > 1 and self.is_active(one) is False]
        return tuple(sorted(late, key=lambda one: (-(one.usual or 0.0), one.name)))


def repeat_of(
    purchases: Sequence[Purchase], as_of: date, *, currency: str | None = None
) -> Repeat | None:
    """Repeat purchases as of the end of ``as_of``; None where nobody bought twice.

    Several purchases of a customer on one day are one.
    """
    own: dict[str, list[Purchase]] = {}
    for one in purchases:
        if one.on <= as_of:
            own.setdefault(one.customer.casefold(), []).append(one)
    buyers = tuple(_buyer(bought, as_of, currency) for _, bought in sorted(own.items()))
    returned = sum(1 for one in buyers if len(one.days) > 1)
    if not returned:
        return None
    gaps = [((later - earlier).days, 1) for one in buyers for earlier, later in pairwise(one.days)]
    waiting = [(one.idle_days, 0) for one in buyers]
    firsts = [
        ((one.days[1] - one.days[0]).days, 1) if len(one.days) > 1 else (one.idle_days, 0)
        for one in buyers
    ]
    again = _curve([*gaps, *waiting])
    return Repeat(
        buyers=buyers,
        returned=returned,
        first=_curve(firsts),
        again=again,
        gap=conditional_quantile(again, MOST_WAIT),
    )


def _curve(spans: Sequence[tuple[int, int]]) -> Incidence:
    return aalen_johansen([days for days, _ in spans], [end for _, end in spans], n_causes=1)


def _buyer(bought: Sequence[Purchase], as_of: date, currency: str | None) -> Buyer:
    days: dict[date, float] = {}
    for one in bought:
        mine = one.amount if one.amount is not None and one.currency == currency else 0.0
        days[one.on] = days.get(one.on, 0.0) + mine
    known = [value for value in days.values() if value]
    return Buyer(
        name=bought[0].customer,
        owner=bought[-1].owner,
        days=tuple(sorted(days)),
        usual=sum(known) / len(known) if known else None,
        idle_days=(as_of - max(days)).days,
    )
