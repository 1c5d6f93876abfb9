"""What is said of the log of discounts: its lines, its totals, what discounts went together with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salestoolkit.core.approval_log import ENOUGH, DiscountsSeen, LogTotals
from salestoolkit.core.approvals import Approval, Ladder, beyond_ladder
from salestoolkit.words.errors import plain
from salestoolkit.words.negotiation import share_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salestoolkit.words.words import Words

NAME_LENGTH = 80
LEVEL = 0.95


def approval_line(words: Words, one: Approval) -> str:
    """One grant, on one line."""
    return words.text(
        "negotiation.log.line",
        date=words.date(one.day, short=True),
        deal=plain(one.deal, length=NAME_LENGTH),
        discount=share_text(words, one.discount),
        asked=plain(one.asked_by, length=NAME_LENGTH),
        granted=plain(one.granted_by, length=NAME_LENGTH),
        returned=plain(one.in_return, length=NAME_LENGTH) or words.text("negotiation.log.nothing"),
    )


def total_lines(
    words: Words, totals: LogTotals, approvals: Sequence[Approval], ladder: Ladder | None
) -> list[str]:
    """How many discounts, how large, for how many of them something came in return."""
    if not totals.deals:
        return []
    lines = [
        words.text(
            "negotiation.log.totals",
            deals=words.count("deal", totals.deals),
            grants=totals.grants,
            mean=share_text(words, totals.mean),
            largest=share_text(words, totals.largest),
            returned=totals.with_return,
            n=totals.deals,
        )
    ]
    beyond = [] if ladder is None else beyond_ladder(approvals, ladder)
    if beyond:
        lines.append(words.text("negotiation.log.beyond", n=len(beyond)))
    return lines


def seen_lines(words: Words, seen: DiscountsSeen) -> list[str]:
    """Win rates with and without a discount, and what they do not show."""
    given, none = seen.with_discount, seen.without
    lines = [
        words.text(
            "negotiation.log.seen",
            since=seen.since,
            date=seen.as_of,
            won_with=given.won,
            closed_with=given.closed,
            rate_with=words.percent(given.win_rate),
            won_without=none.won,
            closed_without=none.closed,
            rate_without=words.percent(none.win_rate),
        ),
        words.text("negotiation.log.seen_open", open_with=given.open, open_without=none.open),
        _difference(words, seen),
        words.text("negotiation.log.association"),
    ]
    if seen.unknown:
        names = ", ".join(plain(name, length=NAME_LENGTH) for name in seen.unknown)
        lines.append(words.text("negotiation.log.unknown", names=names))
    return lines


def _difference(words: Words, seen: DiscountsSeen) -> str:
    """The difference of the win rates with its interval, or that it is too early to tell."""
    if seen.difference is None:
        return words.text("negotiation.log.few", enough=ENOUGH)
    low, high = (100 * bound for bound in seen.difference)
    key = "plus" if low > 0 else "minus" if high < 0 else "unclear"
    if key == "minus":
        low, high = -high, -low
    return words.text(
        f"negotiation.log.difference_{key}",
        low=words.number(low, digits=0),
        high=words.number(high, digits=0),
        level=words.percent(LEVEL),
    )
