"""Revenue retention of customers between two dates, with what is pending at the end as bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from salestoolkit.core.proportions import Interval
from salestoolkit.core.retention_customers import Customer
from salestoolkit.core.retention_rates import RevenueRetention, revenue_retention


@dataclass(frozen=True, kw_only=True)
class RevenueBetween:
    """Revenue retention from the end of ``start`` to the end of ``end``.

    ``decided`` leaves out customers whose renewal is pending at the end; ``pending`` counts them,
    ``pending_value`` is what they brought. The bounds count them all as lost, and all as staying with
    the amount they had; a census of all customers, so there is no interval beside these.
    """

    start: date
    end: date
    currency: str | None
    decided: RevenueRetention
    pending: int
    pending_value: float
    gross_bounds: Interval | None
    net_bounds: Interval | None


def revenue_between(
    customers: Sequence[Customer], start: date, end: date, *, currency: str | None
) -> RevenueBetween:
    """Gross and net revenue retention and the share of customers kept between two days.

    The customers of ``start`` are those with a contract running on that day in this currency;
    ``end`` is the day as of which ``customers`` were made.
    """
    before = {one.name: one.amount_on(start, currency) for one in customers}
    before = {name: value for name, value in before.items() if value > 0}
    after = {one.name: one.amount_on(end, currency) for one in customers}
    waiting = {one.name for one in customers if one.pending and one.name in before}
    lost = revenue_retention(before, after)
    stays = revenue_retention(before, after | {name: before[name] for name in waiting})
    known = {name: value for name, value in before.items() if name not in waiting}
    return RevenueBetween(
        start=start,
        end=end,
        currency=currency,
        decided=revenue_retention(known, after),
        pending=len(waiting),
        pending_value=sum(before[name] for name in waiting),
        gross_bounds=_bounds(lost.gross, stays.gross),
        net_bounds=_bounds(lost.net, stays.net),
    )


def _bounds(low: float | None, high: float | None) -> Interval | None:
    return None if low is None or high is None else Interval(low, high)
