"""Bars made of parts, each part a count of deals with a fate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt

from salestoolkit.charts.marks import Along, boxes, texts
from salestoolkit.charts.rows import END_GAP, Grid, Row, lay_out, row_words
from salestoolkit.charts.text import text_width
from salestoolkit.charts.theme import INK, PAPER, PASSED, SMALL_SIZE, TEXT_SIZE
from salestoolkit.charts.told import Cell
from salestoolkit.words import Words

LABEL_ROOM = 8
LEGEND_SYMBOL = 34


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row: its words, the deals of each kind that its bar is made of, and the text at its end.

    ``tips`` says what a tooltip tells of each kind.
    """

    row: Row
    deals: Mapping[str, float]
    tips: Mapping[str, str]
    end: str

    @property
    def length(self) -> float:
        """Deals of all kinds together."""
        return sum(self.deals.values())


@dataclass(frozen=True, kw_only=True)
class Look:
    """Colour and legend text of each kind of part, in the order of the legend."""

    fills: Mapping[str, str]
    names: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class _Part:
    """A part of a bar: deals from ``start`` on."""

    row: int
    kind: str
    start: float
    deals: float
    tip: str


def bar_layers(
    bars: Sequence[Bar], look: Look, words: Words, *, width: int, header: str = ""
) -> tuple[list[alt.Chart], float]:
    """The bars with their words, and the height that they need.

    Parameters
    ----------
    header : str
        Stands above the remarks of the rows.
    """
    rows = [bar.row for bar in bars]
    grid = lay_out(rows, width=width, header=header, ends=[bar.end for bar in bars])
    x = Along(high=max(bar.length for bar in bars), place=(grid.plot_from, grid.plot_to))
    parts = [part for at, bar in enumerate(bars) for part in _parts(at, bar)]
    ends = [
        {
            "at": bar.length,
            "y": place.mark_y,
            "text": bar.end,
            "told": _beside(bar, header, words),
        }
        for bar, place in zip(bars, grid.places, strict=True)
    ]
    layers = [
        _boxes(bars, parts, look, grid, x, words),
        *_counts(parts, look, grid, x, words),
        texts(ends, x("at"), dx=END_GAP, fontWeight="bold"),
        *row_words(rows, grid),
    ]
    return layers, grid.height


def _beside(bar: Bar, header: str, words: Words) -> list[Cell]:
    """What stands beside a bar, for the table: the text at its end, and its remark."""
    cells = [[bar.row.tip, words.text("chart_table.all"), bar.end]]
    if header and bar.row.note:
        cells.append([bar.row.tip, header, bar.row.note])
    return cells


def _parts(row: int, bar: Bar) -> list[_Part]:
    """Parts of one bar, one after the other; those without deals are left out."""
    parts, start = [], 0.0
    for kind, number in bar.deals.items():
        if number > 0:
            tip = bar.tips[kind]
            parts.append(_Part(row=row, kind=kind, start=start, deals=number, tip=tip))
        start += number
    return parts


def _boxes(
    bars: Sequence[Bar], parts: Sequence[_Part], look: Look, grid: Grid, x: Along, words: Words
) -> alt.Chart:
    used = [kind for kind in look.fills if any(part.kind == kind for part in parts)]
    names = [look.names[kind] for kind in used]
    scale = alt.Scale(domain=names, range=[look.fills[kind] for kind in used])
    rows = [
        {
            "kind": look.names[part.kind],
            "from": part.start,
            "to": part.start + part.deals,
            "deals": part.deals,
            "tip": part.tip,
            "told": [[bars[part.row].row.tip, look.names[part.kind], words.number(part.deals)]],
            **grid.bar(part.row),
        }
        for part in parts
    ]
    return boxes(
        rows, x, fill=alt.Fill("kind:N", scale=scale, legend=legend_above(names, grid.width))
    )


def _counts(
    parts: Sequence[_Part], look: Look, grid: Grid, x: Along, words: Words
) -> list[alt.Chart]:
    """Counts inside the parts, where they fit; a bar of one part has its count at its end."""
    scale = (grid.plot_to - grid.plot_from) / x.high
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
            and (look.fills[part.kind] == PASSED) == (colour == PAPER)
            and text_width(words.number(part.deals), SMALL_SIZE) + LABEL_ROOM < part.deals * scale
        ]
        if rows:
            layers.append(texts(rows, x("at"), align="center", fontSize=SMALL_SIZE, color=colour))
    return layers


def legend_above(labels: Sequence[str], width: int) -> alt.Legend:
    """A legend above the bars, with as many entries side by side as fit."""
    cells = [text_width(label, TEXT_SIZE) + LEGEND_SYMBOL for label in labels]

    def needed(columns: int) -> float:
        return sum(max(cells[at::columns]) for at in range(columns))

    fitting = [n for n in range(len(cells), 0, -1) if needed(n) <= width]
    return alt.Legend(title=None, orient="top", columns=max([1, *fitting]), offset=8)
