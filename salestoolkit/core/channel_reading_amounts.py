"""The verdict of a test whose outcome is money."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from salestoolkit.core.channel_amounts import TwoAmounts, read_amounts
from salestoolkit.core.channel_past import PastLook, allowed_today
from salestoolkit.core.channel_results import ReadBack
from salestoolkit.core.channel_setup import ChannelTest, Outcome
from salestoolkit.core.proportions import normal_quantile


@dataclass(frozen=True, kw_only=True)
class AmountVerdict:
    """What may be said of money: the code, the place of the winner, and the p-value that was asked for.

    ``pairs`` are all pairs of arms, ``places`` which arms each of them holds against each other.
    """

    code: str
    winner: int | None
    allowed: float
    pairs: tuple[TwoAmounts, ...]
    places: tuple[tuple[int, int], ...]


def leads_for_amounts(outcome: Outcome, *, power: float, level: float) -> int | None:
    """Leads an arm that show a difference of means: 2 (z_a + z_b)^2 (spread / smallest)^2, rounded up.

    None where the spread or the smallest difference is not told.

    Examples
    --------
    >>> outcome = Outcome(kind="amount", smallest=50, spread=300)
    >>> leads_for_amounts(outcome, power=0.8, level=0.95)
    566
    """
    if not outcome.spread or not outcome.smallest:
        return None
    z = normal_quantile(level) + normal_quantile(2 * power - 1)
    return math.ceil(2 * (z * outcome.spread / outcome.smallest) ** 2 - 1e-9)


def read_money(
    test: ChannelTest, back: ReadBack, *, past: Sequence[PastLook] = ()
) -> AmountVerdict:
    """Does an arm bring more money a lead than each of the others?

    The p-value that is asked for allows for the looks in ``past`` (`allowed_today`); several pairs share
    it (Bonferroni).
    """
    values = [[one.value for one in back.counted if one.arm == arm.name] for arm in test.arms]
    places = [(i, j) for i in range(len(values)) for j in range(i + 1, len(values))]
    names = [arm.name for arm in test.arms]
    pairs = tuple(
        read_amounts(names[i], values[i], names[j], values[j], level=test.level) for i, j in places
    )
    allowed = allowed_today(test, past) / len(places)
    winner = _winner(pairs, places, len(values), allowed)
    if not all(values):
        code = "no_outcomes"
    elif not any(any(own) for own in values):
        code = "no_wins"
    elif _early(test, values):
        code, winner = "not_yet", None
    elif any(pair.few_buyers for pair in pairs):
        code, winner = "few_buyers", None
    else:
        code = "cannot_tell" if winner is None else "winner"
    return AmountVerdict(
        code=code, winner=winner, allowed=allowed, pairs=pairs, places=tuple(places)
    )


def _early(test: ChannelTest, values: Sequence[Sequence[float]]) -> bool:
    """Whether the planned number, to be read once, is not in yet."""
    needed = leads_for_amounts(test.outcome, power=test.power, level=test.level)
    if test.looks != "once" or needed is None:
        return False
    return sum(len(own) for own in values) < needed * len(values)


def _winner(
    pairs: Sequence[TwoAmounts], places: Sequence[tuple[int, int]], arms: int, allowed: float
) -> int | None:
    """The arm that is ahead of each other one by more than chance."""
    beaten = [0] * arms
    for pair, (i, j) in zip(pairs, places, strict=True):
        if pair.p_value is not None and pair.p_value <= allowed and pair.difference:
            beaten[j if pair.difference > 0 else i] += 1
    return next((place for place, n in enumerate(beaten) if n == arms - 1), None)
