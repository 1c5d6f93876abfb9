"""What may be found of one contact, and that an address is contacted once and only if nobody there said no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from salestoolkit.core.marketing_objections import email_key, name_key, phone_key

REASONS = (
    "objected",
    "withdrawn",
    "refused",
    "same_address",
    "unknown",
    "channel_not_named",
    "not_yet",
    "unreadable",
    "on_register",
    "no_address",
    "twice",
)
"""Why a contact is left out, those that weigh most first; words in ``consent.toml``."""
NO_CONSENT = frozenset({"unknown", "channel_not_named", "not_yet"})
SAID_NO = frozenset({"objected", "withdrawn", "refused"})


class Verdict(NamedTuple):
    """What was found of one contact: a reason to leave it out, or None and what it rests on."""

    reason: str | None
    basis: str = ""
    on: date | None = None
    said: str = ""


def address_key(contact: Mapping[str, Any], channel: str) -> str:
    """What a contact is reached by, for comparison: an address, a number, or a name on a network."""
    if channel == "email":
        return email_key(contact.get("email"))
    if channel in ("phone", "sms"):
        return phone_key(contact.get("phone"))
    return name_key(contact.get("name"))


def one_an_address(
    rows: Sequence[Mapping[str, Any]], verdicts: Sequence[Verdict], channel: str
) -> list[Verdict]:
    """One contact an address; where one of an address said no, none of it is contacted."""
    if channel not in ("email", "phone", "sms"):
        return list(verdicts)
    addresses = [address_key(row, channel) for row in rows]
    refused = _refused(addresses, verdicts)
    seen: set[str] = set()
    found = []
    for address, verdict in zip(addresses, verdicts, strict=True):
        if verdict.reason is None and address in refused:
            verdict = Verdict("same_address", on=refused[address].on, said=address)
        elif verdict.reason is None and address in seen:
            verdict = Verdict("twice", said=address)
        if verdict.reason is None:
            seen.add(address)
        found.append(verdict)
    return found


def _refused(addresses: Iterable[str], verdicts: Iterable[Verdict]) -> dict[str, Verdict]:
    pairs = zip(addresses, verdicts, strict=True)
    return {address: one for address, one in pairs if address and one.reason in SAID_NO}
