"""How many of a hundred get through: rates that are known, and rates learned from a team's own past."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np
from scipy import special

from salestoolkit.core.bands import Array
from salestoolkit.core.goal_checks import a_number, a_share, exact
from salestoolkit.core.quadrature import gauss_points
from salestoolkit.errors import InvalidValue

JEFFREYS = (0.5, 0.5)
"""Parameters of the Beta prior that says nothing: half a success and half a failure."""

TAIL = 1e-11
"""Chance that is left out at either end of a learned rate."""
FINE, NODES, COARSE = 2**13, 2**11, 64
"""Steps of the lattice that learned rates are multiplied on, and rates that are kept of it."""


@dataclass(frozen=True, kw_only=True)
class StageRate:
    """Share of those entering a stage that pass it, known or learned.

    ``rate`` is known (0-1); or ``passed`` of ``entered`` did so in the past, and the rate is then
    Beta(prior + passed, prior + entered - passed). Counts may be fractions: a share estimated with
    some deals still open is worth fewer deals than were watched.

    Raises
    ------
    InvalidValue
        ``goal_not_number``, ``goal_not_share``, ``goal_more_passed`` or ``goal_rate_missing``.

    Examples
    --------
    >>> StageRate(rate=0.25).estimate, StageRate(passed=10, entered=100).estimate
    (Fraction(1, 4), Fraction(1, 10))
    """

    name: str = ""
    rate: float | None = None
    passed: float | None = None
    entered: float | None = None
    prior: tuple[float, float] = JEFFREYS

    def __post_init__(self) -> None:
        if self.rate is not None:
            a_share(self.rate, "rate")
            return
        if self.passed is None or self.entered is None:
            raise InvalidValue("goal_rate_missing", field="rate", value=self.name)
        passed, entered = a_number(self.passed, "passed"), a_number(self.entered, "entered")
        if passed > entered:
            raise InvalidValue("goal_more_passed", field="passed", value=passed, allowed=entered)
        if not all(a_number(part, "prior") > 0 for part in self.prior):
            raise InvalidValue("goal_not_number", field="prior", value=self.prior)

    @property
    def known(self) -> bool:
        """Whether the rate is taken as certain."""
        return self.rate is not None

    @property
    def estimate(self) -> Fraction | None:
        """The rate as an exact fraction; passed / entered where learned, None of none."""
        if self.rate is not None:
            return exact(self.rate)
        passed, entered = exact(self.passed or 0), exact(self.entered or 0)
        return passed / entered if entered else None

    @property
    def beta(self) -> tuple[float, float]:
        """Parameters of the posterior of a learned rate."""
        passed, entered = self.passed or 0.0, self.entered or 0.0
        return self.prior[0] + passed, self.prior[1] + entered - passed


@dataclass(frozen=True, eq=False)
class Belief:
    """What is believed of the chance that one attempt becomes a success.

    Success rates with weights that add up to 1. ``beta`` is set where the belief is one Beta
    distribution (sums are then exact), ``n`` the smallest number of past cases that a rate was
    learned from (None: all are known).
    """

    rates: Array
    weights: Array
    beta: tuple[float, float] | None = None
    n: float | None = None

    @property
    def certain(self) -> bool:
        """Whether there is one rate and no doubt about it."""
        return self.rates.size == 1

    @property
    def mean(self) -> float:
        """Expected success rate."""
        return float(self.rates @ self.weights)

    @cached_property
    def coarse(self) -> Belief:
        """The same with at most 64 rates: fast enough where each of them costs a convolution."""
        if self.rates.size <= COARSE:
            return self
        rates, weights = gauss_points(self.rates, self.weights, COARSE)
        return replace(self, rates=rates, weights=weights)


def followed(stages: Sequence[StageRate]) -> tuple[StageRate, ...]:
    """Stages that the same cases passed, one after the other, as one rate from the first to the last.

    Where as many entered a stage as had passed the one before, the same calls were followed, and the
    successes of all of them say everything: a prior at each stage would only pull the rate down.

    Examples
    --------
    >>> calls, meetings = StageRate(passed=60, entered=300), StageRate(passed=24, entered=60)
    >>> [(one.passed, one.entered) for one in followed([calls, meetings])]
    [(24, 300)]
    """
    found: list[StageRate] = []
    for stage in stages:
        last = found[-1] if found else None
        same = last is not None and not last.known and not stage.known
        if last is not None and same and (last.passed, last.prior) == (stage.entered, stage.prior):
            found[-1] = replace(last, passed=stage.passed)
        else:
            found.append(stage)
    return tuple(found)


Rate = float | StageRate | Sequence[StageRate] | Belief
"""How a rate may be given: a known share, one stage, all stages from first to last, a belief."""


def belief_in(rate: Rate) -> Belief:
    """The success rate of one attempt over all its stages, with what is not known about it.

    Several learned stages: the product of their Betas, its logarithm by convolution on a lattice.

    Examples
    --------
    >>> both = belief_in([StageRate(passed=30, entered=100), StageRate(rate=0.5)])
    >>> round(both.mean, 3)
    0.151
    """
    if isinstance(rate, Belief):
        return rate
    if isinstance(rate, StageRate):
        rate = [rate]
    if not isinstance(rate, Sequence) or isinstance(rate, str):
        rate = [StageRate(rate=rate)]
    return _believed(tuple(rate))


@lru_cache(maxsize=256)
def _believed(stages: tuple[StageRate, ...]) -> Belief:
    known = math.prod(
        (exact(one.rate) for one in stages if one.rate is not None), start=Fraction(1)
    )
    learned = [one for one in stages if not one.known]
    if not learned or known == 0:
        return Belief(np.array([float(known)]), np.array([1.0]))
    n = min(one.entered or 0.0 for one in learned)
    betas = tuple(one.beta for one in learned)
    alone = betas[0] if len(betas) == 1 and known == 1 else None
    rates, weights = _product(betas)
    return Belief(float(known) * rates, weights, beta=alone, n=n)


def _product(betas: tuple[tuple[float, float], ...]) -> tuple[Array, Array]:
    """Rates and weights of a product of Betas, on a lattice of -log(rate)."""
    nearest = [-math.log(special.betainccinv(a, b, TAIL)) for a, b in betas]
    farthest = [-math.log(max(special.betaincinv(a, b, TAIL), 1e-290)) for a, b in betas]
    step = sum(far - near for far, near in zip(farthest, nearest, strict=True)) / FINE
    total = np.array([1.0])
    for (a, b), near, far in zip(betas, nearest, farthest, strict=True):
        edges = near + step * (np.arange(math.ceil((far - near) / step) + 2) - 0.5)
        above = special.betaincc(a, b, np.exp(-np.maximum(edges, 0.0)))
        above[edges <= 0] = 0.0
        total = _convolved(total, np.diff(above))
    place = sum(nearest) + step * np.arange(total.size)
    return _grouped(np.exp(-place), total / total.sum(), NODES)


def _convolved(one: Array, other: Array) -> Array:
    size = one.size + other.size - 1
    length = 1 << (size - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(one, length) * np.fft.rfft(other, length), length)
    return np.asarray(np.clip(product[:size], 0.0, None), dtype=float)


def _grouped(rates: Array, weights: Array, most: int) -> tuple[Array, Array]:
    """Neighbouring rates put together at their mean."""
    keep = weights > 1e-16
    rates, weights = rates[keep], weights[keep]
    if rates.size > most:
        starts = np.arange(0, rates.size, math.ceil(rates.size / most))
        sums = np.add.reduceat(weights, starts)
        rates = np.add.reduceat(weights * rates, starts) / sums
        weights = sums
    return rates, weights / weights.sum()
