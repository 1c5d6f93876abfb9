"""Two shares held against each other: is there a difference, how large, and how many deals show one."""

from __future__ import annotations

import math

from scipy import optimize, special

from salestoolkit.core.proportions import Interval, normal_quantile, wilson

POWER = 0.8
"""Chance to see a difference that is there, for which numbers of deals are worked out."""
MOST_DEALS = 10_000_000


def score_p_value(k1: float, n1: float, k2: float, n2: float) -> float | None:
    """Two-sided p-value that two shares are the same (pooled score test).

    z = (k2/n2 - k1/n1) / sqrt(p (1 - p) (1/n1 + 1/n2)) with p = (k1 + k2) / (n1 + n2); its square is
    chi-square without correction. The counts need not be whole: deals that are still open make them
    an effective number. None where a side is empty; 1 where nobody or everybody did.

    Examples
    --------
    >>> round(score_p_value(80, 400, 112, 400), 4)
    0.0081
    """
    if n1 <= 0 or n2 <= 0:
        return None
    pooled = (k1 + k2) / (n1 + n2)
    error = math.sqrt(max(pooled * (1 - pooled), 0.0) * (1 / n1 + 1 / n2))
    if error == 0:
        return 1.0
    return float(2 * special.ndtr(-abs(k2 / n2 - k1 / n1) / error))


def newcombe(k1: float, n1: float, k2: float, n2: float, *, level: float = 0.95) -> Interval:
    """Interval of the difference k2/n2 - k1/n1, from the two score intervals (Newcombe 1998, no. 10).

    -1 to 1 where a side is empty.

    Examples
    --------
    >>> [round(bound, 4) for bound in newcombe(48, 80, 56, 70)]
    [0.0524, 0.3339]
    """
    if n1 <= 0 or n2 <= 0:
        return Interval(-1.0, 1.0)
    p1, p2 = k1 / n1, k2 / n2
    low1, high1 = wilson(k1, n1, level=level)
    low2, high2 = wilson(k2, n2, level=level)
    return Interval(
        p2 - p1 - math.hypot(p2 - low2, high1 - p1), p2 - p1 + math.hypot(high2 - p2, p1 - low1)
    )


def needed_each_exact(
    p1: float, p2: float, *, power: float = POWER, level: float = 0.95
) -> float | None:
    """What `needed_each` rounds up.

    >>> round(needed_each_exact(0.05, 0.08), 2)
    1058.86
    """
    if p1 == p2:
        return None
    middle = (p1 + p2) / 2
    chance = normal_quantile(level) * math.sqrt(2 * middle * (1 - middle))
    seen = float(special.ndtri(power)) * math.sqrt(p1 * (1 - p1) + p2 * (1 - p2))
    return ((chance + seen) / abs(p2 - p1)) ** 2


def needed_each(p1: float, p2: float, *, power: float = POWER, level: float = 0.95) -> int | None:
    """Deals a side that show a difference between two shares with a given chance.

    Fleiss without continuity correction: n = (z_a sqrt(2 p q) + z_b sqrt(p1 q1 + p2 q2))^2 / d^2.
    None where the shares are the same.

    Examples
    --------
    >>> needed_each(0.05, 0.08)
    1059
    """
    exact = needed_each_exact(p1, p2, power=power, level=level)
    # a hair's breadth above a whole number is rounding, not one more deal
    return None if exact is None else math.ceil(exact - 1e-9)


def needed_after(
    p1: float, p2: float, n1: float, *, power: float = POWER, level: float = 0.95
) -> int | None:
    """Deals that the second side needs where the first has ``n1``, to show the difference.

    The same formula for unequal sides, with p = (n1 p1 + n2 p2) / (n1 + n2). None where no number is
    enough because the first side is too small.

    Examples
    --------
    >>> needed_after(0.05, 0.08, 1059), needed_after(0.05, 0.08, 400)
    (1059, None)
    """

    def surplus(n2: float) -> float:
        pooled = (n1 * p1 + n2 * p2) / (n1 + n2)
        chance = normal_quantile(level) * math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
        spread = math.sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)
        return abs(p2 - p1) - chance - float(special.ndtri(power)) * spread

    if n1 <= 0 or p1 == p2 or surplus(MOST_DEALS) < 0:
        return None
    if surplus(1.0) >= 0:
        return 1
    return math.ceil(float(optimize.brentq(surplus, 1.0, MOST_DEALS)) - 1e-6)


def needed_for_change(
    rate: float, n: float, *, smallest: float, power: float = POWER, level: float = 0.95
) -> int | None:
    """Deals that a second side needs to show a change of ``smallest``, up or down, from ``rate``.

    The larger of the two numbers, as the direction is not known beforehand; a direction that would
    leave 0-1 is not asked about. None where the first side of ``n`` deals is too small for it.

    Examples
    --------
    >>> needed_for_change(0.5, 400, smallest=0.1)
    376
    """
    others = [other for other in (rate - smallest, rate + smallest) if 0 < other < 1]
    found = [needed_after(rate, other, n, power=power, level=level) for other in others]
    known = [number for number in found if number is not None]
    return max(known) if known and len(known) == len(found) else None
