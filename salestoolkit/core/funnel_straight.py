"""Deals that went straight through, and lost ones that came in again: visits by what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from salestoolkit.core.bands import Array
from salestoolkit.core.counts import LOST, OPEN, WON
from salestoolkit.core.ends import numbers
from salestoolkit.core.funnel_counts import EVER, Source
from salestoolkit.core.process import SalesProcess
from salestoolkit.errors import BookError


@dataclass(frozen=True)
class WaysByFate:
    """Visits as arrays, each with what became of its deal."""

    fate: np.ndarray[Any, np.dtype[np.object_]]
    stage: np.ndarray[Any, np.dtype[np.object_]]
    way: np.ndarray[Any, np.dtype[np.object_]]
    first: np.ndarray[Any, np.dtype[np.bool_]]
    n: Array
    deals: dict[str, int]

    def count(self, chosen: np.ndarray[Any, Any]) -> int:
        """Number of the chosen visits."""
        return int(self.n[chosen].sum())


def ways_by_fate(source: Source) -> WaysByFate | None:
    """The page's visits by what became of their deals; None where the book looks back.

    Deals are told apart by the export's own status: seen from an earlier date, it knows the future.
    """
    try:
        whole = source.own().counted(EVER, "status")
    except BookError as error:
        if error.code != "unknown_dimension":
            raise
        return None
    part = whole.deals["part"].to_numpy(dtype=object)
    if (part != whole.deals["fate"].to_numpy(dtype=object)).any():
        return None
    visits = whole.visits
    n = numbers(whole.deals, "n")
    return WaysByFate(
        fate=visits["part"].to_numpy(dtype=object),
        stage=visits["stage"].to_numpy(dtype=object),
        way=visits["next"].to_numpy(dtype=object),
        first=visits["first"].to_numpy(dtype=bool),
        n=numbers(visits, "n"),
        deals={fate: int(n[part == fate].sum()) for fate in (WON, LOST, OPEN)},
    )


def reopened(ways: WaysByFate) -> int:
    """Losses that were not the end: all of them in deals that are not lost, the rest in lost ones."""
    losses = ways.way == LOST
    final = ways.fate == LOST
    again = max(0, ways.count(losses & final) - ways.deals[LOST])
    return ways.count(losses & ~final) + again


def went_straight(ways: WaysByFate, process: SalesProcess) -> tuple[int, int]:
    """Least and most won deals that can have gone through every deal stage in order, once.

    Each visit that did not lead to the stage that follows spoils one deal, at most; a deal that went
    straight has a first visit to every stage from which it went to the one that follows.
    """
    deals = ways.deals[WON]
    keys = [stage.key for stage in process.deal_stages]
    won = ways.fate == WON
    most, spoilt = deals, ways.count(won)
    for key, after in zip(keys, [*keys, WON][1:], strict=True):
        onward = won & (ways.stage == key) & (ways.way == after)
        most = min(most, ways.count(onward & ways.first))
        spoilt -= ways.count(onward)
    late = deals - ways.count(won & (ways.stage == keys[0]) & ways.first) if keys else 0
    return max(0, min(most, deals - spoilt - late)), most
