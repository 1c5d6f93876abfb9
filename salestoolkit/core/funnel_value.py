"""What a deal is worth in each stage: its chance to win from there, times a won deal's mean value."""

from __future__ import annotations

import numpy as np

from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.ends import Ends
from salestoolkit.core.funnel_counts import Source, total
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


def where_next(passages: Ends) -> dict[str, float]:
    """Share of a stage's deals that go on to each later stage or win, by the last follow-up.

    Aalen-Johansen with each way out as a cause of its own; deals still open are censored.
    """
    timed = passages.clocked
    ways = sorted(set(timed.way) - {OPEN, LOST})
    place = {way: code for code, way in enumerate([OPEN, *ways, LOST])}
    curve = aalen_johansen(
        timed.days,
        np.array([place[way] for way in timed.way], dtype=np.int64),
        entry=timed.entry_age,
        weights=timed.n,
        n_causes=len(ways) + 1,
    ).well_observed
    return {way: curve.final(cause=code) or 0.0 for code, way in enumerate(ways, start=1)}


def onward_chances(source: Source) -> dict[str, float]:
    """Chance to win of the deals that move on from each stage, averaged over where they go.

    W(k) = sum over next of F(k -> next) W(next), from the last stage back; W(won) = 1. The ways out
    of a stage are the part's own from `ENOUGH` passages, else everyone's.
    """
    chance: dict[str, float] = {}
    onward: dict[str, float] = {}
    for stage in reversed(source.everyone().process.deal_stages):
        rows = source.ends(stage.key)
        if rows.clocked.count() < ENOUGH:
            rows = source.ends(stage.key, "everyone")
        ways = where_next(rows)
        # A way to none of the deal stages (won, or a customer stage behind it) is a win.
        worth = sum(share * chance.get(way, 1.0) for way, share in ways.items())
        moving = sum(ways.values())
        chance[stage.key] = worth
        onward[stage.key] = worth / moving if moving > 0 else 0.0
    return onward
