"""Where the open deals stand, now and at the last meeting."""

from __future__ import annotations

from typing import Any

import altair as alt

from salestoolkit.charts.axes import axis, fitting_ticks
from salestoolkit.charts.frame import framed, records, sentence_chart, usable_width
from salestoolkit.charts.marks import Along, boxes, chart_of
from salestoolkit.charts.rows import Grid, Row, lay_out, row_words
from salestoolkit.charts.text import clean
from salestoolkit.charts.theme import INK, OPEN, PAPER, WIDTH
from salestoolkit.core.review_result import Review
from salestoolkit.words import Words

RING = 60
MOST_STAGES = 20
"""Where there are more, those with the most open deals are drawn, in the process's order."""


def review_chart(review: Review, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """Open deals by stage: a bar for today, a ring for the last meeting.

    Parameters
    ----------
    width : int
        In pixels, 280 or more.
    """
    title, subtitle = _say(words, "title"), _subtitle(review, words)
    stages = shown_stages(review)
    most = max((max(row["open_now"], row["open_then"]) for row in stages), default=0)
    if not most:
        none = _say(words, "none")
        return sentence_chart(none, title=title, subtitle=[subtitle], width=width)
    inside = usable_width(width)
    grid = lay_out(
        [_row(row, review, words) for row in stages], width=inside, header=_say(words, "header")
    )
    place = (grid.plot_from, grid.plot_to)
    ticks = fitting_ticks(0, most, words.number, place=place, width=inside, whole=True)
    x = Along(high=1.03 * most, place=place, axis=axis(ticks, grid=False))
    return framed(
        [*_marks(stages, grid, x, review, words), *_words(stages, grid, review, words)],
        title=title,
        subtitle=[subtitle],
        said=alt_text_review(review, words),
        width=inside,
        height=grid.height,
    )


def alt_text_review(review: Review, words: Words) -> str:
    """Each stage with its open deals, now and then."""
    rows = shown_stages(review)
    if not any(row["open_now"] or row["open_then"] for row in rows):
        return _say(words, "none")
    told = "; ".join(_told(row, review, words) for row in rows)
    return f"{_say(words, 'alt', since=review.since)} {told}."


def shown_stages(review: Review) -> list[dict[str, Any]]:
    """The stages that are drawn, in the process's order."""
    rows = records(review.stages)
    if len(rows) <= MOST_STAGES:
        return rows
    largest = sorted(
        range(len(rows)), key=lambda at: -max(rows[at]["open_now"], rows[at]["open_then"])
    )
    return [rows[at] for at in sorted(largest[:MOST_STAGES])]


def _row(row: dict[str, Any], review: Review, words: Words) -> Row:
    name = clean(row["name"])
    note = _say(
        words, "note", now=words.number(row["open_now"]), then=words.number(row["open_then"])
    )
    return Row(name=name, tip=name, note=note)


def _words(
    stages: list[dict[str, Any]], grid: Grid, review: Review, words: Words
) -> list[alt.Chart]:
    return row_words([_row(row, review, words) for row in stages], grid)


def _marks(
    stages: list[dict[str, Any]], grid: Grid, x: Along, review: Review, words: Words
) -> list[alt.Chart]:
    bars = [
        {"from": 0, "to": row["open_now"], "tip": _told(row, review, words), **grid.bar(at)}
        for at, row in enumerate(stages)
    ]
    rings = [
        {"at": row["open_then"], "y": grid.places[at].mark_y, "tip": _told(row, review, words)}
        for at, row in enumerate(stages)
    ]
    ring = (
        chart_of(rings)
        .mark_point(shape="circle", size=RING, filled=True, fill=PAPER, stroke=INK, opacity=1)
        .encode(
            x=x("at"),
            y=alt.Y("y:Q", scale=None, axis=None),
            tooltip=alt.Tooltip("tip:N"),
            description=alt.Description("tip:N"),
        )
    )
    return [boxes(bars, x, fill=OPEN), ring]


def _told(row: dict[str, Any], review: Review, words: Words) -> str:
    return _say(
        words,
        "tip",
        stage=clean(row["name"]),
        now=words.number(row["open_now"]),
        then=words.number(row["open_then"]),
        since=review.since,
    )


def _subtitle(review: Review, words: Words) -> str:
    return _say(words, "subtitle", now=review.as_of, since=review.since)


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"review.chart.{key}", **fields)
