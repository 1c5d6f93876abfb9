"""Cohorts of customers as a triangle: by when they began, and by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from salestoolkit.core.retention_contracts import add_months
from salestoolkit.core.retention_customers import Customer

Unit = Literal["month", "quarter"]
MONTHS = {"month": 1, "quarter": 3}
MOST_COHORTS = 12
BY_MONTH_DAYS = 400
"""Histories no longer than this are cut into months, longer ones into quarters."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """Customers of a cohort still there at an age, their share of the cohort, and their revenue.

    ``revenue`` is what they bring in a year; ``revenue_share`` is None where the cohort began with
    none. Customers that came back after they had left count in the revenue, not among those there.
    """

    there: int
    share: float
    revenue: float
    revenue_share: float | None


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """Customers that began in one month or quarter; ``cells`` by age from 0, None for what is not yet."""

    start: date
    customers: int
    revenue: float
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, kw_only=True)
class Triangle:
    """Cohorts from the oldest on; ages are counted in ``unit``. ``older`` customers are in none."""

    unit: Unit
    cohorts: tuple[Cohort, ...]
    currency: str | None
    older: int = 0

    @property
    def ages(self) -> int:
        """Ages that at least one cohort has."""
        return max((len(one.cells) for one in self.cohorts), default=0)


def triangle_of(
    customers: Sequence[Customer], as_of: date, *, currency: str | None, unit: Unit | None = None
) -> Triangle:
    """Cohorts by the month or quarter of a customer's first contract.

    A customer is there at age k where it had not left k months or quarters after its own first day.
    A cell stands only once every customer of the cohort has had that time; it is None before.

    Parameters
    ----------
    unit : str, optional
        ``month`` or ``quarter``; by the length of the history where not given.
    """
    if not customers:
        return Triangle(unit=unit or "quarter", cohorts=(), currency=currency)
    first = min(one.joined for one in customers)
    if unit is None:
        unit = "month" if (as_of - first).days <= BY_MONTH_DAYS else "quarter"
    length = MONTHS[unit]
    latest = _period(as_of, length)
    oldest = max(_period(first, length), add_months(latest, -length * (MOST_COHORTS - 1)))
    own: dict[date, list[Customer]] = {}
    for one in customers:
        own.setdefault(_period(one.joined, length), []).append(one)
    starts = sorted(start for start in own if start >= oldest)
    return Triangle(
        unit=unit,
        cohorts=tuple(_cohort(start, own[start], as_of, currency, length) for start in starts),
        currency=currency,
        older=sum(len(members) for start, members in own.items() if start < oldest),
    )


def _cohort(
    start: date, members: Sequence[Customer], as_of: date, currency: str | None, length: int
) -> Cohort:
    begun = sum(one.amount_on(one.joined, currency) for one in members)
    # a cohort whose period is not over may still grow: nothing of it is known but its beginning
    complete = add_months(start, length) <= as_of
    latest = max(one.joined for one in members) if complete else as_of
    cells: list[Cell | None] = []
    while add_months(latest, length * len(cells)) <= as_of and len(cells) < MOST_COHORTS:
        cells.append(_cell(members, len(cells) * length, currency, begun))
    missing = _ages(start, as_of, length) - len(cells)
    return Cohort(
        start=start,
        customers=len(members),
        revenue=begun,
        cells=(*cells, *([None] * max(0, missing))),
    )


def _cell(members: Sequence[Customer], months: int, currency: str | None, begun: float) -> Cell:
    days = [(one, add_months(one.joined, months)) for one in members]
    there = sum(1 for one, day in days if one.left_on is None or day < one.left_on or not months)
    revenue = sum(one.amount_on(day, currency) for one, day in days)
    return Cell(
        there=there,
        share=there / len(members),
        revenue=revenue,
        revenue_share=revenue / begun if begun else None,
    )


def _ages(start: date, as_of: date, length: int) -> int:
    months = (as_of.year - start.year) * 12 + as_of.month - start.month
    return min(months // length + 1, MOST_COHORTS)


def _period(day: date, length: int) -> date:
    """First day of the month or quarter of a day."""
    return date(day.year, (day.month - 1) // length * length + 1, 1)
