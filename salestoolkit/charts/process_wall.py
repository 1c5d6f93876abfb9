"""A process map for the wall, or for half a page: stages along a loop that winds back to its start."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from salestoolkit.charts.process_card import MOST_ACTIVITIES, Card, fitted, natural
from salestoolkit.charts.process_lines import Letters
from salestoolkit.charts.process_loop import (
    GAP,
    NARROWEST,
    UNDER,
    WALL,
    Grid,
    Page,
    corner,
    looped,
    rows_of,
    under,
)
from salestoolkit.charts.process_panel import Column, Panel
from salestoolkit.charts.process_words import MapWords

SMALLEST = 7.0
SIZES = (
    13.0,
    12.5,
    12.0,
    11.5,
    11.0,
    10.5,
    10.0,
    9.5,
    9.0,
    8.75,
    8.5,
    8.25,
    8.0,
    7.75,
    7.5,
    7.25,
    7.0,
)
SIZES_OF_MANY = (*SIZES, 6.5, 6.0, 5.5, 5.0)
MANY = 20
"""From so many stages on, letters may be smaller than `SMALLEST`."""
ONE_ROW = 3
"""Up to so many stages stand beside each other, the way back under them."""
MOST_BETWEEN = 34.0
"""What two rows move apart at most where there is room."""

SUBTITLE, LEGEND, NOTE = 9.0, 8.0, 7.0


def letters_of(size: float) -> Letters:
    """Sizes of a card's letters: none below `SMALLEST` unless the size itself is."""
    small = 0.9 * size if size < SMALLEST else max(0.9 * size, SMALLEST)
    return Letters(body=size, small=small, name=1.15 * size)


def tight_letters_of(size: float) -> Letters:
    """Letters for cards that find no room otherwise: names may end in an ellipsis."""
    return replace(letters_of(size), name_lines=2, owner_lines=1)


def wall_panel(words: MapWords, page: Page = WALL) -> Panel:
    """The map of one process on a page; taller only where its texts leave no other way."""
    margin, within = page.margin, page.width - 2 * page.margin
    head = Column(margin, margin, within)
    head.write(words.title, page.title, 2, bold=True)
    head.write(words.subtitle, SUBTITLE, 2, muted=True)
    foot = Column(margin, 0, within)
    foot.legend(words, LEGEND)
    for note in words.notes:
        foot.write(note, NOTE, 4, muted=True)
    top, room = head.y + 10, page.height - margin - head.y - 10 - foot.y - 8
    grid, cards = _best(words, page, top, room)
    grid, cards = _settled(grid, cards)
    height = max(page.height, grid.top + grid.height + under(grid.rows) + 8 + foot.y + margin)
    down = height - margin - foot.y
    return looped(
        Panel(
            width=page.width,
            height=height,
            cards=tuple(cards),
            labels=(*head.labels, *(label.moved(0, down) for label in foot.labels)),
            swatches=tuple(replace(item, y=item.y + down) for item in foot.swatches),
        ),
        grid,
        words,
    )


def _grids(n: int, page: Page, top: float, room: float) -> Iterator[Grid]:
    """Ways to part the stages into rows."""
    if n <= ONE_ROW:
        yield Grid(1, n, top, room - UNDER, 26.0, 0, GAP, page=page)
        return
    for rows in range(2, 9):
        columns, many = math.ceil(n / rows), n > MANY
        if rows > 2 and columns < page.fewest:
            return
        grid = Grid(
            rows=rows,
            columns=columns,
            top=top,
            room=room - under(rows),
            gutter=18.0 if rows == 2 else 30.0,
            between=26.0 if rows == 2 else 11.0 if many else 17.0,
            gap=13.0 if many else GAP,
            page=page,
        )
        if grid.card_width >= NARROWEST:
            yield grid


def _best(words: MapWords, page: Page, top: float, room: float) -> tuple[Grid, list[Card]]:
    """The rows and the size of letters that show most, as large as can be."""
    n = len(words.cards)
    sizes = SIZES_OF_MANY if n > MANY else SIZES
    grids = list(_grids(n, page, top, room))
    for letters in (letters_of, tight_letters_of):
        best, found = 0.0, None
        for grid in grids:
            # larger letters first: smaller ones cannot be worth more than their size
            for size in sizes:
                tried = _filled(words, grid, letters(size)) if size > best else None
                worth = size * _worth(words, tried[1]) if tried is not None else 0.0
                if worth > best:
                    best, found = worth, tried
        if found is not None:
            return found
    return _taller(words, page, grids, top)


