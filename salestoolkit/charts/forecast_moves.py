"""From last week's forecast to now, stair by stair."""

from __future__ import annotations

import altair as alt

from salestoolkit.charts.frame import framed, usable_width
from salestoolkit.charts.theme import WIDTH
from salestoolkit.charts.waterfall import Stair, waterfall
from salestoolkit.core.forecast_moves import Moves
from salestoolkit.core.forecast_result import Forecast
from salestoolkit.words import Words
from salestoolkit.words.forecast_moves import expected, signed

TINY = 1e-9


def forecast_moves_chart(
    moves: Moves, main: Forecast, words: Words, *, width: int = WIDTH
) -> alt.LayerChart:
    """What raised and what lowered the expected total since a week ago; the stairs add up."""
    inside, moves = usable_width(width), moves.rounded()
    header = words.text("forecast.moves_chart.header")
    layers, height = waterfall(
        _stairs(moves, main, words),
        words,
        width=inside,
        headers=(header, header),
        tick=lambda value: _tick(value, main, words),
    )
    return framed(
        layers,
        title=words.text("forecast.moves_chart.title"),
        subtitle=[words.text(f"forecast.moves_chart.{moves.metric}")],
        said=alt_text_moves(moves, main, words),
        width=inside,
        height=height,
    )


def alt_text_moves(moves: Moves, main: Forecast, words: Words) -> str:
    """Each stair in words."""
    told = ", ".join(
        f"{words.text(f'forecast.moves.{part.kind}')} {signed(words, main, part.amount)}"
        for part in moves.parts
        if abs(part.amount) > TINY
    )
    return words.text(
        "forecast.moves_chart.alt",
        then=expected(words, main, moves.then),
        now=expected(words, main, moves.now),
        told=told,
    )


def _tick(value: float, main: Forecast, words: Words) -> str:
    if main.metric == "revenue":
        return words.money(value, main.currency, digits=0)
    return words.number(value)


def _stairs(moves: Moves, main: Forecast, words: Words) -> list[Stair]:
    """Both levels, and the reasons between them; what moved nothing is left out, but for the rest."""
    level = moves.then
    then = words.text("forecast.moves.then", since=words.date(moves.since, short=True))
    stairs = [
        Stair(name=then, said=expected(words, main, level), start=level, end=level, total=True)
    ]
    for part in moves.parts:
        if abs(part.amount) <= TINY and part.kind != "rest":
            continue
        fill = "calm" if part.kind == "rest" else "more" if part.amount > 0 else "less"
        stairs.append(
            Stair(
                name=words.text(f"forecast.moves.{part.kind}"),
                said=signed(words, main, part.amount),
                start=level,
                end=level + part.amount,
                fill=fill,
            )
        )
        level += part.amount
    now = words.text("forecast.moves.now")
    said = expected(words, main, moves.now)
    return [*stairs, Stair(name=now, said=said, start=level, end=moves.now, total=True)]
