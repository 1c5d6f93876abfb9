"""What a market asks for before somebody is contacted to sell something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from salestoolkit.errors import InvalidValue

CONSENT, OPT_OUT = "consent", "opt_out"
PERSON, COMPANY = "person", "company"


@dataclass(frozen=True, kw_only=True)
class ChannelRule:
    """What a market asks for before a marketing contact by one channel.

    ``person`` and ``company`` are `CONSENT` (asked for beforehand) or `OPT_OUT` (allowed until somebody
    says no). ``registers`` have to be checked before; ``existing_customer`` says that the law knows an
    exception for present customers, which no table can judge and which is therefore only told.
    """

    person: str
    company: str
    registers: tuple[str, ...] = ()
    existing_customer: bool = False
    sources: tuple[str, ...] = ()

    def needs(self, recipient: str) -> str:
        """What a recipient of a kind is asked for; of an unknown kind the stricter of both."""
        if recipient == COMPANY:
            return self.company
        return self.person if recipient == PERSON else max(self.person, self.company, key=_strict)


@dataclass(frozen=True, kw_only=True)
class ContactRules:
    """Rules of contact of one market, by channel, and the day on which somebody last read the law."""

    market: str
    checked_on: date
    channels: Mapping[str, ChannelRule]

    def rule(self, channel: str) -> ChannelRule:
        """The rule of a channel; InvalidValue ``unknown_channel`` names those there are."""
        if channel not in self.channels:
            allowed = ", ".join(self.channels)
            raise InvalidValue("unknown_channel", value=channel, allowed=allowed)
        return self.channels[channel]


def _strict(needed: str) -> int:
    return (OPT_OUT, CONSENT).index(needed)
