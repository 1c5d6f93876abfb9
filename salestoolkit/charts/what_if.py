"""A what-if as pictures: how it may turn out against today's, and scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from salestoolkit.charts.axes import fitting_ticks
from salestoolkit.charts.frame import framed, usable_width
from salestoolkit.charts.marks import Along, boxes, chart_of, posts, texts
from salestoolkit.charts.text import clean, text_width, wrap
from salestoolkit.charts.theme import (
    INK,
    LINE,
    LOST,
    MUTED,
    PASSED,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
)
from salestoolkit.core.scenarios import ScenarioResult
from salestoolkit.core.what_if_simulation import Compared, Turnout, shared_bins
from salestoolkit.words import Words
from salestoolkit.words.what_if import (
    amount_writer,
    chance_text,
    goal_text,
    mean_text,
)

TALL, TOP = 150, 22
TICKS = 24
TEXT_STEP, UNDER = 15, 14
EDGE = 6


def what_if_chart(found: Compared, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """How a what-if may turn out, with its intervals and its goal, against today's.

    Parameters
    ----------
    width : int
        In pixels, 280 or more.
    """
    inside = usable_width(width)
    sides = _sides(found, words)
    x = _scale([side for _, side in sides], inside)
    layers = [*_axis(found.now, x, words, inside, bottom=TOP + TALL), *_shape(found, x)]
    layers += _goal(found.now, x, words, inside, bottom=TOP + TALL)
    top = TOP + TALL + TICKS
    lines = _lines_of(sides, words, inside)
    layers += _rows(sides, lines, x, top=top)
    reading = "reading" if found.changed else "reading_today"
    return framed(
        layers,
        title=words.text(f"what_if.chart.title_{found.now.what_if.metric}"),
        subtitle=[words.text(f"what_if.chart.{reading}")],
        said=alt_text_what_if(found, words),
        width=inside,
        height=top + _tall(lines) * len(sides),
    )


def alt_text_what_if(found: Compared, words: Words) -> str:
    """Mean and interval of each side, and the probability of the goal."""
    return _alt(_sides(found, words), words)


def scenarios_chart(
    results: Sequence[ScenarioResult], words: Words, *, width: int = WIDTH
) -> alt.LayerChart:
    """Scenarios side by side: the mean, the intervals and the goal of each.

    All of them must count the same thing: see `salestoolkit.core.scenarios.compare_scenarios`.
    """
    inside = usable_width(width)
    sides = [(clean(result.name), result.turnout) for result in results]
    metric = results[0].turnout.what_if.metric
    x = _scale([side for _, side in sides], inside)
    lines = _lines_of(sides, words, inside)
    bottom = _tall(lines) * len(sides)
    layers = [*_rows(sides, lines, x, top=0), *_own_goals(sides, x, _tall(lines))]
    layers += _axis(results[0].turnout, x, words, inside, bottom=bottom)
    return framed(
        layers,
        title=words.text("what_if.chart.scenarios_title"),
        subtitle=[words.text(f"what_if.chart.scenarios_{metric}")],
        said=_alt(sides, words),
        width=inside,
        height=bottom + TICKS,
    )


def _sides(found: Compared, words: Words) -> list[tuple[str, Turnout]]:
    today = (words.text("what_if.chart.today"), found.today)
    if not found.changed:
        return [today]
    return [(words.text("what_if.chart.now"), found.now), today]


def _alt(sides: Sequence[tuple[str, Turnout]], words: Words) -> str:
    said = []
    for name, side in sides:
        low, high = (amount_writer(words, side.what_if)(end) for end in side.intervals[0.8])
        mean = mean_text(words, side)
        said.append(words.text("what_if.chart.alt", name=name, mean=mean, low=low, high=high))
        if side.chance is not None:
            goal, chance = goal_text(words, side.what_if), chance_text(words, side.chance)
            said.append(words.text("what_if.chart.alt_chance", goal=goal, chance=chance))
    return " ".join(said)


def _scale(sides: Sequence[Turnout], width: int) -> Along:
    """A scale that holds the shapes, the intervals and the goals of all sides."""
    edges = shared_bins(tuple(sides))
    goals = [side.what_if.goal for side in sides if side.what_if.goal is not None]
    low, high = min(float(edges[0]), *goals, float("inf")), max(float(edges[-1]), *goals, 0.0)
    room = 0.03 * (high - low) or 1.0
    return Along(low=max(0.0, low - room), high=high + room, place=(EDGE, width - EDGE))


def _axis(side: Turnout, x: Along, words: Words, width: int, *, bottom: float) -> list[alt.Chart]:
    said = amount_writer(words, side.what_if)
    whole = side.what_if.metric == "deals"
    ticks = fitting_ticks(x.low, x.high, said, place=x.place, width=width, whole=whole)
    rows = [{"at": at, "y": bottom + 12, "text": label} for at, label in ticks.items()]
    line = chart_of([{"at": x.low, "to": x.high, "y": bottom}]).mark_rule(color=LINE)
    return [
        line.encode(x=x("at"), x2=alt.X2("to:Q"), y=alt.Y("y:Q", scale=None, axis=None)),
        texts(rows, x("at"), align="center", fontSize=SMALL_SIZE, color=MUTED),
    ]


def _shape(found: Compared, x: Along) -> list[alt.Chart]:
    """The distribution as boxes, and today's as a dashed outline over it."""
    sides = (found.now, found.today) if found.changed else (found.now,)
    edges = shared_bins(sides)
    shares = [side.metric.shares(edges) for side in sides]
    most = max(float(share.max()) for share in shares) or 1.0

    def height(share: float) -> float:
        return TOP + TALL - share / most * (TALL - 4)

    half = (edges[1] - edges[0]) / 2 if found.now.what_if.metric == "deals" else 0.0
    rows: list[dict[str, Any]] = [
        {
            # a bar of whole deals stands over its numbers, not behind them
            "from": max(x.low, float(left) - min(half, 0.5)),
            "to": float(right) - min(half, 0.5),
            "top": height(float(share)),
            "bottom": TOP + TALL,
        }
        for left, right, share in zip(edges[:-1], edges[1:], shares[0], strict=True)
        if share
    ]
    layers = [boxes(rows, x, fill=PASSED, opacity=0.45, strokeWidth=0)]
    if found.changed:
        shift = min(half, 0.5)
        points = [
            {"at": max(x.low, float(edge) - shift), "y": height(float(share)), "place": place}
            for place, (edge, share) in enumerate(
                zip(edges, [*shares[1], shares[1][-1]], strict=True)
            )
        ]
        outline = chart_of(points).mark_line(
            color=INK, strokeWidth=1.6, strokeDash=[5, 3], interpolate="step-after"
        )
        layers.append(
            outline.encode(
                x=x("at"), y=alt.Y("y:Q", scale=None, axis=None), order=alt.Order("place:Q")
            )
        )
    return layers


