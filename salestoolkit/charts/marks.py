"""The few marks that charts are made of, over rows that are already shaped for drawing.

Fields of a row: ``from`` and ``to`` or ``at`` along the scale; ``top`` and ``bottom`` or ``y`` in
pixels from the top; ``text``; ``tip``, what a tooltip and a screen reader say of the mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from salestoolkit.charts.theme import INK, MUTED, PAPER, PASSED

Rows = Sequence[dict[str, Any]]
RING = 70
"""Area of an open circle in square pixels."""


@dataclass(frozen=True, kw_only=True)
class Along:
    """A scale from left to right: its two ends, where these lie in pixels, and its axis."""

    low: float = 0.0
    high: float
    place: tuple[float, float]
    axis: alt.Axis | None = None

    def __call__(self, field: str) -> alt.X:
        """The scale for a field."""
        scale = alt.Scale(domain=[self.low, self.high], range=list(self.place), nice=False)
        return alt.X(f"{field}:Q", scale=scale, axis=self.axis)


def chart_of(rows: Rows) -> alt.Chart:
    """A chart over rows."""
    # a tuple, for Altair copies lists piece by piece every time that a chart is put into another
    return alt.Chart(alt.InlineData(values=tuple(rows)))


def boxes(rows: Rows, x: Along, *, fill: Any, **mark: Any) -> alt.Chart:
    """Boxes from ``from`` to ``to``; ``fill`` is a colour, or a colour by a field."""
    by_field = {"fill": fill} if isinstance(fill, alt.Fill) else {}
    mark = {"stroke": MUTED, "strokeWidth": 0.8, **mark}
    if not by_field:
        mark["fill"] = fill
    layer: alt.Chart = (
        chart_of(rows)
        .mark_rect(**mark)
        .encode(x=x("from"), x2=alt.X2("to:Q"), **_tall(), **_told(rows), **by_field)
    )
    return layer


def spans(rows: Rows, x: Along) -> alt.Chart:
    """Thin lines from ``from`` to ``to``."""
    layer: alt.Chart = (
        chart_of(rows)
        .mark_rule(color=INK, strokeWidth=1.6)
        .encode(x=x("from"), x2=alt.X2("to:Q"), y=_pixels("y"))
    )
    return layer


def posts(rows: Rows, x: Along, *, thick: float) -> alt.Chart:
    """Upright lines at ``at``."""
    layer: alt.Chart = (
        chart_of(rows)
        .mark_rule(color=INK, strokeWidth=thick)
        .encode(x=x("at"), **_tall(), **_told(rows))
    )
    return layer


def rings(rows: Rows, x: Along) -> alt.Chart:
    """Open circles at ``at``."""
    layer: alt.Chart = (
        chart_of(rows)
        .mark_point(
            shape="circle",
            size=RING,
            filled=True,
            fill=PAPER,
            stroke=PASSED,
            strokeWidth=1.8,
            opacity=1,
        )
        .encode(x=x("at"), y=_pixels("y"), **_told(rows))
    )
    return layer


def grid_lines(rows: Rows, x: Along, *, color: str) -> alt.Chart:
    """Upright lines at ``at`` that only guide the eye."""
    layer: alt.Chart = (
        chart_of(rows).mark_rule(color=color, strokeWidth=1).encode(x=x("at"), **_tall())
    )
    return layer


def dot(row: dict[str, Any], x: Along, *, fill: str, size: float) -> alt.Chart:
    """One dot with a rim at ``at``."""
    layer: alt.Chart = (
        chart_of([row])
        .mark_point(filled=True, shape="circle", size=size, fill=fill, stroke=INK, opacity=1)
        .encode(x=x("at"), y=_pixels("y"), **_told([row]))
    )
    return layer


def texts(rows: Rows, x: alt.X | float, **mark: Any) -> alt.Chart:
    """Texts at ``y``, all at one place from the left or each at its own place on a scale."""
    by_scale = {"x": x} if isinstance(x, alt.X) else {}
    mark = {"align": "left", **mark} | ({} if by_scale else {"x": x})
    layer: alt.Chart = (
        chart_of(rows)
        .mark_text(**mark)
        .encode(y=_pixels("y"), text=alt.Text("text:N"), **_told(rows), **by_scale)
    )
    return layer


def _tall() -> dict[str, Any]:
    return {"y": _pixels("top"), "y2": alt.Y2("bottom:Q")}


def _told(rows: Rows) -> dict[str, Any]:
    if not rows or "tip" not in rows[0]:
        return {}
    return {"tooltip": alt.Tooltip("tip:N"), "description": alt.Description("tip:N")}


def _pixels(field: str) -> alt.Y:
    return alt.Y(f"{field}:Q", scale=None, axis=None)
