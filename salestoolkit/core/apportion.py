"""Whole numbers that add up: a year's calls over months and weeks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from salestoolkit.core.goal_checks import a_count, a_number, exact
from salestoolkit.errors import InvalidValue


def apportioned(total: int, shares: Sequence[float]) -> tuple[int, ...]:
    """A whole number split in proportion to ``shares``; the parts are whole and add up to it.

    Webster's method (divisors 1, 3, 5, ...): each part is its exact share rounded, and one more to
    split never makes a part smaller.

    Raises
    ------
    InvalidValue
        ``goal_no_shares`` where there is something to split and every share is 0.

    Examples
    --------
    >>> apportioned(900, [20, 20, 22, 21])
    (217, 217, 238, 228)
    """
    whole = a_count(total, "attempts")
    weights = [exact(a_number(share, "shares")) for share in shares]
    everything = sum(weights, start=Fraction(0))
    if not everything:
        if whole:
            raise InvalidValue("goal_no_shares", field="shares", value=whole)
        return (0,) * len(weights)
    parts = [math.floor(whole * weight / everything + Fraction(1, 2)) for weight in weights]
    while sum(parts) > whole:
        parts[_place(weights, parts, taken=True)] -= 1
    while sum(parts) < whole:
        parts[_place(weights, parts, taken=False)] += 1
    return tuple(parts)


def _place(weights: Sequence[Fraction], parts: Sequence[int], *, taken: bool) -> int:
    """Whose turn it is to get one more, or to give one back; the first of equals gets it."""
    places = [place for place, weight in enumerate(weights) if weight]
    if taken:
        return max(
            (place for place in places if parts[place]),
            key=lambda place: (Fraction(2 * parts[place] - 1) / weights[place], place),
        )
    return min(places, key=lambda place: (Fraction(2 * parts[place] + 1) / weights[place], place))
