"""What is said of what else customers could buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salestoolkit.core.next_offer import NextOffers
from salestoolkit.core.next_offer_pairs import Pair
from salestoolkit.words.errors import plain

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

NAMED = 3
NAME_LENGTH = 60


def offer_sentences(words: Words, found: NextOffers) -> list[str]:
    """How many customers lack what goes with what they have, by which products, and what that proves."""
    if not found.products:
        return [_say(words, "no_products")]
    if not found.telling:
        return [_say(words, "none")]
    lacking = len({one.customer for one in found.offers})
    told = [
        _say(
            words,
            "found",
            n=words.number(lacking),
            customers=words.count("customer.genitive", found.customers),
        )
    ]
    told += [pair_sentence(words, pair) for pair in found.telling[:NAMED]]
    return [*told, _say(words, "note")]


def pair_sentence(words: Words, pair: Pair) -> str:
    """How often buyers of a product have another one, and how often those without it do."""
    return _say(
        words,
        "pair",
        given=plain(pair.given, length=NAME_LENGTH),
        product=plain(pair.product, length=NAME_LENGTH),
        both=words.number(pair.both),
        having=words.number(pair.having),
        without=words.number(pair.without),
        others=words.number(pair.others),
    )


def _say(words: Words, key: str, **fields: object) -> str:
    return words.text(f"growth.offer.{key}", **fields)
