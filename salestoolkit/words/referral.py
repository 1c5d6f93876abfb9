"""What is said of customers who bring customers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from salestoolkit.core.feedback import Feedback
from salestoolkit.core.plain_text import folded
from salestoolkit.core.referral_clients import Referrals
from salestoolkit.core.retention_customers import Customer

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

HUNDRED = 100


def referral_sentences(words: Words, found: Referrals) -> list[str]:
    """The loop, what it makes of 100 customers, what it rests on, and what was set apart."""
    if not found.told:
        return [_say(words, "none")]
    told = [_loop(words, found)]
    if found.total is not None and found.verdict == "below":
        interval = hundred_interval(words, *found.total_interval)
        told.append(_say(words, "total", total=of_hundred(words, found.total), interval=interval))
    told.append(_counts(words, found))
    if found.won is not None and found.won.value is not None:
        interval = words.interval(found.won.low, found.won.high, words.percent)
        share, n = words.percent(found.won.value), words.number(found.won.n)
        told.append(_say(words, "won", n=n, share=share, interval=interval))
    if found.small:
        told.append(_say(words, "small"))
    return [*told, *apart_sentences(words, "referral", found.apart)]


def of_hundred(words: Words, value: float | None) -> str:
    """How many a hundred customers make; a dash where that is not known."""
    return words.number(None if value is None else HUNDRED * value, digits=0)


def hundred_interval(words: Words, low: float | None, high: float | None) -> str:
    """The interval of how many a hundred make; an end without a limit is said to be open."""
    first, last = (None if end is None else HUNDRED * end for end in (low, high))
    return words.interval(first, last, lambda end: words.number(end, digits=0))


def ask_sentence(
    words: Words, found: Referrals, feedback: Feedback, customers: Collection[Customer]
) -> str | None:
    """Whom to ask for an introduction: customers of today that promote and have brought nobody yet."""
    brought = {folded(one.customer) for one in found.introducers}
    here = {folded(one.name) for one in customers if one.terms_on(found.as_of)}
    n = len((set(feedback.promoters) & here) - brought)
    return _say(words, "ask", n=words.number(n)) if n else None


def apart_sentences(words: Words, topic: str, apart: Mapping[str, int]) -> list[str]:
    """What was set apart of a list, by reason; nothing where nothing was."""
    if not apart:
        return []
    names = {"no_day": "no_day_row"}
    rows = ", ".join(
        words.text(f"growth.{topic}.{names.get(name, name)}", n=n) for name, n in apart.items()
    )
    return [words.text(f"growth.{topic}.apart", rows=rows)]


def _loop(words: Words, found: Referrals) -> str:
    if found.loop is None:
        return _say(words, "none_left", brought=words.count("customer", found.brought))
    interval = hundred_interval(words, *found.interval)
    return _say(words, found.verdict, loop=of_hundred(words, found.loop), interval=interval)


def _counts(words: Words, found: Referrals) -> str:
    return _say(
        words,
        "counts",
        brought=words.number(found.brought),
        customers=words.count("customer.genitive", found.customers),
        left=words.number(found.churn.events),
        years=words.number(found.churn.years, digits=0),
    )


def _say(words: Words, key: str, **fields: object) -> str:
    return words.text(f"growth.referral.{key}", **fields)
