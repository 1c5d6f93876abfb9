"""Charts that are a list: a name, a mark, and a remark beside it, one row a stage.

Where there is room the three stand side by side; on a phone name and remark share a line above the
mark. Everything is placed in pixels here, so that nothing overlaps whatever the language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import altair as alt

from salestoolkit.charts.marks import texts
from salestoolkit.charts.text import shorten, text_width, wrap
from salestoolkit.charts.theme import MUTED, SMALL_SIZE, TEXT_SIZE

GAP = 12
MARK_HEIGHT = 20
SIDE_STEP = 32
STACKED_STEP = 50
LINE_HEIGHT = 15
NAME_SHARE, MARK_SHARE = 0.36, 0.3
"""Share of the width that names may take beside the marks, and that marks need at least."""
HEADER_WIDTH = 120
PHONE = 480
END_GAP = 6
EDGE = 4
"""Half the width of a 0 under an axis that begins at the edge."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row's words: ``heading`` opens a group of rows, ``tip`` is the name in full.

    ``mark`` follows the name and is kept where the name has to be shortened.
    """

    name: str
    mark: str = ""
    tip: str
    note: str = ""
    bold: bool = False
    heading: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a row stands: the middles of its texts and its mark, from the top."""

    name_y: float
    mark_y: float
    note_y: float
    heading_y: float


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Where everything stands, in pixels."""

    width: int
    height: float
    stacked: bool
    plot_from: float
    plot_to: float
    name_width: float
    note_x: float
    header: tuple[str, ...]
    places: tuple[Place, ...]

    def bar(self, row: int) -> dict[str, float]:
        """Top and bottom of a row's mark."""
        middle = self.places[row].mark_y
        return {"top": middle - MARK_HEIGHT / 2, "bottom": middle + MARK_HEIGHT / 2}


def lay_out(rows: Sequence[Row], *, width: int, header: str = "", ends: Sequence[str] = ()) -> Grid:
    """Places for the rows.

    Parameters
    ----------
    header : str
        Stands above the remarks.
    ends : sequence of str
        Texts that stand at the right end of the marks.
    """
    names = max((_name_width(row) for row in rows), default=0)
    notes = max((text_width(row.note, TEXT_SIZE) for row in rows), default=0)
    beyond = max((text_width(end, TEXT_SIZE, bold=True) for end in ends), default=0)
    beyond += END_GAP if beyond else 0
    beside = max(notes, min(text_width(header, SMALL_SIZE), HEADER_WIDTH)) if notes else 0
    name_width = min(names, NAME_SHARE * width)
    left = name_width + GAP
    right = width - beyond - (beside + GAP if beside else 0)
    cut_on_phone = names > name_width and width < PHONE
    stacked = cut_on_phone or right - left < MARK_SHARE * width
    header_width = width if stacked else beside
    grid = Grid(
        width=width,
        height=0,
        stacked=stacked,
        plot_from=EDGE if stacked else left,
        plot_to=width - beyond - EDGE if stacked else right,
        name_width=width - (notes + GAP if notes else 0) if stacked else name_width,
        note_x=width if stacked else width - beside,
        header=tuple(wrap(header, header_width, SMALL_SIZE)) if header and notes else (),
        places=(),
    )
    return _with_places(grid, rows)


def _with_places(grid: Grid, rows: Sequence[Row]) -> Grid:
    top = len(grid.header) * LINE_HEIGHT + (4 if grid.header else 0)
    places = []
    for row in rows:
        heading_y = top + 12
        top += 26 if row.heading else 0
        if grid.stacked:
            places.append(
                Place(name_y=top + 9, note_y=top + 9, mark_y=top + 29, heading_y=heading_y)
            )
            top += STACKED_STEP
        else:
            middle = top + SIDE_STEP / 2
            places.append(Place(name_y=middle, note_y=middle, mark_y=middle, heading_y=heading_y))
            top += SIDE_STEP
    return replace(grid, places=tuple(places), height=top)


def _name_width(row: Row) -> float:
    return text_width(row.name + row.mark, TEXT_SIZE, bold=row.bold)


def _fitting_name(row: Row, width: float) -> str:
    room = width - text_width(row.mark, TEXT_SIZE, bold=row.bold)
    # the widths were measured with the same ruler: a hair's breadth is not a reason to cut
    return shorten(row.name, room + 0.01, TEXT_SIZE, bold=row.bold) + row.mark


def row_words(rows: Sequence[Row], grid: Grid) -> list[alt.Chart]:
    """Layers with the names, the remarks, the headings of groups and the header."""
    names = [
        {
            "text": _fitting_name(row, grid.name_width),
            "y": place.name_y,
            "tip": row.tip,
            "weight": "bold" if row.bold else "normal",
        }
        for row, place in zip(rows, grid.places, strict=True)
    ]
    notes = [
        {"text": row.note, "y": place.note_y}
        for row, place in zip(rows, grid.places, strict=True)
        if row.note
    ]
    headings = [
        {"text": row.heading, "y": place.heading_y}
        for row, place in zip(rows, grid.places, strict=True)
        if row.heading
    ]
    header = [{"text": line, "y": (at + 0.5) * LINE_HEIGHT} for at, line in enumerate(grid.header)]
    align = "right" if grid.stacked else "left"
    light = {"fontSize": SMALL_SIZE, "color": MUTED}
    layers: list[tuple[list[dict[str, Any]], float, dict[str, Any]]] = [
        *(
            ([name for name in names if name["weight"] == weight], 0, {"fontWeight": weight})
            for weight in ("normal", "bold")
        ),
        (notes, grid.note_x, {"align": align}),
        (headings, 0, {"fontStyle": "italic", **light}),
        (header, grid.note_x, {"align": align, **light}),
    ]
    return [texts(rows, x, **mark) for rows, x, mark in layers if rows]
