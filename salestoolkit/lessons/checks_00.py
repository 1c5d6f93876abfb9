"""Checks of lesson 00: open deals, what they do to the win rate, where most deals are lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salestoolkit.lessons.answers import (
    RIGHT,
    UNANSWERED,
    Verdict,
    as_number,
    as_pair,
    as_share,
    as_text,
    is_missing,
    same,
    verdict,
)

CLOSE_ENOUGH = 0.0051
"""Half a percentage point: an answer may be rounded to whole percents."""


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Deals of a book by what became of them."""

    won: int
    lost: int
    open: int

    @property
    def all(self) -> int:
        """All deals."""
        return self.won + self.lost + self.open

    @property
    def closed(self) -> int:
        """Won and lost deals."""
        return self.won + self.lost


def open_deals(answer: Any, tally: Tally) -> Verdict:
    """00.1: how many deals are still open."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    number = as_number(answer)
    if number is None:
        return verdict("not_number")
    if number == tally.open:
        return verdict(RIGHT, open=tally.open, all=tally.all)
    mistaken = {"all": tally.all, "won": tally.won, "lost": tally.lost, "closed": tally.closed}
    code = next((name for name, n in mistaken.items() if n == number), None)
    if code is not None:
        return verdict(code, n=int(number))
    return verdict("too_many" if number > tally.open else "too_few", n=number)


def win_rate_bounds(answer: Any, tally: Tally) -> Verdict:
    """00.2: the lowest and the highest win rate that these deals can still come to."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    pair = as_pair(answer)
    if pair is None:
        return verdict("not_pair")
    low, high = (as_share(one) for one in pair)
    if low is None or high is None:
        return verdict("not_share")
    if low > high:
        return verdict("swapped")
    lowest, highest = tally.won / tally.all, (tally.won + tally.open) / tally.all
    of_closed = tally.won / tally.closed
    if _near(low, lowest) and _near(high, highest):
        return verdict(RIGHT, won=tally.won, open=tally.open, all=tally.all)
    if _near(low, of_closed) and not _near(low, lowest):
        return verdict("low_of_closed", closed=tally.closed, all=tally.all)
    if not _near(low, lowest):
        return verdict("low_wrong", won=tally.won, all=tally.all)
    if high > 0.99:
        return verdict("high_everything", lost=tally.lost)
    if _near(high, of_closed) or _near(high, lowest):
        return verdict("high_without_open", open=tally.open)
    return verdict("high_wrong", open=tally.open)


def most_lost(answer: Any, lost: Mapping[str, int]) -> Verdict:
    """00.3: the stage at which most deals were lost; ``lost`` by the stage's name, in order."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    name = as_text(answer)
    if name is None:
        return verdict("not_text")
    stage = next((stage for stage in lost if same(stage, name)), None)
    if stage is None:
        return verdict("no_stage", value=name, allowed=", ".join(lost))
    if lost[stage] == max(lost.values()):
        return verdict(RIGHT, stage=stage, n=lost[stage])
    more = sum(1 for n in lost.values() if n > lost[stage])
    return verdict("fewer", stage=stage, n=lost[stage], more=more)


def _near(one: float, other: float) -> bool:
    return abs(one - other) < CLOSE_ENOUGH
