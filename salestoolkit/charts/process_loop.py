"""Where the cards of a wall map lie, and the loop that winds through them back to its start."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from salestoolkit.charts.process_lines import Label
from salestoolkit.charts.process_panel import Arrow, Panel, Point
from salestoolkit.charts.process_words import MapWords

WIDEST, NARROWEST = 260.0, 70.0
"""Limits of a card's width."""

GAP, UNDER, INNER = 16.0, 28.0, 15.0
"""Room between cards, for the way back under them, and between two lines beside each other."""

BACK = 9.0
"""Size of the words of the way back."""


@dataclass(frozen=True)
class Page:
    """What a map is drawn on, in points: a size of letters is what a ruler finds on the print."""

    width: float
    height: float
    margin: float
    title: float
    """Size of the title's letters."""
    fewest: int
    """Columns that more than two rows have at least."""


WALL = Page(841.89, 595.28, 24.0, 17.0, 4)
"""A4 across."""
HALF = Page(374.0, 492.0, 8.0, 13.0, 2)
"""Half of A4 across within its margins, upright: two maps lie side by side."""


@dataclass(frozen=True)
class Grid:
    """Rows of cards between the page's opening and its notes."""

    rows: int
    columns: int
    top: float
    room: float
    """Height that the rows may take, and what lies between them."""
    gutter: float
    between: float
    gap: float
    heights: tuple[float, ...] = ()
    """Height of the cards of each row."""
    page: Page = WALL

    @property
    def card_width(self) -> float:
        """Width of each card."""
        return min((self.width - (self.columns - 1) * self.gap) / self.columns, WIDEST)

    @property
    def width(self) -> float:
        """Room that the cards of a row have, with the gaps between them."""
        return self.page.width - 2 * self.page.margin - 2 * self.gutter

    @property
    def height(self) -> float:
        """Height of all rows."""
        return sum(self.heights) + (self.rows - 1) * self.between

    def row_top(self, row: int) -> float:
        """Upper border of a row's cards."""
        return self.top + sum(self.heights[:row]) + row * self.between


def under(rows: int) -> float:
    """Room that the way back takes where the last row ends on the right."""
    return UNDER if rows % 2 else 0.0


def rows_of(n: int, rows: int) -> list[int]:
    """The row of each stage: the rows as even as can be, the longer ones first."""
    least, longer = divmod(n, rows)
    return [row for row in range(rows) for _ in range(least + (row < longer))]


def corner(grid: Grid, n: int, place: int) -> Point:
    """Upper left corner of a card: every other row runs from right to left."""
    rows = rows_of(n, grid.rows)
    row = rows[place]
    length = rows.count(row)
    place -= rows.index(row)
    if row % 2:
        place = length - 1 - place
    share = (grid.width + grid.gap) / length
    if grid.card_width >= WIDEST:
        share = min(share, WIDEST + 3 * GAP)
    left = (grid.page.width - share * length) / 2
    x = left + share * place + (share - grid.card_width) / 2
    return x, grid.row_top(row)


def looped(panel: Panel, grid: Grid, words: MapWords) -> Panel:
    """The panel with the loop behind its cards, its heads, and the words of the way back."""
    left, right = _sides(panel, grid)
    inner, middles = left + INNER, [_middle(grid, row) for row in range(grid.rows)]
    corners: list[Point] = [(left, middles[0])]
    arrows = [arrow for middle in middles for arrow in _between_cards(panel, middle)]
    for row, middle in enumerate(middles):
        if row:
            corners.append((inner if row % 2 == 0 else right, middle))
            arrows.append(Arrow(corners[-1][0], grid.row_top(row) - grid.between / 2, "down"))
        if row < grid.rows - 1:
            corners.append((right if row % 2 == 0 else inner, middle))
    back, up = _back(grid, left, right, middles)
    label = _back_label(panel, grid, words.way_back, (left + right) / 2, left)
    return replace(
        panel,
        loop=(*corners, *back),
        arrows=(*arrows, *up),
        labels=(*panel.labels, label),
    )


def _middle(grid: Grid, row: int) -> float:
    return grid.row_top(row) + grid.heights[row] / 2


def _sides(panel: Panel, grid: Grid) -> tuple[float, float]:
    """Where the loop turns on the left and on the right."""
    if grid.rows > 1:
        return grid.page.margin + 4, grid.page.width - grid.page.margin - 4
    last = panel.cards[-1]
    return panel.cards[0].x - 20, last.x + last.width + 20


def _back(
    grid: Grid, left: float, right: float, middles: list[float]
) -> tuple[tuple[Point, ...], tuple[Arrow, ...]]:
    """From the last row to the first: up along the left side, under the rows where it ends right."""
    if grid.rows % 2 == 0:
        turn = grid.row_top(grid.rows - 1) - grid.between / 2
        return ((left, middles[-1]),), (Arrow(left, turn, "up"),)
    low = grid.top + grid.height + UNDER / 2
    corners = ((right, middles[-1]), (right, low), (left, low))
    side = middles[-1] + (grid.heights[-1] + UNDER / 2) / 4
    return corners, (Arrow(right, side, "down"), Arrow(left, side, "up"))


def _between_cards(panel: Panel, middle: float) -> Iterator[Arrow]:
    """Heads in the gaps of the row at a height."""
    row = [card for card in panel.cards if card.y < middle < card.y + card.height]
    for one, other in pairwise(row):
        if one.x < other.x:
            yield Arrow((one.x + one.width + other.x) / 2, middle, "right")
        else:
            yield Arrow((other.x + other.width + one.x) / 2, middle, "left")


def _back_label(panel: Panel, grid: Grid, text: str, centre: float, left: float) -> Label:
    """What brings the last stage back to the first, beside the way there or on it."""
    if grid.rows % 2:
        y = grid.top + grid.height + UNDER / 2 + 0.35 * BACK
        return Label(centre, y, text, BACK, True, anchor="middle", on_line=True)
    size = min(BACK, 0.55 * grid.between)
    y = grid.row_top(grid.rows - 1) - grid.between / 2 + 0.35 * size
    return Label(left + 11, y, text, size, True)
