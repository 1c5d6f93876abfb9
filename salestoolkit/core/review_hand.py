"""Work in hand: what the open deals are worth, and between which bounds what comes of them will lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from salestoolkit.core.bands import Array

DRAWS = 4000
"""Draws of what comes of the open deals; fewer where there are very many of them."""
MOST_CELLS = 4_000_000
LEVEL = 0.9
SEED = 1
"""The same deals give the same bounds on every run."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What comes of some open deals: wins, and their value.

    ``wins`` is the sum of the chances, ``value`` that of value x chance. The bounds hold nine times in
    ten: each deal is won or not (Poisson-binomial), and all chances are too high or too low together
    by as much as the number of past wins leaves open.
    """

    wins: float
    wins_low: float
    wins_high: float
    value: float | None
    value_low: float | None
    value_high: float | None


@dataclass(frozen=True, kw_only=True)
class InHand:
    """The open deals together.

    ``n`` deals, ``valued`` of which have a value in ``currency``, together ``value``; ``chanced`` have
    a chance, on which ``expected`` rests (None where none has); ``beyond`` are older than any that was
    seen to end, and count for nothing in it. ``won`` and ``lost``: deals that the chances come from.
    """

    n: int
    valued: int
    value: float | None
    currency: str | None
    chanced: int
    beyond: int
    expected: Expected | None
    won: int
    lost: int


def work_in_hand(rows: pd.DataFrame, currency: str | None, *, won: int, lost: int) -> InHand:
    """The open deals together, and what will come of them in the end.

    Parameters
    ----------
    rows : DataFrame
        Open deals as `salestoolkit.core.stalled.Stalled.rows` has them.
    won, lost : int
        Past deals that the chances were learned from.
    """
    value = values_in(rows, currency)
    known = ~np.isnan(value)
    chance = rows["chance"].to_numpy(dtype=float)
    return InHand(
        n=len(rows),
        valued=int(known.sum()),
        value=float(value[known].sum()) if known.any() else None,
        currency=currency,
        chanced=int((~np.isnan(chance)).sum()),
        beyond=int(rows["beyond"].sum()),
        expected=expected_of(chance, value, won=won, lost=lost),
        won=won,
        lost=lost,
    )


def values_in(rows: pd.DataFrame, currency: str | None) -> Array:
    """Values of the deals in one currency (``""``: without one), NaN for others."""
    if currency is None:
        return np.full(len(rows), np.nan)
    mine = (rows["currency"].astype(object).fillna("") == currency).to_numpy(dtype=bool)
    return np.where(mine, rows["value"].to_numpy(dtype=float), np.nan)


def expected_of(chance: Array, value: Array, *, won: int, lost: int) -> Expected | None:
    """What to expect of deals with these chances; None where no chance is known."""
    known = ~np.isnan(chance)
    if not known.any():
        return None
    chance, value = chance[known], value[known]
    has_value = ~np.isnan(value)
    wins = draws_of(chance, won=won, lost=lost)
    low, high = _bounds(wins.sum(axis=1).astype(float))
    worth = np.where(has_value, value, 0.0)
    money: tuple[float | None, ...] = (None, None, None)
    if has_value.any():
        money = (float(chance @ worth), *_bounds(np.asarray(wins @ worth, dtype=float)))
    return Expected(
        wins=float(chance.sum()),
        wins_low=low,
        wins_high=high,
        value=money[0],
        value_low=money[1],
        value_high=money[2],
    )


def draws_of(chance: Array, *, won: int, lost: int) -> npt.NDArray[np.bool_]:
    """Which deals are won, draw by draw (one row each).

    The share won p is drawn first, from Beta(won + 1/2, lost + 1/2), and moves the log-odds of all
    deals together; then each deal is drawn. Independent draws alone would be too sure of themselves.
    """
    rng = np.random.default_rng(SEED)
    n = max(200, min(DRAWS, MOST_CELLS // max(len(chance), 1)))
    rate = (won + 0.5) / (won + lost + 1)
    shift = special.logit(rng.beta(won + 0.5, lost + 0.5, size=n)) - special.logit(rate)
    odds = special.logit(np.clip(chance, 1e-9, 1 - 1e-9))
    drawn: Any = rng.random((n, len(chance))) < special.expit(odds + shift[:, None])
    return np.asarray(drawn, dtype=np.bool_)


def _bounds(values: Array) -> tuple[float, float]:
    low, high = np.quantile(values, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], method="inverted_cdf")
    return float(low), float(high)
