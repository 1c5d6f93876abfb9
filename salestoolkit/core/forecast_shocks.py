"""What moves all deals of a period at once: how far past forecasts missed by more than they allowed for.

Deals that are each won or lost by themselves, at rates that are nearly known, would hardly miss a total.
Real periods do: a push at the quarter's end, a price rise, a holiday. How much is learned from the misses
on past days, and put back as one shock a draw that moves the odds of all deals together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import special

from salestoolkit.core.bands import Array
from salestoolkit.core.forecast_draws import NewBusiness

ALONE = 4.0
"""Forecasts that had missed by just as much as they allow for, that every judgement starts from."""
ROUNDS = 3
LARGEST = 1.5
"""Largest standard deviation of the shock, in log odds."""


def moments(chances: Array, new: NewBusiness) -> tuple[float, float]:
    """Mean and variance of the wins, from draws of the chances and of the new business."""
    likely = np.nan_to_num(chances)
    mean = likely.sum(axis=1)
    coming = new.means[np.arange(len(mean)) % new.means.size]
    inside = float((likely * (1 - likely)).sum(axis=1).mean() + coming.mean())
    bursts = 0.0 if new.bursts is None else float((coming**2).mean() / new.bursts)
    return float((mean + coming).mean()), inside + float((mean + coming).var()) + bursts


def excess_of(misses: Sequence[float], *, apart: float) -> float:
    """By how much the variance of a total is larger than its deals alone would have it, at least 1.

    (4 + n z^2) / (4 + n): z^2 is the mean of (what came - mean)^2 / variance over past forecasts; n
    counts those that do not overlap, ``apart`` the share of a window that lies between two of them.

    >>> excess_of([1.0, 0.5], apart=1.0), excess_of([9.0] * 4, apart=1.0)
    (1.0, 5.0)
    """
    if not len(misses):
        return 1.0
    n = max(1.0, len(misses) * min(1.0, apart))
    return max(1.0, (ALONE + n * float(np.mean(misses))) / (ALONE + n))


def shaken(
    chances: Array, new: NewBusiness, *, excess: float, seed: int
) -> tuple[Array, NewBusiness]:
    """Chances and new business with a shock a draw that widens the total's variance by ``excess``.

    Log odds + s e_m and new business x exp(s e_m), e_m normal, with each deal's mean chance kept. The
    size s = sqrt((excess - 1) variance) / (sum of p (1 - p) + new business) is the shock's effect on the
    total to first order.
    """
    if excess <= 1.0 or not chances.shape[1] + new.means.sum():
        return chances, new
    likely, (_, variance) = np.nan_to_num(chances).mean(axis=0), moments(chances, new)
    slope = float((likely * (1 - likely)).sum() + new.means.mean())
    if slope <= 0:
        return chances, new
    size = min(LARGEST, float(np.sqrt((excess - 1) * variance)) / slope)
    rows = len(chances)
    place = np.random.default_rng(seed).permutation(rows)
    shock = size * special.ndtri((place + 0.5) / rows)
    moved = _moved(chances, shock)
    means = new.means[np.arange(rows) % new.means.size] * np.exp(shock - size**2 / 2)
    return moved, NewBusiness(means=means, bursts=new.bursts, sizes=new.sizes)


def _moved(chances: Array, shock: Array) -> Array:
    """Chances with a shock to their log odds in each draw, and the same mean over the draws."""
    with np.errstate(divide="ignore"):
        odds = special.logit(chances) + shock[:, None]
    wanted = chances.mean(axis=0)
    for _ in range(ROUNDS):
        moved = special.expit(odds)
        slope = (moved * (1 - moved)).mean(axis=0)
        short = wanted - moved.mean(axis=0)
        odds = odds + np.divide(short, slope, out=np.zeros_like(short), where=slope > 1e-9)
    return np.asarray(special.expit(odds), dtype=float)
