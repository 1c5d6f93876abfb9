"""The ways that deals took: from each stage to the next one, past it, back, out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from salestoolkit.charts.frame import Record, framed, records, sentence_chart, usable_width
from salestoolkit.charts.marks import Along, boxes, texts
from salestoolkit.charts.paths_plan import CELL, HEAD, NAME_LINE, PathsPlan, plan_paths
from salestoolkit.charts.text import clean, shorten, text_width
from salestoolkit.charts.theme import (
    INK,
    LINE,
    LOST,
    MUTED,
    PAPER,
    PASSED,
    SMALL_SIZE,
    TEXT_SIZE,
    WIDTH,
)
from salestoolkit.core.funnel_paths import Paths
from salestoolkit.words import Words

SHADED = 0.45
"""Shade from which a square's number is written in white."""
GREY_TEXT = 0.005


def paths_chart(paths: Paths, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """A square for each way out of a stage, the darker the more deals took it.

    Rows are stages that deals left, columns where they went, as numbered in the rows; the next stage
    is outlined, so that skips lie to its right and moves back to its left. Of many stages those with
    the most exits are drawn.

    Parameters
    ----------
    width : int
        In pixels, 280 or more; where it is narrow, names stand above their rows.
    """
    inside = usable_width(width)
    title = words.text("paths.chart.title")
    if "no_moves" in paths.limits:
        said = alt_text_paths(paths, words)
        return sentence_chart(said, title=title, subtitle=(), width=width)
    plan = plan_paths(paths, words, inside)
    ways = records(paths.ways[paths.ways["stage"].isin(plan.stages).to_numpy(dtype=bool)])
    return framed(
        [*_squares(ways, plan, words), *_names(ways, plan, words), *_head(plan, words)],
        title=title,
        subtitle=_subtitle(paths, plan, words),
        said=alt_text_paths(paths, words),
        width=inside,
        height=plan.height,
    )


def alt_text_paths(paths: Paths, words: Words) -> str:
    """How many moves there were, how many left a stage out or went back, and the commonest ways."""
    if "no_moves" in paths.limits:
        return words.text("paths.chart.none")
    first = words.text(
        "paths.chart.alt",
        date=paths.as_of,
        moves=paths.moves,
        skipped=paths.skipped,
        back=paths.moved_back,
    )
    names = {stage.key: clean(stage.name) for stage in paths.process.stages}
    unusual = records(paths.of_kind("skip", "back", "won_early").head(5))
    each = [_tip(way, names, words) for way in unusual]
    return " ".join([first, *(f"{said}." for said in each)])


def _drawn(ways: Sequence[Record], plan: PathsPlan) -> list[tuple[Record, int, int]]:
    """Ways between places that are drawn, each with its row and column."""
    row = {key: place for place, key in enumerate(plan.stages)}
    column = {key: place for place, key in enumerate(plan.columns)}
    return [
        (way, row[way["stage"]], column[way["next"]])
        for way in ways
        if way["stage"] in row and way["next"] in column
    ]


def _squares(ways: Sequence[Record], plan: PathsPlan, words: Words) -> list[alt.Chart]:
    x = Along(high=plan.width, place=(0, plan.width))
    squares, outlined = [], []
    labels: dict[str, list[dict[str, Any]]] = {INK: [], PAPER: []}
    for way, row, column in _drawn(ways, plan):
        square = _square(plan, row, column)
        shade = way["share"] ** 0.7
        back = way["kind"] == "back"
        tip = _tip(way, plan.names, words)
        fill = _mix(LOST if back or way["kind"] == "lost" else PASSED, shade)
        squares.append({**square, "fill": fill, "tip": tip})
        if way["kind"] in {"next", "won"}:
            outlined.append(square)
        # blue turns dark sooner than orange
        dark = shade > SHADED and fill != _mix(LOST, shade)
        middle = {"at": plan.middle(column), "y": plan.top(row) + CELL / 2}
        labels[PAPER if dark else INK].append({**middle, "text": _share(way["share"], words)})
    by_way = alt.Fill("fill:N", scale=None, legend=None)
    layers = [boxes(_empty(plan), x, fill=PAPER, stroke=LINE)]
    layers.append(boxes(squares, x, fill=by_way, stroke=PAPER))
    if outlined:
        layers.append(boxes(outlined, x, fill="transparent", stroke=INK, strokeWidth=1.4))
    for colour, rows in labels.items():
        if rows:
            size = {"fontSize": SMALL_SIZE, "color": colour}
            layers.append(texts(rows, x("at"), align="center", **size))
    return layers


def _square(plan: PathsPlan, row: int, column: int) -> dict[str, float]:
    top = plan.top(row)
    ends = {"from": plan.start(column), "to": plan.start(column + 1)}
    return {**ends, "top": top, "bottom": top + CELL}


def _empty(plan: PathsPlan) -> list[dict[str, float]]:
    """The squares that no deal took, as a grid."""
    return [
        _square(plan, row, column)
        for row in range(len(plan.stages))
        for column in range(len(plan.columns))
    ]


def _mix(colour: str, shade: float) -> str:
    """A colour as pale as the shade says: 0 is paper."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * shade):02x}" for part in parts)


def _share(share: float, words: Words) -> str:
    return words.text("charts.common.under") if share < GREY_TEXT else words.percent(share)


def _tip(way: Record, names: dict[str, str], words: Words) -> str:
    end = way["next"]
    return words.text(
        "paths.chart.tip",
        start=names[way["stage"]],
        end=names.get(end) or words.text(f"paths.chart.{end}"),
        n=int(way["n"]),
        of=int(way["of"]),
        share=_share(way["share"], words),
    )


def _names(ways: Sequence[Record], plan: PathsPlan, words: Words) -> list[alt.Chart]:
    """Number and name of each row's stage, with how often deals left it."""
    of = {way["stage"]: int(way["of"]) for way in ways}
    rows = []
    for row, key in enumerate(plan.stages):
        count = f" · {words.number(of[key])}"
        room = (plan.width if plan.stacked else plan.left - 10) - text_width(count, TEXT_SIZE)
        name = shorten(f"{row + 1}. {plan.names[key]}", room, TEXT_SIZE)
        y = plan.top(row) - NAME_LINE / 2 if plan.stacked else plan.top(row) + CELL / 2
        rows.append({"text": f"{name}{count}", "y": y, "tip": plan.names[key]})
    return [texts(rows, 0)]


def _head(plan: PathsPlan, words: Words) -> list[alt.Chart]:
    """Numbers of the stages above their columns, and the two ends by name."""
    said = [*(str(place + 1) for place in range(len(plan.stages)))]
    said += [words.text("paths.chart.won"), words.text("paths.chart.lost")]
    rows = [
        {"at": plan.middle(column), "y": HEAD / 2, "text": text} for column, text in enumerate(said)
    ]
    x = Along(high=plan.width, place=(0, plan.width))
    return [texts(rows, x("at"), align="center", fontSize=SMALL_SIZE, color=MUTED)]


def _subtitle(paths: Paths, plan: PathsPlan, words: Words) -> list[str]:
    lines = [
        words.text("paths.chart.as_at", date=paths.as_of, moves=paths.moves),
        words.text("paths.chart.reading"),
        words.text("paths.chart.ways"),
    ]
    every = len(paths.process.deal_stages)
    if len(plan.stages) < every:
        stages = words.count("stage.genitive", every)
        lines.append(
            words.text("paths.chart.shown", shown=words.number(len(plan.stages)), stages=stages)
        )
    return lines
