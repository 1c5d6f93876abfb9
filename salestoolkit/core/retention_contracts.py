"""Contracts of customers as a list tells them, and what of it is set apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Literal

from salestoolkit.core.plain_text import folded

Decision = Literal["renewed", "lost", "pending"]

GRACE_DAYS = 60
"""A gap of so many days between two contracts is none, and so long an end may go without an answer."""
APART = (
    *("no_customer", "no_start", "ends_before_start", "left_before_joining"),
    *("amount_below_zero", "repeated"),
)
"""Why a row is set apart, in the order in which it is looked at."""
DAYS = ("starts", "ends", "decided_at", "left_at", "check_in_at")


@dataclass(frozen=True, kw_only=True)
class Contract:
    """One contract: ``ends`` is its last day, None for one without an end.

    ``amount`` is what it brings in a year. ``decision`` is what was told of its renewal, None where
    nothing was; ``assumed`` marks a term that a told renewal stands for, without a contract of its own.
    """

    customer: str
    starts: date
    ends: date | None = None
    amount: float | None = None
    currency: str | None = None
    decision: Decision | None = None
    decided_on: date | None = None
    left_on: date | None = None
    check_in_on: date | None = None
    contract_id: str | None = None
    referred_by: str | None = None
    owner: str | None = None
    segment: str | None = None
    product: str | None = None
    assumed: bool = False

    @property
    def key(self) -> str:
        """The customer's name as names are compared."""
        return folded(self.customer)

    @property
    def until(self) -> date | None:
        """First day on which it no longer runs; None where it has no end.

        The day after its last one, or the day on which the customer left before; where it has no last
        day, the one on which its loss was decided. A last day that is
        the anniversary of the first is no day more: both ways of writing a year are one year.
        """
        if self.left_on is not None and (self.ends is None or self.left_on < self.ends):
            return max(self.left_on, self.starts)
        if self.ends is None:
            told = self.decided_on if self.decision == "lost" else None
            return None if told is None else max(told, self.starts)
        if self.ends > self.starts and is_anniversary(self.starts, self.ends):
            return self.ends
        return self.ends + timedelta(days=1)

    def value(self, column: str) -> str:
        """Owner, segment or product; ``""`` where there is none."""
        return getattr(self, column, None) or ""


@dataclass(frozen=True, kw_only=True)
class Contracts:
    """Contracts that can be counted, and how many rows could not, by reason.

    ``unclear`` counts decisions whose words are not known: they are taken as not told.
    """

    kept: tuple[Contract, ...]
    apart: Mapping[str, int] = field(default_factory=dict)
    unclear: int = 0

    @property
    def rows(self) -> int:
        """Rows read."""
        return len(self.kept) + sum(self.apart.values())


def read_contracts(
    rows: Iterable[Mapping[str, Any]], *, decisions: Mapping[str, Decision]
) -> Contracts:
    """Contracts of rows whose dates are dates; every row is kept, or set apart and counted.

    Parameters
    ----------
    rows : iterable of mappings
        The columns of the table ``contracts``; what is missing is None.
    decisions : mapping
        What the words of a decision mean, by `salestoolkit.core.plain_text.folded`.
    """
    kept: list[Contract] = []
    apart: dict[str, int] = {}
    seen: set[tuple[object, ...]] = set()
    unclear = 0
    for row in rows:
        if (reason := _wrong(row, seen)) is not None:
            apart[reason] = apart.get(reason, 0) + 1
            continue
        said = folded(row.get("decision") or "")
        decision = decisions.get(said)
        unclear += bool(said) and decision is None
        kept.append(_contract(row, decision))
    ordered = {name: apart[name] for name in APART if name in apart}
    kept.sort(key=lambda one: (one.starts, one.key, one.contract_id or ""))
    return Contracts(kept=tuple(kept), apart=ordered, unclear=unclear)


def known_at(
    contracts: Sequence[Contract], as_of: date, *, looking_back: bool = False
) -> tuple[Contract, ...]:
    """What was known of contracts at the end of a day.

    A decision made later is not known yet. ``looking_back`` tells that the list was written after
    ``as_of``: then contracts that began later were not known either, and a decision without a day
    is taken as made at the contract's end.
    """
    found = []
    for one in contracts:
        if looking_back and one.starts > as_of:
            continue
        day = one.decided_on
        if day is None and looking_back:
            day = one.left_on or one.ends or as_of
        if one.check_in_on is not None and one.check_in_on > as_of:
            one = replace(one, check_in_on=None)
        gone = one.left_on is not None and one.left_on <= as_of
        if day is not None and day > as_of and not gone:
            one = replace(one, decision=None, decided_on=None, left_on=None)
        found.append(one)
    return tuple(found)


def is_anniversary(first: date, day: date) -> bool:
    """Whether a day is the same of the month as the first, or the last of a shorter month.

    >>> is_anniversary(date(2024, 2, 29), date(2025, 2, 28))
    True
    """
    months = (day.year - first.year) * 12 + day.month - first.month
    return months > 0 and add_months(first, months) == day


def add_months(day: date, months: int) -> date:
    """The same day some months on; the last of the month where it has no such day.

    >>> add_months(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    at = day.year * 12 + day.month - 1 + months
    first = date(at // 12, at % 12 + 1, 1)
    after = date((at + 1) // 12, (at + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (after - first).days))


def _wrong(row: Mapping[str, Any], seen: set[tuple[object, ...]]) -> str | None:
    """Why a row cannot be counted; None where it can. A row that can is remembered."""
    customer, starts, ends = (row.get(name) for name in ("customer", "starts", "ends"))
    if not customer or not folded(customer):
        return "no_customer"
    if starts is None:
        return "no_start"
    if ends is not None and ends < starts:
        return "ends_before_start"
    if row.get("left_at") is not None and row["left_at"] < starts:
        return "left_before_joining"
    if (row.get("amount") or 0) < 0:
        return "amount_below_zero"
    told = (folded(customer), starts, ends, row.get("amount"), folded(row.get("product") or ""))
    number = folded(row.get("contract_id") or "")
    numbered = (number, folded(customer), starts)
    # two contracts may say the same and still be two, where each has its own number
    if (numbered if number else told) in seen:
        return "repeated"
    seen.update({told, numbered})
    return None


def _contract(row: Mapping[str, Any], decision: Decision | None) -> Contract:
    amount, left, ends = row.get("amount"), row.get("left_at"), row.get("ends")
    if left is not None and ends is not None and left > ends + timedelta(days=GRACE_DAYS):
        # the customer left long after this contract: that day is about a later one
        left = None

    def text(name: str) -> str | None:
        return (row.get(name) or "").strip() or None

    return Contract(
        customer=row["customer"].strip(),
        starts=row["starts"],
        ends=ends,
        amount=None if amount is None else float(amount),
        # who has a day on which they left has left, whatever else is told
        decision="lost" if left is not None else decision,
        decided_on=row.get("decided_at"),
        left_on=left,
        check_in_on=row.get("check_in_at"),
        contract_id=text("contract_id"),
        currency=text("currency"),
        referred_by=text("referred_by"),
        owner=text("owner"),
        segment=text("segment"),
        product=text("product"),
    )
