"""Tests of two shares that hold at small numbers, and the score interval of their difference."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
from scipy import optimize, special

from salestoolkit.core.bands import Array
from salestoolkit.core.proportions import Interval, normal_quantile
from salestoolkit.core.two_rates import score_p_value

EXACT_UP_TO = 500
"""Leads an arm up to which the exact test is used; above it the score test says the same."""
POINTS = 160
EDGE, HAIR = 1 - 1e-12, 1e-9

TestName = Literal["boschloo", "score"]


class TestResult(NamedTuple):
    """A two-sided p-value and the test that gave it; None where an arm is empty."""

    p_value: float | None
    test: TestName


def p_value_of(k1: int, n1: int, k2: int, n2: int) -> TestResult:
    """Two-sided p-value that two arms share one rate, by the test that their size calls for.

    Boschloo's exact test up to `EXACT_UP_TO` leads an arm, the pooled score test above.

    Examples
    --------
    >>> found = p_value_of(30, 400, 50, 400)
    >>> found.test, round(found.p_value, 4)
    ('boschloo', 0.0215)
    >>> p_value_of(600, 8000, 720, 8000).test
    'score'
    """
    if max(n1, n2) > EXACT_UP_TO:
        return TestResult(score_p_value(k1, n1, k2, n2), "score")
    return TestResult(boschloo(k1, n1, k2, n2), "boschloo")


def _log_choose(n: int, k: Array) -> Array:
    chosen = special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1)
    return np.asarray(chosen, dtype=float)


def _fisher_at_most(n1: int, n2: int) -> Array:
    """Chance of at most ``a`` successes on the first side, for every (a, a + b); 0 off the table."""
    first = np.arange(n1 + 1)
    second = np.arange(n1 + n2 + 1)[None, :] - first[:, None]
    inside = (second >= 0) & (second <= n2)
    ways = _log_choose(n2, np.arange(n2 + 1.0))[np.clip(second, 0, n2)]
    logs = _log_choose(n1, first.astype(float))[:, None] + ways
    logs -= _log_choose(n1 + n2, np.arange(n1 + n2 + 1.0))[None, :]
    return np.cumsum(np.where(inside, np.exp(logs), 0.0), axis=0)


def _chance_as_extreme(rate: Array, n1: int, n2: int, from_: Array) -> Array:
    """Chance, at a common rate, of a table with at least ``from_[a]`` successes on the second side."""
    a = np.arange(n1 + 1.0)[:, None]
    weight = np.exp(_log_choose(n1, a) + special.xlogy(a, rate) + special.xlog1py(n1 - a, -rate))
    k = from_[:, None]
    tail = special.betainc(np.maximum(k, 1.0), np.maximum(n2 - k + 1, 1e-9), rate)
    tail = np.where(k <= 0, 1.0, np.where(k > n2, 0.0, tail))
    return np.asarray((weight * tail).sum(axis=0), dtype=float)


def _second_larger(k1: int, n1: int, k2: int, n2: int) -> float:
    """One-sided Boschloo p-value that the second share is the larger one."""
    table = _fisher_at_most(n1, n2)
    seen = table[k1, k1 + k2] * (1 + 1e-12)
    rows = np.arange(n1 + 1)
    # the further the second side is ahead, the smaller Fisher's chance: one threshold a row
    grid = table[rows[:, None], rows[:, None] + np.arange(n2 + 1)[None, :]]
    from_ = (grid > seen).sum(axis=1).astype(float)

    def chance(angle: Array) -> Array:
        return _chance_as_extreme(np.sin(angle) ** 2, n1, n2, from_)

    angles = np.linspace(0, np.pi / 2, POINTS + 1)[1:-1]
    found = chance(angles)
    best = int(found.argmax())
    step = angles[1] - angles[0]
    refined = optimize.minimize_scalar(
        lambda angle: -float(chance(np.array([angle]))[0]),
        bounds=(angles[best] - step, angles[best] + step),
        method="bounded",
        options={"xatol": 1e-10},
    )
    return max(float(found[best]), -float(refined.fun))


def boschloo(k1: int, n1: int, k2: int, n2: int) -> float | None:
    """Two-sided p-value of Boschloo's exact test (1970): Fisher's test, without its timidity.

    The largest chance, over all common rates, of a table whose one-sided Fisher p-value is at most
    the one seen; twice the smaller side. Never says "different" too often, whatever the sizes. The
    same as ``scipy.stats.boschloo_exact``, in a hundredth of its time. None where a side is empty.

    Examples
    --------
    >>> round(boschloo(30, 400, 50, 400), 4)
    0.0215
    """
    if n1 <= 0 or n2 <= 0:
        return None
    # of the two sides the one that was seen ahead is the smaller
    second_ahead = k2 * n1 >= k1 * n2
    counts = (k1, n1, k2, n2) if second_ahead else (k2, n2, k1, n1)
    return min(1.0, 2 * _second_larger(*counts))


def fisher(k1: int, n1: int, k2: int, n2: int) -> float | None:
    """Two-sided p-value of Fisher's exact test (tables no likelier than the one seen).

    Shown beside Boschloo's, which is the sharper of the two. None where a side is empty.

    Examples
    --------
    >>> round(fisher(30, 400, 50, 400), 4)
    0.0246
    """
    from scipy import stats

    if n1 <= 0 or n2 <= 0:
        return None
    return float(stats.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]]).pvalue)


def pooled_z(k1: float, n1: float, k2: float, n2: float) -> float | None:
    """Difference in standard errors, z = (k2/n2 - k1/n1) / sqrt(p (1 - p) (1/n1 + 1/n2)), p pooled.

    None where a side is empty, and where nobody or everybody did: 0/0.

    Examples
    --------
    >>> round(pooled_z(30, 400, 50, 400), 4)
    2.357
    """
    if n1 <= 0 or n2 <= 0:
        return None
    pooled = (k1 + k2) / (n1 + n2)
    error = math.sqrt(max(pooled * (1 - pooled), 0.0) * (1 / n1 + 1 / n2))
    return None if error == 0 else (k2 / n2 - k1 / n1) / error


def _second_share(k1: float, n1: float, k2: float, n2: float, difference: float) -> float:
    """Likeliest second share where it is the larger by ``difference`` (middle root of a cubic)."""
    total, ahead = n1 + n2, -difference
    c2 = (n1 + 2 * n2) * ahead - total - k1 - k2
    c1 = (n2 * ahead - total - 2 * k2) * ahead + k1 + k2
    c0 = k2 * ahead * (1 - ahead)
    q = (c2 / (3 * total)) ** 3 - c1 * c2 / (6 * total**2) + c0 / (2 * total)
    p = math.copysign(math.sqrt(max((c2 / (3 * total)) ** 2 - c1 / (3 * total), 0.0)), q)
    angle = (math.pi + math.acos(max(-1.0, min(1.0, q / p**3)) if p else 0.0)) / 3
    share = 2 * p * math.cos(angle) - c2 / (3 * total)
    return min(max(share, difference, 0.0), 1.0, 1.0 + difference)


def miettinen_nurminen(k1: int, n1: int, k2: int, n2: int, *, level: float = 0.95) -> Interval:
    """Score interval of the difference k2/n2 - k1/n1 (Miettinen and Nurminen 1985).

    All differences that the score test, with variances at the likeliest shares that have the
    difference, does not reject; variance times N/(N - 1). -1 to 1 where a side is empty.
    statsmodels up to 0.15 gives other bounds: its cubic has a wrong coefficient (its issue 10269).

    Examples
    --------
    >>> [round(bound, 4) for bound in miettinen_nurminen(30, 400, 50, 400)]
    [0.0085, 0.0926]
    """
    z = normal_quantile(level)
    if n1 <= 0 or n2 <= 0:
        return Interval(-1.0, 1.0)
    total, seen = n1 + n2, k2 / n2 - k1 / n1

    def beyond(difference: float) -> float:
        """How much further than ``z`` standard errors the difference lies from the one seen."""
        second = _second_share(k1, n1, k2, n2, difference)
        first = second - difference
        variance = (first * (1 - first) / n1 + second * (1 - second) / n2) * total / (total - 1)
        return abs(seen - difference) - z * math.sqrt(max(variance, 0.0))

    low = -1.0 if beyond(-EDGE) <= 0 else optimize.brentq(beyond, -EDGE, seen - HAIR, xtol=1e-12)
    high = 1.0 if beyond(EDGE) <= 0 else optimize.brentq(beyond, seen + HAIR, EDGE, xtol=1e-12)
    return Interval(float(low), float(high))
