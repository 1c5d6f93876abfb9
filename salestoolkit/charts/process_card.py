"""One card of a process map: its texts in lines that fit, at a size of letters."""

from __future__ import annotations

from dataclasses import dataclass, replace

from salestoolkit.charts.process_lines import LEADING, Label, Letters, Pen
from salestoolkit.charts.process_words import SEPARATOR, CardWords
from salestoolkit.charts.text import shorten, text_width
from salestoolkit.charts.theme import INK, MUTED
from salestoolkit.core.process import Passes

ACTIVITY_LINES, GOAL_LINES = 5, 2
MOST_ACTIVITIES = 24
BULLET = "• "


@dataclass(frozen=True)
class Card:
    """A stage as drawn: its box, its texts, and how much of it is its head."""

    x: float
    y: float
    width: float
    height: float
    band: float
    """Height of the head, whose tint says what passes through the stage."""
    passes: Passes
    waiting: bool
    labels: tuple[Label, ...]
    rule: float | None
    """Where a thin line parts what is done from what is measured."""
    hourglass: tuple[float, float, float] | None
    """Left, base line and size of the sign of a stage that waits."""
    hidden: int
    """Activities that found no room; the card says how many."""

    def moved(self, x: float, y: float) -> Card:
        """The same card somewhere else."""
        sand = self.hourglass
        return replace(
            self,
            x=self.x + x,
            y=self.y + y,
            labels=tuple(label.moved(x, y) for label in self.labels),
            rule=None if self.rule is None else self.rule + y,
            hourglass=None if sand is None else (sand[0] + x, sand[1] + y, sand[2]),
        )

    def with_height(self, height: float) -> Card:
        """The card as tall as asked for: what is measured keeps to its lower border."""
        down, rule = height - self.height, self.rule
        if rule is None:
            return replace(self, height=height)
        labels = tuple(label.moved(0, down) if label.y > rule else label for label in self.labels)
        return replace(self, height=height, labels=labels, rule=rule + down)


def fitted(
    words: CardWords, letters: Letters, more: dict[int, str], *, width: float, height: float
) -> Card | None:
    """The card in a box, with as many activities as it has room for; None where it is too small."""
    for shown in range(min(len(words.activities), MOST_ACTIVITIES), -1, -1):
        card = natural(words, letters, more, width=width, shown=shown)
        if card.height <= height + 0.01:
            return card.with_height(height)
    return None


def natural(
    words: CardWords, letters: Letters, more: dict[int, str], *, width: float, shown: int
) -> Card:
    """The card as tall as its texts, with the first ``shown`` of its activities."""
    band, head, sand = _head(words, letters, width)
    pen = Pen(letters.pad, width - 2 * letters.pad)
    pen.y = band + 0.35 * letters.body
    pen.write(words.name, letters.name, letters.name_lines, bold=True)
    if words.owner:
        pen.y += 0.1 * letters.body
        pen.write(words.owner, letters.small, letters.owner_lines, fill=MUTED)
    _write_activities(pen, words, letters, more, shown)
    top = pen.y
    foot = _foot(words, letters, width)
    rule = top + 0.45 * letters.body if foot.labels else None
    start = top if rule is None else rule + 0.1 * letters.body
    return Card(
        x=0,
        y=0,
        width=width,
        height=start + foot.y + 0.6 * letters.body,
        band=band,
        passes=words.passes,
        waiting=words.waiting_label is not None,
        labels=(*head, *pen.labels, *(label.moved(0, start) for label in foot.labels)),
        rule=rule,
        hourglass=sand,
        hidden=len(words.activities) - min(shown, len(words.activities)),
    )


