"""Lines of text on a process map: how large, how wide, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from salestoolkit.charts.text import shorten, text_width, wrap
from salestoolkit.charts.theme import INK

LEADING = 1.22
"""Distance of two lines, in sizes of their letters."""

_LONE_LETTER = re.compile(r"(?<!\S)([^\W\d_]) ")


@dataclass(frozen=True)
class Label:
    """A line of text; ``x`` is its left, middle or right end, ``y`` its base line."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    fill: str = INK
    anchor: str = "start"
    on_line: bool = False
    """Whether it stands on the loop, which then leaves it room."""

    @property
    def width(self) -> float:
        """Width of the text."""
        return text_width(self.text, self.size, bold=self.bold)

    def moved(self, x: float, y: float) -> Label:
        """The same line somewhere else."""
        return replace(self, x=self.x + x, y=self.y + y)


@dataclass(frozen=True)
class Letters:
    """Sizes of the letters in a card."""

    body: float
    small: float
    name: float
    name_lines: int = 3
    owner_lines: int = 2

    @property
    def pad(self) -> float:
        """Room between a card's border and its texts."""
        return 0.75 * self.body


class Pen:
    """Writes line under line and remembers how far it came."""

    def __init__(self, x: float, width: float) -> None:
        self.x, self.width, self.y = x, width, 0.0
        self.labels: list[Label] = []

    def write(
        self, text: str, size: float, most: int, *, bold: bool = False, fill: str = INK,
        indent: float = 0,
    ) -> None:  # fmt: skip
        """Add a text in at most so many lines."""
        for line in lines_of(text, self.width - indent, size, bold, most):
            self.y += size * LEADING
            base = self.y - size * (LEADING - 1)
            self.labels.append(Label(self.x + indent, base, line, size, bold, fill))


@lru_cache(maxsize=20_000)
def lines_of(text: str, width: float, size: float, bold: bool, most: int) -> tuple[str, ...]:
    """The text in at most so many lines; what does not fit ends in an ellipsis."""
    lines = wrap(_glued(text, width, size, bold), width, size, bold=bold)
    if len(lines) <= most:
        return tuple(lines)
    rest = " ".join(lines[most - 1 :])
    return (*lines[: most - 1], shorten(rest, width, size, bold=bold))


def _glued(text: str, width: float, size: float, bold: bool) -> str:
    """The text with words of one letter kept on the line of the next word, as Polish wants it."""
    glued = _LONE_LETTER.sub("\\1\N{NO-BREAK SPACE}", text)
    fits = all(text_width(word, size, bold=bold) <= width for word in glued.split(" "))
    return glued if fits else text
