"""Bars made of parts, each part a count of deals with a fate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt

from salestoolkit.charts.marks import Along, boxes, texts
from salestoolkit.charts.rows import END_GAP, Grid
from salestoolkit.charts.text import text_width
from salestoolkit.charts.theme import INK, PAPER, PASSED, SMALL_SIZE, TEXT_SIZE
from salestoolkit.words import Words

LABEL_ROOM = 8
LEGEND_SYMBOL = 34


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a row's bar: deals from ``start`` on, and what a tooltip says of it."""

    row: int
    kind: str
    start: float
    deals: float
    tip: str


def in_a_row(row: int, deals: Mapping[str, float], tips: Mapping[str, str]) -> list[Part]:
    """Parts of one bar, one after the other; those without deals are left out."""
    parts, start = [], 0.0
    for kind, number in deals.items():
        if number > 0:
            parts.append(Part(row=row, kind=kind, start=start, deals=number, tip=tips[kind]))
        start += number
    return parts


def part_layers(
    parts: Sequence[Part],
    grid: Grid,
    words: Words,
    *,
    fills: Mapping[str, str],
    names: Mapping[str, str],
    top: float,
) -> list[alt.Chart]:
    """The bars with the counts of their parts, as far as these fit, and the legend.

    Parameters
    ----------
    fills, names : mapping
        Colour and legend text of each kind of part, in the order of the legend.
    top : float
        Deals that a bar of full length stands for.
    """
    used = [kind for kind in fills if any(part.kind == kind for part in parts)]
    scale = alt.Scale(domain=[names[kind] for kind in used], range=[fills[kind] for kind in used])
    rows = [
        {
            "kind": names[part.kind],
            "from": part.start,
            "to": part.start + part.deals,
            "deals": part.deals,
            "tip": part.tip,
            **grid.bar(part.row),
        }
        for part in parts
    ]
    fill = alt.Fill(
        "kind:N", scale=scale, legend=legend_above([names[kind] for kind in used], grid.width)
    )
    counts = _counts(parts, grid, words, fills=fills, top=top)
    return [boxes(rows, _deals(grid, top), fill=fill), *counts]


def _counts(
    parts: Sequence[Part], grid: Grid, words: Words, *, fills: Mapping[str, str], top: float
) -> list[alt.Chart]:
    """Counts inside the parts; a bar of one part has its count at its end."""
    scale = (grid.plot_to - grid.plot_from) / top
    several = Counter(part.row for part in parts)
    layers = []
    for colour in (PAPER, INK):
        rows = [
            {
                "at": part.start + part.deals / 2,
                "y": grid.places[part.row].mark_y,
                "text": words.number(part.deals),
            }
            for part in parts
            if several[part.row] > 1
            and (fills[part.kind] == PASSED) == (colour == PAPER)
            and text_width(words.number(part.deals), SMALL_SIZE) + LABEL_ROOM < part.deals * scale
        ]
        if rows:
            middle = _deals(grid, top)("at")
            layers.append(texts(rows, middle, align="center", fontSize=SMALL_SIZE, color=colour))
    return layers


def end_layer(
    lengths: Sequence[float], ends: Sequence[str], grid: Grid, *, top: float
) -> alt.Chart:
    """Texts at the ends of the bars."""
    rows = [
        {"at": length, "y": place.mark_y, "text": end}
        for length, end, place in zip(lengths, ends, grid.places, strict=True)
    ]
    return texts(rows, _deals(grid, top)("at"), dx=END_GAP, fontWeight="bold")


def _deals(grid: Grid, top: float) -> Along:
    """A number of deals as a length, where the grid leaves room for marks."""
    return Along(high=top, place=(grid.plot_from, grid.plot_to))


def legend_above(labels: Sequence[str], width: int) -> alt.Legend:
    """A legend above the bars, with as many entries side by side as fit."""
    cells = [text_width(label, TEXT_SIZE) + LEGEND_SYMBOL for label in labels]

    def needed(columns: int) -> float:
        return sum(max(cells[at::columns]) for at in range(columns))

    fitting = [n for n in range(len(cells), 0, -1) if needed(n) <= width]
    return alt.Legend(title=None, orient="top", columns=max([1, *fitting]), offset=8)
