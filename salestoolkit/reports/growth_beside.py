"""What a page about customers that stay says beside: referrals, feedback, what else they could buy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salestoolkit.book.growth import Growth
from salestoolkit.core.cycle_start import cycle_start
from salestoolkit.core.retention import Retention
from salestoolkit.reports.blocks import Html, html
from salestoolkit.reports.growth_record import feedback_record, offer_record, referral_record
from salestoolkit.reports.growth_tables import (
    loop_table,
    offer_table,
    open_table,
    round_table,
    score_table,
)
from salestoolkit.words import Words
from salestoolkit.words.feedback import feedback_actions, feedback_sentences
from salestoolkit.words.next_offer import offer_sentences
from salestoolkit.words.referral import ask_sentence, referral_sentences
from salestoolkit.words.whole_cycle import cycle_sentences


def growth_blocks(found: Growth, kept: Retention, words: Words) -> tuple[Html, ...]:
    """The sections; a topic of which the book says nothing is one sentence on what to import."""
    feedback = [
        *feedback_sentences(words, found.feedback),
        *feedback_actions(words, found.feedback),
    ]
    makers = (score_table, round_table, open_table)
    scores = [make(found.feedback, words) for make in makers]
    return (
        *_referrals(found, kept, words),
        *_topic("feedback", feedback, scores, words),
        *_topic(
            "offer", offer_sentences(words, found.offers), [offer_table(found.offers, words)], words
        ),
    )


def cycle_text(found: Growth, kept: Retention, words: Words) -> list[str]:
    """The whole cycle of a book; nothing on a page about a part, or without contracts."""
    if found.referrals is None or found.leads is None or kept.source != "contracts":
        return []
    start = cycle_start(kept, found.referrals, leads=found.leads)
    total = found.referrals.total_interval
    return cycle_sentences(words, start, total=total, currency=kept.currency)


def _referrals(found: Growth, kept: Retention, words: Words) -> list[Html]:
    if found.referrals is None:
        return []
    ask = ask_sentence(words, found.referrals, found.feedback, kept.customers)
    told = [*referral_sentences(words, found.referrals), *([ask] if ask else [])]
    cycle = cycle_text(found, kept, words)
    title = words.text("growth.cycle.page.title")
    return [
        *_topic("referral", told, [loop_table(found.referrals, words)], words),
        *([html("list", title=title, items=cycle)] if cycle else []),
    ]


def growth_data(found: Growth) -> dict[str, Any]:
    """The same for a program."""
    return {
        "referrals": None if found.referrals is None else referral_record(found.referrals),
        "feedback": feedback_record(found.feedback),
        "next_offers": offer_record(found.offers),
    }


def _topic(name: str, told: Sequence[str], tables: Sequence[Any], words: Words) -> list[Html]:
    said = html("list", title=words.text(f"growth.{name}.title"), items=list(told))
    return [said, *(html("table", table=table) for table in tables if table is not None)]
