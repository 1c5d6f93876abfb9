"""The two parts of the picture of a discount: one scale of discounts, each part with its own height."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from salestoolkit.charts.axes import fitting_ticks, nice_ticks
from salestoolkit.charts.goal_plot import (
    MOST_TICKS,
    Plot,
    band,
    dots,
    line,
    rules,
)
from salestoolkit.charts.marks import texts
from salestoolkit.charts.text import text_width, wrap
from salestoolkit.charts.theme import CALM, INK, LINE, LOST, SMALL_SIZE, TEXT_SIZE
from salestoolkit.charts.told import Cell, told_along

TALL = 150
HEADING_LINE = 16
WHISKER = 2.2
BELOW = 15
"""Pixels from a part to its discounts: the 0 of both scales must not touch."""

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Panel(Plot):
    """A part of the picture: as `Plot`, but it may stand lower."""

    top: float

    @property
    def bottom(self) -> float:
        """Pixels from the top at which 0 lies."""
        return self.top + TALL

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return self.bottom - TALL * max(0.0, min(1.0, value / self.most))


def label_room(labels: Sequence[str]) -> float:
    """Pixels that the labels of a scale upwards take."""
    return max(text_width(label, SMALL_SIZE) for label in labels) + 8


def ticks_up(high: float, said: Callable[[float], str]) -> dict[float, str]:
    """Round values of a scale upwards with their labels."""
    found = nice_ticks(0, high or 1.0, at_most=MOST_TICKS)
    return {tick: said(tick) for tick in found if tick <= high * (1 + 1e-9)}


def heading(text: str, width: int, *, top: float) -> tuple[list[alt.Chart], float]:
    """The name of a part, and where its plot begins."""
    lines = wrap(text, width, TEXT_SIZE, bold=True)
    rows = [{"text": one, "y": top + 7 + HEADING_LINE * at} for at, one in enumerate(lines)]
    return [texts(rows, 0, fontWeight="bold")], top + HEADING_LINE * len(lines) + 10


def framework(panel: Panel, labelled: dict[float, str]) -> list[alt.Chart]:
    """Lines across with their labels."""
    across = [{"from": panel.low, "to": panel.high, "y": panel.y(tick)} for tick in labelled]
    labels = [{"text": text, "y": panel.y(tick)} for tick, text in labelled.items()]
    return [
        rules(across, panel, color=LINE),
        texts(labels, panel.left - 6, align="right", fontSize=SMALL_SIZE),
    ]


def shaded(panel: Panel, start: float) -> list[alt.Chart]:
    """The discounts from ``start`` on, where none pays any more."""
    if start >= panel.high:
        return []
    rows = [{"at": at, "top": panel.top, "bottom": panel.bottom} for at in (start, panel.high)]
    return [band(rows, panel, fill=CALM, fillOpacity=0.45)]


def straight(value: float, panel: Panel, **mark: Any) -> alt.Chart:
    """A level line."""
    return rules([{"from": panel.low, "to": panel.high, "y": panel.y(value)}], panel, **mark)


def path(
    points: Sequence[Point],
    panel: Panel,
    *,
    colour: str,
    told: Callable[[Point], Cell] | None = None,
) -> list[alt.Chart]:
    """A line through points, with a dark edge, so that a grey print shows it too.

    ``told`` says a point for the table.
    """
    rows: list[dict[str, Any]] = [{"at": at, "y": panel.y(value)} for at, value in points]
    if told is not None:
        rows = told_along(rows, [[told(point)] for point in points])
    return [
        line(rows, panel, color=INK, strokeWidth=4.5, strokeJoin="round"),
        line(rows, panel, color=colour, strokeWidth=3, strokeJoin="round"),
    ]


def estimate(at: float, low: float, high: float, panel: Panel, *, tip: str) -> list[alt.Chart]:
    """What somebody expects: a dot at each end, and a line between them."""
    ends = [{"at": at, "y": panel.y(value), "tip": tip} for value in sorted({low, high})]
    drawn = [] if low == high else [line(ends, panel, color=INK, strokeWidth=WHISKER)]
    return [*drawn, dots(ends, panel, fill=LOST)]


def share_ticks(panel: Panel, said: Callable[[float], str]) -> alt.Chart:
    """Round discounts under a part."""
    place = (panel.left, panel.right)
    # in whole percent: a tick of half a percent is no discount that anybody gives
    found = fitting_ticks(
        0,
        100 * panel.high,
        lambda one: said(one / 100),
        place=place,
        width=panel.width,
        whole=100 * panel.high >= MOST_TICKS,
    )
    rows = [
        {"at": tick / 100, "text": text, "y": panel.bottom + BELOW} for tick, text in found.items()
    ]
    return texts(rows, panel.x("at"), align="center", fontSize=SMALL_SIZE)
