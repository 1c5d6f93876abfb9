"""Contacts with customers as files: a list and a calendar, for all or one pair an owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from salestoolkit.core.calendar_event import CalendarEvent, event_uid
from salestoolkit.core.retention import Retention
from salestoolkit.core.retention_contacts import Contact
from salestoolkit.reports.names import digest, slug
from salestoolkit.sources.calendar_file import calendar_content
from salestoolkit.sources.safe_csv import safe_csv
from salestoolkit.sources.whole_files import write_keeping
from salestoolkit.words import Words
from salestoolkit.words.retention import contact_why

COLUMNS = (
    *("day", "contact", "customer", "owner", "ends"),
    *("amount", "currency", "product", "why"),
)


@dataclass(frozen=True, kw_only=True)
class ContactFile:
    """A file that was written, and the copy of the one that was there."""

    path: Path
    copy: Path | None


def write_contacts(
    found: Retention, words: Words, to: Path, *, written_on: date, per_owner: bool = False
) -> list[ContactFile]:
    """Write the contacts of ``found`` as CSV and .ics into a folder, whole or not at all.

    Parameters
    ----------
    per_owner : bool
        One pair of files for each owner, so that each gets only their own.

    Raises
    ------
    ImportFailed
        ``cannot_write``, ``path_is_folder``.
    """
    first = found.planned[0]
    stem = f"contacts_{first:%Y-%m}"
    lists = {stem: list(found.contacts)}
    if per_owner:
        lists = {}
        for one in found.contacts:
            name = f"{stem}_{slug(one.owner) or 'none'}_{digest(one.owner)}"
            lists.setdefault(name, []).append(one)
    written = []
    for name, own in sorted(lists.items()):
        table = safe_csv(
            [words.text(f"retention.csv.{column}") for column in COLUMNS],
            [_row(one, found, words) for one in own],
        )
        written.append(_write(to / f"{name}_{words.language}.csv", table))
        if own:
            calendar = _calendar(own, found, words, written_on)
            written.append(_write(to / f"{name}_{words.language}.ics", calendar))
    return written


def _write(path: Path, content: bytes) -> ContactFile:
    return ContactFile(path=path, copy=write_keeping(path, content))


def _row(one: Contact, found: Retention, words: Words) -> list[str | float | date | None]:
    return [
        one.on,
        words.text(f"retention.moment.{one.kind}"),
        one.customer,
        one.owner,
        one.ends,
        _plain(one.amount),
        one.currency,
        one.product,
        contact_why(words, one, found.churn.peak),
    ]


def _plain(amount: float | None) -> float | None:
    """An amount without a useless ``.0``."""
    return int(amount) if amount is not None and amount.is_integer() else amount


def _calendar(own: Sequence[Contact], found: Retention, words: Words, written_on: date) -> bytes:
    events = {
        uid: CalendarEvent(
            uid=uid,
            start=one.on,
            summary=f"{words.text(f'retention.moment.{one.kind}')}: {one.customer}",
            description=contact_why(words, one, found.churn.peak),
        )
        for one in own
        for uid in [event_uid("retention", one.kind, one.customer, one.product, one.ends)]
    }
    return calendar_content(
        list(events.values()),
        written_on=written_on,
        name=words.text("retention.moment.calendar"),
        language=words.language,
    )
