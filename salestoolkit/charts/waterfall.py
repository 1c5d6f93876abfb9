"""A waterfall: from one level to another, stair by stair, each handing its level on to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import altair as alt

from salestoolkit.charts.axes import axis, fitting_ticks
from salestoolkit.charts.marks import Along, boxes, posts, spans
from salestoolkit.charts.rows import MARK_HEIGHT, Grid, Row, lay_out, row_words
from salestoolkit.charts.theme import CALM, LOST, PASSED
from salestoolkit.words import Words

BAR = MARK_HEIGHT / 2 - 2
FILLS = {"more": PASSED, "less": LOST, "calm": CALM}
"""More and less, told from chance, and what may be chance; they differ in lightness too."""
WIDE = 0.03
"""Length of the scale from which whole percents are fine enough."""


@dataclass(frozen=True, kw_only=True)
class Stair:
    """One stair: its words, from where to where it leads, and the ends of its interval.

    ``fill`` is a key of `FILLS`; a ``total`` is a level that is only marked, and leads nowhere.
    """

    name: str
    said: str
    start: float
    end: float
    between: str | None = None
    ends: tuple[float, float] | None = None
    fill: str = "calm"
    heading: str = ""
    total: bool = False


def waterfall(
    stairs: Sequence[Stair],
    words: Words,
    *,
    width: int,
    headers: tuple[str, str],
    tick: Callable[[float], str] | None = None,
) -> tuple[list[alt.Chart], float]:
    """Layers of a waterfall, and its height.

    Parameters
    ----------
    tick : callable, optional
        Writes a value of the scale; in per cent where not given.
    headers : (str, str)
        What stands above the remarks with their intervals, and without: these are left out where
        they would push the bars out.
    """
    rows, grid = _fitting(stairs, words, width, headers)
    return [*_marks(stairs, grid, words, tick), *row_words(rows, grid)], grid.height


def _fitting(
    stairs: Sequence[Stair], words: Words, width: int, headers: tuple[str, str]
) -> tuple[list[Row], Grid]:
    """Rows with the interval written out, or without where that would push the bars out."""
    some = any(stair.between for stair in stairs)
    for interval in (True, False) if some else (False,):
        rows = [
            Row(
                name=stair.name,
                tip=stair.name,
                note=_note(stair, words, interval=interval),
                bold=stair.total or stair.fill != "calm",
                heading=stair.heading,
            )
            for stair in stairs
        ]
        grid = lay_out(rows, width=width, header=headers[0 if interval else 1])
        if not grid.stacked:
            break
    return rows, grid


def _note(stair: Stair, words: Words, *, interval: bool) -> str:
    if stair.between is None or not interval:
        return stair.said
    return words.text("charts.common.estimate", value=stair.said, interval=stair.between)


def _marks(
    stairs: Sequence[Stair], grid: Grid, words: Words, tick: Callable[[float], str] | None
) -> list[alt.Chart]:
    x = _scale(stairs, grid, words, tick)
    bars = [
        {
            "from": min(stair.start, stair.end),
            "to": max(stair.start, stair.end),
            "top": spot.mark_y - BAR,
            "bottom": spot.mark_y + BAR,
            "fill": stair.fill,
            "total": stair.total,
            "at": stair.end,
            "tip": f"{stair.name}: {_note(stair, words, interval=True)}",
        }
        for stair, spot in zip(stairs, grid.places, strict=True)
    ]
    layers = [
        boxes(chosen, x, fill=colour)
        for fill, colour in FILLS.items()
        if (chosen := [bar for bar in bars if bar["fill"] == fill and not bar["total"]])
    ]
    lines = [
        {"from": stair.ends[0], "to": stair.ends[1], "y": spot.mark_y}
        for stair, spot in zip(stairs, grid.places, strict=True)
        if stair.ends is not None
    ]
    links = [] if grid.stacked else [_link(one, other) for one, other in pairwise(bars)]
    return [
        *([posts(links, x, thick=0.8)] if links else []),
        *layers,
        *([spans(lines, x)] if lines else []),
        posts([bar for bar in bars if bar["total"]], x, thick=4),
    ]


def _link(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The line by which a stair hands its level on to the next one."""
    return {"at": one["at"], "top": one["bottom"], "bottom": other["top"]}


def _scale(
    stairs: Sequence[Stair], grid: Grid, words: Words, tick: Callable[[float], str] | None
) -> Along:
    """A scale that holds every stair and interval; there are no bars from 0, so 0 need not be on it."""
    ends = [end for stair in stairs for end in (stair.start, stair.end, *(stair.ends or ()))]
    low, high = min(ends), max(ends)
    room = max((high - low) * 0.04, 0.002)
    low, high = max(low - room, 0.0) if min(ends) >= 0 else low - room, high + room
    place = (grid.plot_from, grid.plot_to)

    def percent(value: float) -> str:
        return words.percent(value, digits=0 if high - low > WIDE else 1)

    ticks = fitting_ticks(low, high, tick or percent, place=place, width=grid.width)
    return Along(low=low, high=high, place=place, axis=axis(ticks, grid=not grid.stacked))
