"""What a deal is worth in each stage: its chance to win from there, times a won deal's mean value."""

from __future__ import annotations

import numpy as np
import pandas as pd

from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.funnel_counts import by_stage, clocked, numbers, total
from salestoolkit.core.funnel_stages import of_currency
from salestoolkit.core.incidence import aalen_johansen

ENOUGH = 30
"""First passages from which a part's own way through the stages is taken."""
ENOUGH_WON = 10
"""Won deals with a value from which a part's own mean value is taken."""


def mean_won_value(own: Counts, everyone: Counts, currency: str | None) -> float | None:
    """Mean value of a won deal: the part's own from `ENOUGH_WON` of them, else everyone's."""
    for counts in (own, everyone):
        count, worth = won_values(counts, currency)
        if count >= ENOUGH_WON or (counts is everyone and count):
            return worth / count
    return None


def won_values(counts: Counts, currency: str | None) -> tuple[int, float]:
    """Number of won deals with a value in the currency, and the sum of the values."""
    if currency is None:
        return 0, 0.0
    won = (counts.deals["fate"] == WON).to_numpy(dtype=bool)
    rows = counts.deals[won & of_currency(counts.deals, currency)]
    return total(rows, "value_n"), float(rows["value_sum"].sum())


def where_next(passages: pd.DataFrame) -> dict[str, float]:
    """Share of a stage's deals that go on to each later stage or win, by the last follow-up.

    Aalen-Johansen with each way out as a cause of its own; deals still open are censored.
    """
    timed = clocked(passages)
    ways = sorted(set(timed["next"]) - {OPEN, LOST})
    codes = timed["next"].map({way: place for place, way in enumerate([OPEN, *ways, LOST])})
    curve = aalen_johansen(
        numbers(timed, "days"),
        codes.to_numpy(dtype=np.int64),
        entry=numbers(timed, "entry_age"),
        weights=numbers(timed, "n"),
        n_causes=len(ways) + 1,
    )
    return {way: curve.final(cause=place) or 0.0 for place, way in enumerate(ways, start=1)}


def win_chances(own: Counts, everyone: Counts) -> tuple[dict[str, float], dict[str, float]]:
    """Chance to win from each stage, and from the stages that its advancing deals go to.

    W(k) = sum over next of F(k -> next) W(next), from the last stage back; W(won) = 1. The ways out
    of a stage are the part's own from `ENOUGH` passages, else everyone's.
    """
    order = [stage.key for stage in own.process.deal_stages]
    mine, all_ways = by_stage(own.passages), by_stage(everyone.passages)
    chance: dict[str, float] = {}
    onward: dict[str, float] = {}
    for key in reversed(order):
        rows = mine.get(key)
        if rows is None or total(clocked(rows)) < ENOUGH:
            rows = all_ways.get(key)
        ways = where_next(rows) if rows is not None else {}
        # A way to none of the deal stages (won, or a customer stage behind it) is a win.
        worth = sum(share * chance.get(way, 1.0) for way, share in ways.items())
        moving = sum(ways.values())
        chance[key] = worth
        onward[key] = worth / moving if moving > 0 else 0.0
    return chance, onward
