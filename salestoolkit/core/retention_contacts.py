"""When to get in touch with a customer: check-in, survey, talk about renewal, timed by when they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from salestoolkit.core.retention_churn import MONTH_DAYS, HazardMonth
from salestoolkit.core.retention_contracts import Contract, add_months
from salestoolkit.core.retention_customers import Customer, Term
from salestoolkit.core.work_calendar import WorkCalendar

Moment = Literal["check_in", "survey", "renewal_talk"]
MOMENTS: tuple[Moment, ...] = ("check_in", "survey", "renewal_talk")

CHECK_IN_BEFORE = 90
"""Days before the month in which most leave: time enough to put right what a check-in finds."""
CHECK_IN_ELSE = 90
"""Day of the check-in where no month stands out."""
CHECK_IN_FIRST = 14
"""Nobody is asked how it goes before so many days."""
SURVEY_BEFORE, TALK_BEFORE = 120, 60
"""Days before the end of a contract; never before its middle (survey) or its last third (talk)."""
DAY = timedelta(days=1)
AHEAD = 7 * DAY
"""On the last days of a month its successor is planned."""
ANSWERED_DAYS = 60
"""A customer that answered a survey so shortly before is not asked again."""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A contact with a customer that is planned for a day.

    ``ends`` is the last day of the contract that it is about, None for a check-in. ``past`` tells
    that the day is already over.
    """

    kind: Moment
    on: date
    customer: str
    owner: str
    ends: date | None
    amount: float | None
    currency: str | None
    product: str
    past: bool = False


def check_in_day(peak: HazardMonth | None) -> int:
    """Day of tenure for the check-in: `CHECK_IN_BEFORE` days before the month in which most leave.

    Examples
    --------
    >>> check_in_day(HazardMonth(month=12, at_risk=90, left=12, hazard=0.14))
    245
    >>> check_in_day(None)
    90
    """
    if peak is None:
        return CHECK_IN_ELSE
    return max(CHECK_IN_FIRST, int((peak.month - 1) * MONTH_DAYS) - CHECK_IN_BEFORE)


def month_of(as_of: date) -> tuple[date, date]:
    """First day of the month that is planned, and of the one after: the month of a week from then.

    >>> [str(day) for day in month_of(date(2026, 10, 30))]
    ['2026-11-01', '2026-12-01']
    """
    start = (as_of + AHEAD).replace(day=1)
    return start, add_months(start, 1)


def contacts_due(
    customers: Sequence[Customer],
    as_of: date,
    *,
    peak: HazardMonth | None,
    answered: Mapping[str, date] | None = None,
    start: date,
    before: date,
    calendar: WorkCalendar | None = None,
) -> tuple[Contact, ...]:
    """Contacts that fall in [start, before), by day and customer.

    Parameters
    ----------
    peak : HazardMonth, optional
        `salestoolkit.core.retention_churn.Churn.peak`.
    answered : mapping of a customer's folded name to a day, optional
        When each last answered a survey.
    calendar : WorkCalendar, optional
        A contact that falls on a day off is moved to the next working day.
    """
    day_of_check_in = check_in_day(peak)
    found: list[Contact] = []
    for one in customers:
        if one.left_on is not None:
            continue
        found += _check_in(one, day_of_check_in)
        for term in one.terms:
            found += _about(term, (answered or {}).get(term.contract.key))
    moved = [_told(one, as_of, calendar) for one in found]
    told = [one for one in moved if start <= one.on < before]
    return tuple(sorted(told, key=lambda one: (one.on, MOMENTS.index(one.kind), one.customer)))


def _check_in(one: Customer, day: int) -> list[Contact]:
    """The check-in of a customer's first contract; none where it took place, or ended before."""
    first = one.terms[0]
    on = one.joined + timedelta(days=day)
    if first.contract.check_in_on is not None or not first.runs_on(on):
        return []
    return [_contact("check_in", on, first.contract, None)]


def _about(term: Term, answered: date | None) -> list[Contact]:
    """The survey and the talk before a contract ends whose renewal is open."""
    contract, until = term.contract, term.until
    if until is None or term.fate != "running" or term.followed or contract.decision == "renewed":
        return []
    length = (until - contract.starts).days
    ends = until - timedelta(days=1)
    survey = until - timedelta(days=min(SURVEY_BEFORE, length // 2))
    talk = until - timedelta(days=min(TALK_BEFORE, max(1, length // 3)))
    found = [_contact("renewal_talk", talk, contract, ends)]
    if answered is None or not 0 <= (survey - answered).days <= ANSWERED_DAYS:
        found.append(_contact("survey", survey, contract, ends))
    return found


def _contact(kind: Moment, on: date, contract: Contract, ends: date | None) -> Contact:
    return Contact(
        kind=kind,
        on=on,
        customer=contract.customer,
        owner=contract.value("owner"),
        ends=ends,
        amount=contract.amount,
        currency=contract.currency,
        product=contract.value("product"),
    )


def _told(one: Contact, as_of: date, calendar: WorkCalendar | None) -> Contact:
    """The contact on a working day, with whether that is over."""
    on = one.on
    while calendar is not None and not calendar.days(on, on + DAY):
        on += DAY
    return replace(one, on=on, past=on <= as_of)
