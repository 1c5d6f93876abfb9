"""Axes whose labels are written beforehand, in the reader's language."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from typing import Any

import altair as alt

from salestoolkit.charts.text import text_width
from salestoolkit.charts.theme import SMALL_SIZE

LABEL_ROOM = 14
MOST_TICKS = 9
_STEPS = (1, 2, 5, 10)
"""With these no tick has more than two figures that count, so a coarse label of it is exact."""


def nice_ticks(low: float, high: float, *, at_most: int, whole: bool = False) -> list[float]:
    """Round values between two ends, at most so many; 0 is one of them if it lies between.

    Examples
    --------
    >>> nice_ticks(0, 97, at_most=6)
    [0, 20, 40, 60, 80]
    >>> nice_ticks(-30, 97, at_most=4)
    [0, 50]
    """
    if not high > low:
        return [low]
    rough = (high - low) / max(1, at_most - 1)
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * unit for unit in _STEPS if size * unit >= rough * (1 - 1e-9))
    step = max(1, math.ceil(step)) if whole else step
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    ticks = [round(step * at, 10) for at in range(first, last + 1)]
    return [int(tick) if tick == int(tick) else tick for tick in ticks]


def fitting_ticks(
    low: float,
    high: float,
    said: Callable[[float], str],
    *,
    place: tuple[float, float],
    width: float,
    whole: bool = False,
) -> dict[float, str]:
    """Ticks with their labels, as many as stand side by side and stay inside the chart.

    Parameters
    ----------
    said : callable
        Writes a value as the reader's language does.
    place : (float, float)
        Pixels at which ``low`` and ``high`` lie.
    width : float
        Width of the chart in pixels.
    """
    length = place[1] - place[0]
    ticks: dict[float, str] = {}
    for at_most in range(MOST_TICKS, 1, -1):
        values = nice_ticks(low, high, at_most=at_most, whole=whole)
        ticks = {value: said(value) for value in values}
        room = length / max(1, len(ticks) - 1) * (_span(values) / (high - low) if high > low else 1)
        if max(text_width(label, SMALL_SIZE) for label in ticks.values()) + LABEL_ROOM <= room:
            break

    def inside(value: float, label: str) -> bool:
        middle = place[0] + (value - low) / (high - low) * length
        half = text_width(label, SMALL_SIZE) / 2
        return middle - half >= -1 and middle + half <= width + 1

    return {value: label for value, label in ticks.items() if inside(value, label)}


def axis(labelled: dict[float, str], *, title: str | None = None, **options: Any) -> alt.Axis:
    """An axis with these labels at these values."""
    values, labels = list(labelled), list(labelled.values())
    return alt.Axis(
        values=values,
        labelExpr=f"{json.dumps(labels, ensure_ascii=False)}[indexof({json.dumps(values)}, datum.value)]",
        title=title,
        **options,
    )


def _span(values: Sequence[float]) -> float:
    return values[-1] - values[0] if len(values) > 1 else math.inf
