"""A plot of a goal in pixels: two axes with written labels, and lines below it that say what is what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from salestoolkit.charts.axes import fitting_ticks, nice_ticks
from salestoolkit.charts.marks import Along, Rows, chart_of, texts
from salestoolkit.charts.text import text_width, wrap
from salestoolkit.charts.theme import INK, LINE, MUTED, SMALL_SIZE, TEXT_SIZE
from salestoolkit.charts.told import Cell

TALL, TOP = 190, 8
TICKS = 20
KEY, KEY_LINE, KEY_GAP = 20, 16, 5
MOST_TICKS = 5
EDGE = 5
FAINT = [4, 4]


@dataclass(frozen=True, kw_only=True)
class Plot:
    """Where values lie: along from left to right, up from bottom to top."""

    width: int
    left: float
    low: float
    high: float
    most: float
    tall: float = TALL

    @property
    def bottom(self) -> float:
        """Pixels from the top at which 0 lies."""
        return TOP + self.tall

    @property
    def right(self) -> float:
        """Where the scale along ends; thick lines reach a little beyond it."""
        return float(self.width - EDGE)

    @property
    def x(self) -> Along:
        """The scale along, without an axis of its own."""
        return Along(low=self.low, high=self.high, place=(self.left, self.right))

    def y(self, value: float) -> float:
        """Pixels from the top."""
        return self.bottom - self.tall * min(1.0, value / self.most if self.most else 0.0)

    def at(self, value: float) -> float:
        """Pixels from the left."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


def make_plot(
    *,
    width: int,
    along: tuple[float, float],
    most: float,
    said: Callable[[float], str],
    tall: float = TALL,
) -> tuple[Plot, list[alt.Chart]]:
    """A plot with its lines across, and the labels of these.

    Parameters
    ----------
    along : (float, float)
        Ends of the scale from left to right.
    most : float
        Highest value; the scale upwards begins at 0.
    said : callable
        Writes a value of the scale upwards.
    tall : float
        Height of the plot in pixels.
    """
    ticks = [
        tick for tick in nice_ticks(0, most or 1.0, at_most=MOST_TICKS) if tick <= most or not tick
    ]
    left = max(text_width(said(tick), SMALL_SIZE) for tick in ticks) + 8
    plot = Plot(width=width, left=left, low=along[0], high=along[1], most=most or 1.0, tall=tall)
    across = [{"from": along[0], "to": along[1], "y": plot.y(tick)} for tick in ticks]
    labels = [{"text": said(tick), "y": plot.y(tick)} for tick in ticks]
    return plot, [
        rules(across, plot, color=LINE),
        texts(labels, left - 6, align="right", fontSize=SMALL_SIZE),
    ]


def ticks_below(plot: Plot, said: Callable[[float], str], *, whole: bool = True) -> alt.Chart:
    """Round values of the scale along, under the plot."""
    place = (plot.left, plot.right)
    found = fitting_ticks(plot.low, plot.high, said, place=place, width=plot.width, whole=whole)
    return labels_below(plot, found)


def labels_below(
    plot: Plot, labelled: dict[float, str], told: Mapping[float, Sequence[Cell]] | None = None
) -> alt.Chart:
    """These labels at these values, under the plot; ``told``: what curves are there, for the table."""
    rows: list[dict[str, Any]] = [
        {"at": at, "text": text, "y": plot.bottom + 10} for at, text in labelled.items()
    ]
    if told is not None:
        rows = [{**row, "told": list(told[row["at"]])} for row in rows]
    return texts(rows, plot.x("at"), align="center", fontSize=SMALL_SIZE)


def rules(rows: Rows, plot: Plot, **mark: Any) -> alt.Chart:
    """Level lines from ``from`` to ``to`` at ``y``."""
    layer: alt.Chart = (
        chart_of(rows)
        .mark_rule(**mark)
        .encode(x=plot.x("from"), x2=alt.X2("to:Q"), y=alt.Y("y:Q", scale=None, axis=None))
    )
    return layer


