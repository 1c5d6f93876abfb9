"""A process map as laid out: cards, the loop behind them, and the words around them."""

from __future__ import annotations

from dataclasses import dataclass

from salestoolkit.charts.process_card import Card
from salestoolkit.charts.process_lines import LEADING, Label, lines_of
from salestoolkit.charts.process_words import MapWords
from salestoolkit.charts.text import text_width
from salestoolkit.charts.theme import MUTED
from salestoolkit.core.process import Passes

Point = tuple[float, float]


@dataclass(frozen=True)
class Arrow:
    """A head on the loop: where its middle is, and where it points (right, down, left, up)."""

    x: float
    y: float
    towards: str


@dataclass(frozen=True)
class Swatch:
    """A box of the legend; ``passes`` None: a stage that waits."""

    x: float
    y: float
    size: float
    passes: Passes | None


@dataclass(frozen=True)
class Panel:
    """One process on a page."""

    width: float
    height: float
    cards: tuple[Card, ...]
    labels: tuple[Label, ...]
    loop: tuple[Point, ...] = ()
    """Corners of the closed line that the cards lie on."""
    round: float = 10
    """Radius of its corners."""
    stroke: float = 5
    arrows: tuple[Arrow, ...] = ()
    swatches: tuple[Swatch, ...] = ()


class Column:
    """Lines written one under the other, from a height downwards."""

    def __init__(self, x: float, y: float, width: float) -> None:
        self.x, self.y, self.width = x, y, width
        self.labels: list[Label] = []
        self.swatches: list[Swatch] = []

    def write(
        self, text: str, size: float, most: int, *, bold: bool = False, muted: bool = False
    ) -> None:
        """Add a text in lines that fit."""
        for line in lines_of(text, self.width, size, bold, most) if text else ():
            self.y += size * LEADING
            label = Label(self.x, self.y - size * (LEADING - 1), line, size, bold)
            self.labels.append(Label(**{**vars(label), "fill": MUTED}) if muted else label)

    def legend(self, words: MapWords, size: float) -> None:
        """Add what the tints mean, in as many lines as it takes."""
        x, box = self.x, 1.1 * size
        self.y += size * 1.5
        for passes, text in words.legend:
            step = 1.4 * box + text_width(text, size) + 1.8 * size
            if x > self.x and x + step - 1.8 * size > self.x + self.width:
                x, self.y = self.x, self.y + size * 1.5
            self.swatches.append(Swatch(x, self.y - 0.95 * box + 0.1 * size, box, passes))
            self.labels.append(Label(x + 1.5 * box, self.y, text, size))
            x += step
        self.y += 0.3 * size


def sentence_panel(sentence: str, *, title: str, width: float, margin: float, size: float) -> Panel:
    """A plain sentence where there is nothing to draw."""
    column = Column(margin, margin, width - 2 * margin)
    column.write(title, 1.4 * size, 2, bold=True)
    column.y += 0.5 * size
    column.write(sentence, size, 20)
    return Panel(width, column.y + margin, (), tuple(column.labels))
