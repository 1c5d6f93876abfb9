"""Shares of a count: estimate and interval, honest at small numbers."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from scipy import special

from salestoolkit.errors import InvalidValue

IntervalMethod = Literal["wilson", "clopper_pearson", "jeffreys"]


class Interval(NamedTuple):
    """Lower and upper bound, both included."""

    low: float
    high: float


class Proportion(NamedTuple):
    """A share ``k/n`` with its interval; ``value`` is None where ``n`` is 0."""

    value: float | None
    low: float
    high: float
    n: float


def normal_quantile(level: float) -> float:
    """Two-sided normal quantile of a level: 1.96 for .95."""
    if not 0 < level < 1:
        raise InvalidValue("level_outside_0_1", value=level, allowed="0-1")
    return float(special.ndtri(0.5 + level / 2))


def _checked(k: float, n: float) -> None:
    if not 0 <= k <= n:
        raise InvalidValue("count_outside_total", value=k, allowed=f"0-{n}")


def wilson(k: float, n: float, *, level: float = 0.95) -> Interval:
    """Score interval of ``k`` out of ``n`` (Wilson 1927), without continuity correction.

    The default for a simple share: it stays inside 0-1 and covers well from a few deals up.

    Examples
    --------
    >>> [round(bound, 4) for bound in wilson(10, 100)]
    [0.0552, 0.1744]
    """
    _checked(k, n)
    z = normal_quantile(level)
    if n == 0:
        return Interval(0.0, 1.0)
    rate = k / n
    middle = (rate + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n))
    return Interval(
        0.0 if k == 0 else max(0.0, middle - half), 1.0 if k == n else min(1.0, middle + half)
    )


def clopper_pearson(k: float, n: float, *, level: float = 0.95) -> Interval:
    """Exact interval of ``k`` out of ``n`` (Clopper and Pearson 1934): never covers too little.

    Examples
    --------
    >>> [round(bound, 4) for bound in clopper_pearson(0, 20)]
    [0.0, 0.1684]
    """
    _checked(k, n)
    tail = (1 - level) / 2
    normal_quantile(level)
    if n == 0:
        return Interval(0.0, 1.0)
    low = 0.0 if k == 0 else float(special.betaincinv(k, n - k + 1, tail))
    high = 1.0 if k == n else float(special.betaincinv(k + 1, n - k, 1 - tail))
    return Interval(low, high)


def jeffreys(k: float, n: float, *, level: float = 0.95) -> Interval:
    """Equal-tailed interval of the posterior Beta(k + 1/2, n - k + 1/2).

    Examples
    --------
    >>> [round(bound, 4) for bound in jeffreys(10, 100)]
    [0.0526, 0.1701]
    """
    _checked(k, n)
    tail = (1 - level) / 2
    normal_quantile(level)
    if n == 0:
        return Interval(0.0, 1.0)
    a, b = k + 0.5, n - k + 0.5
    return Interval(
        float(special.betaincinv(a, b, tail)), float(special.betaincinv(a, b, 1 - tail))
    )


_METHODS = {"wilson": wilson, "clopper_pearson": clopper_pearson, "jeffreys": jeffreys}


def proportion(
    k: float, n: float, *, level: float = 0.95, method: IntervalMethod = "wilson"
) -> Proportion:
    """Share of ``k`` among ``n`` with its interval.

    Parameters
    ----------
    k, n : float
        Successes, and all that could have succeeded (the denominator).
    level : float
        Confidence level, 0-1.
    method : str
        ``wilson`` (default), ``clopper_pearson`` or ``jeffreys``.

    Returns
    -------
    Proportion
        0 of 0 is undefined: value None with the interval 0 to 1.

    Raises
    ------
    InvalidValue
        Where ``k`` lies outside 0 to ``n`` or ``level`` outside 0-1.

    Examples
    --------
    >>> proportion(0, 0)
    Proportion(value=None, low=0.0, high=1.0, n=0)
    """
    low, high = _METHODS[method](k, n, level=level)
    return Proportion(None if n == 0 else k / n, low, high, n)
