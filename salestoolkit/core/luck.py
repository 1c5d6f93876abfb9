"""How far apart people who are equally good lie by luck alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from salestoolkit.errors import InvalidValue

MOST_DEALS = 2_000
"""Deals of one person up to which the exact sums are quick."""
Shares = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Luck:
    """What luck alone does to people with the same chance to win each deal.

    best, worst : expected share won of the best and of the worst of them
    best_high : the best of them lies above it in 1 - ``level`` of all teams; ``worst_low``: the worst below
    """

    deals: tuple[int, ...]
    rate: float
    best: float
    worst: float
    best_high: float
    worst_low: float
    level: float

    @property
    def spread(self) -> float:
        """Best minus worst, as expected."""
        return self.best - self.worst


def spread_by_luck(deals: Sequence[int], rate: float, *, level: float = 0.95) -> Luck:
    """Shares won of the best and the worst of several people who all win with the same chance.

    Each wins Binomial(n, rate) of n deals, so that P(best <= x) = product of F_n(x n) over the people;
    the expected best is the integral of 1 - P(best <= x) over the shares. Exact, nothing is drawn.

    Parameters
    ----------
    deals : sequence of int
        Closed deals of each person, 1 to 2,000.
    rate : float
        The chance of all of them, 0-1.
    level : float
        Of the bounds of the best and of the worst, each on its own.

    Raises
    ------
    InvalidValue
        ``luck_nobody``, ``luck_deals``, ``rate_outside_0_1``.

    Examples
    --------
    >>> found = spread_by_luck([100] * 11, 0.2)
    >>> round(found.best, 3), round(found.worst, 3)
    (0.265, 0.139)
    """
    _check(deals, rate)
    numbers = sorted(deals)
    grid = np.unique(np.concatenate([np.arange(n + 1) / n for n in set(numbers)]))
    at_most, below = np.ones(len(grid)), np.ones(len(grid))
    for n in numbers:
        up_to, under = _cumulative(grid, n, rate)
        at_most *= up_to
        below *= 1 - under
    # `below` is the chance that everybody has at least so much
    steps = np.diff(grid)
    return Luck(
        deals=tuple(deals),
        rate=rate,
        best=float((steps * (1 - at_most[:-1])).sum()),
        worst=float((steps * below[1:]).sum()),
        best_high=float(grid[np.argmax(at_most >= level - 1e-12)]),
        worst_low=float(grid[len(grid) - 1 - np.argmax(below[::-1] >= level - 1e-12)]),
        level=level,
    )


def drawn_shares(people: int, deals: int, rate: float, *, seed: int) -> tuple[float, ...]:
    """Shares won in one year of people who are equally good; the same seed gives the same year."""
    _check([deals] * people, rate)
    won = np.random.default_rng(seed).binomial(deals, rate, size=people)
    return tuple(float(n) / deals for n in won)


def _check(deals: Sequence[int], rate: float) -> None:
    if not deals:
        raise InvalidValue("luck_nobody")
    for n in deals:
        if not 1 <= n <= MOST_DEALS:
            raise InvalidValue("luck_deals", value=n, allowed=f"1 – {MOST_DEALS}")
    if not 0 <= rate <= 1:
        raise InvalidValue("rate_outside_0_1", value=rate, allowed="0 – 1")


def _cumulative(grid: Shares, n: int, rate: float) -> tuple[Shares, Shares]:
    """P(share <= x) and P(share < x) of one person, at each share of the grid."""
    from scipy.stats import binom

    exact = grid * n
    up_to = binom.cdf(np.floor(exact + 1e-9), n, rate)
    under = binom.cdf(np.ceil(exact - 1e-9) - 1, n, rate)
    return np.asarray(up_to), np.asarray(under)
