"""Common draws: what each open deal and the new business bring, drawn once and summed over anyone.

What all deals share (how good the rates are, how many new deals come) is drawn once a simulation, then
the deals. Sums over people or teams of the same draws add up draw by draw, so that a team's total is
fair: it is not the sum of what its people would reach alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from salestoolkit.core.bands import Array

DRAWS = 10_000
SEED = 20_260_101
"""A fixed seed: the same question gets the same answer."""
CELLS = 8_000_000
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class NewBusiness:
    """What deals that have not begun may bring in the period, draw by draw of the parameters.

    means : wins to expect, one a draw of the parameters
    bursts : Gamma shape of the extra variation from period to period (None: Poisson)
    sizes : values of deals won before, from which those to come are drawn (may be empty)
    """

    means: Array
    bursts: float | None = None
    sizes: Array

    @classmethod
    def none(cls) -> NewBusiness:
        """No new business."""
        return cls(means=np.zeros(1), sizes=np.zeros(0))

    def scaled(self, share: float) -> NewBusiness:
        """The part of it that falls to some: arrivals thinned by ``share``."""
        return NewBusiness(means=self.means * share, bursts=self.bursts, sizes=self.sizes)


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcomes:
    """Simulated ends of a period, one row a draw.

    won : draws x open deals, whether it is won in the period
    value : draws-independent value of each open deal; where it is not known, ``drawn`` has one a draw
    new_draw, new_value, new_place : one entry a new deal that is won: its draw, its value, and a number
        in [0, 1) that says whose it is: see `new_of`.

    Examples
    --------
    >>> made = draw_outcomes(np.array([[0.5, 1.0]]), np.array([10.0, 20.0]), draws=4, seed=1)
    >>> made.wins_of(np.array([False, True])).tolist(), float(made.values_of().max())
    ([1.0, 1.0, 1.0, 1.0], 30.0)
    """

    won: Mask
    value: Array
    unknown: npt.NDArray[np.int64]
    drawn: Array
    new_draw: npt.NDArray[np.int64]
    new_value: Array
    new_place: Array

    @property
    def draws(self) -> int:
        """How many times the period was played."""
        return int(self.won.shape[0])

    @cached_property
    def _whole(self) -> Array:
        return np.asarray(self.won.sum(axis=1), dtype=float)

    def wins_of(self, mask: Mask | None = None) -> Array:
        """Wins among the open deals (those of the mask), draw by draw."""
        if mask is None:
            return self._whole
        chosen = np.asarray(mask, dtype=bool)
        return np.asarray(self.won[:, chosen].sum(axis=1), dtype=float)

    def values_of(self, mask: Mask | None = None) -> Array:
        """Value of the wins among the open deals (those of the mask), draw by draw."""
        chosen = np.ones(self.value.size, bool) if mask is None else np.asarray(mask, dtype=bool)
        total = self.weighted_of(np.where(chosen & ~np.isnan(self.value), self.value, 0.0))
        lacking = chosen[self.unknown]
        if lacking.any():
            mine = self.won[:, self.unknown[lacking]] * self.drawn[:, lacking]
            total = total + mine.sum(axis=1)
        return total

    def weighted_of(self, weights: Array) -> Array:
        """Sum of a weight of each open deal (units of a product, say) over those won, draw by draw."""
        used = np.flatnonzero(weights)
        total = np.zeros(self.draws)
        step = max(1, CELLS // max(used.size, 1))
        for first in range(0, self.draws, step):
            rows = self.won[first : first + step][:, used]
            total[first : first + step] = rows.astype(float) @ weights[used]
        return total

    def new_of(self, low: float = 0.0, high: float = 1.0) -> tuple[Array, Array]:
        """Wins and value of new business whose place is in [low, high), draw by draw.

        Give people neighbouring stretches of [0, 1), as long as their shares of the new deals: each new
        deal is then one person's, and the sums add up to the whole.
        """
        mine = (self.new_place >= low) & (self.new_place < high)
        count = np.bincount(self.new_draw[mine], minlength=self.draws)
        worth = np.bincount(self.new_draw[mine], weights=self.new_value[mine], minlength=self.draws)
        return count.astype(float), worth.astype(float)

    def totals(self, mask: Mask | None = None, *, new: tuple[float, float] = (0.0, 1.0)) -> Any:
        """Wins and value of open deals and new business together, draw by draw."""
        count, worth = self.new_of(*new)
        return self.wins_of(mask) + count, self.values_of(mask) + worth


def stretches(shares: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Neighbouring stretches of [0, 1) as long as the shares (any scale), for `Outcomes.new_of`.

    >>> stretches({"a": 1, "b": 3})
    {'a': (0.0, 0.25), 'b': (0.25, 1.0)}
    """
    whole = sum(shares.values())
    if not whole:
        return dict.fromkeys(shares, (0.0, 0.0))
    found, low = {}, 0.0
    for place, (name, share) in enumerate(shares.items(), start=1):
        high = 1.0 if place == len(shares) else low + share / whole
        found[name] = (low, high)
        low = high
    return found


def draw_outcomes(
    chances: Array,
    values: Array,
    *,
    new: NewBusiness | None = None,
    sizes: Array | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Outcomes:
    """Play the rest of a period many times.

    Parameters
    ----------
    chances : array, parameter draws x open deals
        Chance of each deal to be won in the period, under each draw of the parameters (one row where
        they are certain). Simulation d takes row d modulo the number of rows, and so does ``new``.
    values : array
        Value of each deal, NaN where it is not known: one is then drawn from ``sizes``.
    new : NewBusiness, optional
        What deals that have not begun bring; none where not given.
    sizes : array, optional
        Values of deals won before; those of ``new`` where not given.
    """
    random = np.random.default_rng(seed)
    some = NewBusiness.none() if new is None else new
    likely = np.atleast_2d(np.asarray(chances, dtype=np.float32))
    n = likely.shape[1]
    won = np.zeros((draws, n), dtype=bool)
    step = max(1, CELLS // max(n, 1))
    for first in range(0, draws, step):
        rows = np.arange(first, min(first + step, draws))
        won[rows] = random.random((rows.size, n), dtype=np.float32) < likely[rows % len(likely)]
    known = np.asarray(values, dtype=float)
    unknown = np.flatnonzero(np.isnan(known))
    sample = _samples(some.sizes if sizes is None else sizes, len(likely), random)
    which = np.arange(draws)
    drawn = _sizes_of(sample, np.repeat(which, unknown.size), random).reshape(draws, unknown.size)
    mean = some.means[which % some.means.size]
    if some.bursts is not None:
        mean = mean * random.gamma(some.bursts, 1 / some.bursts, draws)
    new_draw = np.repeat(which, random.poisson(mean))
    return Outcomes(
        won=won,
        value=known,
        unknown=unknown,
        drawn=drawn,
        new_draw=new_draw,
        new_value=_sizes_of(_samples(some.sizes, len(likely), random), new_draw, random),
        new_place=random.random(new_draw.size),
    )


def _samples(sizes: Array, rows: int, random: np.random.Generator) -> Array:
    """Sizes as other samples of the same number might have been: one row a draw of the parameters."""
    seen = np.asarray(sizes, dtype=float)
    if not seen.size:
        return np.zeros((1, 1))
    return np.asarray(seen[random.integers(0, seen.size, (rows, seen.size))], dtype=float)


def _sizes_of(sample: Array, draw: npt.NDArray[np.int64], random: np.random.Generator) -> Array:
    """A size for each entry, from its own draw's sample."""
    place = random.integers(0, sample.shape[1], draw.size)
    return np.asarray(sample[draw % len(sample), place], dtype=float)
