"""What more attempts buy, as pictures: the chance of a goal, and where the result may lie."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.goal_plot import (
    FAINT,
    TICKS,
    Key,
    Plot,
    dots,
    keys_below,
    line,
    make_plot,
    rules,
    ticks_below,
)
from salestoolkit.charts.theme import CALM, INK, LOST, OPEN, PASSED, WIDTH
from salestoolkit.charts.told import Cell, told_along
from salestoolkit.core.goal_curve import ChanceCurve, ChancePoint
from salestoolkit.words import Words
from salestoolkit.words.goals import attempts_text, chance_text

COLOURS = (PASSED, LOST, OPEN)
"""Of the curves in the order given: they differ in lightness too."""
SHARES = 1.0


def goal_chance_chart(
    curves: Sequence[ChanceCurve], words: Words, *, attempt: str = "call", width: int = WIDTH
) -> alt.LayerChart:
    """The chance of a goal against the number of attempts, for one rate or several.

    A dot marks plain division on the first curve, and on each the attempts with the chance wanted.

    Parameters
    ----------
    curves : sequence of ChanceCurve
        Of the same goal, such as with a known and with a learned rate; at most three.
    """
    drawn = [curve for curve in curves if curve.points]
    title = words.text("goal_chart.chance.title", attempts=attempts_noun(words, attempt))
    said = alt_text_goal_chance(curves, words, attempt=attempt)
    if not drawn:
        return sentence_chart(said, title=title, subtitle=(), width=width)
    inside = usable_width(width)
    low = min(curve.points[0].attempts for curve in drawn)
    high = max(curve.points[-1].attempts for curve in drawn)
    plot, layers = make_plot(
        width=inside, along=(low, high), most=SHARES, said=lambda share: words.percent(share)
    )
    wanted = drawn[0].wanted
    layers += [
        ticks_below(plot, words.number),
        rules([{"from": low, "to": high, "y": plot.y(wanted)}], plot, color=INK, strokeDash=FAINT),
    ]
    for curve, colour in zip(drawn, COLOURS, strict=False):
        path = [{"at": one.attempts, "y": plot.y(one.chance)} for one in curve.points]
        cells = [[_cell(curve, one, words, attempt)] for one in curve.points]
        path = told_along(path, cells)
        layers.append(line(path, plot, color=INK, strokeWidth=4.5, strokeJoin="round"))
        layers.append(line(path, plot, color=colour, strokeWidth=3, strokeJoin="round"))
    layers += _chance_dots(drawn, words, plot, attempt)
    below, end = keys_below(_chance_keys(drawn, words, attempt), plot, top=plot.bottom + TICKS + 16)
    return framed(
        [*layers, *below],
        title=title,
        subtitle=[words.text("goal_chart.chance.reading", goal=words.number(drawn[0].goal))],
        said=said,
        width=inside,
        height=end + 10,
    )


def alt_text_goal_chance(
    curves: Sequence[ChanceCurve], words: Words, *, attempt: str = "call"
) -> str:
    """The chance that plain division buys, and what each rate asks for."""
    drawn = [curve for curve in curves if curve.points]
    if not drawn:
        reason = curves[0].required.reason if curves else "no_history"
        return words.text(f"goals.impossible.{reason or 'no_history'}", metric="")
    keys = _chance_keys(drawn, words, attempt)
    lead = words.text("goal_chart.chance.alt", goal=words.number(drawn[0].goal))
    return " ".join([lead, *(f"{key.text}." for key in keys)])


def _cell(curve: ChanceCurve, one: ChancePoint, words: Words, attempt: str) -> Cell:
    """A point of a curve, for the table."""
    key = "known" if curve.n is None else "learned"
    cases = "" if curve.n is None else words.count("past_case.genitive", curve.n, digits=0)
    return [
        attempts_text(words, attempt, one.attempts, case=""),
        words.text(f"goal_chart.chance.told_{key}", cases=cases),
        chance_text(words, one.chance),
    ]


def _chance_dots(
    curves: Sequence[ChanceCurve], words: Words, plot: Plot, attempt: str
) -> list[alt.Chart]:
    layers = []
    keys = _chance_keys(curves, words, attempt)
    for key, point in zip(keys, _marked(curves), strict=True):
        rows = [{"at": point[0], "y": plot.y(point[1]), "tip": key.text}]
        layers.append(dots(rows, plot, fill=key.fill))
    return layers


def _marked(curves: Sequence[ChanceCurve]) -> list[tuple[int, float]]:
    """Attempts and chance of each dot: plain division first, then what each rate asks for."""
    common: ChancePoint | None = curves[0].common
    found = [(common.attempts, common.chance)] if common else []
    for curve in curves:
        need = curve.required
        if need.attempts is not None and need.chance is not None:
            found.append((need.attempts, need.chance))
    return found


def _chance_keys(curves: Sequence[ChanceCurve], words: Words, attempt: str) -> list[Key]:
    keys = []
    common = curves[0].common
    if common is not None:
        keys.append(
            Key(
                text=words.text(
                    "goal_chart.chance.common",
                    attempts=attempts_text(words, attempt, common.attempts, case=""),
                    chance=words.percent(common.chance, digits=1),
                ),
                fill=CALM,
            )
        )
    for curve, colour in zip(curves, COLOURS, strict=False):
        if curve.required.attempts is None:
            continue
        name = "known" if curve.n is None else "learned"
        fields = {
            "attempts": attempts_text(words, attempt, curve.required.attempts, case=""),
            "chance": chance_text(words, curve.wanted),
        }
        if curve.n is not None:
            fields["cases"] = words.count("past_case.genitive", curve.n, digits=0)
        keys.append(Key(text=words.text(f"goal_chart.chance.{name}", **fields), fill=colour))
    return keys


def attempts_noun(words: Words, attempt: str) -> str:
    """What is attempted, as a title names it."""
    return words.text(f"goal_chart.noun.{attempt}")
