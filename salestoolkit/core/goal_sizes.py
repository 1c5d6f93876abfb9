"""How many deals a revenue goal takes, when deals differ in size."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.core.goal_chance import Needed
from salestoolkit.core.goal_checks import a_number, a_share
from salestoolkit.errors import InvalidValue

DRAWS = 20_000
SEED = 20_260_101
"""A fixed seed: the same question gets the same answer, and a slider does not jitter."""
ONE_BY_ONE = 400
"""Deals up to which each one is drawn; more are summed by the central limit theorem."""

SizeModel = Literal["observed", "lognormal"]
Draw = Callable[[np.ndarray[Any, Any], int], Array]


@dataclass(frozen=True, kw_only=True)
class OpenDeal:
    """A deal that is open now: its chance to be won by the end, and its value where known."""

    chance: float
    value: float | None = None

    def __post_init__(self) -> None:
        a_share(self.chance, "open_chances")
        if self.value is not None:
            a_number(self.value, "value")


def needed_deals(
    amount: float,
    sizes: Sequence[float],
    *,
    open_deals: Sequence[OpenDeal] = (),
    model: SizeModel = "observed",
    learned: bool = True,
    draws: int = DRAWS,
) -> Needed:
    """How many won deals it takes until their values add up to an amount: a distribution.

    In each draw the open deals are won or not, then deals of random size are added until the amount
    is reached. amount / mean size would ignore that a few large deals decide a small year.

    Parameters
    ----------
    amount : float
        Revenue still wanted, 0 or more.
    sizes : sequence of float
        Values of won deals, in the goal's currency.
    open_deals : sequence of OpenDeal
        One without a value gets a random size.
    model : str
        ``observed``: sizes are drawn from those seen; ``lognormal``: from a lognormal fitted to them.
    learned : bool
        Whether the sizes are a sample from which more is drawn: each draw then starts from a sample
        of its own (bootstrap). False takes them as the whole truth.

    Raises
    ------
    InvalidValue
        ``goal_no_sizes`` where no deal has a value above 0.

    Examples
    --------
    >>> needed_deals(100_000, [10_000.0] * 8).mean
    10.0
    """
    a_number(amount, "amount")
    kept = tuple(a_number(size, "sizes") for size in sizes)
    if not any(kept):
        raise InvalidValue("goal_no_sizes", field="sizes", value=len(kept))
    if model == "lognormal":
        kept = tuple(size for size in kept if size > 0)
    return _needed(float(amount), kept, tuple(open_deals), model, learned, draws)


@lru_cache(maxsize=64)
def _needed(
    amount: float,
    sizes: tuple[float, ...],
    open_deals: tuple[OpenDeal, ...],
    model: SizeModel,
    learned: bool,
    draws: int,
) -> Needed:
    random = np.random.default_rng(SEED)
    values = np.asarray(sizes)
    source = _Sizes(values, random, model=model, learned=learned)
    left = np.full(draws, amount)
    for deal in open_deals:
        won = random.random(draws) < deal.chance
        worth = random.choice(values, draws) if deal.value is None else deal.value
        left -= np.where(won, worth, 0.0)
    many = amount / float(values.mean()) > ONE_BY_ONE
    counts = source.counts_by_sums(left) if many else source.counts_one_by_one(left)
    found, times = np.unique(counts, return_counts=True)
    return Needed(found.astype(np.int64), times / draws)


class _Sizes:
    """Draws of deal sizes; each path has a distribution of its own where the sizes are a sample."""

    def __init__(
        self, values: Array, random: np.random.Generator, *, model: SizeModel, learned: bool
    ) -> None:
        self.values, self.random = values, random
        self.model, self.learned = model, learned and values.size > 1

    def counts_one_by_one(self, left: Array) -> Array:
        """Deals until each path's sum reaches what is left."""
        counts = np.zeros(left.size)
        room = max(1, 2_000_000 // ONE_BY_ONE)
        for start in range(0, left.size, room):
            piece = left[start : start + room]
            draw = self._drawer(piece.size)
            missing = piece.copy()
            while (short := missing > 1e-9 * np.maximum(piece, 1.0)).any():
                step = max(1, math.ceil(float(missing[short].mean() / self.values.mean())))
                sums = np.cumsum(draw(short, step), axis=1)
                below = sums < missing[short][:, None] * (1 - 1e-12)
                counts[start : start + room][short] += np.minimum(below.sum(axis=1) + 1, step)
                missing[short] -= sums[:, -1]
        return counts

    def counts_by_sums(self, left: Array) -> Array:
        """The same for many deals: the k at which mean x k + deviation x sqrt(k) z reaches it."""
        mean, spread = self._moments(left.size)
        z = self.random.standard_normal(left.size)
        wanted = np.maximum(left, 0.0)
        root = (-z * spread + np.sqrt((z * spread) ** 2 + 4 * mean * wanted)) / (2 * mean)
        return np.asarray(np.ceil(root**2 - 1e-9), dtype=float)

    def _moments(self, paths: int) -> tuple[Array, Array]:
        if self.model == "lognormal":
            mu, sigma = self._lognormal(paths)
            mean = np.exp(mu + sigma**2 / 2)
            return mean, mean * np.sqrt(np.expm1(sigma**2))
        if not self.learned:
            return np.full(paths, self.values.mean()), np.full(paths, self.values.std())
        sample = self._weights(paths)
        mean = sample @ self.values
        return mean, np.sqrt(np.maximum(sample @ self.values**2 - mean**2, 0.0))

    def _weights(self, paths: int) -> Array:
        """How often each value is in each path's bootstrap sample, as shares."""
        n = self.values.size
        counts = self.random.multinomial(n, np.full(n, 1 / n), size=paths)
        # a sample of zeros alone would never add up to anything
        empty = (counts @ self.values) <= 0
        counts[empty] = 1
        return np.asarray(counts / counts.sum(axis=1, keepdims=True), dtype=float)

    def _lognormal(self, paths: int) -> tuple[Array, Array]:
        """Mean and deviation of log sizes: as fitted, or drawn from their posterior."""
        logs = np.log(self.values)
        n, mean = logs.size, float(logs.mean())
        spread = float(logs.std(ddof=1)) if n > 1 else 0.0
        if not self.learned:
            return np.full(paths, mean), np.full(paths, spread)
        sigma = spread * np.sqrt((n - 1) / self.random.chisquare(n - 1, paths))
        return mean + sigma / math.sqrt(n) * self.random.standard_normal(paths), sigma

    def _drawer(self, paths: int) -> Draw:
        """Draws so many sizes for each path that is still short."""
        if self.model == "lognormal":
            mu, sigma = self._lognormal(paths)
            return lambda short, step: np.exp(
                mu[short, None]
                + sigma[short, None] * self.random.standard_normal((int(short.sum()), step))
            )
        n = self.values.size
        if not self.learned:
            return lambda short, step: self.values[
                self.random.integers(0, n, (int(short.sum()), step))
            ]
        picks = self.random.integers(0, n, (paths, n))
        # a sample of zeros alone would never add up to anything
        picks[self.values[picks].sum(axis=1) <= 0] = np.arange(n)
        return lambda short, step: self.values[
            np.take_along_axis(
                picks[short], self.random.integers(0, n, (int(short.sum()), step)), axis=1
            )
        ]
