"""The chance that a plan reaches its goal, and the plan that reaches it with a given chance."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from salestoolkit.core.bands import Array
from salestoolkit.core.goal_checks import MOST, a_chance, a_count, a_number
from salestoolkit.core.goal_rates import Belief, Rate, belief_in

EVEN = 1e-12
"""Chances closer than this are the same."""


@dataclass(frozen=True, eq=False)
class Needed:
    """How many successes are needed, where that is not certain: counts, and the chance of each."""

    counts: npt.NDArray[np.int64]
    weights: Array

    @property
    def mean(self) -> float:
        """Successes needed on average."""
        return float(self.counts @ self.weights)


@dataclass(frozen=True, kw_only=True)
class Required:
    """An answer of a solver: how many attempts, or why there is no number.

    ``chance`` is what ``attempts`` give. Reasons: ``rate_zero`` (no attempt ever succeeds),
    ``certainty`` (only a rate of 1 gives it), ``no_history`` (nothing was learned from),
    ``too_late`` (none would end in time), ``too_many`` (more than anybody can make).
    """

    attempts: int | None
    chance: float | None = None
    reason: str | None = None


def needed_successes(goal: float | Needed) -> Needed:
    """A goal as whole successes: 89.5 deals are 90."""
    if isinstance(goal, Needed):
        return goal
    return Needed(np.array([math.ceil(a_number(goal, "amount"))]), np.array([1.0]))


def chance_of_hitting(goal: float | Needed, attempts: int, rate: Rate) -> float:
    """Chance that at least ``goal`` of ``attempts`` succeed.

    P(X >= goal) with X binomial(attempts, rate); where the rate was learned, averaged over what it
    may be (beta-binomial), so that a short history gives a less certain plan.

    Parameters
    ----------
    goal : float
        Successes; a goal of 0 is always reached.
    attempts : int
        How many are made.
    rate : float, StageRate, stages, or Belief
        Share of attempts that succeed.

    Examples
    --------
    >>> round(chance_of_hitting(90, 900, 0.1), 3)
    0.516
    """
    needed, n = needed_successes(goal), a_count(attempts, "attempts")
    belief = belief_in(rate)
    reached = _reached(needed.counts, n, belief)
    return float(np.clip(reached @ needed.weights, 0.0, 1.0))


def _reached(counts: npt.NDArray[np.int64], n: int, belief: Belief) -> Array:
    """P(X >= k) for each of the counts."""
    if belief.beta is not None:
        size = min(int(counts.max()), n + 1)
        below = np.concatenate(([0.0], np.cumsum(_beta_binomial(size, n, belief.beta))))
        return np.asarray(1 - below[np.minimum(counts, size)], dtype=float)
    used = belief if counts.size == 1 else belief.coarse
    above = stats.binom.sf(counts[:, None] - 1, n, used.rates[None, :])
    return np.asarray(above @ used.weights, dtype=float)


def _beta_binomial(size: int, n: int, beta: tuple[float, float]) -> Array:
    """P(X = k) for k from 0 to ``size`` - 1, X beta-binomial."""
    a, b = beta
    k = np.arange(size, dtype=float)
    inside = k <= n
    j = np.where(inside, k, 0.0)
    # betaln by way of the smaller arguments keeps its digits where n is in the millions
    logs = -special.betaln(n - j + 1, j + 1) - math.log(n + 1)
    logs = logs + special.betaln(a + j, b + n - j) - special.betaln(a, b)
    return np.where(inside, np.exp(logs), 0.0)


def required_attempts(goal: float | Needed, rate: Rate, *, chance: float = 0.8) -> Required:
    """Fewest attempts that reach the goal with the given chance.

    Smallest n with P(X >= goal) >= chance; with a known rate n = goal + nbinom.ppf(chance, goal, p).

    Parameters
    ----------
    goal : float
        Successes wanted.
    rate : float, StageRate, stages, or Belief
        Share of attempts that succeed.
    chance : float
        Above 0, up to 1.

    Returns
    -------
    Required
        Without a number, and with the reason, where there is no such plan.

    Examples
    --------
    >>> from salestoolkit.core.goal_rates import StageRate
    >>> required_attempts(90, 0.1).attempts
    975
    >>> required_attempts(90, StageRate(passed=10, entered=100)).attempts
    1165
    >>> required_attempts(90, 0.0).reason
    'rate_zero'
    """
    needed, wanted = needed_successes(goal), a_chance(chance, "chance")
    belief = belief_in(rate)
    if reason := _no_plan(needed, belief, wanted):
        return Required(attempts=None, reason=reason)
    if belief.certain and needed.counts.size == 1:
        first = _of_known(int(needed.counts[0]), belief.mean, wanted)
        return _settled(first, wanted, lambda n: chance_of_hitting(needed, n, belief))
    return smallest(lambda n: chance_of_hitting(needed, n, belief), wanted, start=needed.mean)


def _no_plan(needed: Needed, belief: Belief, chance: float) -> str | None:
    if not needed.counts.any():
        return None
    if belief.n == 0:
        return "no_history"
    if belief.mean <= 0:
        return "rate_zero"
    if needed.mean > MOST:
        return "too_many"
    return "certainty" if chance >= 1 and belief.rates.min() < 1 else None


def _of_known(goal: int, rate: float, chance: float) -> int:
    if goal == 0 or rate >= 1:
        return goal
    failures = stats.nbinom.ppf(chance, goal, rate)
    return goal + int(failures) if math.isfinite(failures) else MOST + 1


def _settled(first: int, wanted: float, chance_of: Callable[[int], float]) -> Required:
    """The first number, moved by the one or two that rounding may have put it off."""
    if first > MOST:
        return Required(attempts=None, reason="too_many")
    while first > 0 and chance_of(first - 1) >= wanted:
        first -= 1
    while (found := chance_of(first)) < wanted - EVEN:
        first += 1
    return Required(attempts=first, chance=found)


def smallest(chance_of: Callable[[int], float], wanted: float, *, start: float) -> Required:
    """Smallest n whose chance is at least ``wanted``, of a chance that rises with n."""
    if chance_of(0) >= wanted:
        return Required(attempts=0, chance=chance_of(0))
    low, high = 0, max(1, math.ceil(start))
    while chance_of(high) < wanted:
        low, high = high, 2 * high
        if low > MOST:
            return Required(attempts=None, reason="too_many")
    while high - low > 1:
        middle = (low + high) // 2
        if chance_of(middle) >= wanted:
            high = middle
        else:
            low = middle
    return Required(attempts=high, chance=chance_of(high))


def nearest(chance_of: Callable[[int], float], wanted: float, guess: int) -> Required:
    """As `smallest`, where the answer lies near a guess: few chances are worked out."""
    low, high, step = guess, guess, max(1, guess // 64)
    while chance_of(high) < wanted - EVEN:
        low, high, step = high, high + step, 2 * step
        if low > MOST:
            return Required(attempts=None, reason="too_many")
    step = max(1, guess // 64)
    while low > 0 and (low == high or chance_of(low) >= wanted - EVEN):
        low, high, step = max(0, low - step), low, 2 * step
    while high - low > 1:
        middle = (low + high) // 2
        if chance_of(middle) >= wanted - EVEN:
            high = middle
        else:
            low = middle
    return Required(attempts=high, chance=chance_of(high))


def successes_interval(attempts: int, rate: Rate, *, level: float = 0.9) -> tuple[int, int]:
    """Between which numbers the successes of a plan will probably lie (equal tails).

    Smallest k with P(X <= k) >= (1 - level) / 2, and >= (1 + level) / 2.

    >>> successes_interval(900, 0.1)
    (75, 105)
    """
    low, high = (success_quantile(attempts, rate, q) for q in ((1 - level) / 2, (1 + level) / 2))
    return low, high


def success_quantile(attempts: int, rate: Rate, share: float) -> int:
    """Smallest k with P(X <= k) >= ``share``."""
    n, belief = a_count(attempts, "attempts"), belief_in(rate)

    def up_to(k: Any) -> float:
        return 1 - chance_of_hitting(k + 1, n, belief)

    low, high = -1, n
    while high - low > 1:
        middle = (low + high) // 2
        if up_to(middle) >= share - EVEN:
            high = middle
        else:
            low = middle
    return high
