"""What is said of what else customers could buy."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from salestoolkit.core.next_offer import NextOffers, Offer
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


def offer_line(words: Words, one: Offer, currency: str | None) -> str:
    """One offer on one line."""
    told = _say(
        words,
        "line",
        customer=plain(one.customer, length=NAME_LENGTH),
        product=plain(one.product, length=NAME_LENGTH),
        given=plain(one.given, length=NAME_LENGTH),
        share=words.percent(one.share),
        interval=words.interval(one.low, one.high, words.percent),
        value=words.money_about(one.value, currency),
    )
    if one.refused_on is None:
        return told
    refused = _say(words, "refused", day=words.date(one.refused_on, short=True))
    return f"{told}; {refused}"


def offer_header(words: Words) -> list[str]:
    """Heads of the columns of `offer_rows`."""
    names = (
        *("customer", "segment", "product", "given", "share", "low", "high"),
        *("buyers", "value", "currency", "refused_on"),
    )
    return [_say(words, f"column.{name}") for name in names]


def offer_rows(found: NextOffers) -> list[tuple[str | float | date | None, ...]]:
    """Offers as rows for a spreadsheet: shares 0-1, dates as dates."""
    return [
        (
            one.customer,
            one.segment,
            one.product,
            one.given,
            round(one.share, 4),
            round(one.low, 4),
            round(one.high, 4),
            one.n,
            one.value,
            found.currency,
            one.refused_on,
        )
        for one in found.offers
    ]


def _say(words: Words, key: str, **fields: object) -> str:
    return words.text(f"growth.offer.{key}", **fields)
