"""A process map for the wall: A4 across, the stages along a loop that winds back to its start."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from salestoolkit.charts.process_card import Card, fitted, natural
from salestoolkit.charts.process_lines import Letters
from salestoolkit.charts.process_loop import (
    GAP,
    HEIGHT,
    MARGIN,
    NARROWEST,
    UNDER,
    WIDTH,
    Grid,
    corner,
    looped,
    under,
)
from salestoolkit.charts.process_panel import Column, Panel
from salestoolkit.charts.process_words import MapWords

SMALLEST = 7.0
SIZES = (13.0, 12.5, 12.0, 11.5, 11.0, 10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
SIZES_OF_MANY = (*SIZES, 6.5, 6.0, 5.5, 5.0)
MANY = 20
"""From so many stages on, letters may be smaller than `SMALLEST`."""
ONE_ROW = 3
"""Up to so many stages stand beside each other, the way back under them."""
SHARE_OF_ACTIVITIES = 0.6
"""How much showing every activity counts against large letters."""
TITLE, SUBTITLE, LEGEND, NOTE = 17.0, 9.0, 8.0, 7.0


def letters_of(size: float) -> Letters:
    """Sizes of a card's letters: none below `SMALLEST` unless the size itself is."""
    small = 0.9 * size if size < SMALLEST else max(0.9 * size, SMALLEST)
    return Letters(body=size, small=small, name=1.15 * size)


def tight_letters_of(size: float) -> Letters:
    """Letters for cards that find no room otherwise: names may end in an ellipsis."""
    return replace(letters_of(size), name_lines=2, owner_lines=1)


def wall_panel(words: MapWords) -> Panel:
    """The map of one process on A4 across; taller only where its texts leave no other way."""
    head = Column(MARGIN, MARGIN, WIDTH - 2 * MARGIN)
    head.write(words.title, TITLE, 2, bold=True)
    head.write(words.subtitle, SUBTITLE, 2, muted=True)
    foot = Column(MARGIN, 0, WIDTH - 2 * MARGIN)
    foot.legend(words, LEGEND)
    for note in words.notes:
        foot.write(note, NOTE, 4, muted=True)
    top, room = head.y + 10, HEIGHT - MARGIN - head.y - 10 - foot.y - 8
    grid, cards = _best(words, top, room)
    grid, cards = _settled(grid, cards, room)
    height = max(HEIGHT, grid.top + grid.height + under(grid.rows) + 8 + foot.y + MARGIN)
    down = height - MARGIN - foot.y
    return looped(
        Panel(
            width=WIDTH,
            height=height,
            cards=tuple(cards),
            labels=(*head.labels, *(label.moved(0, down) for label in foot.labels)),
            swatches=tuple(replace(item, y=item.y + down) for item in foot.swatches),
        ),
        grid,
        words,
    )


def _grids(n: int, top: float, room: float) -> Iterator[Grid]:
    """Ways to part the stages into rows."""
    if n <= ONE_ROW:
        yield Grid(1, n, top, room - UNDER, 26.0, 0, GAP)
        return
    for rows in range(2, 9):
        columns, many = math.ceil(n / rows), n > MANY
        if rows > 2 and columns < 4:
            return
        grid = Grid(
            rows=rows,
            columns=columns,
            top=top,
            height=room - under(rows),
            gutter=18.0 if rows == 2 else 30.0,
            between=26.0 if rows == 2 else 11.0 if many else 17.0,
            gap=13.0 if many else GAP,
        )
        if grid.card_width >= NARROWEST:
            yield grid


def _best(words: MapWords, top: float, room: float) -> tuple[Grid, list[Card]]:
    """The rows and the size of letters that show most, as large as can be."""
    n = len(words.cards)
    sizes = SIZES_OF_MANY if n > MANY else SIZES
    grids = list(_grids(n, top, room))
    for letters in (letters_of, tight_letters_of):
        tried = [
            (grid, size, _filled(words, grid, letters(size))) for grid in grids for size in sizes
        ]
        fitting = [(grid, size, cards) for grid, size, cards in tried if cards is not None]
        if fitting:
            grid, _, cards = max(fitting, key=lambda found: _score(words, found[1], found[2]))
            return grid, cards
    return _taller(words, grids, top)


def _score(words: MapWords, size: float, cards: list[Card]) -> float:
    return size * (1 - SHARE_OF_ACTIVITIES + SHARE_OF_ACTIVITIES * _shown(words, cards))


def _filled(words: MapWords, grid: Grid, letters: Letters) -> list[Card] | None:
    """The cards of a grid, or None where one of them finds no room in it."""
    cards = []
    for card in words.cards:
        box = {"width": grid.card_width, "height": grid.card_height}
        drawn = fitted(card, letters, words.more, **box)
        if drawn is None:
            return None
        cards.append(drawn)
    return cards


def _shown(words: MapWords, cards: list[Card]) -> float:
    """Share of the activities that found room."""
    named = sum(len(card.activities) for card in words.cards)
    return 1 - sum(card.hidden for card in cards) / named if named else 1.0


def _taller(words: MapWords, grids: list[Grid], top: float) -> tuple[Grid, list[Card]]:
    """A page as tall as it takes, for more stages than A4 holds."""
    n, size = len(words.cards), SMALLEST
    rows = 2 * math.ceil(n / 14)
    grid = grids[-1] if grids else Grid(rows, math.ceil(n / rows), top, 0, 30.0, 17.0, GAP)
    bare = [
        natural(card, letters_of(size), words.more, width=grid.card_width, shown=0)
        for card in words.cards
    ]
    tall = max(card.height for card in bare)
    grid = replace(grid, height=grid.rows * tall + (grid.rows - 1) * grid.between)
    cards = _filled(words, grid, letters_of(size))
    assert cards is not None
    return grid, cards


def _settled(grid: Grid, cards: list[Card], room: float) -> tuple[Grid, list[Card]]:
    """The cards in their places: no taller than the fullest needs, the rows apart from each other."""
    spare = min(_empty(card) for card in cards)
    tall = grid.card_height - max(0.0, spare - 6)
    between = grid.between
    if grid.rows > 1:
        left = grid.card_height * grid.rows - tall * grid.rows
        between += min(left / (grid.rows - 1), 34.0)
    used = grid.rows * tall + (grid.rows - 1) * between
    top = grid.top + max(0.0, (grid.height - used) / 2.6)
    grid = replace(grid, top=top, height=used, between=between)
    placed = []
    for place, card in enumerate(cards):
        x, y = corner(grid, len(cards), place)
        placed.append(card.with_height(tall).moved(x, y))
    return grid, placed


def _empty(card: Card) -> float:
    """Height of a card that nothing is written in."""
    above = [label.y for label in card.labels if card.rule is None or label.y < card.rule]
    return (card.height if card.rule is None else card.rule) - max(above) - 4
