"""One year of people who are equally good: how far luck alone puts them apart."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from salestoolkit.charts.axes import axis, fitting_ticks
from salestoolkit.charts.frame import framed, usable_width
from salestoolkit.charts.marks import Along, boxes, dot, grid_lines
from salestoolkit.charts.rows import Grid, Row, lay_out, row_words
from salestoolkit.charts.theme import CALM, INK, PASSED, WIDTH
from salestoolkit.core.luck import Luck
from salestoolkit.words import Words
from salestoolkit.words.luck import of_each, people_text, rep_name

DOT = 90


def luck_chart(
    found: Luck, shares: Sequence[float], words: Words, *, width: int = WIDTH
) -> alt.LayerChart:
    """Each person's share of one year, around the true rate that they all have.

    Parameters
    ----------
    found : Luck
        Where the best and the worst are expected.
    shares : sequence of float
        What each of them won in that year, 0-1.
    width : int
        In pixels, 280 or more.
    """
    rows = [
        Row(name=rep_name(words, place), tip=_tip(words, place, share), note=words.percent(share))
        for place, share in enumerate(shares)
    ]
    inside = usable_width(width)
    grid = lay_out(rows, width=inside)
    return framed(
        [*_marks(found, shares, grid, words), *row_words(rows, grid)],
        title=words.text("luck.chart.title", people=people_text(words, found)),
        subtitle=[words.text("luck.chart.subtitle", deals=of_each(words, found))],
        said=alt_text_luck(found, shares, words),
        width=inside,
        height=grid.height,
    )


def alt_text_luck(found: Luck, shares: Sequence[float], words: Words) -> str:
    """How many there are, their true rate, and the best and the worst of the year."""
    return words.text(
        "luck.chart.alt",
        people=people_text(words, found),
        deals=of_each(words, found),
        rate=words.percent(found.rate),
        best=words.percent(max(shares)),
        worst=words.percent(min(shares)),
    )


def _marks(found: Luck, shares: Sequence[float], grid: Grid, words: Words) -> list[alt.Chart]:
    high = 1.05 * max(*shares, found.best_high, 0.1)
    place = (grid.plot_from, grid.plot_to)
    ticks = fitting_ticks(0, high, words.percent, place=place, width=grid.width)
    title = words.text("luck.chart.axis")
    x = Along(high=high, place=place, axis=axis(ticks, grid=False, title=title))
    tall = {"top": 0, "bottom": grid.height}
    band = [{"from": found.worst, "to": found.best, **tall}]
    line = [{"at": found.rate, **tall}]
    dots = [
        dot(
            {"at": share, "y": at.mark_y, "tip": _tip(words, order, share)},
            x,
            fill=PASSED,
            size=DOT,
        )
        for order, (share, at) in enumerate(zip(shares, grid.places, strict=True))
    ]
    band_layer = boxes(band, x, fill=CALM, stroke=None, opacity=0.5)
    return [band_layer, grid_lines(line, x, color=INK), *dots]


def _tip(words: Words, place: int, share: float) -> str:
    return words.text("luck.chart.tip", name=rep_name(words, place), share=words.percent(share))
