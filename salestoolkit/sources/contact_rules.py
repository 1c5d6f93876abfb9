"""The packaged rules of contact, by market."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from salestoolkit.core.contact_rules import ChannelRule, ContactRules
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.content import load_market

FILE = "contact_rules"
ANSWERS = "answers"


@lru_cache
def contact_rules(market: str) -> ContactRules:
    """What a market asks for before a marketing contact, by channel. Not legal advice.

    Raises
    ------
    InvalidValue
        ``no_contact_rules`` names the markets that have some.

    Examples
    --------
    >>> contact_rules("pl").rule("email").company
    'consent'
    >>> contact_rules("uk").rule("email").company
    'opt_out'
    """
    known = load_market(FILE)
    if market not in markets_with_rules():
        raise InvalidValue(
            "no_contact_rules", value=market, allowed=", ".join(markets_with_rules())
        )
    return ContactRules(
        market=market,
        checked_on=known["checked_on"],
        channels={channel: _rule(entry) for channel, entry in known[market].items()},
    )


def markets_with_rules() -> tuple[str, ...]:
    """Markets whose rules of contact are packaged."""
    return tuple(
        name
        for name, entry in load_market(FILE).items()
        if isinstance(entry, Mapping) and name != ANSWERS
    )


@lru_cache
def answer_words() -> Mapping[str, str]:
    """What a cell says of a consent, a recipient or a channel, in either language: word to meaning."""
    answers = load_market(FILE)[ANSWERS]
    return {word: meaning for meaning, words in answers.items() for word in words}


def _rule(entry: Mapping[str, Any]) -> ChannelRule:
    return ChannelRule(
        person=entry["person"],
        company=entry["company"],
        registers=tuple(entry.get("registers", ())),
        existing_customer=entry.get("existing_customer", False),
        sources=tuple(entry.get("sources", ())),
    )
