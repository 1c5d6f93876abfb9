"""A legend of small marks with words, set in lines like text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from salestoolkit.charts.marks import chart_of, texts
from salestoolkit.charts.text import text_width, wrap
from salestoolkit.charts.theme import INK, MUTED, PAPER, TEXT_SIZE

SWATCH, SPACE, GAP, LINE_HEIGHT = 14, 5, 14, 19
HATCH_LINES = ((1, 9, 5, 13), (1, 1, 13, 13), (9, 1, 13, 5))
"""Of a swatch that is hatched: from left and top to right and bottom."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A mark as it is drawn on the map, and what it means.

    ``shape`` is ``box``, ``hatch``, ``circle``, ``diamond`` or, for words alone, empty.
    """

    text: str
    fill: str = PAPER
    shape: str = "box"


def legend(entries: Sequence[Entry], *, width: float, top: float) -> tuple[list[alt.Chart], float]:
    """The legend's layers, and where it ends."""
    spots, bottom = _flow(entries, width, top)
    boxes = [(one, x, y) for one, x, y, _ in spots if one.shape in ("box", "hatch")]
    layers = [_box(one, x, y) for one, x, y in boxes]
    layers += [_hatch(x, y) for one, x, y in boxes if one.shape == "hatch"]
    layers += [_symbol(one, x, y) for one, x, y, _ in spots if one.shape in ("circle", "diamond")]
    rows = [
        {"x": x + (SWATCH + SPACE if one.shape else 0), "y": y + LINE_HEIGHT * at, "text": line}
        for one, x, y, lines in spots
        for at, line in enumerate(lines)
    ]
    across = alt.X("x:Q", scale=None, axis=None)
    return [*layers, texts(rows, across)] if rows else layers, bottom


def _flow(
    entries: Sequence[Entry], width: float, top: float
) -> tuple[list[tuple[Entry, float, float, list[str]]], float]:
    spots: list[tuple[Entry, float, float, list[str]]] = []
    x, y, lowest = 0.0, top + LINE_HEIGHT / 2, top
    for one in entries:
        mark = SWATCH + SPACE if one.shape else 0
        wide = mark + text_width(one.text, TEXT_SIZE)
        if x and x + wide > width:
            x, y = 0.0, lowest + LINE_HEIGHT / 2
        lines = wrap(one.text, width - mark, TEXT_SIZE)
        spots.append((one, x, y, lines))
        lowest = max(lowest, y + LINE_HEIGHT * (len(lines) - 0.5))
        x += wide + GAP
    return spots, lowest


def _box(one: Entry, x: float, y: float) -> alt.Chart:
    edges: dict[str, Any] = {"x": x + 1, "x2": x + SWATCH - 1, "y": y - 6, "y2": y + 6}
    return _typed(chart_of([{}]).mark_rect(fill=one.fill, stroke=MUTED, strokeWidth=0.8, **edges))


def _hatch(x: float, y: float) -> alt.Chart:
    rows = [
        {"x": x + a, "y": y - 7 + b, "x2": x + c, "y2": y - 7 + d} for a, b, c, d in HATCH_LINES
    ]
    placed: dict[str, Any] = {
        "x": alt.X("x:Q", scale=None, axis=None),
        "x2": alt.X2("x2:Q"),
        "y": alt.Y("y:Q", scale=None, axis=None),
        "y2": alt.Y2("y2:Q"),
    }
    return _typed(chart_of(rows).mark_rule(color=MUTED, strokeWidth=0.8).encode(**placed))


def _symbol(one: Entry, x: float, y: float) -> alt.Chart:
    mark: dict[str, Any] = {
        "x": x + SWATCH / 2,
        "y": y,
        "size": 80,
        "shape": one.shape,
        "fill": one.fill,
    }
    return _typed(
        chart_of([{}]).mark_point(filled=True, opacity=1, stroke=INK, strokeWidth=1, **mark)
    )


def _typed(chart: alt.Chart) -> alt.Chart:
    return chart
