"""The draws of a what-if, kept between moves of a slider so that the picture does not jitter."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from scipy import special, stats

from salestoolkit.core.bands import Array
from salestoolkit.core.goal_sizes import OpenDeal
from salestoolkit.core.what_if_funnel import MOST_STAGES, WhatIf
from salestoolkit.core.what_if_value import SEED

DRAWS = 10_000
FEW = 12.0
"""Expected successes up to which a binomial number is found by adding up chances."""
NEARLY_NONE = 1e-15
Z_GRID = np.linspace(-4.5, 4.5, 181)
OPEN_PATHS = 4 * DRAWS
CELLS = 4_000_000
DEALS, SIZES, OPEN, STAGES = range(4)
"""Columns of the draws; those of the stages come last."""


@lru_cache(maxsize=4)
def normals(draws: int) -> Array:
    """Standard normal draws, one column a source of chance.

    A scrambled Halton sequence fills the space evenly: 10,000 of its points tell a chance about as
    well as a million independent ones.
    """
    even = stats.qmc.Halton(MOST_STAGES + 3, scramble=True, rng=SEED).random(draws)
    columns: Array = np.ascontiguousarray(special.ndtri(np.clip(even, 1e-9, 1 - 1e-9)).T)
    columns.setflags(write=False)
    return columns


@lru_cache(maxsize=128)
def stage_rates(place: int, rate: float, counted: float | None, draws: int) -> Array:
    """What a stage's rate may be, draw by draw: Beta around the expected rate, or the rate itself."""
    if counted is None or rate <= 0 or rate >= 1:
        return np.full(draws, rate)
    strength = counted + 1
    table = special.betaincinv(rate * strength, (1 - rate) * strength, special.ndtr(Z_GRID))
    return np.asarray(np.interp(normals(draws)[STAGES + place], Z_GRID, table), dtype=float)


def binomial_quantiles(z: Array, n: int, rates: Array) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Number of successes at each normal quantile: the smallest k with P(X <= k) >= Phi(z).

    Exact where few are expected, elsewhere by Cornish and Fisher's expansion to the fourth moment.
    """
    if not n:
        return np.zeros(rates.size, dtype=np.int64)
    other = rates > 0.5
    rate = np.where(other, 1 - rates, rates)
    quantile = np.where(other, -z, z)
    mean = n * rate
    deviation = np.sqrt(np.maximum(mean * (1 - rate), 1e-12))
    skewness = (1 - 2 * rate) / deviation
    peaked = (1 - 6 * rate * (1 - rate)) / deviation**2
    square = quantile * quantile
    spread = (
        quantile
        + skewness * (square - 1) / 6
        + peaked * quantile * (square - 3) / 24
        - skewness**2 * quantile * (2 * square - 5) / 36
    )
    found = np.clip(np.ceil(mean + deviation * spread - 0.5), 0, n)
    few = mean < FEW
    if few.any():
        found[few] = _by_adding(special.ndtr(quantile[few]), n, rate[few])
    return np.asarray(np.where(other, n - found, found), dtype=np.int64)


def _by_adding(share: Array, n: int, rate: Array) -> Array:
    chance = np.exp(n * np.log1p(-rate))
    odds = rate / (1 - rate)
    reached, found = chance.copy(), np.zeros(rate.size)
    for k in range(1, n + 1):
        short = reached < share
        if not short.any() or (k > n * rate.max() and chance.max() < NEARLY_NONE):
            break
        found[short] = k
        chance = chance * odds * ((n - k + 1) / k)
        reached += chance
    return found


def new_deals(what_if: WhatIf, draws: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Deals that the entries bring in time, draw by draw."""
    rates = np.full(draws, float(what_if.in_time))
    for place, stage in enumerate(what_if.stages):
        rates = rates * stage_rates(place, stage.rate, stage.counted, draws)
    return binomial_quantiles(normals(draws)[DEALS], what_if.entering, np.minimum(rates, 1.0))


@lru_cache(maxsize=8)
def open_totals(deals: tuple[OpenDeal, ...], draws: int) -> tuple[Array, Array]:
    """Number and value of the open deals that are won, draw by draw."""
    if not deals:
        return np.zeros(draws), np.zeros(draws)
    random = np.random.default_rng(SEED)
    chance = np.array([deal.chance for deal in deals])
    value = np.array([deal.value or 0.0 for deal in deals])
    counts, sums = [], []
    step = max(1, CELLS // chance.size)
    for start in range(0, OPEN_PATHS, step):
        won = random.random((min(step, OPEN_PATHS - start), chance.size)) < chance
        counts.append(won.sum(axis=1))
        sums.append(won @ value)
    count, worth = np.concatenate(counts).astype(float), np.concatenate(sums)
    # in order of their worth, spread over the draws as one more source of chance
    order = np.lexsort((count, worth))
    ranks = np.argsort(np.argsort(normals(draws)[OPEN]))
    places = order[((ranks + 0.5) / draws * OPEN_PATHS).astype(int)]
    return count[places], worth[places]


def revenues(what_if: WhatIf, new: np.ndarray[Any, np.dtype[np.int64]]) -> Array | None:
    """Revenue of the new deals, draw by draw; None where no value is given."""
    if what_if.value is None:
        return None
    sums = what_if.value.sums.at(new, normals(new.size)[SIZES])
    return np.asarray(np.maximum(sums, 0.0) * what_if.value.mean, dtype=float)
