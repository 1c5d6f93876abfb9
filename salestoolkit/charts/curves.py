"""What becomes of deals as days pass: won, lost, still open."""

from __future__ import annotations

from typing import Any

import altair as alt

from salestoolkit.charts.axes import axis, fitting_ticks
from salestoolkit.charts.bars import legend_above
from salestoolkit.charts.frame import (
    Record,
    as_at,
    estimate,
    framed,
    has_deals,
    no_deals_chart,
    records,
    sentence_chart,
    usable_width,
)
from salestoolkit.charts.marks import Along, chart_of
from salestoolkit.charts.text import text_width
from salestoolkit.charts.theme import INK, LOST, OPEN, PAPER, PASSED, SMALL_SIZE, WIDTH
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words import Words

MOST_STEPS = 160
"""Steps that are drawn; a curve of many more looks the same."""
FILLS = {"won": PASSED, "open": OPEN, "lost": LOST}
QUARTERS = (0, 0.25, 0.5, 0.75, 1)
HEIGHT = 240


def win_curve_chart(audit: FunnelAudit, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """Share of deals won, still open and lost by the days since they were created.

    Aalen-Johansen cumulative incidence: open deals are followed as long as they were seen. The band
    is that of the share won.
    """
    title = "charts.win_curve.title"
    if not has_deals(audit):
        return no_deals_chart(audit, words, title=title, width=width)
    steps = whole_deal_steps(audit)
    if not steps:
        return sentence_chart(
            alt_text_win_curve(audit, words),
            title=words.text(title),
            subtitle=[as_at(audit, words)],
            width=width,
        )
    inside = usable_width(width)
    return framed(
        _layers(_thinned(steps), inside, words),
        title=words.text(title),
        subtitle=[as_at(audit, words), words.text("charts.win_curve.reading")],
        said=alt_text_win_curve(audit, words),
        width=inside,
        height=HEIGHT,
    )


def alt_text_win_curve(audit: FunnelAudit, words: Words) -> str:
    """The shares at the end of the curve, and the days by which half of the wins had come."""
    if not has_deals(audit):
        return words.text("charts.common.no_deals", date=audit.as_of)
    steps = whole_deal_steps(audit)
    if not steps:
        return words.text("charts.win_curve.none")
    last = steps[-1]
    return words.text(
        "charts.win_curve.alt",
        date=audit.as_of,
        days=words.count("day.genitive", last["day"]),
        won=_won(last, words),
        lost=words.percent(last["lost"]),
        open=words.percent(last["still_open"]),
    )


def whole_deal_steps(audit: FunnelAudit) -> list[Record]:
    """Rows of the whole deal's curve, by day; none where it would be a single point."""
    if not len(audit.curves):
        return []
    rows = records(audit.curves[audit.curves["stage"] == ""])
    known = [row for row in rows if row["advanced"] is not None and row["lost"] is not None]
    return known if len(known) > 1 and known[-1]["day"] > known[0]["day"] else []


def _thinned(steps: list[Record]) -> list[Record]:
    if len(steps) <= MOST_STEPS:
        return steps
    places = {round(at * (len(steps) - 1) / (MOST_STEPS - 1)) for at in range(MOST_STEPS)}
    return [steps[place] for place in sorted(places)]


def _won(step: Record, words: Words) -> str:
    bounds = (step["advanced_low"], step["advanced_high"])
    return estimate(words, step["advanced"], *bounds, words.percent)


def _layers(steps: list[Record], inside: int, words: Words) -> list[alt.Chart]:
    percents = {share: words.percent(share) for share in QUARTERS}
    left = max(text_width(label, SMALL_SIZE) for label in percents.values()) + 12
    last = steps[-1]["day"]
    place = (left, float(inside))
    ticks = fitting_ticks(0, last, words.number, place=place, width=inside, whole=True)
    x = Along(
        high=last,
        place=place,
        axis=axis(ticks, title=words.text("charts.win_curve.axis"), grid=False),
    )("day")
    # the view starts at the labels, so that title and legend stand flush with the other charts
    shares = axis(percents, grid=False, offset=-left, labelPadding=6, domain=False, ticks=False)
    scale = alt.Scale(domain=[0, 1], nice=False)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale, axis=shares)

    return [_areas(steps, x, y, inside, words), *_band(steps, x, y)]


def _areas(steps: list[Record], x: alt.X, y: Any, inside: int, words: Words) -> alt.Chart:
    last = steps[-1]
    said = {
        "won": _won(last, words),
        "open": words.percent(last["still_open"]),
        "lost": words.percent(last["lost"]),
    }
    names = {
        kind: words.text(f"charts.win_curve.{kind}", share=share) for kind, share in said.items()
    }
    rows = []
    for step in steps:
        won, gone = step["advanced"], 1 - step["lost"]
        bounds = {"won": (0.0, won), "open": (won, gone), "lost": (gone, 1.0)}
        rows += [
            {"day": step["day"], "kind": names[kind], "from": low, "to": high}
            for kind, (low, high) in bounds.items()
        ]
    fill = alt.Fill(
        "kind:N",
        scale=alt.Scale(domain=list(names.values()), range=list(FILLS.values())),
        legend=legend_above(list(names.values()), inside),
    )
    layer: alt.Chart = (
        chart_of(rows)
        .mark_area(interpolate="step-after")
        .encode(x=x, y=y("from"), y2=alt.Y2("to:Q"), fill=fill)
    )
    return layer


def _band(steps: list[Record], x: alt.X, y: Any) -> list[alt.Chart]:
    rows = [
        {
            "day": step["day"],
            "low": step["advanced_low"],
            "high": step["advanced_high"],
            "won": step["advanced"],
        }
        for step in steps
        if step["advanced_low"] is not None and step["advanced_high"] is not None
    ]
    if len(rows) < 2:
        return []
    base = chart_of(rows)
    return [
        base.mark_area(interpolate="step-after", fill=PAPER, fillOpacity=0.4).encode(
            x=x, y=y("low"), y2=alt.Y2("high:Q")
        ),
        base.mark_line(interpolate="step-after", color=INK, strokeWidth=1.8).encode(
            x=x, y=y("won")
        ),
    ]
