"""What deals are broken down by: columns of the export, and two that are worked out from them.

The rules of the derived ones stand here, so that every engine gives the same parts.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

CREATED_MONTH, SIZE_BAND = "created_month", "size_band"
DERIVED = (CREATED_MONTH, SIZE_BAND)
"""Dimensions that are no columns of an export: the month of creation, and the band of the value."""

_ROUND = tuple(map(Decimal, ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8", "10")))
_BETWEEN = ".."


def month_label(day: date | None) -> str:
    """The month of a day as text that sorts by time; ``""`` for an unknown day.

    >>> month_label(date(2026, 3, 31))
    '2026-03'
    """
    return "" if day is None else f"{day.year:04d}-{day.month:02d}"


def band_currency(valued: Mapping[str | None, int]) -> str | None:
    """Whose values make the bands: the currency of most deals with a value, by name where tied.

    Values without a currency count only where none is named. Values in two currencies are not
    comparable, so deals in any other currency have no band.

    >>> band_currency({"EUR": 5, "PLN": 7, None: 90})
    'PLN'
    """
    named = sorted((-n, name) for name, n in valued.items() if name and n)
    return named[0][1] if named else None


def quartile_ranks(n: int) -> tuple[int, ...]:
    """Ranks, from 1, of the quartiles of ``n`` values in order: values that occur, none between two.

    >>> quartile_ranks(10)
    (3, 5, 8)
    """
    return tuple(-(-n * quarter // 4) for quarter in (1, 2, 3)) if n else ()


def band_edges(quartiles: Sequence[float]) -> tuple[float, ...]:
    """Edges between size bands: the quartiles of the positive values, each the nearest round number.

    Nearest in ratio, of 1, 1.5, 2, 2.5, 3, 4, 5, 6 and 8 times a power of ten; quartiles that round
    to the same number make one edge.

    >>> band_edges([4_870, 18_200, 61_500])
    (5000.0, 20000.0, 60000.0)
    """
    return tuple(sorted({_rounded(value) for value in quartiles if value > 0}))


def _rounded(value: float) -> float:
    power = math.floor(math.log10(value))
    near = [step.scaleb(power) for step in _ROUND]
    return float(min(near, key=lambda edge: abs(math.log(float(edge) / value))))


def band_labels(edges: Sequence[float]) -> list[str]:
    """The bands from the smallest up, as text that belongs to no language.

    >>> band_labels((5000.0, 20000.0))
    ['0..5000', '5000..20000', '20000..']
    """
    if not edges:
        return []
    names = ["0", *(_plain(edge) for edge in edges), ""]
    return [f"{low}{_BETWEEN}{high}" for low, high in pairwise(names)]


def band_of(value: float | None, edges: Sequence[float]) -> str:
    """The band [low, high) that a value lies in; ``""`` for none, or for one below 0.

    >>> band_of(5000, (5000.0, 20000.0))
    '5000..20000'
    """
    if value is None or value < 0 or not edges:
        return ""
    return band_labels(edges)[bisect_right(edges, value)]


def band_bounds(label: str) -> tuple[float, float | None] | None:
    """Lowest value of a band and the first above it (None: no end); None for what is no band.

    >>> band_bounds("20000.."), band_bounds("")
    ((20000.0, None), None)
    """
    low, found, high = label.partition(_BETWEEN)
    try:
        return (float(low), float(high) if high else None) if found else None
    except ValueError:
        return None


def _plain(edge: float) -> str:
    return format(Decimal(repr(edge)).normalize(), "f")
