"""What each stage costs against what it is held against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import altair as alt

from salestoolkit.charts.axes import axis, fitting_ticks
from salestoolkit.charts.frame import (
    Record,
    as_at,
    estimate,
    framed,
    has_deals,
    level,
    no_deals_chart,
    records,
    sentence_chart,
    usable_width,
)
from salestoolkit.charts.marks import Along, boxes, posts, spans
from salestoolkit.charts.rows import MARK_HEIGHT, Grid, Row, lay_out, row_words
from salestoolkit.charts.text import clean
from salestoolkit.charts.theme import CALM, LOST, WIDTH
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words import Words
from salestoolkit.words.phrases import against, window

MOST_STAGES = 15
BAR = MARK_HEIGHT / 2 - 3


@dataclass(frozen=True)
class _Measure:
    """What the bars are drawn in: money, or wins where the deals have no values."""

    column: str
    said: Callable[[Any], str]

    def low(self, leak: Record) -> float | None:
        value: float | None = leak.get(f"{self.column}_low")
        return value

    def high(self, leak: Record) -> float | None:
        value: float | None = leak.get(f"{self.column}_high")
        return value


def leak_chart(audit: FunnelAudit, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """Expected loss by stage with its interval; the named leak stands out.

    Loss = entered x (reference - rate) x value of a deal that moves on. Left of zero a stage does
    better than the reference. In wins instead of money where the deals have no values.
    """
    title = "charts.leaks.title"
    if not has_deals(audit):
        return no_deals_chart(audit, words, title=title, width=width)
    measure = _measure(audit, words)
    leaks = priced_leaks(audit, measure.column)
    if not leaks:
        return sentence_chart(
            alt_text_leaks(audit, words),
            title=words.text(title),
            subtitle=[as_at(audit, words)],
            width=width,
        )
    inside = usable_width(width)
    if not leaks[0]["stage"]:
        title = "charts.leaks.title_whole"
    rows, grid = _fitting(leaks, measure, audit, words, inside)
    return framed(
        [*_marks(leaks, grid, measure, words), *row_words(rows, grid)],
        title=words.text(title),
        subtitle=_subtitle(audit, leaks, words),
        said=alt_text_leaks(audit, words),
        width=inside,
        height=grid.height,
    )


def alt_text_leaks(audit: FunnelAudit, words: Words) -> str:
    """The named leak and what it costs, or that none stands out; then each stage."""
    if not has_deals(audit):
        return words.text("charts.common.no_deals", date=audit.as_of)
    measure = _measure(audit, words)
    leaks = priced_leaks(audit, measure.column)
    if not leaks:
        return words.text("charts.leaks.none")
    named = next((leak for leak in leaks if leak["stage"] == audit.leak_stage), None)
    if not leaks[0]["stage"]:
        cost = _said(leaks[0], measure, words, interval=True)
        return words.text("charts.leaks.alt_whole", cost=cost)
    if named is None:
        first = words.text("charts.leaks.alt_none")
    else:
        cost = _said(named, measure, words, interval=True)
        first = words.text("charts.leaks.alt", name=_name(named, words), cost=cost)
    each = "; ".join(
        f"{_name(leak, words)}: {_said(leak, measure, words, interval=False)}" for leak in leaks
    )
    return f"{first} {each}."


def priced_leaks(audit: FunnelAudit, column: str) -> list[Record]:
    """Stages with a known loss, in process order; of many, those that cost most."""
    leaks = [leak for leak in records(audit.leaks) if leak.get(column) is not None]
    ranked = sorted(leaks, key=lambda leak: (leak["stage"] != audit.leak_stage, -leak[column]))
    kept = {leak["stage"] for leak in ranked[:MOST_STAGES]}
    return [leak for leak in leaks if leak["stage"] in kept]


def _measure(audit: FunnelAudit, words: Words) -> _Measure:
    if priced_leaks(audit, "lost_value"):
        return _Measure("lost_value", lambda value: words.money_about(value, audit.currency))
    return _Measure("lost_wins", lambda value: words.count("win", value))


def _name(leak: Record, words: Words) -> str:
    return clean(leak["name"]) if leak["stage"] else words.text("charts.leaks.whole")


def _said(leak: Record, measure: _Measure, words: Words, *, interval: bool) -> str:
    bounds = (measure.low(leak), measure.high(leak)) if interval else (None, None)
    return estimate(words, leak[measure.column], *bounds, measure.said)


def _fitting(
    leaks: list[Record], measure: _Measure, audit: FunnelAudit, words: Words, inside: int
) -> tuple[list[Row], Grid]:
    """Rows with the interval written out, or without where that would push the bars out."""
    for interval in (True, False):
        rows = [
            Row(
                name=_name(leak, words),
                tip=_name(leak, words),
                note=_said(leak, measure, words, interval=interval),
                bold=bool(leak["named"]),
            )
            for leak in leaks
        ]
        key = "header_interval" if interval else "header"
        header = words.text(f"charts.leaks.{key}", level=level(audit, words))
        grid = lay_out(rows, width=inside, header=header)
        if not grid.stacked:
            break
    return rows, grid


def _marks(leaks: list[Record], grid: Grid, measure: _Measure, words: Words) -> list[alt.Chart]:
    rows = [
        _bar(leak, spot.mark_y, measure, words)
        for leak, spot in zip(leaks, grid.places, strict=True)
    ]
    x = _scale(rows, grid, measure)
    layers = [
        boxes(chosen, x, fill=fill)
        for named, fill in ((True, LOST), (False, CALM))
        if (chosen := [row for row in rows if row["named"] == named])
    ]
    bounded = [
        {"from": row["low"], "to": row["high"], "y": (row["top"] + row["bottom"]) / 2}
        for row in rows
        if row["low"] is not None and row["high"] is not None
    ]
    # a line through all rows, but not through the names where these stand above the bars
    zero = [{"at": 0.0, "top": rows[0]["top"] - BAR, "bottom": grid.height}]
    if grid.stacked:
        zero = [{"at": 0.0, "top": row["top"] - 2, "bottom": row["bottom"] + 2} for row in rows]
    return [*layers, *([spans(bounded, x)] if bounded else []), posts(zero, x, thick=1)]


def _bar(leak: Record, y: float, measure: _Measure, words: Words) -> dict[str, Any]:
    return {
        "from": 0.0,
        "to": leak[measure.column],
        "low": measure.low(leak),
        "high": measure.high(leak),
        "top": y - BAR,
        "bottom": y + BAR,
        "named": bool(leak["named"]),
        "tip": f"{_name(leak, words)}: {_said(leak, measure, words, interval=True)}",
    }


def _scale(rows: list[dict[str, Any]], grid: Grid, measure: _Measure) -> Along:
    """A scale that holds every bar and every interval, and zero."""
    ends = [row[end] for row in rows for end in ("to", "low", "high") if row[end] is not None]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = (high - low or 1.0) * 0.03
    low, high = low - (room if low < 0 else 0), high + room
    place = (grid.plot_from, grid.plot_to)
    ticks = fitting_ticks(low, high, measure.said, place=place, width=grid.width)
    return Along(low=low, high=high, place=place, axis=axis(ticks, grid=False))


def _subtitle(audit: FunnelAudit, leaks: list[Record], words: Words) -> list[str]:
    held = against(words, audit, leaks[0])
    windows = sorted({leak["window_days"] for leak in leaks if leak["window_days"] is not None})
    over = window(words, windows[0]) if len(windows) == 1 else None
    if over:
        compared = words.text("charts.leaks.against_over", against=held, over=over)
    elif windows:
        days = words.interval(windows[0], windows[-1], words.days)
        compared = words.text("charts.leaks.against_by_stage", against=held, days=days)
    else:
        compared = words.text("charts.leaks.against", against=held)
    return [as_at(audit, words), compared, words.text("charts.leaks.reading")]
