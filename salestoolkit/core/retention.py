"""Who stays: churn, renewals, revenue retention, what comes up and whom to contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from salestoolkit.core.part import Part
from salestoolkit.core.retention_churn import Churn, churn_of
from salestoolkit.core.retention_contacts import Contact, contacts_due, month_of
from salestoolkit.core.retention_customers import Customer, customers_of
from salestoolkit.core.retention_due import (
    Chance,
    Due,
    DueMonth,
    Kind,
    at_risk_of,
    by_month,
    chances,
    due_within,
    pending_at,
    value_of,
)
from salestoolkit.core.retention_parts import (
    DIMENSIONS,
    PERIOD_DAYS,
    CheckInEffect,
    PartTable,
    check_in_effect,
    due_terms,
    part_table,
)
from salestoolkit.core.retention_purchases import Repeat, repeat_of
from salestoolkit.core.retention_rates import Renewals, renewals_of
from salestoolkit.core.retention_revenue import RevenueBetween, revenue_between
from salestoolkit.core.retention_tables import (
    DataNotes,
    RetentionTables,
    data_notes,
    usual_currency,
)
from salestoolkit.core.retention_triangle import Triangle, triangle_of
from salestoolkit.core.work_calendar import WorkCalendar

OWNER = "owner"
SMALL = 30
"""Customers below which a page says that its numbers are small."""
Source = Literal["contracts", "purchases"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Retention:
    """Retention as of the end of ``as_of``; revenue in ``currency``.

    ``source`` is what it rests on: contracts, else repeat purchases, else None where the book has
    neither. ``asked_currency`` is the one that was named, None for all. ``contacts`` are those in
    ``planned``. The rest follows from the customers when it is asked for.
    """

    as_of: date
    part: Part | None
    currency: str | None
    source: Source | None
    customers: tuple[Customer, ...]
    planned: tuple[date, date]
    contacts: tuple[Contact, ...]
    parts: tuple[PartTable, ...]
    notes: DataNotes
    repeat: Repeat | None = None
    asked_currency: str | None = None

    @property
    def active(self) -> int:
        """Customers with a contract on the day."""
        return sum(1 for one in self.customers if one.terms_on(self.as_of))

    @property
    def small(self) -> bool:
        """Whether the figures rest on few customers."""
        n = len(self.repeat.buyers) if self.repeat else len(self.customers)
        return self.source is not None and n < SMALL

    @cached_property
    def churn(self) -> Churn:
        """How long customers stay."""
        return churn_among(self.customers)

    @cached_property
    def renewals(self) -> Renewals:
        """Of the contracts that came due in the last `PERIOD_DAYS` days."""
        terms = due_terms(self.customers, self._year_ago, self.as_of)
        return renewals_of(term.fate for term in terms)

    @cached_property
    def revenue(self) -> RevenueBetween:
        """Revenue retention over the last `PERIOD_DAYS` days."""
        return revenue_between(self.customers, self._year_ago, self.as_of, currency=self.currency)

    @cached_property
    def triangle(self) -> Triangle:
        """Cohorts by when customers began."""
        return triangle_of(self.customers, self.as_of, currency=self.currency)

    @cached_property
    def chances(self) -> Mapping[Kind, Chance]:
        """Chances to lose a renewal by its kind."""
        return chances(self.customers)

    @cached_property
    def due(self) -> tuple[Due, ...]:
        """Contracts that end in the next 90 days and are not renewed."""
        return due_within(self.customers, self.as_of)

    @cached_property
    def pending(self) -> tuple[Due, ...]:
        """Contracts that have ended and are not decided."""
        return pending_at(self.customers, self.as_of)

    @cached_property
    def months(self) -> tuple[DueMonth, ...]:
        """What is due, by month."""
        return by_month(self.due, self.as_of, self.currency)

    @cached_property
    def check_in(self) -> CheckInEffect | None:
        """First renewals with and without a check-in."""
        return check_in_effect(self.customers)

    @property
    def due_value(self) -> float | None:
        """What comes up in 90 days brings in a year; None where no amount is known."""
        return value_of(self.due, self.currency)

    @property
    def at_risk(self) -> float | None:
        """How much of it is expected to be lost."""
        return at_risk_of(self.due, self.currency)

    @cached_property
    def most_at_risk(self) -> tuple[Due, ...]:
        """What is up or pending, by the value at risk, the largest first."""
        known = [
            one
            for one in (*self.pending, *self.due)
            if one.currency == self.currency and one.at_risk
        ]
        return tuple(sorted(known, key=lambda one: (-(one.at_risk or 0.0), one.customer)))

    @property
    def _year_ago(self) -> date:
        return self.as_of - timedelta(days=PERIOD_DAYS)


def audit_retention(
    tables: RetentionTables,
    as_of: date,
    *,
    part: Part | None = None,
    currency: str | None = None,
    for_leader: bool = False,
    calendar: WorkCalendar | None = None,
    planned: tuple[date, date] | None = None,
) -> Retention:
    """Retention of a book's customers, or of those of one part.

    Parameters
    ----------
    currency : str, optional
        Only contracts in this currency (``""``: without one). Where none is named all contracts are
        counted, and amounts are told in the currency that most of them have.
    for_leader : bool
        Whether customers are shown by owner too.
    calendar : WorkCalendar, optional
        Days on which customers can be contacted; every day where not given.
    planned : (date, date), optional
        First day of the contacts, and the first one after them; `month_of` where not given.
    """
    own, planned = tables.of(part, currency), planned or month_of(as_of)
    kept = own.contracts.kept
    customers = customers_of(kept, as_of)
    chosen = (currency or None) if currency is not None else usual_currency(kept, own.purchases)
    repeat = None if kept else repeat_of(own.purchases, as_of, currency=chosen)
    return Retention(
        as_of=as_of,
        part=part,
        currency=chosen,
        asked_currency=currency,
        source="contracts" if customers else "purchases" if repeat else None,
        customers=customers,
        planned=planned,
        contacts=contacts_due(
            customers,
            as_of,
            peak=churn_among(customers).peak,
            answered=own.answered,
            start=planned[0],
            before=planned[1],
            calendar=calendar,
        ),
        parts=_parts(own, customers, as_of, part, chosen, for_leader=for_leader),
        notes=data_notes(own.contracts, customers, chosen),
        repeat=repeat,
    )


def churn_among(customers: Sequence[Customer]) -> Churn:
    """How long these customers stay."""
    left = [one.left_on is not None for one in customers]
    return churn_of([one.tenure_days for one in customers], left)


def _parts(
    own: RetentionTables,
    customers: Sequence[Customer],
    as_of: date,
    part: Part | None,
    currency: str | None,
    *,
    for_leader: bool,
) -> tuple[PartTable, ...]:
    """Customers by each column, but the one that the page is about."""
    columns = (*DIMENSIONS, OWNER) if for_leader else DIMENSIONS
    made = (
        part_table(customers, name, as_of, trait=own.trait, currency=currency)
        for name in columns
        if part is None or part.dimension != name
    )
    return tuple(table for table in made if table is not None)
