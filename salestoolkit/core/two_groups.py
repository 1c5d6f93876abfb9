"""Two groups of deals held against each other at one age, with deals still open in both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

from salestoolkit.core.bands import TIED, Array
from salestoolkit.core.incidence import Incidence, Variance, aalen_johansen
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.errors import InvalidValue

SHUFFLES = 2_000
"""How often the groups are dealt anew for a permutation p-value."""


@dataclass(frozen=True, kw_only=True)
class TwoGroups:
    """Share that ended in one way by ``horizon``, second group minus first.

    ``low`` and ``high`` are the interval of the difference from the two variances added,
    ``z`` the difference in standard errors and ``p_value`` two-sided from it. All are None where a
    group was not watched until the horizon; where no error can be told, ``z`` and ``p_value`` are.
    """

    horizon: float
    first: float | None
    second: float | None
    difference: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    z: float | None
    p_value: float | None


def two_groups(
    first: Incidence,
    second: Incidence,
    horizon: float,
    *,
    cause: int = 1,
    level: float = 0.95,
    variance: Variance = "greenwood",
) -> TwoGroups:
    """Difference of two cumulative incidences at a fixed age: F2(h) - F1(h).

    se^2 = Var F1(h) + Var F2(h); interval = difference +- z se, cut at -1 and 1.

    Parameters
    ----------
    first, second : Incidence
        Curves of the two groups.
    horizon : float
        Age in days at which they are compared; chosen beforehand, not where they differ most.

    Examples
    --------
    >>> one = aalen_johansen([2, 4, 6, 8], [1, 2, 1, 0])
    >>> two = aalen_johansen([1, 2, 3, 8], [1, 1, 1, 2])
    >>> round(two_groups(one, two, 6).difference, 2)
    0.25
    """
    z_level = normal_quantile(level)
    shares = [_at(curve, horizon, cause, variance) for curve in (first, second)]
    if shares[0] is None or shares[1] is None:
        values = [None if share is None else share[0] for share in shares]
        return TwoGroups(
            horizon=horizon,
            first=values[0],
            second=values[1],
            **dict.fromkeys(("difference", "standard_error", "low", "high", "z", "p_value")),
        )
    (one, error_one), (two, error_two) = shares[0], shares[1]
    difference, error = two - one, float(np.hypot(error_one, error_two))
    z = difference / error if error > TIED else None
    return TwoGroups(
        horizon=horizon,
        first=one,
        second=two,
        difference=difference,
        standard_error=error,
        low=max(difference - z_level * error, -1.0),
        high=min(difference + z_level * error, 1.0),
        z=z,
        p_value=None if z is None else float(2 * special.ndtr(-abs(z))),
    )


def permutation_p(
    durations: npt.ArrayLike,
    causes: npt.ArrayLike,
    in_second: npt.ArrayLike,
    horizon: float,
    *,
    entry: npt.ArrayLike | None = None,
    cause: int = 1,
    shuffles: int = SHUFFLES,
    seed: int = 20260101,
) -> float | None:
    """Chance of so large a difference at ``horizon`` if the groups were dealt at random.

    p = (1 + number of shuffles with |z*| >= |z|) / (1 + shuffles), of the difference in standard
    errors (studentised, so that groups of unequal follow-up compare fairly; Janssen 1997). The same
    on every run. None where a group is empty or was not watched until the horizon.

    Parameters
    ----------
    durations, causes, entry : array
        One entry a deal, as `salestoolkit.core.incidence.aalen_johansen` takes them.
    in_second : array of bool
        Whether the deal belongs to the second group.

    Raises
    ------
    InvalidValue
        ``unequal_lengths``.
    """
    ages, codes = np.asarray(durations, dtype=float), np.asarray(causes, dtype=np.int64)
    second = np.asarray(in_second, dtype=bool)
    start = np.zeros_like(ages) if entry is None else np.asarray(entry, dtype=float)
    if len({len(ages), len(codes), len(second), len(start)}) != 1:
        raise InvalidValue("unequal_lengths", value=f"{len(ages)}, {len(second)}", allowed="1")

    def size(group: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float | None:
        curves = [
            aalen_johansen(ages[chosen], codes[chosen], entry=start[chosen], n_causes=cause + 1)
            for chosen in (~group, group)
        ]
        found = two_groups(curves[0], curves[1], horizon, cause=cause)
        if found.difference is None:
            return None
        return abs(found.z) if found.z is not None else (np.inf if found.difference else 0.0)

    seen = size(second)
    if seen is None:
        return None
    random = np.random.default_rng(seed)
    sizes = [size(random.permutation(second)) for _ in range(shuffles)]
    at_least = sum(found is not None and found >= seen - TIED for found in sizes)
    return (1 + at_least) / (1 + sum(found is not None for found in sizes))


def _at(
    curve: Incidence, horizon: float, cause: int, variance: Variance
) -> tuple[float, float] | None:
    """Share and its standard error at an age; None past the last follow-up."""
    index = curve.position(horizon)
    if index is None:
        return None
    if index < 0:
        return 0.0, 0.0
    errors: Array = curve.standard_error(cause=cause, variance=variance)
    return float(curve.incidence[cause - 1, index]), float(errors[index])