def _write_activities(
    pen: Pen, words: CardWords, letters: Letters, more: dict[int, str], shown: int
) -> None:
    indent = text_width(BULLET, letters.body)
    pen.y += 0.35 * letters.body if words.activities else 0
    for activity in words.activities[:shown]:
        first = len(pen.labels)
        pen.write(activity, letters.body, ACTIVITY_LINES, indent=indent)
        base = pen.labels[first].y
        pen.labels.append(Label(pen.x, base, BULLET.strip(), letters.body, fill=MUTED))
    left = len(words.activities) - min(shown, len(words.activities))
    if left:
        pen.write(more[left], letters.small, 1, fill=MUTED)


def _head(
    words: CardWords, letters: Letters, width: float
) -> tuple[float, list[Label], tuple[float, float, float] | None]:
    """The head: the stage's number, what passes through, and whether it is a wait."""
    ink = "#ffffff" if words.passes == "customer" else INK
    size, pad = letters.small, letters.pad
    base = 1.25 * letters.name
    right = Label(width - pad, base, words.passes_label, size, fill=ink, anchor="end")
    head = [Label(pad, base, words.number, letters.name, True, ink), right]
    if words.waiting_label is None:
        return 1.7 * letters.name, head, None
    left = pad + head[0].width + 0.7 * size
    label = Label(left + 1.0 * size, base, words.waiting_label, size, True, ink)
    band = 1.7 * letters.name
    if label.x + label.width > width - pad - right.width - 0.5 * size:
        # too narrow for both: the wait gets a line of its own
        down = 1.25 * size
        room = width - 2 * pad - size
        text = shorten(words.waiting_label, room, size, bold=True)
        label = Label(pad + 1.0 * size, base + down, text, size, True, ink)
        band += down
    return band, [*head, label], (label.x - 1.0 * size, label.y, size)


def _foot(words: CardWords, letters: Letters, width: float) -> Pen:
    """What is aimed at, which other ways are meant, and the live numbers."""
    pen = Pen(letters.pad, width - 2 * letters.pad)
    for pieces in (words.goals, words.moves):
        joined = SEPARATOR.join(pieces)
        fits = text_width(joined, letters.small) <= pen.width
        for text in (joined,) if fits and joined else pieces:
            pen.write(text, letters.small, GOAL_LINES, fill=MUTED)
    if words.figures:
        pen.y += 0.25 * letters.body if pen.labels else 0
        _write_figures(pen, words.figures, letters)
    return pen


def _write_figures(pen: Pen, figures: tuple[tuple[str, str], ...], letters: Letters) -> None:
    """Live numbers: four beside each other, else two, else one under the other."""
    big, small, gap = 1.1 * letters.body, letters.small, 0.5 * letters.body
    column = pen.width / len(figures)
    widths = [
        max(text_width(value, big, bold=True), text_width(label, small)) for value, label in figures
    ]
    if max(widths) <= column - gap:
        pen.y += big * LEADING
        for at, (value, label) in enumerate(figures):
            x = pen.x + at * column
            pen.labels.append(Label(x, pen.y, value, big, True))
            pen.labels.append(Label(x, pen.y + small * 1.15, label, small, fill=MUTED))
        pen.y += small * 1.4
        return
    for columns in (2, 1):
        parts = [figures[at::columns] for at in range(columns)]
        ahead = [max(text_width(value, big, bold=True) for value, _ in part) for part in parts]
        after = [max(text_width(label, small) for _, label in part) for part in parts]
        wide = [a + b + 0.4 * small for a, b in zip(ahead, after, strict=True)]
        if sum(wide) + gap <= pen.width:
            break
    spare = max(pen.width - sum(wide), 0) / columns
    for at, (value, label) in enumerate(figures):
        column = at % columns
        pen.y += big * LEADING if column == 0 else 0
        end = pen.x + sum(wide[:column]) + spare * column + ahead[column]
        said = shorten(label, pen.x + pen.width - end - 0.4 * small, small)
        pen.labels.append(Label(end, pen.y, value, big, True, anchor="end"))
        pen.labels.append(Label(end + 0.4 * small, pen.y, said, small, fill=MUTED))
    pen.y += 0.25 * small
