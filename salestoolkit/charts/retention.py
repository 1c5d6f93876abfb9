"""How long customers stay, or how soon they buy again: the curve with its band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np

from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.goal_plot import (
    FAINT,
    TICKS,
    Key,
    Plot,
    band,
    keys_below,
    labels_below,
    line,
    make_plot,
    upright,
)
from salestoolkit.charts.theme import INK, MUTED, OPEN, PASSED, WIDTH
from salestoolkit.charts.told import Cell
from salestoolkit.core.incidence import Incidence
from salestoolkit.core.retention import Retention
from salestoolkit.core.retention_churn import MONTH_DAYS, YEAR_DAYS
from salestoolkit.words import Words

MOST_STEPS, MOST_TICKS = 160, 8
TALL = 150


@dataclass(frozen=True, kw_only=True)
class _Curve:
    """What is drawn: shares by day with their band, and what it is called."""

    days: list[float]
    share: list[float]
    low: list[float]
    high: list[float]
    last: float
    year: float | None

    @property
    def unit(self) -> str:
        """Days where all is over in two months, months else."""
        return "days" if self.last < 2 * MONTH_DAYS else "months"

    @property
    def length(self) -> float:
        """Days of a unit."""
        return 1.0 if self.unit == "days" else MONTH_DAYS


def stay_chart(found: Retention, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """Share of customers still there, or that bought again, by months, with its 95 % band."""
    key = "again" if found.repeat is not None else "curve"
    title, said = words.text(f"retention.chart.{key}"), alt_text_stay(found, words)
    drawn = _curve(found)
    if drawn is None:
        return sentence_chart(said, title=title, subtitle=(), width=width)
    inside = usable_width(width)
    plot, layers = make_plot(
        width=inside,
        along=(0, drawn.last / drawn.length),
        most=1.0,
        said=words.percent,
        tall=TALL,
    )
    layers += _layers(drawn, plot)
    ticks = _ticks(drawn, words)
    layers.append(labels_below(plot, ticks, _told(drawn, ticks, words)))
    unit = words.text(f"retention.chart.unit_{drawn.unit}")
    keys = []
    if drawn.year is not None:
        year = words.text("retention.chart.year", share=words.percent(drawn.year))
        keys.append(Key(text=year, fill=MUTED, shape="dashed"))
    # title and subtitle tell the line and its band: the page has to stay one page
    below, end = keys_below(keys, plot, top=plot.bottom + TICKS + (14 if keys else 0))
    return framed(
        [*layers, *below],
        title=title,
        subtitle=[words.text(f"retention.chart.{key}_reading", unit=unit)],
        said=said,
        width=inside,
        height=end + 10,
    )


def alt_text_stay(found: Retention, words: Words) -> str:
    """The share after a year, of how many customers."""
    repeat = found.repeat
    if repeat is not None:
        share, n, key = repeat.within_a_year, len(repeat.buyers), "again_alt"
    else:
        share, n, key = found.churn.stay().value, len(found.customers), "curve_alt"
    if share is None:
        return words.text("retention.chart.curve_none")
    customers = words.count("customer.genitive", n)
    return words.text(f"retention.chart.{key}", share=words.percent(share), customers=customers)


def _curve(found: Retention) -> _Curve | None:
    if found.repeat is not None:
        return _steps(found.repeat.first, found.repeat.within_a_year, falling=False)
    return _steps(found.churn.curve.curve, found.churn.stay().value, falling=True)


def _steps(curve: Incidence, year: float | None, *, falling: bool) -> _Curve | None:
    """The curve as far as single customers do not decide it; None where nothing happened."""
    shown = curve.well_observed
    if not shown.time.size or not shown.last:
        return None
    low, high = shown.band(small_sample=True)
    places = np.unique(np.linspace(0, shown.time.size - 1, MOST_STEPS).round().astype(int))
    share = shown.incidence[0]
    if falling:
        share, low, high = 1 - share, 1 - high, 1 - low
    begin = 1.0 if falling else 0.0

    def told(values: Any) -> list[float]:
        chosen = [float(value) for value in values[places]]
        return [begin, *chosen, chosen[-1]]

    last = float(shown.last)
    return _Curve(
        days=[0.0, *(float(day) for day in shown.time[places]), last],
        share=told(share),
        low=told(low),
        high=told(high),
        last=last,
        year=year if year is not None and last >= YEAR_DAYS else None,
    )


def _ticks(drawn: _Curve, words: Words) -> dict[float, str]:
    """Months or days under the plot, in steps so wide that they stand apart."""
    most = int(drawn.last / drawn.length)
    step = next((one for one in (1, 2, 3, 6, 12, 24, 60) if most / one <= MOST_TICKS), 120)
    return {float(at): words.number(at) for at in range(0, most + 1, step)}


def _told(drawn: _Curve, ticks: dict[float, str], words: Words) -> dict[float, list[Cell]]:
    """The curve and its band at each tick, for the table."""
    one = "day" if drawn.unit == "days" else "month"
    found = {}
    for at in ticks:
        place = int(np.searchsorted(drawn.days, at * drawn.length, side="right")) - 1
        when = words.count(one, at, digits=0)
        found[at] = [
            [when, words.text(f"chart_table.{name}"), words.percent(values[place])]
            for name, values in (("share", drawn.share), ("low", drawn.low), ("high", drawn.high))
        ]
    return found


def _layers(drawn: _Curve, plot: Plot) -> list[alt.Chart]:
    months = [day / drawn.length for day in drawn.days]
    fan = [
        {"at": at, "top": plot.y(high), "bottom": plot.y(low)}
        for at, low, high in zip(months, drawn.low, drawn.high, strict=True)
    ]
    path = [{"at": at, "y": plot.y(share)} for at, share in zip(months, drawn.share, strict=True)]
    layers = [
        band(fan, plot, fill=OPEN, stroke=MUTED, strokeWidth=0.5, interpolate="step-after"),
        line(path, plot, color=PASSED, strokeWidth=2.4, interpolate="step-after"),
    ]
    if drawn.year is not None:
        year = YEAR_DAYS / drawn.length
        layers.append(upright(year, plot, color=MUTED, strokeWidth=1.2, strokeDash=FAINT))
        here = [{"at": 0.0, "y": plot.y(drawn.year)}, {"at": year, "y": plot.y(drawn.year)}]
        layers.append(line(here, plot, color=INK, strokeWidth=1, strokeDash=FAINT))
    return layers
