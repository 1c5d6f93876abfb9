"""Contacts with their consents: from a deal book, or from a list of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.marketing_objections import (
    ALL,
    MarketingObjection,
    contact_reference,
    email_key,
    name_key,
    phone_key,
)
from salestoolkit.errors import BookError, ImportFailed, InvalidValue
from salestoolkit.sources.building.stages import plain, truth
from salestoolkit.sources.channel_columns import days_of, rows_of
from salestoolkit.sources.contact_rules import answer_words
from salestoolkit.sources.files.encodings import NotText, decoded
from salestoolkit.sources.files.tables import bytes_of, read_tables
from salestoolkit.sources.known_lists import fields_of_list

if TYPE_CHECKING:
    import pandas as pd

CONTACTS: Literal["contacts"] = "contacts"
TEXTS = ("contact", "name", "form_of_address", "organization", "email", "phone", "role")
CONSENTS = ("consent_email", "consent_phone", "consent_sms", "consent_social", "consent")
DAYS = ("consent_given", "consent_withdrawn")
COLUMNS = (
    "source_name",
    *TEXTS,
    "recipient",
    *CONSENTS,
    "consent_channel",
    *DAYS,
    "consent_source",
)
"""Columns of a list of contacts; what a source lacks is empty."""


@dataclass(frozen=True, kw_only=True)
class ContactList:
    """Contacts, one row each, and what could not be read of their file.

    ``frame`` has `COLUMNS` and whatever else the source knows; consents are ``yes``, ``no``, a day, empty
    or what stands in the cell; days are days, None, or what stands in the cell. ``broken`` are lines
    (number, text) with too few or too many cells.
    """

    frame: pd.DataFrame
    broken: tuple[tuple[int, str], ...] = ()

    @property
    def rows(self) -> int:
        """Rows of the file, with those that could not be read."""
        return len(self.frame) + len(self.broken)


def read_contacts(path: Path | str, *, market: str | None = None) -> ContactList:
    """Read a list of contacts, CSV or Excel, with headers in English or Polish.

    Parameters
    ----------
    market : str, optional
        Settles whether 3/4/2026 is a day of March or of April, where the list does not.

    Raises
    ------
    ImportFailed
        Where the file cannot be read or is no list of contacts.
    AmbiguousInput
        ``ambiguous_date_order``.
    """
    table = read_tables(Path(path))[0]
    fields = fields_of_list(table, CONTACTS)
    rows = [_named(row, fields) for row in rows_of(table)]
    for field in DAYS:
        for row, day in zip(rows, days_of(table, fields.get(field), market=market), strict=True):
            row[field] = day or _no_day(row.get(field))
    return ContactList(frame=_frame(rows), broken=table.broken)


def contacts_of(book: DealBook) -> ContactList:
    """The contacts of a deal book; days are those of its time zone.

    Raises
    ------
    BookError
        ``book_without_contacts``.
    """
    if CONTACTS not in book.tables:
        raise BookError("book_without_contacts")
    zone = ZoneInfo(book.timezone)
    rows = book.tables[CONTACTS].to_pylist()
    for row in rows:
        for field in DAYS:
            moment = row.get(field)
            row[field] = None if moment is None else moment.astimezone(zone).date()
    return ContactList(frame=_frame(rows))


def read_register(path: Path | str) -> frozenset[str]:
    """Phone numbers of a do-not-call register, one a line.

    Raises
    ------
    ImportFailed
        Where the file cannot be read, ``register_without_numbers`` where no line holds a number.
    """
    file = Path(path)
    try:
        lines = decoded(bytes_of(file)).splitlines()
    except NotText as error:
        raise ImportFailed("register_without_numbers", file=file.name) from error
    found = frozenset(phone_key(line) for line in lines) - {""}
    if not found:
        raise ImportFailed("register_without_numbers", file=file.name)
    return found


def answer(cell: Any) -> str:
    """What a cell says of a consent: ``yes``, ``no``, ``""`` for not known, else what stands there.

    >>> answer("TAK"), answer("nie"), answer("nie wiadomo"), answer("2026-03-01")
    ('yes', 'no', '', '2026-03-01')
    """
    told = "" if cell is None else str(cell).strip()
    said = truth(told) if told else None
    if said is not None:
        return "yes" if said else "no"
    return "" if not plain(told) or _meaning(told) == "unknown" else told


def _no_day(cell: Any) -> str | None:
    """What stands where a day should; None where nothing does, or where it says that there is none.

    >>> _no_day("30.02.2026"), _no_day("nie"), _no_day(" ")
    ('30.02.2026', None, None)
    """
    return None if answer(cell) in ("", "no") else str(cell).strip()


def _named(row: Mapping[str, str], fields: Mapping[str, str]) -> dict[str, Any]:
    return {field: row[header] for field, header in fields.items()}


def _frame(rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    told = [_tidied(row) for row in rows]
    extra = dict.fromkeys(name for row in told for name in row if name not in COLUMNS)
    return pd.DataFrame(told, columns=[*COLUMNS, *extra], dtype=object)


def _tidied(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose consents, recipient and channels are in our words; a name is put together."""
    found: dict[str, Any] = dict.fromkeys(COLUMNS, "")
    found |= {field: "" if value is None else value for field, value in row.items()}
    found |= {field: row.get(field) for field in DAYS}
    found |= {field: answer(row.get(field)) for field in CONSENTS}
    found["recipient"] = _meaning(row.get("recipient"))
    channels = str(row.get("consent_channel") or "").replace(";", ",").split(",")
    found["consent_channel"] = ", ".join(filter(None, map(_meaning, channels)))
    parts = [str(row.get(part) or "").strip() for part in ("first_name", "last_name")]
    found["name"] = str(row.get("name") or "").strip() or " ".join(filter(None, parts))
    return found


