"""How past deals are split into those that teach a score and those that test it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from salestoolkit.core.bands import Array

Ints = np.ndarray[Any, np.dtype[np.int64]]
Order = Literal["companies", "time"]


class Fold(NamedTuple):
    """Places of the deals that teach, and of those that test."""

    train: Ints
    test: Ints


def grouped_folds(
    groups: Sequence[str], created: Array, won: Array, folds: int
) -> tuple[Fold, ...]:
    """Folds of whole companies with like shares won: no company teaches and tests at once.

    Companies are dealt out by their wins, then their deals, then the day of their first deal, there
    and back. A fold with few wins would otherwise be predicted from others with many: its deals
    would stand too high for no reason. A deal without a company is one of its own.

    Examples
    --------
    >>> deals = (["a", "b", "a", "c"], np.arange(4.0), np.array([1.0, 0.0, 0.0, 1.0]))
    >>> [one.test.tolist() for one in grouped_folds(*deals, 2)]
    [[0, 2], [1, 3]]
    """
    names = _companies(groups)
    known: dict[str, tuple[float, int, float]] = {}
    for name, day, win in zip(names, created.tolist(), won.tolist(), strict=True):
        wins, deals, first = known.get(name, (0.0, 0, day))
        known[name] = (wins + win, deals + 1, min(first, day))
    dealt = sorted(known, key=lambda name: (-known[name][0], -known[name][1], known[name][2], name))
    round_trip = [*range(folds), *reversed(range(folds))]
    turn = {name: round_trip[place % len(round_trip)] for place, name in enumerate(dealt)}
    mine = np.array([turn[name] for name in names], dtype=np.int64)
    places = np.arange(len(names))
    found = ((places[mine != one], places[mine == one]) for one in range(folds))
    return tuple(Fold(train, test) for train, test in found if len(test) and len(train))


def time_folds(
    groups: Sequence[str], created: Array, folds: int, *, window_days: int
) -> tuple[Fold, ...]:
    """Folds forward in time: each block of deals is tested on what was known when it began.

    A deal teaches where its window had ended by then, and its company has no deal in the block.
    """
    names = _companies(groups)
    order = np.argsort(created, kind="stable")
    found = []
    for block in np.array_split(order, folds + 1)[1:]:
        if not len(block):
            continue
        begins = created[block].min()
        tested = {names[place] for place in block}
        known = [
            place
            for place in order
            if created[place] + window_days <= begins and names[place] not in tested
        ]
        if known:
            found.append(Fold(np.array(known, dtype=np.int64), np.asarray(block, dtype=np.int64)))
    return tuple(found)


def _companies(groups: Sequence[str]) -> list[str]:
    return [name or f"\0{place}" for place, name in enumerate(groups)]
