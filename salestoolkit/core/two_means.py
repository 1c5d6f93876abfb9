"""Two means held against each other, without assuming that both sides scatter alike."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from salestoolkit.core.proportions import Interval, normal_quantile
from salestoolkit.core.two_rates import MOST_DEALS, POWER


@dataclass(frozen=True, kw_only=True)
class Mean:
    """Mean of ``n`` values with the variance of one value; None where there are too few."""

    n: int
    value: float | None
    variance: float | None

    def interval(self, *, level: float = 0.95) -> Interval | None:
        """Student's interval of the mean; None for fewer than two values."""
        if self.value is None or self.variance is None:
            return None
        tail = 0.5 + level / 2
        half = float(special.stdtrit(self.n - 1, tail)) * math.sqrt(self.variance / self.n)
        return Interval(self.value - half, self.value + half)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Second mean minus first, with Welch's interval and two-sided p-value."""

    value: float
    low: float
    high: float
    p_value: float


def mean_of(values: npt.ArrayLike) -> Mean:
    """Mean and variance of values.

    >>> mean_of([1.0, 2.0, 3.0])
    Mean(n=3, value=2.0, variance=1.0)
    """
    known = np.asarray(values, dtype=float)
    return Mean(
        n=len(known),
        value=float(known.mean()) if len(known) else None,
        variance=float(known.var(ddof=1)) if len(known) > 1 else None,
    )


def welch(first: Mean, second: Mean, *, level: float = 0.95) -> Difference | None:
    """Difference of two means (Welch 1947); None where a side has fewer than two values.

    t = (m2 - m1) / sqrt(v1/n1 + v2/n2), with Satterthwaite's degrees of freedom.

    Examples
    --------
    >>> found = welch(mean_of([1, 2, 3, 4]), mean_of([3, 4, 5, 6]))
    >>> round(found.value, 1), round(found.p_value, 4)
    (2.0, 0.071)
    """
    if first.value is None or second.value is None:
        return None
    if first.variance is None or second.variance is None:
        return None
    value = second.value - first.value
    parts = first.variance / first.n, second.variance / second.n
    error = math.sqrt(sum(parts))
    # equal values only: what rounding leaves of a variance is no scatter
    if error <= 1e-12 * max(abs(first.value), abs(second.value)):
        same = math.isclose(first.value, second.value, rel_tol=1e-12)
        return Difference(value=value, low=value, high=value, p_value=1.0 if same else 0.0)
    # shares of the sum: squares of what is very small would vanish
    shares = [part / sum(parts) for part in parts]
    freedom = 1 / sum(
        share**2 / (side.n - 1) for share, side in zip(shares, (first, second), strict=True)
    )
    half = float(special.stdtrit(freedom, 0.5 + level / 2)) * error
    p_value = float(2 * special.stdtr(freedom, -abs(value) / error))
    return Difference(value=value, low=value - half, high=value + half, p_value=p_value)


def needed_values(
    first: Mean, second: Mean, *, smallest: float, power: float = POWER, level: float = 0.95
) -> int | None:
    """Values that the second side needs to show a difference of ``smallest`` between the means.

    n2 = v2 / (d^2 / (z_a + z_b)^2 - v1/n1). None where no number is enough, for the first side has
    too few, or where the scatter is not known.

    Examples
    --------
    >>> one = Mean(n=400, value=50.0, variance=900.0)
    >>> needed_values(one, one, smallest=10.0)
    86
    """
    if first.variance is None or second.variance is None or smallest <= 0:
        return None
    reach = smallest / (normal_quantile(level) + float(special.ndtri(power)))
    left = reach**2 - first.variance / first.n
    if left <= 0 or second.variance / left > MOST_DEALS:
        return None
    return max(1, math.ceil(second.variance / left - 1e-9))
