"""A what-if reduced to a few tables, with which a page works out the chance by itself, without Python."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.core.goal_outcomes import outcome
from salestoolkit.core.what_if_draws import DRAWS, open_totals
from salestoolkit.core.what_if_funnel import WhatIf
from salestoolkit.core.what_if_value import Sums, Z

POINTS = 33
"""Points of each table of sums."""
OPEN_POINTS = 80
"""Values that stand for what the open deals bring: one of them more or less is half a point."""
NODES = np.round(np.arange(-3.4, 3.41, 0.2), 1)
"""Normal quantiles at which the doubt about the rates is looked at."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SumTables:
    """Where in their distribution sums of k deals lie, by the logarithm of the sum in units of the mean.

    ``normal[k - 1]`` are normal quantiles at points from ``low[k - 1]`` on, ``step[k - 1]`` apart; beyond
    the tables the sum has ``deviation``, ``third`` and ``doubt`` as `Sums` has them.
    """

    low: Array
    step: Array
    normal: Array
    deviation: float
    third: float
    doubt: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """What does not move with a slider.

    weights : of the nodes of doubt
    open_reach : sum over i from 1 to j of the chance that at least i open deals are won, by j from 1
    open_values, open_weights : what the open deals bring
    sums : None where all deals are worth the same, or no value is given
    """

    weights: Array
    open_reach: Array
    open_values: Array
    open_weights: Array
    sums: SumTables | None


def grid_of(what_if: WhatIf) -> Grid:
    """The tables of a what-if."""
    weights = np.exp(-NODES * NODES / 2)
    values, shares = _open_values(what_if)
    fixed = what_if.value is None or what_if.value.sums.fixed
    return Grid(
        weights=weights / weights.sum(),
        open_reach=_open_reach(what_if),
        open_values=values,
        open_weights=shares,
        sums=None if fixed or what_if.value is None else sum_tables(what_if.value.sums),
    )


def sum_tables(sums: Sums) -> SumTables:
    """Sums of few deals as normal quantiles over even steps of the logarithm."""
    low, step, normal = [], [], []
    for row in sums.table:
        known = np.maximum.accumulate(np.maximum(row, 1e-4))
        logs = np.log(known)
        points = np.linspace(logs[0], logs[-1], POINTS)
        rises = np.concatenate(([True], np.diff(logs) > 1e-12))
        low.append(float(points[0]))
        step.append(float(points[1] - points[0]) or 1.0)
        normal.append(np.interp(points, logs[rises], Z[rises]))
    return SumTables(
        low=np.array(low),
        step=np.array(step),
        normal=np.array(normal),
        deviation=sums.deviation,
        third=sums.third,
        doubt=sums.doubt,
    )


def _open_reach(what_if: WhatIf) -> Array:
    chances = [deal.chance for deal in what_if.open_deals]
    if not chances:
        return np.zeros(0)
    found = outcome((), 0.5, open_chances=chances)
    reach = np.array([found.chance(count) for count in range(1, len(chances) + 1)])
    # beyond what has any chance the sum stays where it is
    most = int(np.count_nonzero(reach > 1e-9))
    return np.cumsum(reach[:most])


def _open_values(what_if: WhatIf) -> tuple[Array, Array]:
    """What the open deals may bring, done revenue included: all of it, or means of equal parts."""
    _, worth = open_totals(what_if.open_deals, DRAWS)
    values, counts = np.unique(worth, return_counts=True)
    weights = counts / counts.sum()
    if values.size > OPEN_POINTS:
        parts = np.array_split(np.sort(worth), OPEN_POINTS)
        values = np.array([float(part.mean()) for part in parts])
        weights = np.array([part.size / worth.size for part in parts])
    return values + what_if.done_value, weights


def slider_step(value: float) -> float:
    """A step of about a hundredth of a value: 1, 2 or 5 times a power of ten.

    >>> slider_step(8000), slider_step(90), slider_step(0)
    (50.0, 0.5, 1.0)
    """
    if value <= 0:
        return 1.0
    size = value / 200
    unit = 10.0 ** math.floor(math.log10(size))
    return float(next(unit * by for by in (1, 2, 5, 10) if unit * by >= size * (1 - 1e-9)))