def _filled(words: MapWords, grid: Grid, letters: Letters) -> tuple[Grid, list[Card]] | None:
    """The cards of a grid and how tall its rows are; None where they find no room in it."""
    rows = rows_of(len(words.cards), grid.rows)
    room = grid.room - (grid.rows - 1) * grid.between
    bare = _heights(words, grid, letters, 0)
    if sum(bare) > room:
        return None
    full = list(map(max, _heights(words, grid, letters, MOST_ACTIVITIES), bare))
    heights = tuple(full) if sum(full) <= room else _cut(bare, full, room)
    cards = []
    for card, row in zip(words.cards, rows, strict=True):
        box = {"width": grid.card_width, "height": heights[row]}
        drawn = fitted(card, letters, words.more, **box)
        assert drawn is not None
        cards.append(drawn)
    return replace(grid, heights=heights), cards


def _heights(words: MapWords, grid: Grid, letters: Letters, shown: int) -> list[float]:
    """What each row needs for its tallest card, with so many activities shown."""
    tallest = [0.0] * grid.rows
    for card, row in zip(words.cards, rows_of(len(words.cards), grid.rows), strict=True):
        drawn = natural(card, letters, words.more, width=grid.card_width, shown=shown)
        tallest[row] = max(tallest[row], drawn.height)
    return tallest


def _cut(bare: list[float], full: list[float], room: float) -> tuple[float, ...]:
    """Heights of rows that find too little room: the tall ones cut to one height."""
    low, high = 0.0, max(full)
    for _ in range(40):
        cut = (low + high) / 2
        fits = sum(_between(cut, *ends) for ends in zip(bare, full, strict=True)) <= room
        low, high = (cut, high) if fits else (low, cut)
    return tuple(_between(low, *ends) for ends in zip(bare, full, strict=True))


def _between(value: float, low: float, high: float) -> float:
    return max(low, min(value, high))


def _worth(words: MapWords, cards: list[Card]) -> float:
    """What a drawing is worth beside the size of its letters: a hidden activity is a loss."""
    return 0.1 + 0.9 * _shown(words, cards) ** 2


def _shown(words: MapWords, cards: list[Card]) -> float:
    """Share of the activities that found room."""
    named = sum(len(card.activities) for card in words.cards)
    return 1 - sum(card.hidden for card in cards) / named if named else 1.0


def _taller(words: MapWords, page: Page, grids: list[Grid], top: float) -> tuple[Grid, list[Card]]:
    """A page as tall as it takes, for more stages than it holds."""
    n, letters = len(words.cards), letters_of(SMALLEST)
    rows = 2 * math.ceil(n / 14)
    last = Grid(rows, math.ceil(n / rows), top, 0, 30.0, 17.0, GAP, page=page)
    tall = [
        (sum(_heights(words, grid, letters, 0)) + (grid.rows - 1) * grid.between + 1, place)
        for place, grid in enumerate(grids or [last])
    ]
    room, place = min(tall)
    found = _filled(words, replace((grids or [last])[place], room=room), letters)
    assert found is not None
    return found


def _settled(grid: Grid, cards: list[Card]) -> tuple[Grid, list[Card]]:
    """The cards in their places: no taller than the fullest needs, the rows apart from each other."""
    rows, n = rows_of(len(cards), grid.rows), len(cards)
    heights = tuple(
        height - max(0.0, min(_empty(cards[at]) for at in range(n) if rows[at] == row) - 6)
        for row, height in enumerate(grid.heights)
    )
    between = grid.between
    if grid.rows > 1:
        spare = grid.room - sum(heights) - (grid.rows - 1) * between
        between += min(max(0.0, spare) / (grid.rows - 1), MOST_BETWEEN)
    grid = replace(grid, heights=heights, between=between)
    grid = replace(grid, top=grid.top + max(0.0, (grid.room - grid.height) / 2.6))
    placed = []
    for place, card in enumerate(cards):
        x, y = corner(grid, n, place)
        placed.append(card.with_height(heights[rows[place]]).moved(x, y))
    return grid, placed


def _empty(card: Card) -> float:
    """Height of a card that nothing is written in."""
    above = [label.y for label in card.labels if card.rule is None or label.y < card.rule]
    return (card.height if card.rule is None else card.rule) - max(above) - 4
