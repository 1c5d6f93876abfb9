"""One panel of a channel test's picture: lines with a dot and its interval, on one scale, in pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import altair as alt

from salestoolkit.charts.axes import fitting_ticks
from salestoolkit.charts.marks import Along, dot, grid_lines, spans, texts
from salestoolkit.charts.text import shorten
from salestoolkit.charts.theme import LINE, MUTED, SMALL_SIZE, TEXT_SIZE

ROW, HEAD, DOT = 44, 24, 90
EDGE = 8


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One line of a panel: its name and value, where the dot and its interval lie, and its fill."""

    text: str
    value: float
    low: float
    high: float
    fill: str


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Lines under a heading, on one scale, in pixels."""

    heading: str
    marks: tuple[Mark, ...]
    ends: tuple[float, float]
    said: Callable[[float], str]
    left: float
    right: float
    top: float

    @property
    def bottom(self) -> float:
        """Where the lines end; below them stand the labels of the scale."""
        return self.top + HEAD + ROW * len(self.marks)


def panel_layers(panel: Panel, *, width: int) -> list[alt.Chart]:
    """Heading, scale, and for each line its text, dot and interval; all panels share one scale in pixels."""
    low, high = panel.ends
    place = (panel.left + EDGE, panel.right - EDGE)
    x = Along(high=float(width), place=(0.0, float(width)))

    def pixel(value: float) -> float:
        return place[0] + (value - low) / (high - low) * (place[1] - place[0])

    ticks = fitting_ticks(low, high, panel.said, place=place, width=width)
    room = panel.right - panel.left
    middles = [panel.top + HEAD + ROW * at + 30 for at in range(len(panel.marks))]
    grid = [
        {"at": pixel(tick), "top": middle - 11, "bottom": middle + 11}
        for tick in ticks
        for middle in middles
    ]
    labels = [{"at": pixel(at), "text": text, "y": panel.bottom + 8} for at, text in ticks.items()]
    heading = shorten(panel.heading, room, TEXT_SIZE, bold=True)
    names = [
        {"text": shorten(mark.text, room, TEXT_SIZE), "y": middle - 20}
        for mark, middle in zip(panel.marks, middles, strict=True)
    ]
    rows: list[dict[str, Any]] = [
        {
            "from": pixel(mark.low),
            "to": pixel(mark.high),
            "at": pixel(mark.value),
            "y": middle,
            "tip": mark.text,
        }
        for mark, middle in zip(panel.marks, middles, strict=True)
    ]
    zero = {"at": pixel(0.0), "top": middles[0] - 11, "bottom": panel.bottom}
    return [
        texts([{"text": heading, "y": panel.top + 8}], panel.left, fontWeight="bold"),
        grid_lines(grid, x, color=LINE),
        *([grid_lines([zero], x, color=MUTED)] if low < 0 else []),
        texts(labels, x("at"), align="center", fontSize=SMALL_SIZE, color=MUTED),
        texts(names, panel.left),
        spans(rows, x),
        *(
            dot(row, x, fill=mark.fill, size=DOT)
            for row, mark in zip(rows, panel.marks, strict=True)
        ),
    ]
