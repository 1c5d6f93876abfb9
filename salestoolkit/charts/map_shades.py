"""Shades of a map: values in a few classes with round ends, from light to dark."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from salestoolkit.charts.map_legend import Entry
from salestoolkit.charts.theme import INK, PAPER
from salestoolkit.words import Words

BLUES = ("#d8e8f6", "#b0d0ec", "#7fb0dc", "#4d8cc2", "#2a659c", "#123f6b")
"""Light to dark in one hue: told apart in grey and by every eye."""
CHOSEN = {
    1: (2,),
    2: (1, 4),
    3: (0, 2, 4),
    4: (0, 2, 3, 5),
    5: (0, 1, 2, 4, 5),
    6: (0, 1, 2, 3, 4, 5),
}
DARK = BLUES[3:]
MOST = 6


@dataclass(frozen=True)
class Step:
    """A class of values: from ``low``, below ``high``; the last one holds its end too."""

    low: float
    high: float
    fill: str
    text: str


@dataclass(frozen=True)
class Shades:
    """The classes of a map, from low to high."""

    steps: tuple[Step, ...]

    def fill(self, value: float | None) -> str:
        """The colour of a value; paper, to be hatched, where there is none."""
        if value is None or not self.steps:
            return PAPER
        return next((one.fill for one in self.steps if value < one.high), self.steps[-1].fill)

    def ink(self, value: float | None) -> str:
        """The colour in which words can be read on it."""
        return PAPER if self.fill(value) in DARK else INK

    def entries(self) -> list[Entry]:
        """Lines of the legend."""
        return [Entry(text=one.text, fill=one.fill) for one in self.steps]


def shades(values: Mapping[str, float], said: Callable[[float], str], words: Words) -> Shades:
    """Up to six classes with round ends that hold all values."""
    if not values:
        return Shades(())
    low, high = min(values.values()), max(values.values())
    if said(low) == said(high):
        return Shades((Step(low, math.inf, BLUES[CHOSEN[1][0]], said(low)),))
    edges = _edges(low, high)
    fills = [BLUES[at] for at in CHOSEN[len(edges) - 1]]
    return Shades(
        tuple(
            Step(start, end, fill, words.interval(start, end, said))
            for start, end, fill in zip(edges, edges[1:], fills, strict=False)
        )
    )


def _edges(low: float, high: float) -> list[float]:
    """Round ends, as close to each other as makes no more than the most classes."""
    size = 10.0 ** math.floor(math.log10((high - low) / MOST))
    for unit in (1, 2, 5, 10, 20):
        step = size * unit
        first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
        if last - first <= MOST:
            return [round(step * at, 10) for at in range(first, last + 1)]
    return [low, high]
