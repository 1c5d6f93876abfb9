"""A period's forecast: what is closed, what may come, the target, and how it stood a week ago."""

from __future__ import annotations

from typing import Any

import altair as alt

from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.goal_pace import month_labels
from salestoolkit.charts.goal_plot import (
    FAINT,
    TICKS,
    Key,
    Plot,
    band,
    dots,
    keys_below,
    labels_below,
    line,
    make_plot,
    rules,
    upright,
)
from salestoolkit.charts.theme import CALM, INK, LOST, MUTED, OPEN, PASSED, WIDTH
from salestoolkit.charts.told import Cell, told_along
from salestoolkit.core.forecast_view import FanPoint, ForecastView
from salestoolkit.words import Words
from salestoolkit.words.forecast import total_text

HEADROOM = 1.08


def forecast_chart(view: ForecastView, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """What is won day by day, the fan of what may come, the target, and last week's middle."""
    main, title = view.main, words.text("forecast.chart.title")
    said = alt_text_forecast(view, words)
    if main.total is None or not view.fan:
        return sentence_chart(said, title=title, subtitle=(), width=width)
    inside = usable_width(width)
    first, last = main.start.toordinal() - 1, main.until.toordinal()
    plot, layers = make_plot(
        width=inside,
        along=(first, last),
        most=HEADROOM * _highest(view),
        said=lambda value: total_text(words, main, value) if value else words.number(0),
    )
    layers += [*_fan(view, words, plot), *_lines(view, plot), *_reached(view, words, plot)]
    layers.append(labels_below(plot, month_labels(main.start, main.until, words, plot)))
    below, end = keys_below(_keys(view, words), plot, top=plot.bottom + TICKS + 12)
    return framed(
        [*layers, *below],
        title=title,
        subtitle=[words.text("forecast.chart.reading")],
        said=said,
        width=inside,
        height=end + 10,
    )


def alt_text_forecast(view: ForecastView, words: Words) -> str:
    """What is won, where the period will probably end, the target, and how it stood a week ago."""
    main = view.main
    if main.total is None:
        return words.text("forecast.chart.none")
    low, high = main.total.interval(0.8)
    told = [
        words.text(
            "forecast.chart.alt",
            date=main.as_of,
            done=total_text(words, main, _done(view)),
            median=total_text(words, main, main.total.median),
            low=total_text(words, main, low),
            high=total_text(words, main, high),
        )
    ]
    if main.target is not None:
        target = total_text(words, main, main.target)
        told.append(words.text("forecast.chart.alt_target", target=target))
    if view.earlier is not None and view.earlier.total is not None:
        earlier = total_text(words, main, view.earlier.total.median)
        told.append(words.text("forecast.chart.alt_earlier", earlier=earlier))
    return " ".join(told)


def _highest(view: ForecastView) -> float:
    ends = [point.high_80 for point in view.fan]
    before = view.earlier.total if view.earlier is not None else None
    return max([*ends, view.main.target or 0.0, before.median if before else 0.0, 1e-9])


def _done(view: ForecastView) -> float:
    main = view.main
    return float(main.done.n if main.metric == "deals" else main.done.value or 0.0)


def _fan(view: ForecastView, words: Words, plot: Plot) -> list[alt.Chart]:
    """The two bands from what is reached to the period's end."""
    here = _here(view)
    start = {"at": here, "y": plot.y(_done(view))}
    layers = []
    for level, fill in ((80, OPEN), (50, CALM)):
        rows = [{"at": start["at"], "top": start["y"], "bottom": start["y"]}]
        rows += [
            {
                "at": float(point.day.toordinal()),
                "top": plot.y(getattr(point, f"high_{level}")),
                "bottom": plot.y(getattr(point, f"low_{level}")),
            }
            for point in view.fan
        ]
        layers.append(band(rows, plot, fill=fill, stroke=MUTED, strokeWidth=0.5))
    points = [{"at": float(point.day.toordinal()), "y": plot.y(point.median)} for point in view.fan]
    middle = [start, *told_along(points, [_cells(point, view, words) for point in view.fan])]
    layers.append(line(middle, plot, color=PASSED, strokeWidth=1.5, strokeDash=FAINT))
    return layers


def _cells(point: FanPoint, view: ForecastView, words: Words) -> list[Cell]:
    """A day of the fan for the table: its middle and its two bands."""

    def said(value: float) -> str:
        return total_text(words, view.main, value)

    when = words.date(point.day)
    return [
        [when, words.text("forecast.chart.middle"), said(point.median)],
        *(
            [when, words.text(f"forecast.chart.{name}"), words.interval(low, high, said) or ""]
            for name, low, high in (
                ("half", point.low_50, point.high_50),
                ("eight", point.low_80, point.high_80),
            )
        ),
    ]


def _lines(view: ForecastView, plot: Plot) -> list[alt.Chart]:
    """The target, and today."""
    layers = [upright(_here(view), plot, color=MUTED, strokeWidth=1)]
    if view.main.target is not None:
        target = [{"from": plot.low, "to": plot.high, "y": plot.y(view.main.target)}]
        layers.append(rules(target, plot, color=INK, strokeWidth=2))
    return layers


def _reached(view: ForecastView, words: Words, plot: Plot) -> list[alt.Chart]:
    """The path so far as steps, and the middles at the end: now, and as seen a week ago."""
    main = view.main
    path = [{"at": float(point.day.toordinal()), "y": plot.y(point.total)} for point in view.path]
    layers = []
    if len(path) > 1:
        layers.append(line(path, plot, color=PASSED, strokeWidth=3, interpolate="step-after"))
    assert main.total is not None
    now = total_text(words, main, main.total.median)
    marks = [(main.total.median, PASSED, words.text("forecast.chart.median", median=now))]
    if view.earlier is not None and view.earlier.total is not None:
        before = view.earlier.total.median
        told = total_text(words, main, before)
        marks.insert(0, (before, LOST, words.text("forecast.chart.earlier", earlier=told)))
    for value, fill, tip in marks:
        rows: list[dict[str, Any]] = [{"at": plot.high, "y": plot.y(value), "tip": tip}]
        layers.append(dots(rows, plot, fill=fill))
    return layers


def _here(view: ForecastView) -> float:
    """Where the fan begins: at the day of the book, or with the period where that lies ahead."""
    return float(max(view.main.as_of.toordinal(), view.main.start.toordinal() - 1))


def _keys(view: ForecastView, words: Words) -> list[Key]:
    main = view.main
    assert main.total is not None

    def say(name: str, **fields: str) -> str:
        return words.text(f"forecast.chart.{name}", **fields)

    done, median = (total_text(words, main, one) for one in (_done(view), main.total.median))
    keys = [
        Key(text=say("reached", done=done), fill=PASSED, shape="line"),
        Key(text=say("median", median=median), fill=PASSED),
        Key(text=say("half"), fill=CALM, shape="box"),
        Key(text=say("eight"), fill=OPEN, shape="box"),
    ]
    if main.target is not None:
        target = total_text(words, main, main.target)
        keys.append(Key(text=say("target", target=target), fill=INK, shape="line"))
    if view.earlier is not None and view.earlier.total is not None:
        earlier = total_text(words, main, view.earlier.total.median)
        keys.append(Key(text=say("earlier", earlier=earlier), fill=LOST))
    return keys
