"""People who do not want to be contacted, and how they are known again in a newer list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from salestoolkit.errors import InvalidValue

CHANNELS = ("email", "phone", "sms", "social")
"""Ways in which one person is contacted; an invitation to an event goes by one of them."""
ALL = "all"
SAME_DIGITS = 9
"""Phone numbers with the same last nine digits are one: with or without the country's prefix."""
FEWEST_DIGITS = 6


def email_key(text: Any) -> str:
    """An e-mail address for comparison, ``""`` where there is none."""
    told = _told(text).casefold()
    return told if "@" in told else ""


def phone_key(text: Any) -> str:
    """A phone number for comparison, ``""`` where there is none.

    >>> phone_key("+48 600 100 200") == phone_key("600-100-200")
    True
    """
    digits = re.sub(r"\D", "", _told(text))
    return digits[-SAME_DIGITS:] if len(digits) >= FEWEST_DIGITS else ""


def name_key(text: Any) -> str:
    """A name for comparison, whatever the order of first name and surname.

    >>> name_key("Kowalska  Anna") == name_key("Anna Kowalska")
    True
    """
    words = sorted(re.sub(r"[^\w\s'-]", " ", _told(text)).casefold().split())
    return " ".join(words) if any(map(str.isalpha, "".join(words))) else ""


@dataclass(frozen=True, kw_only=True)
class MarketingObjection:
    """Somebody does not want marketing: by all channels, or by one. It stands for good.

    What is known of the person is kept, so that a newer list cannot bring the person back under
    another address or spelling.

    Parameters
    ----------
    noted_on : date
        The day on which the objection came.
    channel : str
        ``all`` or one of `CHANNELS`.
    reference : str
        ``source_name`` and ``contact`` of the deal book, where the person came from one.
    source : str
        How the person said so, in the words of whoever noted it.

    Raises
    ------
    InvalidValue
        ``objection_of_nobody`` where nothing tells who it is, ``unknown_channel``.
    """

    noted_on: date
    channel: str = ALL
    name: str = ""
    organization: str = ""
    email: str = ""
    phone: str = ""
    reference: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.channel not in (ALL, *CHANNELS):
            allowed = ", ".join((ALL, *CHANNELS))
            raise InvalidValue("unknown_channel", value=self.channel, allowed=allowed)
        if not (name_key(self.name) or email_key(self.email) or phone_key(self.phone)):
            raise InvalidValue("objection_of_nobody", value=self.name or self.email or self.phone)


@dataclass(frozen=True)
class KnownObjections:
    """Objections, found by anything that the person is known by.

    Examples
    --------
    >>> known = KnownObjections.of([MarketingObjection(noted_on=date(2026, 3, 2), email="a@x.example")])
    >>> str(known.of_contact({"name": "A", "email": "A@X.example"}, "phone").noted_on)
    '2026-03-02'
    """

    by_key: Mapping[tuple[str, str], tuple[MarketingObjection, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, objections: Iterable[MarketingObjection]) -> KnownObjections:
        """Sort objections by what they are found by."""
        found: dict[tuple[str, str], list[MarketingObjection]] = {}
        for one in objections:
            for key in _keys(vars(one), one.reference):
                found.setdefault(key, []).append(one)
        return cls({key: tuple(several) for key, several in found.items()})

    def of_contact(self, contact: Mapping[str, Any], channel: str) -> MarketingObjection | None:
        """The first objection of a person to a channel; None where there is none.

        The same e-mail address, phone number or entry of the CRM is the same person; so is the same
        name, unless both name an organization and it is another one.
        """
        for key in _keys(contact, contact_reference(contact)):
            for one in self.by_key.get(key, ()):
                fits = one.channel in (ALL, channel)
                if fits and (key[0] != "name" or _one_organization(one, contact)):
                    return one
        return None


def contact_reference(contact: Mapping[str, Any]) -> str:
    """The entry of a CRM that a contact came from; ``""`` for a plain list, whose numbers are its own."""
    source, entry = _told(contact.get("source_name")), _told(contact.get("contact"))
    return f"{source}/{entry}" if source and entry else ""


def _keys(known: Mapping[str, Any], reference: str) -> list[tuple[str, str]]:
    keys = [
        ("email", email_key(known.get("email"))),
        ("phone", phone_key(known.get("phone"))),
        ("reference", reference),
        ("name", name_key(known.get("name"))),
    ]
    return [key for key in keys if key[1]]


def _one_organization(one: MarketingObjection, contact: Mapping[str, Any]) -> bool:
    ours, theirs = name_key(one.organization), name_key(contact.get("organization"))
    return not ours or not theirs or ours == theirs


def _told(value: Any) -> str:
    """A cell as text; an empty one, also pandas' own, is no text."""
    return "" if value is None or value != value else str(value).strip()
