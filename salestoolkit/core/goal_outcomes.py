"""What a plan brings in time: attempts made month by month, and deals that are open already."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import special

from salestoolkit.core.apportion import apportioned
from salestoolkit.core.bands import Array
from salestoolkit.core.goal_chance import (
    EVEN,
    Needed,
    Required,
    nearest,
    needed_successes,
    required_attempts,
)
from salestoolkit.core.goal_checks import MOST, a_chance, a_count, a_number, a_share
from salestoolkit.core.goal_rates import Belief, Rate, belief_in
from salestoolkit.core.quadrature import gauss_points

SPREADS = 12
"""Standard deviations above the mean beyond which no outcome is looked at."""
FEW = 6
"""Shares in time that are told apart; more of them are replaced by as many that do the same."""
MANY, MANY_KNOWN = 2**12, 2**17
"""Successes from which the moments tell more than a convolution with few rates, or tell it sooner."""
POINTS = 500
"""Numbers of successes at which a distribution of many is worked out."""


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """Attempts made at one time; ``in_time`` is the share of their successes that come by the end."""

    attempts: int
    in_time: float = 1.0

    def __post_init__(self) -> None:
        a_count(self.attempts, "attempts")
        a_share(self.in_time, "in_time")


@dataclass(frozen=True, eq=False)
class Outcome:
    """Chance of each number of successes, from 0 up."""

    chances: Array

    @property
    def mean(self) -> float:
        """Successes to expect."""
        return float(self.chances @ np.arange(self.chances.size))

    @cached_property
    def _at_least(self) -> Array:
        sums = np.concatenate((np.cumsum(self.chances[::-1])[::-1], [0.0]))
        # what is there already is certain, whatever rounding makes of the sum
        sums[: int(np.argmax(self.chances > 0)) + 1] = 1.0
        return sums

    def chance(self, goal: float | Needed) -> float:
        """Chance of at least ``goal`` successes."""
        needed = needed_successes(goal)
        reached = self._at_least[np.minimum(needed.counts, self.chances.size)]
        return float(np.clip(reached @ needed.weights, 0.0, 1.0))

    def quantile(self, share: float) -> int:
        """Smallest number of successes k with P(X <= k) >= ``share``."""
        return int(np.argmax(np.cumsum(self.chances) >= a_share(share, "level") - EVEN))

    def interval(self, level: float = 0.9) -> tuple[int, int]:
        """Between which numbers the successes will probably lie, equal tails."""
        return self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)


def outcome(
    cohorts: Sequence[Cohort], rate: Rate, *, open_chances: Sequence[float] = (), done: int = 0
) -> Outcome:
    """Distribution of the successes by the end of the period.

    Each attempt of cohort m succeeds in time with probability p x in_time(m). The cohorts are
    convolved for each p, and only then averaged over what p may be: one lucky rate lifts all months.

    Parameters
    ----------
    cohorts : sequence of Cohort
        What is still to be attempted.
    rate : float, StageRate, stages, or Belief
        Share of attempts that succeed, ever.
    open_chances : sequence of float
        For each deal open now, the chance that it is won by the end.
    done : int
        Successes that are there already.

    Examples
    --------
    >>> plan = [Cohort(attempts=75, in_time=share) for share in (1, 1, 0.5)]
    >>> round(outcome(plan, 0.1, open_chances=[0.5, 0.5], done=3).mean, 2)
    22.75
    """
    whole = belief_in(rate)
    chances = [a_share(one, "open_chances") for one in open_chances]
    size = _size(cohorts, float(whole.rates.max()), chances)
    before = np.zeros(a_count(done, "done", most=MOST))
    if size >= (MANY_KNOWN if whole.certain else MANY):
        return Outcome(np.concatenate((before, _of_many(cohorts, whole, chances, size))))
    belief = whole.coarse
    circle = 1 - np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    logs = np.zeros((belief.rates.size, circle.size), dtype=complex)
    for in_time, attempts in zip(*_by_share(cohorts), strict=True):
        # generating function of a binomial, (1 - q + q z)^n, on the unit circle
        logs += attempts * _log(np.outer(belief.rates * in_time, circle))
    mixed = belief.weights @ np.exp(logs)
    for chance in chances:
        mixed = mixed * (1 - chance * circle)
    found = np.clip(np.fft.irfft(mixed, size), 0.0, None)
    return Outcome(np.concatenate((before, found / found.sum())))


def _of_many(
    cohorts: Sequence[Cohort], belief: Belief, chances: Sequence[float], size: int
) -> Array:
    """The same by Edgeworth's expansion to the third moment, for each rate that there may be.

    Few rates would do no more: with many successes each of them is a peak of its own.
    """
    shares, attempts = _by_share(cohorts)
    won, still = np.outer(belief.rates, shares), np.asarray(chances, dtype=float)
    mean = won @ attempts + still.sum()
    variance = (won * (1 - won)) @ attempts + (still * (1 - still)).sum()
    third = (won * (1 - won) * (1 - 2 * won)) @ attempts
    third += (still * (1 - still) * (1 - 2 * still)).sum()
    spread = np.sqrt(np.maximum(variance, 1e-9))
    low = max(0.0, float((mean - SPREADS * spread).min()))
    high = min(size - 1.0, float((mean + SPREADS * spread).max()))
    points = np.unique(np.concatenate(([-1.0], np.linspace(low, high, POINTS).round(), [size - 1])))
    x = (points + 0.5 - mean[:, None]) / spread[:, None]
    bend = (third / spread**3)[:, None] * (x * x - 1) * np.exp(-x * x / 2) / math.sqrt(72 * math.pi)
    reached = np.clip(belief.weights @ (special.ndtr(x) - bend), 0.0, 1.0)
    reached[0] = 0.0
    sums = np.interp(np.arange(-1, size), points, np.maximum.accumulate(reached))
    return np.asarray(np.diff(sums) / sums[-1], dtype=float)


def _by_share(cohorts: Sequence[Cohort]) -> tuple[Array, Array]:
    """Shares that end in time and attempts with each; many shares as few that do the same.

    The logarithm of the generating function is a series in the moments of the shares, and a few
    Gauss points have the same ones: what is left of the series is far below rounding.
    """
    used = [one for one in cohorts if one.attempts and one.in_time]
    shares, place = np.unique([one.in_time for one in used], return_inverse=True)
    attempts = np.bincount(place, weights=[one.attempts for one in used], minlength=shares.size)
    many = np.asarray(attempts, dtype=float)
    if shares.size <= FEW:
        return np.asarray(shares, dtype=float), many
    points, weights = gauss_points(shares, many, FEW)
    return points, weights * many.sum()


def _log(lost: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
    """log(1 - x); where 1 - x is 0 a number so small that its power is 0."""
    left = 1 - lost
    return np.asarray(np.log(np.where(left == 0, 1e-300, left)), dtype=np.complex128)


def _size(cohorts: Sequence[Cohort], rate: float, chances: Sequence[float]) -> int:
    """A power of two beyond which no outcome has a chance worth counting."""
    most = sum(cohort.attempts for cohort in cohorts)
    mean = rate * sum(cohort.attempts * cohort.in_time for cohort in cohorts)
    reach = min(float(most), mean + SPREADS * math.sqrt(mean + 1) + SPREADS)
    return max(4, 1 << math.ceil(math.log2(reach + len(chances) + 2)))


def in_cohorts(
    attempts: int, shares: Sequence[float], in_time: Sequence[float]
) -> tuple[Cohort, ...]:
    """Attempts spread over the months by ``shares``, each month with its share that ends in time."""
    spread = apportioned(attempts, shares)
    return tuple(
        Cohort(attempts=n, in_time=share) for n, share in zip(spread, in_time, strict=True)
    )


def required_over_time(
    goal: float | Needed,
    rate: Rate,
    *,
    shares: Sequence[float],
    in_time: Sequence[float],
    open_chances: Sequence[float] = (),
    done: int = 0,
    chance: float = 0.8,
) -> Required:
    """Fewest attempts, spread over the months, that reach the goal by the end with a given chance.

    Parameters
    ----------
    goal : float
        Successes by the end, those that are ``done`` included.
    shares : sequence of float
        How the attempts are spread over the months (working days, capacity); any scale.
    in_time : sequence of float
        For each month, the share of its successes that come by the end, 0-1.
    open_chances, done
        As for `outcome`.
    chance : float
        Above 0, up to 1.

    Examples
    --------
    >>> required_over_time(90, 0.1, shares=[1] * 12, in_time=[1] * 10 + [0.5, 0]).attempts
    1113
    """
    wanted, belief = a_chance(chance, "chance"), belief_in(rate)

    def chance_of(attempts: int) -> float:
        cohorts = in_cohorts(attempts, shares, in_time)
        return outcome(cohorts, belief, open_chances=open_chances, done=done).chance(goal)

    if chance_of(0) >= wanted - EVEN:
        return Required(attempts=0, chance=chance_of(0))
    total = sum(a_number(share, "shares") for share in shares)
    useful = sum(share * end for share, end in zip(shares, in_time, strict=True))
    if not total:
        return Required(attempts=None, reason="no_time")
    if reason := _why_not(belief, useful / total, wanted):
        return Required(attempts=None, reason=reason)
    if needed_successes(goal).mean > MOST:
        return Required(attempts=None, reason="too_many")
    left = _without(needed_successes(goal), done + math.floor(sum(open_chances)))
    if not open_chances and all(share >= 1 for share in in_time):
        # when they are made does not matter: exact at once
        return required_attempts(left, belief, chance=wanted)
    # nearly right at once: all attempts alike, each ending in time with the average share
    alike = Belief(belief.rates * (useful / total), belief.weights, n=belief.n)
    guess = required_attempts(left, alike, chance=wanted).attempts
    return (
        Required(attempts=None, reason="too_many")
        if guess is None
        else nearest(chance_of, wanted, guess)
    )


def _without(needed: Needed, there: int) -> Needed:
    return Needed(np.maximum(needed.counts - there, 0), needed.weights)


def _why_not(belief: Belief, in_time: float, wanted: float) -> str | None:
    """Why no number of attempts gives this chance."""
    if belief.n == 0:
        return "no_history"
    if belief.mean <= 0:
        return "rate_zero"
    if in_time <= 0:
        return "too_late"
    sure = belief.certain and belief.mean >= 1 and in_time >= 1
    return "certainty" if wanted >= 1 and not sure else None
