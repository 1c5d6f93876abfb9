"""Who may take part in a test: only leads that every one of its channels may reach.

Were leads left out by the channel they were drawn into, the variants would be different people.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from salestoolkit.core.channel_setup import ChannelTest
from salestoolkit.core.consent import split_by_consent
from salestoolkit.core.contact_rules import ContactRules
from salestoolkit.core.marketing_objections import MarketingObjection

if TYPE_CHECKING:
    import pandas as pd

RULE_OF = {
    "call": "phone",
    "email": "email",
    "sms": "sms",
    "linkedin": "social",
    "facebook": "social",
    "instagram": "social",
    "x": "social",
    "whatsapp": "social",
    "event": "email",
}
"""The channel whose rule a way of making contact falls under; an event's invitation goes by e-mail."""
LEAD = "lead"


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A lead that takes no part, for the first of the test's channels that may not reach it."""

    lead: str
    name: str
    channel: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class MayTakePart:
    """Leads that every channel of a test may reach, those left out, and channels without a rule."""

    allowed: frozenset[str]
    left_out: tuple[LeftOut, ...]
    unruled: tuple[str, ...]
    register_unchecked: bool = False


def may_take_part(
    test: ChannelTest,
    contacts: pd.DataFrame,
    *,
    rules: ContactRules,
    as_of: date,
    objections: Sequence[MarketingObjection] = (),
    registered: Collection[str] | None = None,
) -> MayTakePart:
    """Split leads by whether every channel of a test may reach them.

    Parameters
    ----------
    contacts : DataFrame
        As `split_by_consent` takes them, with the lead's id in the column ``lead``.
    """
    asked = {channel: RULE_OF.get(channel) for channel in test.channels}
    left: dict[str, LeftOut] = {}
    unchecked = False
    for channel in dict.fromkeys(rule for rule in asked.values() if rule in rules.channels):
        assert channel is not None
        found = split_by_consent(
            contacts,
            channel=channel,
            rules=rules,
            as_of=as_of,
            objections=objections,
            registered=registered,
        )
        unchecked = unchecked or bool(found.rule.registers and registered is None)
        for row in found.left_out.to_dict("records"):
            lead = str(row[LEAD])
            one = LeftOut(
                lead=lead, name=str(row["name"] or ""), channel=channel, reason=str(row["reason"])
            )
            # the same lead once more on the list is no reason to leave it out
            if one.reason != "twice" or not _same_lead(contacts, row):
                left.setdefault(lead, one)
    everybody = {str(lead) for lead in contacts[LEAD]}
    return MayTakePart(
        allowed=frozenset(everybody - left.keys()),
        left_out=tuple(left.values()),
        unruled=tuple(name for name, rule in asked.items() if rule not in rules.channels),
        register_unchecked=unchecked,
    )


def _same_lead(contacts: pd.DataFrame, row: dict[object, object]) -> bool:
    """Whether a lead's id stands on more than one row."""
    return bool((contacts[LEAD] == row[LEAD]).sum() > 1)
