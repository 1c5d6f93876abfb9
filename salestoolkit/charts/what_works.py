"""What goes with moving on: the difference that early activities make, with intervals and a zero."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from salestoolkit.charts.axes import axis, fitting_ticks
from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.marks import Along, chart_of, posts, spans
from salestoolkit.charts.rows import Grid, Row, lay_out, row_words
from salestoolkit.charts.text import clean
from salestoolkit.charts.theme import CALM, INK, PASSED, WIDTH
from salestoolkit.core.what_works import Works
from salestoolkit.words import Words
from salestoolkit.words.phrases import Row as Comparison
from salestoolkit.words.phrases import share_pair
from salestoolkit.words.what_works import practice_name, told

MOST_ROWS = 10
DOT = 90
BAR = 12


def what_works_chart(result: Works, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """Percentage points more that moved on with an early activity than without, within like deals.

    A dot and its interval; a dark dot stands out from chance, a grey one does not. Of many comparisons
    those that differ most surely are shown, in the order of the process.

    Parameters
    ----------
    width : int
        In pixels, 280 or more.
    """
    title = words.text("what_works.chart.title")
    rows = shown_rows(result)
    inside = usable_width(width)
    if not rows:
        none = words.text("what_works.chart.none")
        return sentence_chart(none, title=title, subtitle=[], width=width)
    listed = _rows(rows, words)
    header = words.text("what_works.chart.header")
    grid = lay_out(listed, width=inside, header=header)
    return framed(
        [*_marks(rows, grid, words), *row_words(listed, grid)],
        title=title,
        subtitle=_subtitle(result, rows, words),
        said=alt_text_what_works(result, words),
        width=inside,
        height=grid.height,
    )


def alt_text_what_works(result: Works, words: Words) -> str:
    """Each comparison that is shown with both shares."""
    rows = shown_rows(result)
    if not rows:
        return words.text("what_works.chart.none")
    each = "; ".join(_tip(row, words) for row in rows)
    return words.text("what_works.chart.alt", date=result.as_of, each=each)


def shown_rows(result: Works) -> list[Comparison]:
    """Comparisons with deals enough, in process order; of many, those that differ most surely."""
    rows = told(result)
    surest = sorted(rows, key=lambda row: row["p_value"])[:MOST_ROWS]
    kept = {(row["stage"], row["kind"], row["practice"]) for row in surest}
    return [row for row in rows if (row["stage"], row["kind"], row["practice"]) in kept]


def _rows(rows: Sequence[Comparison], words: Words) -> list[Row]:
    listed = []
    for place, row in enumerate(rows):
        first = not place or rows[place - 1]["stage"] != row["stage"]
        shares = share_pair(words, row["with_share"], row["without_share"])
        name = practice_name(words, row)
        listed.append(
            Row(
                name=name,
                tip=name,
                note=words.text("what_works.chart.note", first=shares[0], second=shares[1]),
                bold=bool(row["stands_out"]),
                heading=clean(row["name"]) if first else "",
            )
        )
    return listed


def _tip(row: Comparison, words: Words) -> str:
    shares = share_pair(words, row["with_share"], row["without_share"])
    return words.text(
        "what_works.chart.tip",
        stage=clean(row["name"]),
        practice=practice_name(words, row),
        days=words.count("day.genitive", row["landmark_days"]),
        with_share=shares[0],
        without_share=shares[1],
        with_n=int(row["with_n"]),
        without_n=int(row["without_n"]),
    )


def _marks(rows: Sequence[Comparison], grid: Grid, words: Words) -> list[alt.Chart]:
    drawn = [
        {
            "from": 100 * float(row["difference_low"]),
            "to": 100 * float(row["difference_high"]),
            "at": 100 * float(row["difference"]),
            "y": place.mark_y,
            "fill": PASSED if row["stands_out"] else CALM,
            "tip": _tip(row, words),
        }
        for row, place in zip(rows, grid.places, strict=True)
    ]
    x = _scale(drawn, grid, words)
    zero = [
        {"at": 0.0, "top": place.mark_y - BAR, "bottom": place.mark_y + BAR}
        for place in grid.places
    ]
    return [posts(zero, x, thick=1), spans(drawn, x), _dots(drawn, x)]


def _scale(drawn: Sequence[dict[str, Any]], grid: Grid, words: Words) -> Along:
    """A scale that holds every interval, and zero."""
    low = min(0.0, *(row["from"] for row in drawn))
    high = max(0.0, *(row["to"] for row in drawn))
    room = 0.03 * (high - low or 1.0)
    low, high = low - room, high + room
    place = (grid.plot_from, grid.plot_to)

    def said(value: float) -> str:
        return words.text("what_works.chart.plus", n=value) if value > 0 else words.number(value)

    ticks = fitting_ticks(low, high, said, place=place, width=grid.width)
    title = words.text("what_works.chart.axis")
    return Along(low=low, high=high, place=place, axis=axis(ticks, title=title, grid=False))


def _dots(rows: Sequence[dict[str, Any]], x: Along) -> alt.Chart:
    layer: alt.Chart = (
        chart_of(rows)
        .mark_point(filled=True, shape="circle", size=DOT, stroke=INK, opacity=1)
        .encode(
            x=x("at"),
            y=alt.Y("y:Q", scale=None, axis=None),
            fill=alt.Fill("fill:N", scale=None, legend=None),
            tooltip=alt.Tooltip("tip:N"),
            description=alt.Description("tip:N"),
        )
    )
    return layer


def _subtitle(result: Works, rows: Sequence[Comparison], words: Words) -> list[str]:
    lines = [
        words.text("what_works.chart.as_at", date=result.as_of),
        words.text("what_works.chart.reading", level=words.percent(result.level)),
    ]
    every = len(told(result))
    if every > len(rows):
        lines.append(words.text("what_works.chart.shown", shown=len(rows), all=every))
    return lines
