"""Forecasts worked out exactly: of deals with known chances, values, and arrivals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from scipy import stats

from salestoolkit.core.bands import Array
from salestoolkit.core.goal_checks import a_number, a_share
from salestoolkit.core.incidence import Incidence
from salestoolkit.errors import InvalidValue

EVEN = 1e-9
MOST_CELLS = 2_000_000
"""Amounts up to which revenue is worked out on its lattice."""


def wins_pmf(chances: Sequence[float]) -> Array:
    """Chance of 0, 1, 2, ... wins among deals with these chances (Poisson-binomial).

    >>> wins_pmf([0.5, 0.5]).tolist(), wins_pmf([]).tolist()
    ([0.25, 0.5, 0.25], [1.0])
    """
    likely = [a_share(one, "open_chances") for one in chances]
    if not likely:
        return np.ones(1)
    found = stats.poisson_binom(np.array(likely)).pmf(np.arange(len(likely) + 1))
    return np.asarray(np.clip(found, 0.0, 1.0), dtype=float)


def revenue_pmf(chances: Sequence[float], values: Sequence[float]) -> tuple[Array, Array]:
    """Amounts that the wins may add up to, in rising order, and the chance of each.

    Deal by deal: P(S = s) = (1 - p) P(S' = s) + p P(S' = s - v). Amounts are kept as exact fractions,
    so that equal sums are one.

    Raises
    ------
    InvalidValue
        ``unequal_lengths``, or ``goal_too_much`` where there would be more than two million amounts.

    Examples
    --------
    >>> amounts, likely = revenue_pmf([0.5, 0.5], [10, 20])
    >>> amounts.tolist(), likely.tolist()
    ([0.0, 10.0, 20.0, 30.0], [0.25, 0.25, 0.25, 0.25])
    """
    if len(chances) != len(values):
        raise InvalidValue("unequal_lengths", value=f"{len(chances)}, {len(values)}")
    worth = [Fraction(str(a_number(float(one), "value"))) for one in values]
    scale = math.lcm(*(one.denominator for one in worth)) if worth else 1
    step = math.gcd(*(int(one * scale) for one in worth)) if worth else 1
    each = [int(one * scale) // step if step else 0 for one in worth]
    size = sum(each) + 1
    if size > MOST_CELLS:
        raise InvalidValue("goal_too_much", field="value", value=size, allowed=MOST_CELLS)
    likely = np.zeros(size)
    likely[0] = 1.0
    top = 0
    for chance, amount in zip(chances, each, strict=True):
        p = a_share(chance, "open_chances")
        won = likely[: top + 1] * p
        likely[: top + 1] *= 1 - p
        likely[amount : amount + top + 1] += won
        top += amount
    there = np.flatnonzero(likely > 0)
    amounts = there.astype(float) * float(Fraction(step, scale)) if step else there.astype(float)
    return amounts, likely[there]


def arrivals_won(a_week: float, won_within: Sequence[float]) -> float:
    """Wins to expect of deals that begin in the next k weeks: pace x (F(1) + ... + F(k)).

    A deal of week j has k + 1 - j weeks, its own included; ``won_within`` holds F(1), ..., F(k). Deals
    that come at random (Poisson) and are won at random are Poisson wins of this mean.
    """
    return a_number(a_week, "a_week") * sum(a_share(one, "won_within") for one in won_within)


def count_pmf(mean: float, *, spread: float = 1.0, tail: float = 1e-12) -> Array:
    """Chance of 0, 1, 2, ...: Poisson, or negative binomial with variance ``spread`` x mean.

    >>> [round(one, 4) for one in count_pmf(0.5).tolist()[:3]]
    [0.6065, 0.3033, 0.0758]
    """
    if mean <= 0:
        return np.ones(1)
    bursts = spread > 1 + EVEN
    law = stats.nbinom(mean / (spread - 1), 1 / spread) if bursts else stats.poisson(mean)
    return np.asarray(law.pmf(np.arange(int(law.isf(tail)) + 1)), dtype=float)


def together(*parts: Array) -> Array:
    """Distribution of a sum of independent numbers (convolution)."""
    found = np.ones(1)
    for part in parts:
        found = np.convolve(found, part)
    return found


def shared_rate_pmf(n: int, passed: float, failed: float) -> Array:
    """Wins among n deals that share one uncertain rate, Beta(passed, failed): beta-binomial."""
    found = stats.betabinom(n, passed, failed).pmf(np.arange(n + 1))
    return np.asarray(found, dtype=float)


def pmf_quantile(likely: Array, share: float) -> int:
    """Smallest k with P(X <= k) >= ``share``."""
    return int(np.argmax(np.cumsum(likely) >= share - EVEN))


def pmf_interval(likely: Array, level: float) -> tuple[int, int]:
    """Interval of equal tails."""
    return pmf_quantile(likely, (1 - level) / 2), pmf_quantile(likely, (1 + level) / 2)


def pmf_at_least(likely: Array, wanted: float) -> float:
    """P(X >= wanted), 1 for what is surely there."""
    first = max(0, math.ceil(wanted - EVEN))
    return float(min(1.0, likely[first:].sum())) if first else 1.0


def win_chance_within(curve: Incidence, age: float, days: float) -> float | None:
    """Chance that a deal open at ``age`` is won within so many days: (F1(a+h) - F1(a)) / S(a).

    None where a + h lies beyond the last day that was watched, or where none is left open.
    """
    now, later, still = curve.at(age), curve.at(age + days), curve.survival_at(age)
    if now is None or later is None or still is None or still <= EVEN:
        return None
    return min(1.0, max(0.0, later - now) / still)
