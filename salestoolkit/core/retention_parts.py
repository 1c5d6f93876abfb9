"""Retention by segment, product or owner, and what an early check-in goes with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from salestoolkit.core.proportions import Interval
from salestoolkit.core.retention_churn import Stay, churn_of
from salestoolkit.core.retention_contracts import Contract
from salestoolkit.core.retention_customers import Customer, Term
from salestoolkit.core.retention_due import due_within, value_of
from salestoolkit.core.retention_rates import Renewals, renewals_of
from salestoolkit.core.retention_revenue import RevenueBetween, revenue_between
from salestoolkit.core.two_rates import newcombe, score_p_value

DIMENSIONS = ("segment", "product")
PERIOD_DAYS = 365
"""How far back renewals and revenue are looked at."""
FEW = 10
"""Customers, or decided renewals, below which a part's figures are called small."""


@dataclass(frozen=True, kw_only=True)
class PartRow:
    """One value of a column: its customers, how many stay, what was renewed, and what comes up."""

    value: str
    customers: int
    active: int
    stay: Stay
    renewals: Renewals
    revenue: RevenueBetween
    due: int
    due_value: float | None

    @property
    def small(self) -> bool:
        """Whether its figures rest on few customers."""
        return self.customers < FEW


@dataclass(frozen=True, kw_only=True)
class PartTable:
    """Values of a column: owners by name, all others by their number of customers."""

    dimension: str
    rows: tuple[PartRow, ...]


@dataclass(frozen=True, kw_only=True)
class CheckInEffect:
    """First renewals with and without a check-in: an association, for nobody drew lots.

    ``difference`` = renewed with - renewed without, with Newcombe's interval and the score test's p.
    """

    with_it: Renewals
    without: Renewals
    difference: float | None
    interval: Interval
    p_value: float | None

    @property
    def tells(self) -> bool:
        """Whether the interval leaves out no difference."""
        return self.difference is not None and not self.interval.low <= 0 <= self.interval.high


def due_terms(customers: Sequence[Customer], start: date, end: date) -> list[Term]:
    """Contracts that came due in (start, end], told or not; terms that are only assumed are in none."""
    return [
        term
        for one in customers
        for term in one.terms
        if term.until is not None and start < term.until <= end and not term.contract.assumed
    ]


def part_table(
    customers: Sequence[Customer],
    dimension: str,
    as_of: date,
    *,
    trait: Callable[[Contract, str], str],
    currency: str | None,
) -> PartTable | None:
    """Customers by the value of their first contract; None where all have the same one.

    Parameters
    ----------
    trait : callable
        Value of a column for a contract, ``""`` where there is none.
    """
    own: dict[str, list[Customer]] = {}
    for one in customers:
        own.setdefault(trait(one.terms[0].contract, dimension), []).append(one)
    if len(own) < 2:
        return None
    rows = [part_row(value, members, as_of, currency) for value, members in own.items()]
    if dimension == "owner":
        rows.sort(key=lambda one: (not one.value, one.value.casefold()))
    else:
        rows.sort(key=lambda one: (not one.value, -one.customers, one.value.casefold()))
    return PartTable(dimension=dimension, rows=tuple(rows))


def part_row(value: str, members: Sequence[Customer], as_of: date, currency: str | None) -> PartRow:
    """The figures of one value."""
    start = as_of - timedelta(days=PERIOD_DAYS)
    churn = churn_of(
        [one.tenure_days for one in members], [one.left_on is not None for one in members]
    )
    due = due_within(members, as_of)
    return PartRow(
        value=value,
        customers=len(members),
        active=sum(1 for one in members if one.terms_on(as_of)),
        stay=churn.stay(),
        renewals=renewals_of(term.fate for term in due_terms(members, start, as_of)),
        revenue=revenue_between(members, start, as_of, currency=currency),
        due=len(due),
        due_value=value_of(due, currency),
    )


def check_in_effect(customers: Sequence[Customer]) -> CheckInEffect | None:
    """Renewals of first contracts with and without a check-in; None where no check-ins are known."""
    first = [one.terms[0] for one in customers]
    if not any(term.contract.check_in_on for term in first):
        return None
    with_it = renewals_of(term.fate for term in first if term.contract.check_in_on)
    without = renewals_of(term.fate for term in first if not term.contract.check_in_on)
    counts = without.renewed, without.decided, with_it.renewed, with_it.decided
    known = with_it.rate is not None and without.rate is not None
    return CheckInEffect(
        with_it=with_it,
        without=without,
        difference=(with_it.rate or 0) - (without.rate or 0) if known else None,
        interval=newcombe(*counts),
        p_value=score_p_value(*counts) if known else None,
    )
