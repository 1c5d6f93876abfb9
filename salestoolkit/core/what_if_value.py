"""What deals are worth in a what-if: a mean, how much they differ, and the sum of so many of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from scipy import special

from salestoolkit.core.bands import Array
from salestoolkit.core.goal_checks import a_number
from salestoolkit.errors import InvalidValue

KEPT_SIZES = 60
"""Sizes that stand for a whole history: more are replaced by the means of as many equal groups."""
TABLED = 40
"""Deals up to which the distribution of their sum is tabled; beyond it follows from its moments."""
MOST_SKEW = 1.0
"""Beyond it the expansion would turn back on itself within the quantiles that are drawn."""
PATHS = 2**14
SEED = 20_261_126
Z = np.linspace(-3.5, 3.5, 141)
"""Standard normal quantiles at which sums are tabled."""


@dataclass(frozen=True, kw_only=True)
class DealValue:
    """What a won deal brings.

    Parameters
    ----------
    mean : float
        Mean value, in the currency of the what-if; 0 or more.
    sizes : tuple of float
        Values of won deals seen so far: they say how much deals differ. The mean may be another one.
    spread : float
        Standard deviation / mean of a lognormal distribution, where there are no sizes.
    counted : float, optional
        Won deals that the mean was learned from; None: it is assumed, and taken as certain.

    Examples
    --------
    >>> DealValue(mean=8000, spread=0.5).relative_deviation
    0.5
    """

    mean: float
    sizes: tuple[float, ...] = ()
    spread: float = 0.0
    counted: float | None = None

    def __post_init__(self) -> None:
        a_number(self.mean, "value")
        a_number(self.spread, "spread")
        for size in self.sizes:
            a_number(size, "sizes")
        if self.sizes and not any(self.sizes):
            raise InvalidValue("goal_no_sizes", field="sizes", value=len(self.sizes))
        if self.counted is not None:
            a_number(self.counted, "counted")

    @classmethod
    def seen(cls, values: Sequence[float]) -> DealValue:
        """From the values of won deals; InvalidValue ``goal_no_sizes`` where none is above 0."""
        known = np.sort([a_number(value, "sizes") for value in values])
        if not known.any():
            raise InvalidValue("goal_no_sizes", field="sizes", value=len(known))
        groups = np.array_split(known, min(KEPT_SIZES, known.size))
        sizes = tuple(round(float(group.mean()), 2) for group in groups)
        return cls(mean=round(float(known.mean()), 2), sizes=sizes, counted=float(known.size))

    def with_mean(self, mean: float) -> DealValue:
        """The same differences between deals around another mean."""
        return replace(self, mean=mean)

    @property
    def relative_deviation(self) -> float:
        """Standard deviation of one deal's value, as a share of the mean."""
        return _shape(self.sizes, self.spread)[1]

    @property
    def sums(self) -> Sums:
        """Distribution of the sum of so many deals, in units of the mean."""
        return sums_of(self.sizes, self.spread, self.counted)


@dataclass(frozen=True, eq=False)
class Sums:
    """Distribution of the sum of k deals in units of their mean, as a function of a normal quantile.

    ``table[k - 1]`` holds the sum of k deals at each of `Z`; beyond `TABLED` deals it is
    mean + deviation x (z + skewness (z^2 - 1) / 6). The mean itself is uncertain by ``doubt`` (as a
    share of it), in common for all deals of a draw.
    """

    deviation: float
    third: float
    doubt: float
    table: Array

    @property
    def fixed(self) -> bool:
        """Whether all deals are worth the same."""
        return self.deviation == 0 and self.doubt == 0

    def at(self, deals: np.ndarray[Any, Any], z: Array) -> Array:
        """Sum of so many deals at each normal quantile; rises with both."""
        if self.fixed:
            return deals.astype(float)
        few = np.clip(deals, 1, TABLED).astype(np.int64) - 1
        place = np.clip((z - Z[0]) / (Z[1] - Z[0]), 0, Z.size - 1.001)
        low = place.astype(np.int64)
        part = place - low
        tabled = self.table[few, low] * (1 - part) + self.table[few, low + 1] * part
        many = deals > TABLED
        if many.any():
            tabled = np.where(many, self._many(np.maximum(deals, 1).astype(float), z), tabled)
        return np.where(deals > 0, tabled, 0.0)

    def _many(self, deals: Array, z: Array) -> Array:
        deviation, skewness = self.moments(deals)
        return np.asarray(deals + deviation * (z + skewness * (z * z - 1) / 6), dtype=float)

    def moments(self, deals: Array) -> tuple[Array, Array]:
        """Standard deviation and skewness (at most 1) of the sum of so many deals."""
        wider = 1 + self.doubt**2
        second = wider * (deals * self.deviation**2 + deals**2)
        third = wider**3 * (deals * self.third + 3 * deals**2 * self.deviation**2 + deals**3)
        variance = second - deals**2
        central = third - 3 * deals * second + 2 * deals**3
        skewness = central / np.maximum(variance, 1e-300) ** 1.5
        return np.sqrt(variance), np.clip(skewness, -MOST_SKEW, MOST_SKEW)


@lru_cache(maxsize=16)
def sums_of(sizes: tuple[float, ...], spread: float, counted: float | None) -> Sums:
    """The distribution of sums, worked out once for each shape."""
    quantiles, deviation, third = _shape(sizes, spread)
    doubt = deviation / math.sqrt(counted) if counted else 0.0
    if deviation == 0:
        return Sums(deviation=0.0, third=0.0, doubt=0.0, table=np.empty((0, 0)))
    random = np.random.default_rng(SEED)
    even = (np.arange(PATHS) + 0.5) / PATHS
    wider = math.sqrt(math.log1p(doubt**2))
    common = np.exp(wider * special.ndtri(random.permutation(even)) - wider**2 / 2)
    total, rows = np.zeros(PATHS), []
    places = special.ndtr(Z) * PATHS - 0.5
    for _ in range(TABLED):
        # every deal takes each part of the distribution equally often: sums need few paths
        total = total + random.permutation(quantiles)
        rows.append(np.interp(places, np.arange(PATHS), np.sort(total * common)))
    return Sums(deviation=deviation, third=third, doubt=doubt, table=np.array(rows))


@lru_cache(maxsize=16)
def _shape(sizes: tuple[float, ...], spread: float) -> tuple[Array, float, float]:
    """Evenly likely values of one deal in units of the mean, their deviation and third moment.

    Sizes seen are a smoothed sample: a deal to come is near one of them, not equal to it (kernel of
    Silverman's width on the logarithm), so that round prices make no steps in a chance. All are drawn
    towards the middle by as much as the kernel spreads them: deals differ as much as those seen.
    """
    even = (np.arange(PATHS) + 0.5) / PATHS
    normal = special.ndtri(even)
    if len(set(sizes)) > 1:
        values = np.asarray([size for size in sizes if size > 0])
        none = 1 - values.size / len(sizes)
        logs = np.log(values)
        width = 0.9 * values.size**-0.2
        random = np.random.default_rng(SEED)
        picked = logs[np.minimum((even * logs.size).astype(int), logs.size - 1)]
        near = picked - logs.mean() + width * logs.std() * random.permutation(normal)
        found = np.exp(near / math.sqrt(1 + width**2))
        found[: round(none * PATHS)] = 0.0
    elif spread and not sizes:
        sigma = math.sqrt(math.log1p(spread**2))
        found = np.exp(sigma * normal)
    else:
        return np.ones(PATHS), 0.0, 0.0
    found = found / found.mean()
    away = found - 1
    return found, spread or float(away.std()), float((away**3).mean())
