"""Two parts held against each other, as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salestoolkit.core.breakdown_groups import GroupComparison
from salestoolkit.words.breakdowns import part_words, points, points_interval
from salestoolkit.words.drill import dimension_of
from salestoolkit.words.phrases import share_pair

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

CHANCE = 0.05
"""p-value up to which a difference is called more than chance: one that was asked for, not sought."""
SMALLEST = 0.001


def comparison_said(words: Words, found: GroupComparison | None) -> list[str]:
    """The two shares with their difference, what they rest on, and like against like."""
    if found is None:
        return [words.text("breakdowns.compare.no_age")]
    first, second = (
        part_words(words, found.dimension, value, None) for value in (found.first, found.second)
    )
    held = found.found
    days = words.count("day.genitive", found.horizon_days)
    if held.first is None or held.second is None or found.p_value is None:
        return [words.text("breakdowns.compare.unwatched", days=days)]
    share1, share2 = share_pair(words, held.first, held.second)
    said = words.text(
        f"breakdowns.compare.{'more' if found.p_value <= CHANCE else 'open'}",
        first=first,
        second=second,
        share1=share1,
        share2=share2,
        days=days,
        points=points(words, held.difference),
        interval=points_interval(words, held.low, held.high),
        p=_p(words, found.p_value),
    )
    rests = words.text(
        "breakdowns.compare.deals",
        first=first,
        second=second,
        n1=found.n[0],
        n2=found.n[1],
        date=found.as_of,
    )
    how = words.text(f"breakdowns.compare.{'permuted' if found.by_permutation else 'normal'}")
    return [said, *_within(words, found, first, second), f"{rests} {how}"]


def _within(words: Words, found: GroupComparison, first: str, second: str) -> list[str]:
    if found.within is None:
        return []
    column = dimension_of(words, found.within)
    like = found.like
    if like is None or like.difference is None or found.within_p is None:
        return [words.text("breakdowns.compare.no_strata", column=column)]
    like1, like2 = share_pair(words, *like.standardised)
    said = words.text(
        "breakdowns.compare.within",
        column=column,
        first=first,
        second=second,
        like1=like1,
        like2=like2,
        p=_p(words, found.within_p),
    )
    turned = [words.text("breakdowns.compare.turned", column=column)] if like.reversal else []
    return [said, *turned]


def _p(words: Words, value: float) -> str:
    small = value < SMALLEST
    shown = words.number(SMALLEST if small else value, digits=3)
    return words.text(f"breakdowns.compare.{'p_small' if small else 'p'}", value=shown)
