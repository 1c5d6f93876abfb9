"""What comes up for renewal, what is undecided, and how much of it is at risk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from salestoolkit.core.retention_customers import Customer, Term
from salestoolkit.core.shrinkage import Shrinkage, shrink

DUE_DAYS = 90
Kind = Literal["first_unchecked", "first_checked", "first", "later"]
"""Renewals that go alike: the first one (where check-ins are known, without and with one), later ones."""
KINDS: tuple[Kind, ...] = ("first_unchecked", "first_checked", "first", "later")


@dataclass(frozen=True, kw_only=True)
class Chance:
    """Chance that a renewal of a kind is lost: ``lost`` of ``decided``, shrunken to the common rate."""

    kind: Kind
    lost: int
    decided: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Due:
    """A contract that is up for renewal, or has ended undecided.

    ``chance`` is that of losing it (1 where the customer has given notice, None where nothing says);
    ``at_risk`` = amount * chance. ``days`` counts from ``as_of``, below 0 for one that has ended.
    """

    customer: str
    ends: date
    days: int
    amount: float | None
    currency: str | None
    owner: str
    segment: str
    product: str
    kind: Kind
    notice: bool
    chance: float | None
    at_risk: float | None


@dataclass(frozen=True, kw_only=True)
class DueMonth:
    """Contracts whose renewal is open and that end in a month, with their value."""

    start: date
    n: int
    amount: float
    at_risk: float


def chances(customers: Sequence[Customer]) -> dict[Kind, Chance]:
    """Chance of losing a renewal by its kind, from all that were decided.

    Empirical-Bayes shrinkage over the kinds: a kind of which few were decided is drawn to the rest.
    """
    checked = any(t.contract.check_in_on for one in customers for t in one.terms)
    tally: dict[Kind, list[int]] = {}
    for one in customers:
        for term in one.terms:
            if term.fate in ("renewed", "lost", "lapsed") and not term.contract.assumed:
                counted = tally.setdefault(kind_of(one, term, checked), [0, 0])
                counted[0] += term.fate != "renewed"
                counted[1] += 1
    kinds = [kind for kind in KINDS if kind in tally]
    found = shrink([tally[k][0] for k in kinds], [tally[k][1] for k in kinds]) if kinds else None
    return {} if found is None else _chances(kinds, tally, found)


def _chances(
    kinds: Sequence[Kind], tally: dict[Kind, list[int]], found: Shrinkage
) -> dict[Kind, Chance]:
    return {
        kind: Chance(
            kind=kind,
            lost=tally[kind][0],
            decided=tally[kind][1],
            value=group.value,
            low=group.low,
            high=group.high,
        )
        for kind, group in zip(kinds, found.groups, strict=True)
    }


def kind_of(customer: Customer, term: Term, checked: bool) -> Kind:
    """Which kind of renewal a contract faces; ``checked``: whether check-ins are known at all."""
    if term.contract.starts > customer.joined:
        return "later"
    if not checked:
        return "first"
    return "first_checked" if term.contract.check_in_on else "first_unchecked"


def due_within(
    customers: Sequence[Customer], as_of: date, *, days: int = DUE_DAYS
) -> tuple[Due, ...]:
    """Contracts that end in the ``days`` days after ``as_of`` and are not renewed, by day.

    One that the customer has given notice of is among them, with chance 1.
    """
    last = as_of + timedelta(days=days)
    return _listed(
        customers,
        as_of,
        lambda term: (
            term.fate == "running"
            and term.until is not None
            and term.until <= last
            and not term.followed
            and term.contract.decision != "renewed"
        ),
    )


def pending_at(customers: Sequence[Customer], as_of: date) -> tuple[Due, ...]:
    """Contracts that have ended and of which nothing is decided, the oldest first."""
    return _listed(customers, as_of, lambda term: term.fate == "pending")


def by_month(due: Sequence[Due], as_of: date, currency: str | None) -> tuple[DueMonth, ...]:
    """Contracts due by the month in which they end, as far as the last of them."""
    months: dict[date, list[Due]] = {}
    for one in due:
        months.setdefault(max(one.ends, as_of).replace(day=1), []).append(one)
    return tuple(
        DueMonth(
            start=start,
            n=len(own),
            amount=value_of(own, currency) or 0.0,
            at_risk=at_risk_of(own, currency) or 0.0,
        )
        for start, own in sorted(months.items())
    )


def value_of(due: Sequence[Due], currency: str | None) -> float | None:
    """What contracts bring in a year, those in one currency; None where there are some of no known amount."""
    known = [one.amount for one in due if one.currency == currency and one.amount is not None]
    return sum(known) if known or not due else None


def at_risk_of(due: Sequence[Due], currency: str | None) -> float | None:
    """Value expected to be lost: sum of amount * chance; None where no chance is known."""
    known = [one.at_risk for one in due if one.currency == currency and one.at_risk is not None]
    return sum(known) if known else None


def _listed(
    customers: Sequence[Customer], as_of: date, wanted: Callable[[Term], bool]
) -> tuple[Due, ...]:
    known = chances(customers)
    checked = any(t.contract.check_in_on for one in customers for t in one.terms)
    found = [
        _due(one, term, as_of, known.get(kind := kind_of(one, term, checked)), kind)
        for one in customers
        for term in one.terms
        if wanted(term)
    ]
    return tuple(sorted(found, key=lambda one: (one.ends, one.customer)))


def _due(one: Customer, term: Term, as_of: date, chance: Chance | None, kind: Kind) -> Due:
    contract = term.contract
    assert term.until is not None
    notice = contract.decision == "lost"
    value = 1.0 if notice else chance.value if chance else None
    amount = contract.amount
    return Due(
        customer=one.name,
        ends=term.until - timedelta(days=1),
        days=(term.until - as_of).days,
        amount=amount,
        currency=contract.currency,
        owner=contract.value("owner"),
        segment=contract.value("segment"),
        product=contract.value("product"),
        kind=kind,
        notice=notice,
        chance=value,
        at_risk=None if amount is None or value is None else amount * value,
    )