def upright(at: float, plot: Plot, **mark: Any) -> alt.Chart:
    """One upright line."""
    rows = [{"at": at, "top": float(TOP), "bottom": plot.bottom}]
    layer: alt.Chart = (
        chart_of(rows)
        .mark_rule(**mark)
        .encode(
            x=plot.x("at"),
            y=alt.Y("top:Q", scale=None, axis=None),
            y2=alt.Y2("bottom:Q"),
        )
    )
    return layer


def line(rows: Rows, plot: Plot, **mark: Any) -> alt.Chart:
    """A line through ``at`` and ``y``."""
    layer: alt.Chart = (
        chart_of(rows)
        .mark_line(**mark)
        .encode(x=plot.x("at"), y=alt.Y("y:Q", scale=None, axis=None))
    )
    return layer


def band(rows: Rows, plot: Plot, **mark: Any) -> alt.Chart:
    """The area between ``top`` and ``bottom``."""
    layer: alt.Chart = (
        chart_of(rows)
        .mark_area(**mark)
        .encode(
            x=plot.x("at"),
            y=alt.Y("top:Q", scale=None, axis=None),
            y2=alt.Y2("bottom:Q"),
        )
    )
    return layer


def dots(rows: Rows, plot: Plot, **mark: Any) -> alt.Chart:
    """Dots at ``at`` and ``y``; a row's ``tip`` is what a screen reader says of it."""
    layer: alt.Chart = (
        chart_of(rows)
        .mark_point(filled=True, size=90, opacity=1, stroke=INK, strokeWidth=1, **mark)
        .encode(
            x=plot.x("at"),
            y=alt.Y("y:Q", scale=None, axis=None),
            tooltip=alt.Tooltip("tip:N"),
            description=alt.Description("tip:N"),
        )
    )
    return layer


@dataclass(frozen=True, kw_only=True)
class Key:
    """A line below a plot: a mark as it is drawn in it, and what it means."""

    text: str
    fill: str
    shape: str = "dot"
    """``dot``, ``line``, ``dashed`` or ``box``."""


def keys_below(keys: Sequence[Key], plot: Plot, *, top: float) -> tuple[list[alt.Chart], float]:
    """The lines below a plot, and where they end."""
    layers: list[alt.Chart] = []
    rows: list[dict[str, Any]] = []
    y = top
    for key in keys:
        lines = wrap(key.text, plot.width - KEY, TEXT_SIZE)
        layers.append(_mark(key, y))
        rows += [{"text": text, "y": y + KEY_LINE * place} for place, text in enumerate(lines)]
        y += KEY_LINE * len(lines) + KEY_GAP
    return [*layers, *([texts(rows, KEY)] if rows else [])], y - KEY_GAP


def _mark(key: Key, y: float) -> alt.Chart:
    placed = alt.Y("y:Q", scale=None, axis=None)
    rows = [{"y": y, "top": y - 6, "bottom": y + 6}]
    if key.shape in ("line", "dashed"):
        dash: dict[str, Any] = {"strokeDash": FAINT} if key.shape == "dashed" else {}
        drawn = chart_of(rows).mark_rule(x=0, x2=14, color=key.fill, strokeWidth=2, **dash)
        return _typed(drawn.encode(y=placed))
    if key.shape == "box":
        drawn = chart_of(rows).mark_rect(x=1, x2=13, fill=key.fill, stroke=MUTED, strokeWidth=0.8)
        return _typed(drawn.encode(y=alt.Y("top:Q", scale=None, axis=None), y2=alt.Y2("bottom:Q")))
    drawn = chart_of(rows).mark_point(
        x=7, filled=True, fill=key.fill, size=90, opacity=1, stroke=INK, strokeWidth=1
    )
    return _typed(drawn.encode(y=placed))


def _typed(chart: alt.Chart) -> alt.Chart:
    return chart
