"""How good forecasts were: of chances (won or not) and of totals (how many, how much)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.proportions import wilson
from salestoolkit.errors import InvalidValue

CLIP = 1e-6
"""A chance nearer to 0 or 1 than this is scored as this: one sure miss would cost everything."""
EVEN = 1e-9


@dataclass(frozen=True, kw_only=True)
class Murphy:
    """The parts of a Brier score: brier = reliability - resolution + uncertainty (+ ``within``).

    reliability = sum n_k (p_k - o_k)^2 / N: how far chances lie from what came (0 is best);
    resolution = sum n_k (o_k - o)^2 / N: how well they tell deals apart (more is better);
    uncertainty = o (1 - o), of the deals themselves. ``within`` is what grouping unlike chances
    leaves over; 0 where each group holds one chance. All None for no deals.
    """

    brier: float | None
    reliability: float | None
    resolution: float | None
    uncertainty: float | None
    within: float | None
    n: int


@dataclass(frozen=True, kw_only=True)
class LogScore:
    """Mean of -ln(chance given to what came), None for no deals; ``clipped`` chances were moved."""

    score: float | None
    clipped: int
    n: int


def brier(chances: npt.ArrayLike, won: npt.ArrayLike) -> float | None:
    """Mean squared distance of the chance from what came (0 or 1); None for no deals.

    >>> brier([0.5, 0.5], [1, 0])
    0.25
    """
    p, y = _pair(chances, won)
    return float(np.mean((p - y) ** 2)) if p.size else None


def murphy(chances: npt.ArrayLike, won: npt.ArrayLike, *, bins: int | None = None) -> Murphy:
    """Brier score in its parts, by distinct chances, or by ``bins`` of equal width.

    >>> found = murphy([0.1, 0.1, 0.8, 0.8], [0, 0, 1, 0])
    >>> [round(part, 4) for part in (found.reliability, found.resolution, found.uncertainty)]
    [0.05, 0.0625, 0.1875]
    """
    p, y = _pair(chances, won)
    if not p.size:
        return Murphy(
            brier=None, reliability=None, resolution=None, uncertainty=None, within=None, n=0
        )
    group = np.unique(p, return_inverse=True)[1] if bins is None else _bin(p, bins)
    n = np.bincount(group).astype(float)
    said, came = (
        np.divide(np.bincount(group, weights=one), n, out=np.zeros_like(n), where=n > 0)
        for one in (p, y)
    )
    whole = float(y.mean())
    score = float(np.mean((p - y) ** 2))
    reliability = float(n @ (said - came) ** 2 / p.size)
    resolution = float(n @ (came - whole) ** 2 / p.size)
    uncertainty = whole * (1 - whole)
    left = score - (reliability - resolution + uncertainty)
    return Murphy(
        brier=score,
        reliability=reliability,
        resolution=resolution,
        uncertainty=uncertainty,
        within=left if abs(left) > 1e-15 else 0.0,
        n=int(p.size),
    )


def reliability_table(
    chances: npt.ArrayLike, won: npt.ArrayLike, *, bins: int = 10, level: float = 0.95
) -> pd.DataFrame:
    """What was said and what came, by bins of equal width [low, high), the last closed.

    Columns low, high, n, chance (mean of those said), won (share that was), won_low, won_high
    (Wilson). Empty bins are there, with NaN.
    """
    p, y = _pair(chances, won)
    group = _bin(p, bins)
    rows = []
    for place in range(bins):
        mine = group == place
        n, came = int(mine.sum()), float(y[mine].sum())
        bounds = wilson(came, n, level=level) if n else None
        rows.append(
            {
                "low": place / bins,
                "high": (place + 1) / bins,
                "n": n,
                "chance": float(p[mine].mean()) if n else math.nan,
                "won": came / n if n else math.nan,
                "won_low": bounds.low if bounds else math.nan,
                "won_high": bounds.high if bounds else math.nan,
            }
        )
    return pd.DataFrame(rows)


def log_score(chances: npt.ArrayLike, won: npt.ArrayLike, *, clip: float = CLIP) -> LogScore:
    """Mean of -[y ln p + (1 - y) ln(1 - p)], with p held in [clip, 1 - clip].

    >>> found = log_score([0.5, 0.0], [1, 1], clip=0.01)
    >>> round(found.score, 4), found.clipped
    (2.6492, 1)
    """
    p, y = _pair(chances, won)
    held = np.clip(p, clip, 1 - clip)
    if not p.size:
        return LogScore(score=None, clipped=0, n=0)
    each = -(y * np.log(held) + (1 - y) * np.log1p(-held))
    return LogScore(score=float(each.mean()), clipped=int((held != p).sum()), n=int(p.size))


def _pair(chances: npt.ArrayLike, won: npt.ArrayLike) -> tuple[Array, Array]:
    p, y = np.asarray(chances, dtype=float).ravel(), np.asarray(won, dtype=float).ravel()
    if p.size != y.size:
        raise InvalidValue("unequal_lengths", value=f"{p.size}, {y.size}")
    return p, y


def _bin(p: Array, bins: int) -> npt.NDArray[np.int64]:
    # a chance of 0.3 belongs to [0.3, 0.4), whatever 0.3 x 10 gives
    return np.clip(np.floor(p * bins + EVEN), 0, bins - 1).astype(np.int64)


def crps_sample(values: npt.ArrayLike, observed: float, *, fair: bool = False) -> float | None:
    """Continuous ranked probability score of equally likely values; None of none.

    E|X - y| - E|X - X'| / 2, in the unit of the total: 0 is best, and for a single value it is the
    absolute error. ``fair`` divides the second mean by n (n - 1), for a sample that stands for a
    larger whole.

    >>> crps_sample([1, 3], 3)
    0.5
    """
    x = np.sort(np.asarray(values, dtype=float).ravel())
    n = x.size
    if not n:
        return None
    spread = float(2 * (2 * np.arange(1, n + 1) - n - 1) @ x)
    pairs = n * (n - 1) if fair else n * n
    return float(np.abs(x - observed).mean()) - (spread / pairs / 2 if pairs else 0.0)


def crps_pmf(
    chances: npt.ArrayLike, observed: float, *, values: npt.ArrayLike | None = None
) -> float:
    """The same of a distribution: integral of (F(x) - 1{x >= y})^2 over x.

    ``values`` are what the chances are of, in rising order; 0, 1, 2, ... where not given.
    """
    p = np.asarray(chances, dtype=float)
    x = np.arange(p.size, dtype=float) if values is None else np.asarray(values, dtype=float)
    edges = np.union1d(x, [observed])
    below = np.concatenate(([0.0], np.cumsum(p)))[np.searchsorted(x, edges[:-1], side="right")]
    return float((below - (edges[:-1] >= observed)) ** 2 @ np.diff(edges))


def pinball(quantile: float, share: float, observed: float) -> float:
    """Loss of a quantile: (y - q) share above it, (q - y) (1 - share) below."""
    return max(share * (observed - quantile), (share - 1) * (observed - quantile))


def interval_score(low: float, high: float, alpha: float, observed: float) -> float:
    """Width of a (1 - alpha) interval, plus 2 / alpha times how far the outcome lies outside."""
    outside = max(low - observed, 0.0) + max(observed - high, 0.0)
    return high - low + 2 / alpha * outside


def weighted_interval_score(
    median: float, intervals: Sequence[tuple[float, float, float]], observed: float
) -> float:
    """WIS = (0.5 |y - m| + sum alpha / 2 IS_alpha) / (K + 0.5), intervals as (alpha, low, high).

    It is twice the mean pinball loss over the 2 K + 1 quantiles.

    >>> weighted_interval_score(10, [(0.5, 8, 13), (0.2, 5, 18), (0.1, 4, 21)], 13)
    1.4000000000000001
    """
    parts = sum(
        alpha / 2 * interval_score(low, high, alpha, observed) for alpha, low, high in intervals
    )
    return (0.5 * abs(observed - median) + parts) / (len(intervals) + 0.5)


def covered(low: float, high: float, observed: float) -> bool:
    """Whether an outcome lies in an interval; on its bound it does."""
    return bool(low <= observed <= high)


def coverage(low: npt.ArrayLike, high: npt.ArrayLike, observed: npt.ArrayLike) -> float | None:
    """Share of outcomes in their intervals, bounds included; None of none."""
    least, most, y = (np.asarray(one, dtype=float) for one in (low, high, observed))
    return float(np.mean((least <= y) & (y <= most))) if y.size else None


def skill(score: float | None, reference: float | None) -> float | None:
    """1 - score / reference: the share of the reference's loss that is saved; None of a loss of 0."""
    if score is None or not reference:
        return None
    return 1 - score / reference


def conformal_width(errors: npt.ArrayLike, level: float) -> float | None:
    """Half width that holds the next outcome with at least ``level``, from past errors alike.

    The ceil((n + 1) level)-th smallest absolute error; None where there are too few of them.

    >>> conformal_width([1, -2, 3, 4], 0.8), conformal_width([1, -2], 0.8)
    (4.0, None)
    """
    size = np.sort(np.abs(np.asarray(errors, dtype=float)))
    rank = math.ceil((size.size + 1) * level - EVEN)
    return float(size[rank - 1]) if 1 <= rank <= size.size else None
