"""One measure before and after a change: its name, verdict, both values, dots and intervals, in pixels."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from salestoolkit.charts.axes import fitting_ticks
from salestoolkit.charts.frame import estimate
from salestoolkit.charts.marks import Along, dot, grid_lines, spans, texts
from salestoolkit.charts.text import text_width
from salestoolkit.charts.theme import (
    CALM,
    LINE,
    LOST,
    MUTED,
    PAPER,
    PASSED,
    SMALL_SIZE,
    TEXT_SIZE,
)
from salestoolkit.core.before_after import Measure
from salestoolkit.core.figures import Figure
from salestoolkit.words import Words
from salestoolkit.words.before_after import measure_name
from salestoolkit.words.formats import is_unknown

TEXT_STEP = 16
ROW = 44
DOT = 90
DOT_EDGE = 8
FILLS = {"better": PASSED, "worse": LOST, "cannot_tell": CALM}


@dataclass(frozen=True, kw_only=True)
class Panel:
    """Where one measure stands, in pixels; ``heading`` is its name and verdict."""

    left: float
    right: float
    top: float
    heading: tuple[str, ...]
    verdict: tuple[str, ...]

    @property
    def rows_from(self) -> float:
        """Where the two rows begin, from the top."""
        return self.top + TEXT_STEP * len((*self.heading, *self.verdict)) + 8

    @property
    def bottom(self) -> float:
        """Where the rows end; below them stand the labels of the axis."""
        return self.rows_from + 2 * ROW


def panel_layers(measure: Measure, panel: Panel, words: Words, *, width: int) -> list[alt.Chart]:
    """Name, verdict, and for each side its value with dot, interval and axis."""
    sides = {"before": measure.before, "after": measure.after}
    lines = _lines((*panel.heading, *panel.verdict), panel.top)
    bold, plain = lines[: len(panel.heading)], lines[len(panel.heading) :]
    labels = [
        {
            "text": _label(words, side, figure, panel.right - panel.left),
            "y": panel.rows_from + ROW * at + TEXT_STEP / 2,
        }
        for at, (side, figure) in enumerate(sides.items())
    ]
    layers = [
        texts(bold, panel.left, fontWeight="bold"),
        texts(plain, panel.left, color=MUTED),
        texts(labels, panel.left),
    ]
    known = {side: figure for side, figure in sides.items() if not is_unknown(figure.value)}
    if known:
        layers += _plot(measure, known, panel, words, width=width)
    return layers


def _label(words: Words, side: str, figure: Figure, room: float) -> str:
    """A side's value with its interval, or without where that has no room: it is drawn below."""
    name = words.text(f"before_after.chart.{side}")
    whole = f"{name}: {said(words, figure)}"
    if is_unknown(figure.value) or text_width(whole, TEXT_SIZE) <= room:
        return whole
    return f"{name}: {_whole(words, figure)(figure.value)}"


def _lines(said: Sequence[str], top: float) -> list[dict[str, Any]]:
    return [{"text": line, "y": top + TEXT_STEP * (at + 0.5)} for at, line in enumerate(said)]


def _plot(
    measure: Measure, known: dict[str, Figure], panel: Panel, words: Words, *, width: int
) -> list[alt.Chart]:
    """Dots and intervals of one measure over its own axis, all in pixels."""
    low, high = _ends(known.values())
    place = (panel.left + DOT_EDGE, panel.right - DOT_EDGE)

    def pixel(value: float) -> float:
        return place[0] + (value - low) / (high - low) * (place[1] - place[0])

    ticks = fitting_ticks(low, high, _short(words, measure), place=place, width=width)
    x = Along(high=width, place=(0, width))
    middles = {
        side: panel.rows_from + ROW * at + TEXT_STEP + 10
        for at, side in enumerate(("before", "after"))
    }
    # not through the values, which stand above each mark
    tops = [panel.rows_from + ROW * at + TEXT_STEP + 2 for at in range(2)]
    grid = [
        {"at": pixel(value), "top": top, "bottom": top + ROW - TEXT_STEP - 4}
        for value in ticks
        for top in tops
    ]
    labels = [
        {"text": label, "y": panel.bottom + 8, "at": pixel(value)} for value, label in ticks.items()
    ]
    rows = [
        {
            "from": pixel(figure.low if figure.low is not None else figure.value or 0.0),
            "to": pixel(figure.high if figure.high is not None else figure.value or 0.0),
            "at": pixel(figure.value or 0.0),
            "y": middles[side],
            "side": side,
            "tip": f"{words.text(f'before_after.chart.{side}')}: {said(words, figure)}",
            "told": [
                [
                    measure_name(words, measure),
                    words.text(f"before_after.chart.{side}"),
                    said(words, figure),
                ]
            ],
        }
        for side, figure in known.items()
    ]
    return [
        grid_lines(grid, x, color=LINE),
        texts(labels, x("at"), align="center", fontSize=SMALL_SIZE, color=MUTED),
        spans(rows, x),
        *(dot(row, x, fill=_fill(measure, str(row["side"])), size=DOT) for row in rows),
    ]


def _ends(figures: Iterable[Figure]) -> tuple[float, float]:
    """Ends of an axis that begins at zero and holds every interval."""
    found = [
        value
        for figure in figures
        for value in (figure.value, figure.low, figure.high)
        if value is not None and not is_unknown(value)
    ]
    low, high = min(0.0, *found), max(0.0, *found)
    return low, low + 1.04 * (high - low) if high > low else low + 1.0


def _fill(measure: Measure, side: str) -> str:
    """The later dot bears the colour of the verdict, the earlier one is calm."""
    return FILLS[measure.verdict] if side == "after" else PAPER


def said(words: Words, figure: Figure) -> str:
    """A value with its interval, or that it is not known yet."""
    if is_unknown(figure.value):
        return words.text("before_after.chart.unknown")
    shown: Callable[[Any], str] = _whole(words, figure)
    return estimate(words, figure.value, figure.low, figure.high, shown)


def _whole(words: Words, figure: Figure) -> Callable[[Any], str]:
    if figure.unit == "share":
        return words.percent
    if figure.unit == "days":
        return words.days
    return lambda value: words.money_about(value, figure.currency)


def _short(words: Words, measure: Measure) -> Callable[[float], str]:
    """Labels of an axis: days without the word, which stands in the values above."""
    if measure.before.unit == "days":
        return words.number
    return _whole(words, measure.before)