def _meaning(cell: Any) -> str:
    """A word in ours where we know it (``firma`` is ``company``), else as written."""
    told = "" if cell is None else str(cell).strip()
    words = answer_words()
    return words.get(told.casefold()) or words.get(plain(told)) or told


def objection_of(
    who: str,
    listed: ContactList | None,
    *,
    noted_on: date,
    channel: str = ALL,
    source: str = "",
) -> tuple[MarketingObjection, bool]:
    """The objection of somebody named by name, e-mail or phone, and whether a list knows the person.

    What the list knows of the person is kept with the objection, so that it holds under another
    address too.

    Raises
    ------
    InvalidValue
        ``contact_several`` where several people bear the name, ``objection_of_nobody``,
        ``unknown_channel``.
    """
    found = [] if listed is None else _people(who, listed)
    row = found[0] if found else {_known_by(who): who.strip()}
    objection = MarketingObjection(
        noted_on=noted_on,
        channel=channel,
        source=source,
        reference=contact_reference(row),
        **{name: str(row.get(name, "")) for name in ("name", "organization", "email", "phone")},
    )
    return objection, bool(found)


def contact_named(who: str, listed: ContactList) -> dict[Any, Any]:
    """The contact with a name, e-mail address or phone number.

    Raises
    ------
    InvalidValue
        ``contact_not_found``, ``contact_several``.
    """
    found = _people(who, listed)
    if not found:
        raise InvalidValue("contact_not_found", value=who)
    return found[0]


def _people(who: str, listed: ContactList) -> list[dict[Any, Any]]:
    """Rows of one person; InvalidValue ``contact_several`` where several bear the name."""
    field = _known_by(who)
    key = {"email": email_key, "phone": phone_key, "name": name_key}[field]
    rows: list[dict[Any, Any]] = listed.frame.to_dict("records")
    found = [row for row in rows if key(row[field]) and key(row[field]) == key(who)]
    people = {name_key(row["name"]) + email_key(row["email"]) for row in found}
    if field == "name" and len(people) > 1:
        names = "; ".join(f"{row['name']} {row['email'] or row['phone']}" for row in found)
        raise InvalidValue("contact_several", value=who, n=len(found), names=names)
    return found


def _known_by(who: str) -> str:
    """What somebody is named by: ``email``, ``phone`` or ``name``."""
    if email_key(who):
        return "email"
    digits = bool(phone_key(who)) and not any(letter.isalpha() for letter in who)
    return "phone" if digits else "name"
