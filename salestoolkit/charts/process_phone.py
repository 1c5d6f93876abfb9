"""A process map for a phone: one column, the way back drawn along its side."""

from __future__ import annotations

from dataclasses import replace

from salestoolkit.charts.process_card import natural
from salestoolkit.charts.process_lines import Label, Letters
from salestoolkit.charts.process_panel import Arrow, Column, Panel
from salestoolkit.charts.process_words import MapWords

WIDTH = 360.0
MARGIN, SIDE, GAP = 12.0, 34.0, 24.0
LETTERS = Letters(body=13.0, small=12.0, name=15.0)
ACTIVITIES = 5
"""So many activities are shown; the card says how many more there are."""


def phone_panel(words: MapWords) -> Panel:
    """The map of one process, 360 pixels wide and as tall as it takes."""
    head = Column(MARGIN, MARGIN, WIDTH - 2 * MARGIN)
    head.write(words.title, 18.0, 4, bold=True)
    head.write(words.subtitle, LETTERS.small, 4, muted=True)
    head.legend(words, LETTERS.small)
    y, cards = head.y + 14, []
    for card in words.cards:
        # one more line would say "+ 1": the activity itself takes no more room
        most = ACTIVITIES + (len(card.activities) == ACTIVITIES + 1)
        width = WIDTH - 2 * MARGIN - SIDE
        cards.append(natural(card, LETTERS, words.more, width=width, shown=most).moved(MARGIN, y))
        y += cards[-1].height + GAP
    foot = Column(MARGIN, y + 22, WIDTH - 2 * MARGIN)
    for note in words.notes:
        foot.write(note, LETTERS.small, 30, muted=True)
        foot.y += 4
    panel = Panel(
        width=WIDTH,
        height=foot.y + MARGIN,
        cards=tuple(cards),
        labels=(*head.labels, *foot.labels),
        swatches=tuple(head.swatches),
    )
    return _looped(panel, words)


def _looped(panel: Panel, words: MapWords) -> Panel:
    """Down through the cards, out at the last one's foot, up along the side, in at the first."""
    first, last = panel.cards[0], panel.cards[-1]
    middle, side = first.x + first.width / 2, WIDTH - MARGIN - 8
    top, low = first.y + first.height / 2, last.y + last.height + 16
    corners = ((middle, top), (middle, low), (side, low), (side, top))
    arrows = [Arrow(middle, above.y + above.height + GAP / 2, "down") for above in panel.cards[:-1]]
    arrows += [
        Arrow(side, (top + low) / 2, "up"),
        Arrow((first.x + first.width + side) / 2, top, "left"),
    ]
    size = LETTERS.small
    label = Label(MARGIN, low + 1.8 * size, words.way_back, size, True)
    return replace(panel, loop=corners, arrows=tuple(arrows), labels=(*panel.labels, label))
