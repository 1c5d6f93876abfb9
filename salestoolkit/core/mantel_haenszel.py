"""Two groups held against each other within strata that are alike: one difference, one test."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from salestoolkit.core.proportions import normal_quantile
from salestoolkit.errors import InvalidValue

RELIABLE = 5.0
"""How far the count of successes could lie from its expectation, both ways, for the test to hold
(Mantel and Fleiss 1980)."""


@dataclass(frozen=True, kw_only=True)
class MantelHaenszel:
    """Share of successes in a group with and a group without something, with the same mix of strata.

    ``n`` and ``successes`` count all (without, with); ``compared`` counts those in strata that have both.
    ``shares`` (without, with) are weighted alike, w = n0 n1 / (n0 + n1) a stratum, so that ``difference``
    is the Mantel-Haenszel risk difference; its interval uses Sato's variance (1989), which holds for
    many small strata and for few large ones. ``p_value`` is two-sided, of the Mantel-Haenszel test
    without continuity correction; None where ``reliable`` is False.
    """

    n: tuple[int, int]
    successes: tuple[int, int]
    compared: int
    shares: tuple[float | None, float | None]
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    reliable: bool

    @property
    def crude(self) -> tuple[float | None, float | None]:
        """Successes / n of each group as it is."""
        without, with_ = (k / n if n else None for k, n in zip(self.successes, self.n, strict=True))
        return without, with_


def mantel_haenszel(
    exposed: npt.ArrayLike, success: npt.ArrayLike, strata: npt.ArrayLike, *, level: float = 0.95
) -> MantelHaenszel:
    """Difference of two shares within strata.

    Parameters
    ----------
    exposed, success : array of bool
        One entry a deal: whether it had the thing, and whether it succeeded.
    strata : array of int
        Which of the strata each deal belongs to, from 0.

    Raises
    ------
    InvalidValue
        ``unequal_lengths``.

    Examples
    --------
    >>> found = mantel_haenszel([0] * 50 + [1] * 50, [1] * 20 + [0] * 30 + [1] * 30 + [0] * 20, [0] * 100)
    >>> round(found.difference, 2), round(found.p_value, 4)
    (0.2, 0.0466)
    """
    had, won = np.asarray(exposed, dtype=bool), np.asarray(success, dtype=bool)
    stratum = np.asarray(strata, dtype=np.int64)
    if len({len(had), len(won), len(stratum)}) != 1:
        raise InvalidValue("unequal_lengths", value=f"{len(had)}, {len(won)}", allowed="1")
    size = int(stratum.max(initial=-1)) + 1
    cells = [
        np.bincount(stratum[chosen], minlength=size).astype(float)
        for chosen in (~had & won, ~had, had & won, had)
    ]
    counted = [int(cell.sum()) for cell in cells]
    both = (cells[1] > 0) & (cells[3] > 0)
    b, n0, a, n1 = (cell[both] for cell in cells)
    compared = int((n0 + n1).sum())
    difference, error, shares = _difference(a, n1, b, n0)
    p, reliable = _test(a, n1, b, n0)
    low = high = None
    if difference is not None and error is not None:
        reach = normal_quantile(level) * error
        low, high = max(difference - reach, -1.0), min(difference + reach, 1.0)
    return MantelHaenszel(
        n=(counted[1], counted[3]),
        successes=(counted[0], counted[2]),
        compared=compared,
        shares=shares,
        difference=difference,
        low=low,
        high=high,
        p_value=p if reliable else None,
        reliable=reliable,
    )


Floats = npt.NDArray[np.float64]


def _difference(
    a: Floats, n1: Floats, b: Floats, n0: Floats
) -> tuple[float | None, float | None, tuple[float | None, float | None]]:
    """Weighted difference, Sato's standard error, and the two weighted shares."""
    n = n0 + n1
    weights = n0 * n1 / n
    whole = float(weights.sum())
    if not whole:
        return None, None, (None, None)
    shares = float(weights @ (b / n0)) / whole, float(weights @ (a / n1)) / whole
    difference = shares[1] - shares[0]
    p = (n1**2 * b - n0**2 * a + n1 * n0 * (n0 - n1) / 2) / n**2
    q = (a * (n0 - b) + b * (n1 - a)) / (2 * n)
    variance = (difference * float(p.sum()) + float(q.sum())) / whole**2
    return difference, math.sqrt(max(variance, 0.0)), shares


def _test(a: Floats, n1: Floats, b: Floats, n0: Floats) -> tuple[float | None, bool]:
    """The p-value, and whether the normal approximation may be trusted."""
    n, won = n0 + n1, a + b
    expected = n1 * won / n
    several = n > 1
    spread = (n1 * n0 * won * (n - won))[several] / (n**2 * (n - 1))[several]
    variance = float(spread.sum())
    middle = float(expected.sum())
    lowest = float(np.maximum(0.0, won - n0).sum())
    highest = float(np.minimum(n1, won).sum())
    reliable = min(middle - lowest, highest - middle) >= RELIABLE and variance > 0
    if variance <= 0:
        return None, False
    z = (float(a.sum()) - middle) / math.sqrt(variance)
    return float(2 * special.ndtr(-abs(z))), reliable
