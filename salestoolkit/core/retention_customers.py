"""Customers made of their contracts: who is there on a day, who left, and what was renewed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from salestoolkit.core.retention_contracts import (
    GRACE_DAYS,
    Contract,
    add_months,
    is_anniversary,
)

Fate = Literal["running", "signed", "renewed", "lost", "lapsed", "pending"]
"""State of a contract: it runs, begins later, was renewed, was told to be lost, ended without a word
over `GRACE_DAYS` ago (counted as lost), or has ended and nothing is decided."""
GONE = ("lost", "lapsed")


@dataclass(frozen=True, kw_only=True)
class Term:
    """A contract with the day it stops running (None: no end) and its fate as of a day.

    ``followed`` tells that another contract takes its place.
    """

    contract: Contract
    until: date | None
    fate: Fate
    followed: bool = False

    def runs_on(self, day: date) -> bool:
        """Whether it runs on a day."""
        return self.contract.starts <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, kw_only=True)
class Customer:
    """A customer from its first contract on.

    ``left_on`` is the first day without a contract when it left for the first time, None while it is
    there; ``seen_until`` the day up to which that is known: it left, its decision is pending, or
    ``as_of``. ``returned`` tells that it came back after it had left.
    """

    name: str
    joined: date
    left_on: date | None
    seen_until: date
    returned: bool
    terms: tuple[Term, ...]

    @property
    def tenure_days(self) -> int:
        """Days from the first contract until it left, or for which it was watched."""
        return (self.seen_until - self.joined).days

    @cached_property
    def pending(self) -> bool:
        """Whether its last contract has ended and nothing is decided."""
        return self.left_on is None and not any(
            term.fate in ("running", "signed") for term in self.terms
        )

    @property
    def last(self) -> Term:
        """The contract that began last."""
        return self.terms[-1]

    def terms_on(self, day: date) -> tuple[Term, ...]:
        """Contracts that run on a day; in a gap of up to `GRACE_DAYS` the ones before it."""
        running = tuple(term for term in self.terms if term.runs_on(day))
        if running:
            return running
        after = [term.contract.starts for term in self.terms if term.contract.starts > day]
        last = max((t.until for t in self.terms if t.until and t.until <= day), default=None)
        if not after or last is None or (min(after) - last).days > GRACE_DAYS:
            return ()
        return tuple(term for term in self.terms if term.until == last)

    def amount_on(self, day: date, currency: str | None) -> float:
        """What its contracts of that day bring in a year, in one currency; 0 without any."""
        return sum(
            term.contract.amount or 0.0
            for term in self.terms_on(day)
            if term.contract.currency == currency
        )


def customers_of(contracts: Sequence[Contract], as_of: date) -> tuple[Customer, ...]:
    """Customers in the order in which they joined, as of the end of ``as_of``.

    Contracts of one customer for one product that overlap by at most `GRACE_DAYS` follow one another;
    what overlaps longer runs side by side. A told renewal without a contract of its own is taken as
    one more term of the same length and amount.
    """
    by_name: dict[str, list[Contract]] = {}
    for one in contracts:
        by_name.setdefault(one.key, []).append(one)
    found = (_customer(with_assumed(own, as_of), as_of) for own in by_name.values())
    return tuple(sorted((one for one in found if one), key=lambda one: (one.joined, one.name)))


def with_assumed(own: Sequence[Contract], as_of: date) -> list[Contract]:
    """A customer's contracts by start, with the terms that told renewals stand for."""
    known = sorted(own, key=lambda one: one.starts)
    added = []
    for one in known:
        if one.decision != "renewed" or one.until is None or one.until > as_of:
            continue
        if not _follower(one, one.until, known):
            ends = _as_long(one.starts, one.until) - timedelta(days=1)
            added.append(
                replace(
                    one,
                    starts=one.until,
                    ends=ends,
                    assumed=True,
                    decision=None,
                    decided_on=None,
                    check_in_on=None,
                    contract_id=None,
                )
            )
    return sorted([*known, *added], key=lambda one: one.starts)


def _as_long(first: date, until: date) -> date:
    """A day as long after ``until`` as that is after ``first``: whole months as months, else days."""
    if is_anniversary(first, until):
        months = (until.year - first.year) * 12 + until.month - first.month
        return add_months(until, months)
    return until + (until - first)


def _customer(own: Sequence[Contract], as_of: date) -> Customer | None:
    if own[0].starts > as_of:
        return None
    terms = tuple(_term(one, own, as_of) for one in own)
    stretch, returned = _first_stretch(terms, as_of)
    left_on, seen = None, as_of
    ends = [term.until for term in stretch]
    last = None if None in ends else max(end for end in ends if end is not None)
    if last is not None and last <= as_of:
        final = [term for term in stretch if term.until == last]
        seen = last
        if returned or all(term.fate in GONE for term in final):
            left_on = last
    return Customer(
        name=own[0].customer,
        joined=own[0].starts,
        left_on=left_on,
        seen_until=seen,
        returned=returned,
        terms=terms,
    )


def _first_stretch(terms: Sequence[Term], as_of: date) -> tuple[list[Term], bool]:
    """Contracts without a gap from the first one on, and whether others came after a gap."""
    stretch: list[Term] = []
    reach: date | None = terms[0].contract.starts
    for term in terms:
        starts = term.contract.starts
        if reach is not None and (starts - reach).days > GRACE_DAYS:
            return stretch, starts <= as_of
        stretch.append(term)
        reach = None if term.until is None or reach is None else max(reach, term.until)
    return stretch, False


def _term(one: Contract, own: Sequence[Contract], as_of: date) -> Term:
    until = one.until
    following = _follower(one, until, own) if until is not None else None
    if following is not None and until is not None and one.starts < following.starts < until:
        until = following.starts
    return Term(
        contract=one,
        until=until,
        fate=_fate(one, until, following, as_of),
        followed=following is not None,
    )


def _follower(one: Contract, until: date, own: Sequence[Contract]) -> Contract | None:
    """The contract for the same product that begins around the end of this one.

    Where none is for the same product, one that begins at or after the end stands for it too.
    """
    near = [
        other
        for other in own
        if other.starts > one.starts and abs((other.starts - until).days) <= GRACE_DAYS
    ]
    same = [other for other in near if other.value("product") == one.value("product")]
    return next(iter(same), None) or next((o for o in near if o.starts >= until), None)


def _fate(one: Contract, until: date | None, following: Contract | None, as_of: date) -> Fate:
    if one.starts > as_of:
        return "signed"
    if until is None or until > as_of:
        return "running"
    if one.decision in ("renewed", "lost"):
        return "renewed" if one.decision == "renewed" else "lost"
    if following is not None:
        return "renewed"
    # nothing was ever told of the end of a term that is only assumed: silence is no loss there
    if one.decision == "pending" or one.assumed or (as_of - until).days <= GRACE_DAYS:
        return "pending"
    return "lapsed"
