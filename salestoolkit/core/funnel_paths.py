"""Paths as they were: stages left out, moves back, deals that were lost and came in again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.durations import weighted_median
from salestoolkit.core.ends import NOBODY, ends_by_stage, numbers
from salestoolkit.core.funnel_counts import Source, total
from salestoolkit.core.funnel_straight import reopened, ways_by_fate, went_straight
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.proportions import proportion

WAY_COLUMNS = (
    *("stage", "next", "kind", "passed_over", "n", "of", "share", "low", "high"),
    *("median_days", "timed"),
)
AGAIN_COLUMNS = ("stage", "name", "visits", "again", "share", "low", "high", "median_days", "timed")


@dataclass(frozen=True, kw_only=True, eq=False)
class Paths:
    """The ways that a page's deals took through the stages.

    ways : one row for each way out of a stage that a deal took, in process order
        stage, next (a stage, won or lost); kind (``next``, ``skip``, ``back``, ``won``,
        ``won_early``, ``lost``); passed_over (keys of the deal stages left out); n, of (all visits to
        the stage that are over), share with low and high (Wilson); median_days in the stage of those
        that went this way (they are over, so it says nothing of those still there), timed (its n).
    again : one row a deal stage
        stage, name, visits (all), again (visits by a deal that had been there before), share of the
        visits with low and high; median_days of the repeated visits that are over, timed (its n).
    moves, skipped, moved_back : ways out that led to a stage or a win; those of them that left out a
        stage; and those that led to an earlier one
    reopened : how often a deal that stood as lost came in again, at least (a deal that was lost twice
        and is lost now counts where it can be told); None where the log cannot tell
    won, straight_low, straight_high : won deals; and how many of them went through every stage in
        order, once: counts cannot follow single deals, so two bounds; None where they cannot be told
    limits : ``no_moves``, ``looks_back`` (seen from an earlier date, so that won deals are not known
        as such)
    """

    as_of: date
    level: float
    process: SalesProcess
    ways: pd.DataFrame
    again: pd.DataFrame
    moves: int
    skipped: int
    moved_back: int
    reopened: int | None
    won: int
    straight_low: int | None
    straight_high: int | None
    limits: tuple[str, ...] = ()

    def of_kind(self, *kinds: str) -> pd.DataFrame:
        """Ways of these kinds, the commonest first."""
        chosen = self.ways[self.ways["kind"].isin(kinds).to_numpy(dtype=bool)]
        return chosen.sort_values("n", ascending=False, kind="stable").reset_index(drop=True)


def paths_of(source: Source, *, level: float = 0.95) -> Paths:
    """The ways that a page's deals took: skips, moves back, re-opened ones.

    Parameters
    ----------
    source : Source
        Where the page's counts come from.
    level : float
        Of every interval.
    """
    counts = source.page()
    process = counts.process
    ways = _ways(counts, level)
    moving = ways[(ways["kind"] != LOST).to_numpy(dtype=bool)]
    by_fate = ways_by_fate(source)
    won = total(counts.deals[(counts.deals["fate"] == WON).to_numpy(dtype=bool)])
    straight = went_straight(by_fate, process) if by_fate else None
    limits = {"no_moves": not total(moving), "looks_back": by_fate is None}
    told = bool(by_fate) and bool(total(moving))
    return Paths(
        as_of=counts.as_of,
        level=level,
        process=process,
        ways=ways,
        again=_again(counts, level),
        moves=total(moving),
        skipped=total(moving[moving["kind"].isin(["skip", "won_early"]).to_numpy(dtype=bool)]),
        moved_back=total(moving[(moving["kind"] == "back").to_numpy(dtype=bool)]),
        reopened=reopened(by_fate) if by_fate and told else None,
        won=won,
        straight_low=straight[0] if straight and told else None,
        straight_high=straight[1] if straight and told else None,
        limits=tuple(code for code, holds in limits.items() if holds),
    )


def _ways(counts: Counts, level: float) -> pd.DataFrame:
    """One row for each way out of a stage, with the days until it was taken."""
    chart = _Map.of(counts.process)
    visits = counts.visits[(counts.visits["next"] != OPEN).to_numpy(dtype=bool)]
    start = np.array([chart.places[str(key)] for key in visits["stage"]], dtype=np.int64)
    end = np.array([chart.places[str(key)] for key in visits["next"]], dtype=np.int64)
    # sorted once, each way is a run of rows: a map of 300 stages has tens of thousands of them
    order = np.lexsort((end, start))
    start, end = start[order], end[order]
    days, n = numbers(visits, "days")[order], numbers(visits, "n")[order]
    begins = np.flatnonzero((np.diff(start, prepend=-1) != 0) | (np.diff(end, prepend=-1) != 0))
    of = np.bincount(start, weights=n, minlength=1)
    rows: list[dict[str, Any]] = []
    for first, after in pairwise([*begins.tolist(), len(start)]):
        way = chart.way(int(start[first]), int(end[first]))
        taken, whole = int(n[first:after].sum()), int(of[start[first]])
        share = _between(proportion(taken, whole, level=level))
        time = _median(days[first:after], n[first:after])
        rows.append({**way, "n": taken, "of": whole, **share, **time})
    return pd.DataFrame(rows, columns=list(WAY_COLUMNS))


@dataclass(frozen=True)
class _Map:
    """Places of a process: its stages in order, then won and lost."""

    keys: tuple[str, ...]
    places: dict[str, int]
    deal_keys: tuple[str, ...]
    before: tuple[int, ...]

    @classmethod
    def of(cls, process: SalesProcess) -> _Map:
        """The map of a process; ``before`` counts the deal stages before each place."""
        deal = {stage.key for stage in process.deal_stages}
        keys = (*_keys(process), WON, LOST)
        counted = accumulate((int(key in deal) for key in keys), initial=0)
        return cls(
            keys=keys,
            places={key: place for place, key in enumerate(keys)},
            deal_keys=tuple(key for key in keys if key in deal),
            before=tuple(counted),
        )

    def way(self, start: int, end: int) -> dict[str, Any]:
        """What a move from one place to another is, and which deal stages it leaves out."""
        left_out: tuple[str, ...] = ()
        if start < end and self.keys[end] != LOST:
            left_out = self.deal_keys[self.before[start + 1] : self.before[end]]
        if end < start:
            kind = "back"
        elif self.keys[end] == WON:
            kind = "won_early" if left_out else "won"
        elif self.keys[end] == LOST:
            kind = "lost"
        else:
            kind = "skip" if left_out else "next"
        told = {"stage": self.keys[start], "next": self.keys[end], "kind": kind}
        return {**told, "passed_over": left_out}


def _keys(process: SalesProcess) -> list[str]:
    return [stage.key for stage in process.stages]


def _between(share: Any) -> dict[str, float | None]:
    known = share.value is not None
    return {
        "share": share.value,
        "low": share.low if known else None,
        "high": share.high if known else None,
    }


def _median(days: Array, n: Array) -> dict[str, Any]:
    if len(days) == 1 and days[0] == days[0]:
        return {"median_days": float(days[0]), "timed": int(n[0])}
    known = ~np.isnan(days)
    return {"median_days": weighted_median(days[known], n[known]), "timed": int(n[known].sum())}


def _again(counts: Counts, level: float) -> pd.DataFrame:
    """Visits by deals that had been in the stage before, and how long these took."""
    by_stage = ends_by_stage(counts.visits)
    rows = []
    for stage in counts.process.deal_stages:
        visits = by_stage.get(stage.key, NOBODY)
        later = visits.where(~visits.first)
        over = later.where(later.outcome != 0)
        share = proportion(later.count(), visits.count(), level=level)
        rows.append(
            {
                "stage": stage.key,
                "name": stage.name,
                "visits": visits.count(),
                "again": later.count(),
                **_between(share),
                **_median(over.days, over.n),
            }
        )
    return pd.DataFrame(rows, columns=list(AGAIN_COLUMNS))