def _goal(side: Turnout, x: Along, words: Words, width: int, *, bottom: float) -> list[alt.Chart]:
    goal = side.what_if.goal
    if goal is None:
        return []
    row = {"at": goal, "top": TOP - 6, "bottom": bottom}
    text = words.text("what_if.chart.goal", goal=goal_text(words, side.what_if))
    place = x.place[0] + (goal - x.low) / (x.high - x.low) * (x.place[1] - x.place[0])
    half = text_width(text, SMALL_SIZE) / 2
    align = "left" if place < half else "right" if place > width - half else "center"
    label = {"at": goal, "y": TOP - 13, "text": text}
    return [_goal_lines([row], x), texts([label], x("at"), align=align, fontSize=SMALL_SIZE)]


def _own_goals(sides: Sequence[tuple[str, Turnout]], x: Along, tall: float) -> list[alt.Chart]:
    """For each row a short line at its goal, not through its words."""
    middles = [tall * (at + 1) - UNDER for at in range(len(sides))]
    rows = [
        {"at": side.what_if.goal, "top": middle - 7, "bottom": middle + 7}
        for middle, (_, side) in zip(middles, sides, strict=True)
        if side.what_if.goal is not None
    ]
    return [_goal_lines(rows, x)] if rows else []


def _goal_lines(rows: list[dict[str, Any]], x: Along) -> alt.Chart:
    layer: alt.Chart = posts(rows, x, thick=2.4).mark_rule(color=LOST, strokeWidth=2.4)
    return layer


def _lines_of(
    sides: Sequence[tuple[str, Turnout]], words: Words, width: int
) -> list[tuple[str, ...]]:
    """What stands above the lines of each side: its name, mean and probability, as wide as fits."""
    found = []
    for name, side in sides:
        fields = {"mean": mean_text(words, side), "chance": chance_text(words, side.chance)}
        key = "mean" if side.chance is None else "chance"
        said = words.text(f"what_if.chart.{key}", name=name, **fields)
        found.append(tuple(wrap(said, width - 2 * EDGE, TEXT_SIZE)))
    return found


def _tall(lines: Sequence[tuple[str, ...]]) -> float:
    """Height of a row: as many lines of words as the longest has, and the lines below."""
    return TEXT_STEP * max(len(said) for said in lines) + UNDER * 2 - 6


def _rows(
    sides: Sequence[tuple[str, Turnout]],
    lines: Sequence[tuple[str, ...]],
    x: Along,
    *,
    top: float,
) -> list[alt.Chart]:
    """For each side its words, a thin and a thick line, and a dot."""
    names: list[dict[str, Any]] = []
    thick: list[dict[str, Any]] = []
    thin: list[dict[str, Any]] = []
    dots: list[dict[str, Any]] = []
    for at, ((_, side), said) in enumerate(zip(sides, lines, strict=True)):
        first, middle = top + _tall(lines) * at, top + _tall(lines) * (at + 1) - UNDER
        names += [
            {"text": line, "y": first + TEXT_STEP * (place + 0.5) + 2}
            for place, line in enumerate(said)
        ]
        for rows, level in ((thin, 0.95), (thick, 0.8)):
            low, high = side.intervals[level]
            rows.append({"from": low, "to": high, "y": middle})
        dots.append({"at": float(side.mean), "y": middle, "tip": " ".join(said)})
    return [
        texts(names, EDGE),
        _lines(thin, x, 1.6),
        _lines(thick, x, 5),
        chart_of(dots)
        .mark_point(filled=True, shape="circle", size=80, fill="white", stroke=INK, opacity=1)
        .encode(
            x=x("at"),
            y=alt.Y("y:Q", scale=None, axis=None),
            tooltip=alt.Tooltip("tip:N"),
            description=alt.Description("tip:N"),
        ),
    ]


def _lines(rows: list[dict[str, Any]], x: Along, thick: float) -> alt.Chart:
    layer: alt.Chart = (
        chart_of(rows)
        .mark_rule(color=PASSED, strokeWidth=thick)
        .encode(x=x("from"), x2=alt.X2("to:Q"), y=alt.Y("y:Q", scale=None, axis=None))
    )
    return layer
