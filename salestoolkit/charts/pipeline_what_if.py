"""The twelve months ahead of a what-if on the open deals, against as things are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.goal_plot import (
    TICKS,
    Key,
    Plot,
    keys_below,
    labels_below,
    make_plot,
    rules,
)
from salestoolkit.charts.marks import boxes
from salestoolkit.charts.theme import LOST, OPEN, PASSED, WIDTH
from salestoolkit.core.pipeline_what_if import PipelineMonth, Spread
from salestoolkit.words import Words
from salestoolkit.words.pipeline_what_if import amount, month_said

HALF, REST = 0.3, 0.12
"""Half the width of a month's box, and how far today's line reaches beside it."""
HEADROOM = 1.05


def pipeline_months_chart(
    now: Sequence[PipelineMonth],
    words: Words,
    *,
    today: Sequence[PipelineMonth] = (),
    metric: str = "deals",
    currency: str | None = None,
    width: int = WIDTH,
) -> alt.LayerChart:
    """Each month's middle and 80 % interval; today's middles beside them where they differ."""
    title = words.text(f"pipeline_what_if.chart.title_{metric}")
    shown = [_spread(month, metric) for month in now]
    known = [one for one in shown if one is not None]
    if not known:
        said = words.text("pipeline_what_if.said.no_value")
        return sentence_chart(said, title=title, subtitle=(), width=width)
    before = [_spread(month, metric) for month in today] if list(today) != list(now) else []
    inside = usable_width(width)
    most = max(one.interval()[1] for one in known)
    most = max([most, *(one.median for one in before if one is not None), 1e-9])
    plot, layers = make_plot(
        width=inside,
        along=(0.0, float(len(shown))),
        most=HEADROOM * most,
        said=lambda value: amount(words, value, metric, currency) if value else words.number(0),
    )
    layers += _months(now, known, plot, words, metric, currency)
    if before:
        layers.append(_lines(before, plot, LOST, half=HALF + REST))
    layers.append(_lines(known, plot, PASSED, half=HALF))
    labels = {at + 0.5: month_said(words, month.until, short=True) for at, month in enumerate(now)}
    step = 1 if width >= WIDTH / 2 + 100 else 3
    layers.append(labels_below(plot, dict(list(labels.items())[::step])))
    below, end = keys_below(_keys(words, changed=bool(before)), plot, top=plot.bottom + TICKS + 12)
    reading = "reading" if before else "reading_today"
    return framed(
        [*layers, *below],
        title=title,
        subtitle=[words.text(f"pipeline_what_if.chart.{reading}")],
        said=alt_text_months(now, words, metric=metric, currency=currency),
        width=inside,
        height=end + 10,
    )


def alt_text_months(
    months: Sequence[PipelineMonth],
    words: Words,
    *,
    metric: str = "deals",
    currency: str | None = None,
) -> str:
    """Each month in words."""
    told = [
        _tip(month, spread, words, metric, currency)
        for month in months
        if (spread := _spread(month, metric)) is not None
    ]
    return words.text("pipeline_what_if.chart.alt", told="; ".join(told))


def _spread(month: PipelineMonth, metric: str) -> Spread | None:
    return month.value if metric == "revenue" else month.deals


def _months(
    months: Sequence[PipelineMonth],
    spreads: Sequence[Spread],
    plot: Plot,
    words: Words,
    metric: str,
    currency: str | None,
) -> list[alt.Chart]:
    rows: list[dict[str, Any]] = []
    for at, (month, spread) in enumerate(zip(months, spreads, strict=True)):
        low, high = spread.interval()
        rows.append(
            {
                "from": at + 0.5 - HALF,
                "to": at + 0.5 + HALF,
                "top": plot.y(high),
                "bottom": max(plot.y(low), plot.y(high) + 1),
                "tip": _tip(month, spread, words, metric, currency),
            }
        )
    return [boxes(rows, plot.x, fill=OPEN)]


def _lines(spreads: Sequence[Spread | None], plot: Plot, color: str, *, half: float) -> alt.Chart:
    rows = [
        {"from": at + 0.5 - half, "to": at + 0.5 + half, "y": plot.y(spread.median)}
        for at, spread in enumerate(spreads)
        if spread is not None
    ]
    return rules(rows, plot, color=color, strokeWidth=2.5)


def _tip(
    month: PipelineMonth, spread: Spread, words: Words, metric: str, currency: str | None
) -> str:
    low, high = spread.interval()
    return words.text(
        "pipeline_what_if.chart.month",
        month=month_said(words, month.until),
        median=amount(words, spread.median, metric, currency),
        low=amount(words, low, metric, currency),
        high=amount(words, high, metric, currency),
    )


def _keys(words: Words, *, changed: bool) -> list[Key]:
    def say(name: str) -> str:
        return words.text(f"pipeline_what_if.chart.{name}")

    keys = [
        Key(text=say("eight"), fill=OPEN, shape="box"),
        Key(text=say("now" if changed else "today"), fill=PASSED, shape="line"),
    ]
    if changed:
        keys.append(Key(text=say("today"), fill=LOST, shape="line"))
    return keys
