"""How deals leave one stage: chances a day by each way out, by the days that they have been there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.counts import OPEN

EDGES = (0, 1, 7, 14, 21, 28, 35, 42, 49, 56, 70, 84, 112, 140, 182, 273, 364, 546, 728)
"""Days at which a new stretch of a stay begins: the first day, of which deals that come in during it have
only a part, weeks, longer ones later."""
FEWEST_ENDS = 8
"""Ends, seen or due at the stage's average pace, below which a stretch is joined with its neighbour."""
PRIOR_ENDS = 2.0
"""Ends at the stage's average pace that every stretch starts from."""
MOST_DAILY = 0.98


@dataclass(frozen=True, eq=False)
class StageHazards:
    """Daily hazards of one stage: ``rates`` (draws x ways x stretches), from ``starts`` on.

    ``ways`` names where each leads; ``n`` visits were counted, ``last`` is the longest stay that was
    seen to end (None where none was).
    """

    ways: tuple[str, ...]
    starts: Array
    rates: Array
    n: int
    last: float | None

    def leaving(self, ages: Array, step: float) -> Array:
        """Chance to leave by each way within one step of stays still going at these ages."""
        ends = np.append(self.starts[1:], np.inf)
        inside = np.minimum(ends[:, None], ages + step) - np.maximum(self.starts[:, None], ages)
        rates = self.rates @ np.maximum(inside, 0.0)
        whole = rates.sum(axis=1, keepdims=True)
        gone = np.divide(-np.expm1(-whole), whole, out=np.zeros_like(whole), where=whole > 0)
        return np.asarray(rates * gone, dtype=float)


def stage_hazards(
    table: pd.DataFrame, *, draws: int, random: np.random.Generator, ways: tuple[str, ...]
) -> StageHazards | None:
    """Hazards of one stage from its counted visits; None where none has ended.

    rate(way, stretch) ~ Gamma(d + 2 d_way / d_all, e + 2 / r): d ends and e days at risk in the
    stretch, r = d_all / e_all the stage's ends a day.

    Parameters
    ----------
    table : columns way, entry_age, days, n
        ``way`` is one of ``ways``, or ``open``.
    """
    days = table["days"].to_numpy(dtype=float, na_value=np.nan)
    entry = table["entry_age"].to_numpy(dtype=float, na_value=np.nan)
    count = table["n"].to_numpy(dtype=float)
    way = table["way"].to_numpy(dtype=object)
    # a stay is at risk from its first day on, or from the day after it came under observation
    first = np.where(entry > 0, entry + 1, 0.0)
    used = (days >= 0) & (first <= days)
    days, first, count, way = days[used], first[used], count[used], way[used]
    ends = np.array([np.where(way == one, count, 0.0) for one in ways])
    if not days.size or not ends.sum():
        return None
    starts, events, risk = _stretches(days, first, count, ends)
    whole = events.sum()
    pace = whole / risk.sum()
    shape = events + PRIOR_ENDS * events.sum(axis=1, keepdims=True) / whole
    rate = random.gamma(shape, size=(draws, *shape.shape)) / (risk + PRIOR_ENDS / pace)
    total = rate.sum(axis=1, keepdims=True)
    # ends a day at risk are chances; a chance p a day is a rate of -log(1 - p)
    scale = -np.log1p(-np.minimum(total, MOST_DAILY)) / np.maximum(total, 1e-12)
    last = float(days[way != OPEN].max())
    return StageHazards(ways, starts, rate * scale, int(count.sum()), last)


def _stretches(days: Array, first: Array, count: Array, ends: Array) -> tuple[Array, Array, Array]:
    """Starts of the stretches, ends by way in each, and days at risk in each."""
    edges = np.array([*EDGES, np.inf])
    place = np.searchsorted(edges, days, side="right") - 1
    events = np.array([np.bincount(place, weights=one, minlength=len(EDGES)) for one in ends])
    stop = np.minimum(days[:, None] + 1, edges[None, 1:])
    risk = count @ np.maximum(stop - np.maximum(first[:, None], edges[None, :-1]), 0.0)
    # ends that there were, or that there would have been at the average pace
    due = np.maximum(events.sum(axis=0), risk * events.sum() / risk.sum())
    kept, so_far = [0], due[0]
    for one in range(1, len(EDGES)):
        if so_far >= FEWEST_ENDS and due[one:].sum() >= FEWEST_ENDS:
            kept.append(one)
            so_far = 0.0
        so_far += due[one]
    return (
        edges[kept],
        np.add.reduceat(events, kept, axis=1),
        np.add.reduceat(risk, kept),
    )
