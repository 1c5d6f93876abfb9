"""Customers over the coming months, at the rates of the sliders and at those where they began."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from salestoolkit.charts.frame import framed, usable_width
from salestoolkit.charts.goal_plot import (
    TICKS,
    Key,
    Plot,
    keys_below,
    labels_below,
    line,
    make_plot,
)
from salestoolkit.charts.theme import MUTED, PASSED, WIDTH
from salestoolkit.words import Words

STEP = 6
"""Months between two labels."""


def keep_and_grow_chart(
    now: Sequence[float],
    was: Sequence[float],
    words: Words,
    *,
    steady: float | None = None,
    width: int = WIDTH,
) -> alt.LayerChart:
    """Customers at the end of each month, the first one today.

    Parameters
    ----------
    now, was : sequence of float
        At the present rates and at those to compare them with; drawn once where they are the same.
    steady : float, optional
        Where the number settles; drawn where it lies within the plot.
    """
    inside = usable_width(width)
    most = 1.08 * max(*now, *was, 1.0)
    plot, layers = make_plot(
        width=inside,
        along=(0, len(now) - 1),
        most=most,
        said=lambda value: words.number(value, digits=0),
    )
    keys = [Key(text=_say(words, "now"), fill=PASSED, shape="line")]
    if list(now) != list(was):
        rows = _told(was, "was", plot, words)
        layers.append(line(rows, plot, color=MUTED, strokeWidth=1.5, strokeDash=[4, 3]))
        keys.append(Key(text=_say(words, "was"), fill=MUTED, shape="dashed"))
    rows = _told(now, "now", plot, words)
    layers.append(line(rows, plot, color=PASSED, strokeWidth=2.4))
    if steady is not None and steady <= most:
        flat = [{"at": at, "y": plot.y(steady)} for at in (0, len(now) - 1)]
        layers.append(line(flat, plot, color=PASSED, strokeWidth=1, strokeDash=[1, 3]))
        settles = f"{_say(words, 'steady')}: {words.number(steady, digits=0)}"
        keys.append(Key(text=settles, fill=PASSED, shape="dashed"))
    months = {float(at): words.number(at) for at in range(0, len(now), STEP)}
    months[0.0] = _say(words, "today")
    layers.append(labels_below(plot, months))
    below, end = keys_below(keys, plot, top=plot.bottom + TICKS + 14)
    return framed(
        [*layers, *below],
        title=_say(words, "title"),
        subtitle=[_say(words, "reading")],
        said=_alt(now, words),
        width=inside,
        height=end + 10,
    )


def _told(values: Sequence[float], key: str, plot: Plot, words: Words) -> list[dict[str, Any]]:
    """The points of a line, one of which says at every label what it is, for the table."""
    rows: list[dict[str, Any]] = []
    for at, value in enumerate(values):
        when = f"{_say(words, 'month')} {words.number(at)}" if at else _say(words, "today")
        said = words.number(value, digits=0)
        told = {} if at % STEP else {"told": [[when, _say(words, key), said]]}
        rows.append({"at": at, "y": plot.y(value), **told})
    return rows


def _alt(now: Sequence[float], words: Words) -> str:
    start, end = (words.number(value, digits=0) for value in (now[0], now[-1]))
    months = words.count("month.locative", len(now) - 1)
    return _say(words, "alt", start=start, end=end, months=months)


def _say(words: Words, key: str, **fields: object) -> str:
    return words.text(f"growth.cycle.chart.{key}", **fields)
