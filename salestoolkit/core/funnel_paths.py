"""Paths as they were: stages left out, moves back, deals that were lost and came in again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.durations import weighted_median
from salestoolkit.core.funnel_counts import (
    NOBODY,
    Ends,
    Source,
    ends_by_stage,
    total,
)
from salestoolkit.core.funnel_straight import reopened, ways_by_fate, went_straight
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.proportions import proportion
from salestoolkit.core.reality_moves import kind_of

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
    process = counts.process
    ends = {key: place for place, key in enumerate([*_keys(process), WON, LOST])}
    rows: list[dict[str, Any]] = []
    for stage, visits in ends_by_stage(counts.visits).items():
        over = visits.where(visits.way != OPEN)
        of = over.count()
        for way in sorted(set(over.way), key=lambda way: ends.get(str(way), len(ends))):
            mine = over.where(over.way == way)
            share = proportion(mine.count(), of, level=level)
            rows.append(
                {
                    "stage": stage,
                    "next": str(way),
                    "kind": kind_of(process, stage, str(way)),
                    "passed_over": passed_over(process, stage, str(way)),
                    "n": mine.count(),
                    "of": of,
                    **_between(share),
                    **_median(mine),
                }
            )
    rows.sort(key=lambda row: (ends[row["stage"]], ends.get(row["next"], len(ends))))
    return pd.DataFrame(rows, columns=list(WAY_COLUMNS))


def passed_over(process: SalesProcess, start: str, end: str) -> tuple[str, ...]:
    """Deal stages that a move leaves out; none of a loss, or of a move back.

    Examples
    --------
    >>> from salestoolkit.core.process_parts import Stage
    >>> call, offer, sign = (Stage(key=key, name=key) for key in ("call", "offer", "sign"))
    >>> sale = SalesProcess(name="Sale", stages=(call, offer, sign))
    >>> passed_over(sale, "call", "sign"), passed_over(sale, "call", "won")
    (('offer',), ('offer', 'sign'))
    """
    keys = _keys(process)
    if start not in keys or end not in {*keys, WON}:
        return ()
    between = keys[keys.index(start) + 1 : keys.index(end) if end in keys else None]
    deal = {stage.key for stage in process.deal_stages}
    return tuple(key for key in between if key in deal)


def _keys(process: SalesProcess) -> list[str]:
    return [stage.key for stage in process.stages]


def _between(share: Any) -> dict[str, float | None]:
    known = share.value is not None
    return {
        "share": share.value,
        "low": share.low if known else None,
        "high": share.high if known else None,
    }


def _median(ends: Ends) -> dict[str, Any]:
    timed = ends.clocked
    return {"median_days": weighted_median(timed.days, timed.n), "timed": timed.count()}


def _again(counts: Counts, level: float) -> pd.DataFrame:
    """Visits by deals that had been in the stage before, and how long these took."""
    by_stage = ends_by_stage(counts.visits)
    rows = []
    for stage in counts.process.deal_stages:
        visits = by_stage.get(stage.key, NOBODY)
        later = visits.where(~visits.first)
        share = proportion(later.count(), visits.count(), level=level)
        rows.append(
            {
                "stage": stage.key,
                "name": stage.name,
                "visits": visits.count(),
                "again": later.count(),
                **_between(share),
                **_median(later.where(later.outcome != 0)),
            }
        )
    return pd.DataFrame(rows, columns=list(AGAIN_COLUMNS))
