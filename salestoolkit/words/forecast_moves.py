"""Why a forecast moved, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salestoolkit.core.forecast_moves import BY_DEALS, Move, Moves
from salestoolkit.core.forecast_result import Forecast

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

JOINED = "\N{WORD JOINER}"
NOTHING = 0.005
"""Share of the total below which a change is not worth the name."""


def move_sentences(words: Words, main: Forecast, moves: Moves) -> list[str]:
    """What was expected a week ago, what now, and what moved it most."""
    moves = moves.rounded()
    change = moves.now - moves.then
    fields = {
        "then": expected(words, main, moves.then),
        "now": expected(words, main, moves.now),
        "change": _say(words, "same") if _none(change, moves) else signed(words, main, change),
    }
    said = [_say(words, "sentence", **fields)]
    named = [part for part in moves.parts if part.kind != "rest" and not _none(part.amount, moves)]
    up = max(named, key=lambda part: part.amount, default=None)
    down = min(named, key=lambda part: part.amount, default=None)
    if up is not None and up.amount > 0:
        said.append(_most(words, main, "biggest_up", up))
    if down is not None and down.amount < 0:
        said.append(_most(words, main, "biggest_down", down))
    if main.model not in BY_DEALS:
        said.append(_say(words, "whole"))
    elif not moves.sizes_known and main.metric == "revenue":
        said.append(_say(words, "sizes_unknown"))
    return said


def expected(words: Words, main: Forecast, value: float) -> str:
    """A mean as it was rounded: deals with a decimal, money in whole units."""
    if main.metric == "revenue":
        return words.money(value, main.currency, digits=0)
    return words.number(value, digits=1)


def signed(words: Words, main: Forecast, change: float) -> str:
    """A change with its sign: ``+1.2``, ``−170,000 zł``."""
    shown = expected(words, main, abs(change))
    if shown == expected(words, main, 0.0):
        return shown
    return ("+" if change > 0 else "\N{MINUS SIGN}") + shown


def _most(words: Words, main: Forecast, key: str, part: Move) -> str:
    amount = signed(words, main, part.amount)
    # a sign stays with its number at the end of a line
    amount = amount[0] + JOINED + amount[1:]
    return _say(words, key, kind=_say(words, part.kind), amount=amount)


def _none(amount: float, moves: Moves) -> bool:
    return abs(amount) < NOTHING * max(abs(moves.then), abs(moves.now), 1e-9)


def _say(words: Words, key: str, /, **fields: object) -> str:
    return words.text(f"forecast.moves.{key}", **fields)
