"""Where deals are as days pass, with moves back: the product of (I + dA) over time."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from salestoolkit.core.bands import Array
from salestoolkit.errors import InvalidValue

STILL = -1
"""Next state of a stay that was not over when the deal was last seen."""


@dataclass(frozen=True, kw_only=True, eq=False)
class StateOccupation:
    """Share of deals in each state as days pass, by the end of each day with a move.

    ``time`` holds the ``m`` days with a move; ``transitions`` (m x k x k) the matrices P(0, t) whose
    rows say where deals that began in a state are; ``occupation`` (m x k) the shares of all deals,
    ``initial`` those on day 0. ``n`` counts the deals, ``last`` is the end of the longest follow-up
    (None for no deals): nothing is said beyond it.
    """

    time: Array
    transitions: npt.NDArray[np.float64]
    occupation: npt.NDArray[np.float64]
    initial: Array
    n: int
    last: float | None

    def at(self, day: float) -> Array | None:
        """Shares by state at the end of a day; None past the last follow-up."""
        if self.last is None or day > self.last or day < 0:
            return None
        index = int(np.searchsorted(self.time, day, side="right")) - 1
        return np.asarray(self.occupation[index]) if index >= 0 else self.initial


def state_occupation(
    deals: Sequence[Hashable] | npt.ArrayLike,
    states: npt.ArrayLike,
    from_day: npt.ArrayLike,
    to_day: npt.ArrayLike,
    next_states: npt.ArrayLike,
    *,
    n_states: int,
    initial: npt.ArrayLike | None = None,
) -> StateOccupation:
    """Aalen and Johansen's estimate for any moves, back ones too: P(0, t) = product of (I + dA(u)).

    dA_hj(u) = moves from h to j at u / stays in h at risk at u. A stay is at risk after the day on
    which it began, up to the day on which it ended; the first stay of a deal that was seen from day 0
    is at risk on day 0. Several moves of one deal in a day are gone through one after the other: the
    first moves of all deals that day, then the second ones. Days count from the deal's own start, not
    from the start of each stay, so that the clock is not set back (Markov).

    Parameters
    ----------
    deals : sequence
        Whose stay it is: one entry a stay, as the others.
    states : array of int
        State of each stay, 0 to ``n_states`` - 1; states that are never left are ends.
    from_day, to_day : array
        Days since the deal's start on which the stay began, and ended or was last seen. A deal whose
        first stay begins later than 0 came under observation then (late entry).
    next_states : array of int
        State that followed, or `STILL`.
    n_states : int
        Number of states.
    initial : array, optional
        Share of deals in each state on day 0; that of the deals seen from day 0 where not given.

    Raises
    ------
    InvalidValue
        ``unequal_lengths``, or ``unknown_state`` for a state outside 0 to ``n_states`` - 1.

    Examples
    --------
    >>> found = state_occupation(
    ...     [1, 1, 2, 3], [0, 1, 0, 0], [0, 4, 0, 0], [4, 9, 6, 8], [1, 2, 2, -1], n_states=3
    ... )
    >>> found.occupation.round(3).tolist()
    [[0.667, 0.333, 0.0], [0.333, 0.333, 0.333], [0.333, 0.0, 0.667]]
    """
    stays = _stays(deals, states, from_day, to_day, next_states, n_states)
    begun = stays.first & (stays.start <= 0)
    shares = np.bincount(stays.state[begun], minlength=n_states).astype(float)
    if initial is not None:
        shares = np.asarray(initial, dtype=float)
    shares = shares / shares.sum() if shares.sum() else shares
    began, ended = _moments(stays)
    moved = stays.next != STILL
    matrix, steps, days = np.eye(n_states), [], []
    for day in np.unique(stays.end[moved]):
        today = moved & (stays.end == day)
        for moment in np.unique(ended[today]):
            matrix = matrix @ _step(stays, began, ended, moment, n_states)
        steps.append(matrix)
        days.append(float(day))
    transitions = np.array(steps).reshape(-1, n_states, n_states)
    return StateOccupation(
        time=np.array(days, dtype=float),
        transitions=transitions,
        occupation=shares @ transitions if len(days) else np.empty((0, n_states)),
        initial=shares,
        n=len(np.unique(stays.deal)),
        last=float(stays.end.max()) if stays.end.size else None,
    )


@dataclass(frozen=True)
class _Stays:
    """Stays in the order of each deal; deals as whole numbers."""

    deal: npt.NDArray[np.int64]
    state: npt.NDArray[np.int64]
    start: Array
    end: Array
    next: npt.NDArray[np.int64]
    first: npt.NDArray[np.bool_]


def _stays(
    deals: Any, states: Any, from_day: Any, to_day: Any, next_states: Any, n_states: int
) -> _Stays:
    names = np.unique(np.asarray(deals, dtype=object).astype(str), return_inverse=True)[1]
    state, after = (np.asarray(codes, dtype=np.int64) for codes in (states, next_states))
    start, end = (np.asarray(days, dtype=float) for days in (from_day, to_day))
    lengths = {len(column) for column in (names, state, after, start, end)}
    if len(lengths) > 1:
        raise InvalidValue(
            "unequal_lengths", value=", ".join(map(str, sorted(lengths))), allowed="1"
        )
    for codes, least in ((state, 0), (after, STILL)):
        wrong = codes[(codes < least) | (codes >= n_states)]
        if wrong.size:
            raise InvalidValue("unknown_state", value=int(wrong[0]), allowed=f"0-{n_states - 1}")
    # a stay that ends before it begins is a data error: it says nothing
    kept = np.flatnonzero(end >= start)
    order = kept[np.lexsort((end[kept], start[kept], names[kept]))]
    deal = names[order].astype(np.int64)
    first = np.diff(deal, prepend=-1) != 0
    return _Stays(deal, state[order], start[order], end[order], after[order], first)


def _moments(stays: _Stays) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Moments at which each stay began and ended: whole numbers in the order of time.

    A moment is a day and which move of its deal that day it is; 0 is the beginning of the day, before
    any move. A deal that came under observation late enters after all moves of that day.
    """
    same_day = np.concatenate(([False], ~stays.first[1:] & (stays.end[1:] == stays.end[:-1])))
    here = np.arange(len(stays.end))
    run = np.maximum.accumulate(np.where(same_day, 0, here)) if len(here) else here
    move = here - run + 1
    most = int(move.max(initial=0)) + 1
    entry = stays.start[np.maximum.accumulate(np.where(stays.first, here, 0))]
    late = (entry > 0) & (stays.start <= entry)
    previous = np.concatenate(([0], move[:-1])) if len(move) else move
    begins = np.where(late, most, np.where(stays.first, 0, previous))
    days = np.unique(np.concatenate([stays.start, stays.end]))
    scale = most + 1
    return (
        np.searchsorted(days, stays.start) * scale + begins,
        np.searchsorted(days, stays.end) * scale + np.where(stays.next == STILL, most, move),
    )


def _step(
    stays: _Stays,
    began: npt.NDArray[np.int64],
    ended: npt.NDArray[np.int64],
    moment: int,
    n_states: int,
) -> npt.NDArray[np.float64]:
    """I + dA at one moment."""
    at_risk = (began < moment) & (ended >= moment)
    moves = at_risk & (ended == moment) & (stays.next != STILL)
    here = np.bincount(stays.state[at_risk], minlength=n_states).astype(float)
    counts = np.zeros((n_states, n_states))
    np.add.at(counts, (stays.state[moves], stays.next[moves]), 1.0)
    rates = np.divide(counts, here[:, None], out=np.zeros_like(counts), where=here[:, None] > 0)
    step: npt.NDArray[np.float64] = np.eye(n_states) + rates - np.diag(rates.sum(axis=1))
    return step
