"""What lesson 10 speaks of: who stays, what they bring, say and recommend, and the whole cycle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.growth import Growth, growth_of
from salestoolkit.book.retention_tables import retention_tables
from salestoolkit.core.cycle_start import CycleStart, cycle_start
from salestoolkit.core.nps import Score, net_promoter_score
from salestoolkit.core.retention import Retention, audit_retention
from salestoolkit.core.retention_parts import PERIOD_DAYS
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.sources.contract_words import decision_words
from salestoolkit.sources.referral_words import referral_words

CUSTOMERS, YOUNG, GONE = 100, 40, 12
"""The first exercise: customers, those of them that have had no renewal yet, and those that left."""
KEPT_VALUES = ((10, 0), (10, 0), (10, 40), *((10, 10),) * 7)
"""The second exercise: what ten customers brought at the start of a year, and at its end."""
LOOP = 0.4
"""The third exercise: two introductions a customer, of which one in five becomes a customer."""
LOOPS, ROUNDS = (LOOP, 0.9, 1.2), (1, 2, 5, 10)
"""Loops that are set side by side, and after how many rounds they are looked at."""
FEW = 20
"""So many answers are shown beside all of them."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What a book says of customers, what these bring and say, and where the cycle begins."""

    found: Retention
    growth: Growth
    start: CycleStart | None


@dataclass(frozen=True, kw_only=True)
class Leavers:
    """Ways to count who left: of all, and of those that joined in the last year.

    ``mean_days`` is how long those that left had been customers; None where nobody left.
    """

    left: int
    customers: int
    young: int
    young_left: int
    mean_days: float | None


def kept_of(book: DealBook, country: str | None) -> Kept:
    """Retention of a book's customers, with referrals, feedback and the whole cycle."""
    found = audit_retention(
        retention_tables(book, decisions=decision_words()),
        book.as_of,
        calendar=WorkCalendar(country=country),
    )
    growth = growth_of(
        book, found.customers, referral_words=referral_words(), currency=found.currency
    )
    start = None
    if growth.referrals is not None and growth.leads is not None and found.source == "contracts":
        start = cycle_start(found, growth.referrals, leads=growth.leads)
    return Kept(found=found, growth=growth, start=start)


def leavers_of(found: Retention) -> Leavers:
    """How many left, counted in the ways that mislead."""
    since = found.as_of - timedelta(days=PERIOD_DAYS)
    young = [one for one in found.customers if one.joined > since]
    gone = [one.tenure_days for one in found.customers if one.left_on is not None]
    return Leavers(
        left=len(gone),
        customers=len(found.customers),
        young=len(young),
        young_left=sum(1 for one in young if one.left_on is not None),
        mean_days=sum(gone) / len(gone) if gone else None,
    )


def few_answers(score: Score, n: int = FEW) -> Score:
    """A score of so many answers with nearly the same shares, to see how wide its interval is.

    Examples
    --------
    >>> few_answers(net_promoter_score([10] * 50 + [8] * 30 + [3] * 20)).detractors
    4
    """
    up, down = (round(n * part / score.n) if score.n else 0 for part in _ends(score))
    return net_promoter_score([10] * up + [0] * down + [8] * (n - up - down))


def _ends(score: Score) -> tuple[int, int]:
    return score.promoters, score.detractors
