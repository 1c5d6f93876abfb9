"""How good chances are that were predicted for deals nobody had seen: ranking, distance, calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from salestoolkit.core.bands import Array
from salestoolkit.core.proportions import normal_quantile, wilson

BINS = 5
LEAST_BIN = 20
ROUND = 12


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A measure of predicted chances with its interval; ``n`` deals of ``companies``.

    ``value`` is None where it is not defined, such as a ranking of deals that were all won.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    companies: int


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Deals with like chances: how many, the mean chance predicted, how many were won, the interval."""

    n: int
    predicted: float
    won: int
    share: float
    low: float
    high: float


def ranking(chances: Array, won: Array, groups: Sequence[str], *, level: float = 0.95) -> Measure:
    """Chance that a won deal had a higher chance than one not won, ties half (AUC).

    Its variance is DeLong's, summed by company, so that deals of one company count as kin.

    Examples
    --------
    >>> ranking(np.array([0.1, 0.2, 0.3, 0.4]), np.array([0, 1, 0, 1]), list("abcd")).value
    0.75
    """
    value, parts = _auc(chances, won)
    if value is None:
        return _undefined(groups)
    return _measure(value, _by_company(parts, groups), len(won), level)


def ranking_gain(
    chances: Array, other: Array, won: Array, groups: Sequence[str], *, level: float = 0.95
) -> Measure:
    """AUC of one set of chances less that of another, on the same deals."""
    one, one_parts = _auc(chances, won)
    two, two_parts = _auc(other, won)
    if one is None or two is None:
        return _undefined(groups)
    return _measure(one - two, _by_company(one_parts - two_parts, groups), len(won), level)


def brier(chances: Array, won: Array) -> float | None:
    """Mean squared distance of the chances from what happened (1 won, 0 not); 0 is perfect.

    Examples
    --------
    >>> brier(np.array([0.8, 0.4]), np.array([1.0, 0.0]))
    0.1
    """
    return round(float(np.mean((chances - won) ** 2)), 12) if len(won) else None


def brier_gain(
    chances: Array, other: Array, won: Array, groups: Sequence[str], *, level: float = 0.95
) -> Measure:
    """Brier score of one set of chances less that of another: below 0 the first is the better one."""
    if not len(won):
        return _undefined(groups)
    # where both say the same, a rounding must not look like a small but certain gain
    each = np.round((chances - won) ** 2 - (other - won) ** 2, ROUND)
    value = float(each.mean())
    return _measure(value, _by_company((each - value) / len(won), groups), len(won), level)


def reliability(chances: Array, won: Array, *, level: float = 0.95) -> tuple[Bin, ...]:
    """Deals in up to five groups of like chances: what was predicted, and what happened."""
    bins = max(1, min(BINS, len(chances) // LEAST_BIN))
    if not len(chances):
        return ()
    edges = np.quantile(chances, np.linspace(0, 1, bins + 1)[1:-1])
    place = np.searchsorted(edges, chances, side="right")
    found = []
    for one in np.unique(place):
        mine = place == one
        n, wins = int(mine.sum()), int(won[mine].sum())
        low, high = wilson(wins, n, level=level)
        found.append(
            Bin(
                n=n,
                predicted=float(chances[mine].mean()),
                won=wins,
                share=wins / n,
                low=low,
                high=high,
            )
        )
    return tuple(found)


def _auc(chances: Array, won: Array) -> tuple[float | None, Array]:
    """AUC, and what each deal adds to it beyond the mean."""
    positive = won > 0
    m, n = int(positive.sum()), int((~positive).sum())
    if not m or not n:
        return None, np.zeros(len(won))
    everyone = stats.rankdata(chances)
    among_won, among_lost = stats.rankdata(chances[positive]), stats.rankdata(chances[~positive])
    parts = np.zeros(len(won))
    beats = (everyone[positive] - among_won) / n
    beaten = 1 - (everyone[~positive] - among_lost) / m
    value = float(beats.mean())
    parts[positive] = (beats - value) / m
    parts[~positive] = (beaten - value) / n
    return value, parts


def _by_company(parts: Array, groups: Sequence[str]) -> Array:
    sums: dict[str, float] = {}
    for place, (name, part) in enumerate(zip(groups, parts.tolist(), strict=True)):
        key = name or f"\0{place}"
        sums[key] = sums.get(key, 0.0) + part
    return np.array(list(sums.values()))


def _measure(value: float, sums: Array, n: int, level: float) -> Measure:
    error = float(np.sqrt((sums * sums).sum() * len(sums) / max(len(sums) - 1, 1)))
    reach = normal_quantile(level) * error
    return Measure(value=value, low=value - reach, high=value + reach, n=n, companies=len(sums))


def _undefined(groups: Sequence[str]) -> Measure:
    companies = len({name or f"\0{place}" for place, name in enumerate(groups)})
    return Measure(value=None, low=None, high=None, n=len(groups), companies=companies)
