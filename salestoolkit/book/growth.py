"""Referrals, feedback and further sales of a deal book, as of its day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.growth_tables import (
    answers_of,
    other_leads,
    products_of,
    referral_deals,
    segments_of,
)
from salestoolkit.core.cycle_start import YEAR_DAYS
from salestoolkit.core.feedback import Feedback, feedback_of
from salestoolkit.core.next_offer import NextOffers, next_offers
from salestoolkit.core.plain_text import folded
from salestoolkit.core.referral_clients import Referrals, referrals_of
from salestoolkit.core.retention_customers import Customer


@dataclass(frozen=True, kw_only=True)
class Growth:
    """What customers bring, say, and could buy besides.

    ``referrals`` is None on a page about a part: who brought a customer may belong to another one.
    ``leads`` are those of a year from other sources than referrals.
    """

    referrals: Referrals | None
    leads: int | None
    feedback: Feedback
    offers: NextOffers


def growth_of(
    book: DealBook,
    customers: Sequence[Customer],
    *,
    referral_words: Collection[str],
    currency: str | None = None,
    only: bool = False,
) -> Growth:
    """Referrals, feedback and offers of a book's customers.

    Parameters
    ----------
    customers : sequence of Customer
        Customers by their contracts; where there are none, whoever bought is a customer.
    referral_words : collection of str
        What sources of referrals are called, folded.
    only : bool
        Whether answers and offers are those of ``customers`` only: a page about a part.
    """
    answers, apart = answers_of(book)
    segments = segments_of(book)
    if only:
        mine = {folded(one.name) for one in customers}
        answers, apart = tuple(one for one in answers if folded(one.customer) in mine), {}
    here = [one.name for one in customers if one.terms_on(book.as_of)]
    bought, refused = products_of(book)
    return Growth(
        referrals=None if only else _referrals(book, customers, referral_words),
        leads=None if only else other_leads(book, referral_words, days=YEAR_DAYS),
        feedback=feedback_of(answers, book.as_of, apart=apart, segments=segments),
        offers=next_offers(
            bought,
            book.as_of,
            segments=segments,
            customers=_now(here, customers, only=only),
            refused=refused,
            currency=currency,
        ),
    )


def _referrals(
    book: DealBook, customers: Sequence[Customer], referral_words: Collection[str]
) -> Referrals:
    decided = referral_deals(book, referral_words)
    return referrals_of(customers, book.as_of, decided=decided)


def _now(here: Iterable[str], customers: Sequence[Customer], *, only: bool) -> Iterable[str] | None:
    return here if customers or only else None
