"""The log of discounts in figures, and what discounts went together with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from salestoolkit.core.approvals import Approval, name_key
from salestoolkit.core.proportions import Interval
from salestoolkit.core.two_rates import newcombe

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 20
"""Closed deals a side under which a difference between win rates says nothing."""


@dataclass(frozen=True, kw_only=True)
class Side:
    """Deals with or without a discount, by what became of them."""

    won: int
    lost: int
    open: int

    @property
    def closed(self) -> int:
        """Won and lost."""
        return self.won + self.lost

    @property
    def win_rate(self) -> float | None:
        """Won / closed; None where none is closed. Open deals are in neither."""
        return self.won / self.closed if self.closed else None


@dataclass(frozen=True, kw_only=True)
class DiscountsSeen:
    """What discounts went together with: an association, never the effect of the discounts.

    ``with_discount`` are the deals of the log, ``without`` those that closed since its first day or are
    open; ``unknown`` names deals of the log that the book does not have. ``difference`` bounds the
    difference of the win rates (with - without), None where a side has under `ENOUGH` closed deals.
    """

    since: date
    as_of: date
    with_discount: Side
    without: Side
    unknown: tuple[str, ...]
    difference: Interval | None


@dataclass(frozen=True, kw_only=True)
class LogTotals:
    """The log in figures: the last grant of each deal counts."""

    grants: int
    deals: int
    with_return: int
    mean: Decimal | None
    largest: Decimal | None


def latest(approvals: Iterable[Approval]) -> dict[str, Approval]:
    """The last grant of each deal: a later one takes the place of an earlier one.

    Of two on one day that which was noted later counts.
    """
    found: dict[str, Approval] = {}
    for one in approvals:
        key = name_key(one.deal)
        if key not in found or one.day >= found[key].day:
            found[key] = one
    return found


def log_totals(approvals: Sequence[Approval]) -> LogTotals:
    """How many discounts, how large, and for how many deals something came in return."""
    last = list(latest(approvals).values())
    shares = [one.discount for one in last]
    return LogTotals(
        grants=len(approvals),
        deals=len(last),
        with_return=sum(bool(one.in_return.strip()) for one in last),
        mean=sum(shares, Decimal(0)) / len(shares) if shares else None,
        largest=max(shares, default=None),
    )


def discounts_seen(
    approvals: Sequence[Approval], deals: pd.DataFrame, *, as_of: date
) -> DiscountsSeen | None:
    """Win rates of deals with and without a discount, since the log began; None for an empty log.

    Win rate = won / closed (won + lost), of deals that closed on or after the log's first day: earlier
    ones may have had discounts that nobody noted.

    Parameters
    ----------
    deals : DataFrame
        As `salestoolkit.core.counts.HasDeals.deals_frame` gives it: ``deal_id``, ``title``, ``fate``,
        ``closed_on``.
    """
    import pandas as pd

    known = [one for one in approvals if one.day <= as_of]
    if not known:
        return None
    since = min(one.day for one in known)
    named = latest(known)
    # NaT, of an open deal, is never on or after a day
    counted = (deals["fate"] == "open") | (deals["closed_on"] >= pd.Timestamp(since))
    columns = deals[["deal_id", "title", "fate"]].assign(counted=counted)
    titles = Counter(map(name_key, columns["title"]))
    sides: dict[bool, list[str]] = {True: [], False: []}
    found: set[str] = set()
    for deal_id, title, fate, counts in columns.itertuples(index=False):
        # a title that several deals bear says of none of them that it had the discount
        keys = {name_key(deal_id)} | ({name_key(title)} if titles[name_key(title)] == 1 else set())
        hit = keys & named.keys()
        found |= hit
        if counts:
            sides[bool(hit)].append(fate)
    given, none = (_side(sides[which]) for which in (True, False))
    enough = min(given.closed, none.closed) >= ENOUGH
    return DiscountsSeen(
        since=since,
        as_of=as_of,
        with_discount=given,
        without=none,
        unknown=tuple(one.deal for key, one in named.items() if key not in found),
        difference=newcombe(none.won, none.closed, given.won, given.closed) if enough else None,
    )


def _side(fates: Sequence[str]) -> Side:
    return Side(won=fates.count("won"), lost=fates.count("lost"), open=fates.count("open"))
