"""Who stays: churn, renewals, revenue retention, what comes up and whom to contact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from salestoolkit.core.part import Part
from salestoolkit.core.plain_text import folded
from salestoolkit.core.retention_churn import Churn, churn_of
from salestoolkit.core.retention_contacts import Contact, contacts_due, month_of
from salestoolkit.core.retention_contracts import Contract, Contracts
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
from salestoolkit.core.retention_purchases import Purchase, Repeat, repeat_of
from salestoolkit.core.retention_rates import Renewals, renewals_of
from salestoolkit.core.retention_revenue import RevenueBetween, revenue_between
from salestoolkit.core.retention_triangle import Triangle, triangle_of
from salestoolkit.core.work_calendar import WorkCalendar

OWNER = "owner"
SMALL = 30
"""Customers below which a page says that its numbers are small."""
Source = Literal["contracts", "purchases"]


@dataclass(frozen=True, kw_only=True)
class RetentionTables:
    """What a book knows of its customers; ``traits`` holds their columns by folded name."""

    contracts: Contracts
    answered: Mapping[str, date] = field(default_factory=dict)
    purchases: Sequence[Purchase] = ()
    traits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def trait(self, contract: Contract, column: str) -> str:
        """A column of a contract: its own, else what is known of its customer, else ``""``."""
        if column == "organization":
            return contract.customer
        return contract.value(column) or self.traits.get(contract.key, {}).get(column, "")

    def of(self, part: Part | None, currency: str | None) -> RetentionTables:
        """Only what belongs to a part of the book, and to one currency (``""``: none)."""
        kept, bought = list(self.contracts.kept), list(self.purchases)
        if currency is not None:
            kept = [one for one in kept if (one.currency or "") == currency]
            bought = [one for one in bought if (one.currency or "") == currency]
        if part is not None:
            column, value = part.dimension, part.value
            kept = [one for one in kept if self.trait(one, column) == value]
            bought = [one for one in bought if self._of_buyer(one, column) == value]
        return replace(
            self, contracts=replace(self.contracts, kept=tuple(kept)), purchases=tuple(bought)
        )

    def _of_buyer(self, one: Purchase, column: str) -> str:
        if column == "organization":
            return one.customer
        return self.traits.get(folded(one.customer), {}).get(column, "")


@dataclass(frozen=True, kw_only=True)
class DataNotes:
    """What a reader must know of the contracts: how many rows or contracts each remark is about."""

    apart: Mapping[str, int]
    unclear: int
    lapsed: int
    assumed: int
    returned: int
    open_ended: int
    no_amount: int
    other_currency: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Retention:
    """Retention as at the end of ``as_of``; revenue in ``currency``.

    ``source`` is what it rests on: contracts, else repeat purchases, else None where the book has
    neither. ``asked_currency`` is the one that was named, None for all. ``renewals`` are those of the
    last `PERIOD_DAYS` days, ``due`` of the next 90, ``contacts`` those in ``planned``.
    """

    as_of: date
    part: Part | None
    currency: str | None
    source: Source | None
    customers: tuple[Customer, ...]
    churn: Churn
    renewals: Renewals
    revenue: RevenueBetween
    triangle: Triangle
    chances: Mapping[Kind, Chance]
    due: tuple[Due, ...]
    pending: tuple[Due, ...]
    months: tuple[DueMonth, ...]
    planned: tuple[date, date]
    contacts: tuple[Contact, ...]
    check_in: CheckInEffect | None
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

    @property
    def due_value(self) -> float:
        """What comes up in 90 days brings in a year."""
        return value_of(self.due, self.currency)

    @property
    def at_risk(self) -> float | None:
        """How much of it is expected to be lost."""
        return at_risk_of(self.due, self.currency)

    @property
    def most_at_risk(self) -> tuple[Due, ...]:
        """What is up or pending, by the value at risk, the largest first."""
        known = [
            one
            for one in (*self.pending, *self.due)
            if one.currency == self.currency and one.at_risk
        ]
        return tuple(sorted(known, key=lambda one: (-(one.at_risk or 0.0), one.customer)))


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
    own = tables.of(part, currency)
    kept = own.contracts.kept
    customers = customers_of(kept, as_of)
    chosen = (currency or None) if currency is not None else _usual(kept, own.purchases)
    start, planned = as_of - timedelta(days=PERIOD_DAYS), planned or month_of(as_of)
    churn = churn_of(
        [one.tenure_days for one in customers], [one.left_on is not None for one in customers]
    )
    due, pending = due_within(customers, as_of), pending_at(customers, as_of)
    repeat = None if kept else repeat_of(own.purchases, as_of, currency=chosen)
    columns = [
        name for name in (*DIMENSIONS, *([OWNER] if for_leader else [])) if not _is(part, name)
    ]
    tables_of = (
        part_table(customers, name, as_of, trait=own.trait, currency=chosen) for name in columns
    )
    return Retention(
        as_of=as_of,
        part=part,
        currency=chosen,
        source="contracts" if customers else "purchases" if repeat else None,
        customers=customers,
        churn=churn,
        renewals=renewals_of(term.fate for term in due_terms(customers, start, as_of)),
        revenue=revenue_between(customers, start, as_of, currency=chosen),
        triangle=triangle_of(customers, as_of, currency=chosen),
        chances=chances(customers),
        due=due,
        pending=pending,
        months=by_month(due, as_of, chosen),
        planned=planned,
        contacts=contacts_due(
            customers,
            as_of,
            peak=churn.peak,
            answered=own.answered,
            start=planned[0],
            before=planned[1],
            calendar=calendar,
        ),
        check_in=check_in_effect(customers),
        parts=tuple(table for table in tables_of if table is not None),
        notes=_notes(own.contracts, customers, chosen),
        repeat=repeat,
        asked_currency=currency,
    )


def _is(part: Part | None, column: str) -> bool:
    return part is not None and part.dimension == column


def _usual(kept: Sequence[Contract], purchases: Sequence[Purchase]) -> str | None:
    """The currency that most amounts are in; the first by name where two are as many."""
    told = Counter(one.currency for one in kept if one.amount is not None)
    told = told or Counter(one.currency for one in purchases if one.amount is not None)
    if not told:
        return None
    return min(told, key=lambda name: (-told[name], name or ""))


def _notes(read: Contracts, customers: Sequence[Customer], currency: str | None) -> DataNotes:
    terms = [term for one in customers for term in one.terms]
    told = [term.contract for term in terms if not term.contract.assumed]
    return DataNotes(
        apart=read.apart,
        unclear=read.unclear,
        lapsed=sum(1 for term in terms if term.fate == "lapsed"),
        assumed=len(terms) - len(told),
        returned=sum(1 for one in customers if one.returned),
        open_ended=sum(1 for one in told if one.until is None),
        no_amount=sum(1 for one in told if one.amount is None),
        other_currency=sum(
            1 for one in told if one.amount is not None and one.currency != currency
        ),
    )
