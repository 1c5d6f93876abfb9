"""When people must be told that their data are kept, and when these are to be deleted."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from salestoolkit.core.dossier import Dossier
from salestoolkit.core.sheets import Entry, is_filled

DutyKind = Literal["tell", "delete", "set_deletion", "set_origin"]


@dataclass(frozen=True, kw_only=True)
class DataRules:
    """What a market's law asks: months within which a person is told; None where it sets no time."""

    market: str
    months_to_tell: int | None
    months_kept: int


@dataclass(frozen=True, kw_only=True)
class Duty:
    """Something to be done about personal data: what, for whom, until when.

    ``person`` is empty where the whole dossier is meant; ``due`` is None where no date can be said
    because the dossier does not tell when the data came in.
    """

    kind: DutyKind
    lead: str
    person: str = ""
    due: date | None = None
    source: str = ""

    def overdue(self, as_of: date) -> bool:
        """Whether its last day has passed; on the last day it is due, not overdue."""
        return self.due is not None and self.due < as_of


def tell_by(person: Entry, *, months: int) -> date | None:
    """Last day to tell a person that their data are kept (GDPR art. 13 and 14).

    Data from elsewhere: within ``months`` of obtaining them, at the first talk at the latest. Data that
    the person gave: on the day itself. None where that day is not known.

    Examples
    --------
    >>> tell_by(Entry({"person": "Anna", "found_on": date(2026, 1, 31)}), months=1)
    datetime.date(2026, 2, 28)
    """
    found: date | None = person["found_on"]
    spoken: date | None = person["spoken_on"]
    if found is None:
        return spoken
    if person["from_person"]:
        return found
    last = months_after(found, months)
    return last if spoken is None else min(last, max(spoken, found))


def months_after(day: date, months: int) -> date:
    """The same day some months later, the month's last where it has no such day.

    Examples
    --------
    >>> months_after(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(day.month - 1 + months, 12)
    year += day.year
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def data_duties(
    dossiers: Iterable[Dossier], rules: DataRules, *, as_of: date, within_days: int = 30
) -> tuple[Duty, ...]:
    """What is to be done about personal data by a day and in the days after it, earliest first.

    What has no date comes first: nobody can tell whether it is late.

    Parameters
    ----------
    within_days : int
        Duties whose last day is at most so many days after ``as_of`` are listed; overdue ones always.
    """
    found = [duty for dossier in dossiers for duty in (*_people(dossier, rules), *_whole(dossier))]
    limit = as_of.toordinal() + within_days
    listed = [duty for duty in found if duty.due is None or duty.due.toordinal() <= limit]
    return tuple(sorted(listed, key=lambda duty: (duty.due or date.min, duty.lead, duty.person)))


def _people(dossier: Dossier, rules: DataRules) -> Iterable[Duty]:
    for person in dossier.people:
        name = person.text("person")
        if not name:
            continue
        source = person.text("source")
        if person["found_on"] is None or not is_filled(person["source"]):
            yield Duty(kind="set_origin", lead=dossier.company, person=name, source=source)
        if person["told_on"] is None and rules.months_to_tell is not None:
            due = tell_by(person, months=rules.months_to_tell)
            if due is not None:
                yield Duty(kind="tell", lead=dossier.company, person=name, due=due, source=source)
        deletion = person["delete_on"] or dossier.delete_on
        if deletion is None:
            yield Duty(kind="set_deletion", lead=dossier.company, person=name)
        elif deletion != dossier.delete_on:
            yield Duty(kind="delete", lead=dossier.company, person=name, due=deletion)


def _whole(dossier: Dossier) -> Iterable[Duty]:
    if dossier.delete_on is not None:
        yield Duty(kind="delete", lead=dossier.company, due=dossier.delete_on)
    elif not dossier.people:
        yield Duty(kind="set_deletion", lead=dossier.company)
