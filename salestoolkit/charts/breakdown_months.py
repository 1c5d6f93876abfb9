"""Months as a run chart: each month's share with its interval along the level of all of them."""

from __future__ import annotations

from typing import Any

import altair as alt

from salestoolkit.charts.axes import axis, nice_ticks
from salestoolkit.charts.frame import estimate
from salestoolkit.charts.marks import chart_of
from salestoolkit.charts.text import text_width, wrap
from salestoolkit.charts.theme import CALM, INK, LINE, MUTED, PASSED, SMALL_SIZE
from salestoolkit.core.breakdown_parts import Breakdown, PartFigures
from salestoolkit.words import Words
from salestoolkit.words.breakdowns import breakdown_part_name

HEIGHT = 190
MOST_TICKS = 5
DOT = 46
LINE_HEIGHT = 14
BETWEEN_LABELS = 10


def months_layers(found: Breakdown, words: Words, *, width: int) -> tuple[list[alt.Chart], float]:
    """Layers of the run chart, oldest month first, and its height.

    A month whose deals have not had their time has no point: its place is shaded.
    """
    months = [part for part in found.parts if part.kind == "named"]
    top = max(
        *(part.share_high or 0.0 for part in months if part.worth >= 1), found.common or 0.0, 0.05
    )
    # room above the tallest interval for the words over the shaded months
    top = min(1.0, (1.25 if months and months[-1].share is None else 1.05) * top)
    shares = {share: words.percent(share) for share in nice_ticks(0, top, at_most=MOST_TICKS)}
    left = max(text_width(label, SMALL_SIZE) for label in shares.values()) + 12
    step = (width - left) / max(len(months), 1)
    y = _share_scale(top, shares, left)
    x = _month_scale(found, months, words, (left, float(width)), step)
    rows = [
        {
            "at": place + 0.5,
            "share": part.share,
            "low": part.share_low,
            "high": part.share_high,
            "tip": _tip(found, part, words),
        }
        for place, part in enumerate(months)
        if part.share is not None
    ]
    young = [place for place, part in enumerate(months) if part.share is None]
    return [
        *_young(young, months, words, x, y, top, step),
        *_level(found, len(months), x, y),
        *_points(rows, x, y),
    ], HEIGHT


def _tip(found: Breakdown, part: PartFigures, words: Words) -> str:
    said = estimate(words, part.share, part.share_low, part.share_high, words.percent)
    name, deals = breakdown_part_name(words, found, part), words.count("deal", part.deals)
    return words.text("breakdowns.chart.tip_month", name=name, estimate=said, deals=deals)


def _share_scale(top: float, shares: dict[float, str], left: float) -> Any:
    ticks = axis(
        shares, grid=True, gridColor=LINE, offset=-left, labelPadding=6, domain=False, ticks=False
    )
    scale = alt.Scale(domain=[0, top], nice=False)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale, axis=ticks)

    return y


def _month_scale(
    found: Breakdown,
    months: list[PartFigures],
    words: Words,
    place: tuple[float, float],
    step: float,
) -> Any:
    names = [breakdown_part_name(words, found, part) for part in months]
    widest = max(text_width(name, SMALL_SIZE) for name in names) + BETWEEN_LABELS
    every = max(1, -(-int(widest) // max(int(step), 1)))
    # from the latest back: the present is what is looked for first
    shown = [at for at in range(len(names)) if (len(names) - 1 - at) % every == 0]
    half, inside = widest / 2, place[1] - place[0]
    kept = {
        at + 0.5: names[at]
        for at in shown
        if (at + 0.5) * step + place[0] >= half and (at + 0.5) * step <= inside - half + 12
    }
    scale = alt.Scale(domain=[0, len(names)], range=list(place), nice=False)
    ticks = axis(kept, grid=False)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=ticks)

    return x


def _young(
    places: list[int],
    months: list[PartFigures],
    words: Words,
    x: Any,
    y: Any,
    top: float,
    step: float,
) -> list[alt.Chart]:
    """Shaded months that are too young, and the words for it over the latest of them."""
    if not places:
        return []
    shaded = [{"from": at, "to": at + 1, "low": 0.0, "high": top} for at in places]
    shade = (
        chart_of(shaded)
        .mark_rect(fill=CALM, fillOpacity=0.35, stroke=None)
        .encode(x=x("from"), x2=alt.X2("to:Q"), y=y("low"), y2=alt.Y2("high:Q"))
    )
    if places[-1] != len(months) - 1:
        return [shade]
    run = next(
        (at for at in range(len(places)) if places[-1] - places[at] == len(places) - 1 - at), 0
    )
    room = max((len(months) - places[run]) * step - 6, 90)
    lines = wrap(words.text("breakdowns.chart.young_months"), room, SMALL_SIZE)
    rows = [
        {
            "at": len(months) - 0.1,
            "share": top * (1 - (10 + LINE_HEIGHT * place) / HEIGHT),
            "text": line,
        }
        for place, line in enumerate(lines)
    ]
    text = (
        chart_of(rows)
        .mark_text(align="right", fontSize=SMALL_SIZE, color=MUTED)
        .encode(x=x("at"), y=y("share"), text=alt.Text("text:N"))
    )
    return [shade, text]


def _level(found: Breakdown, months: int, x: Any, y: Any) -> list[alt.Chart]:
    if found.common is None:
        return []
    rows = [{"from": 0, "to": months, "share": found.common}]
    return [
        chart_of(rows)
        .mark_rule(color=MUTED, strokeWidth=1.4, strokeDash=[2, 3])
        .encode(x=x("from"), x2=alt.X2("to:Q"), y=y("share"))
    ]


def _points(rows: list[dict[str, Any]], x: Any, y: Any) -> list[alt.Chart]:
    base = chart_of(rows)
    told = {"tooltip": alt.Tooltip("tip:N"), "description": alt.Description("tip:N")}
    return [
        base.mark_rule(color=INK, strokeWidth=1.2).encode(
            x=x("at"), y=y("low"), y2=alt.Y2("high:Q")
        ),
        base.mark_line(color=PASSED, strokeWidth=1.2, opacity=0.6).encode(x=x("at"), y=y("share")),
        base.mark_point(
            shape="circle", size=DOT, filled=True, fill=PASSED, stroke=PASSED, opacity=1
        ).encode(x=x("at"), y=y("share"), **told),
    ]
