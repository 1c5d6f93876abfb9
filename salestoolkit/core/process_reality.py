"""A process held against what deals did: what the map says, and what the log shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

import pandas as pd

from salestoolkit.core.counts import OPEN, Counts, HasCounts
from salestoolkit.core.funnel_counts import total
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.process_numbers import ProcessNumbers, StageNumbers
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.core.reality_moves import handover_rows, move_rows
from salestoolkit.core.reality_stages import stage_rows, unknown_rows


class HasMap(HasCounts, Protocol):
    """A deal book that can be seen through a team's own process."""

    def with_process(
        self, process: SalesProcess, *, pipeline: str | None = None, keep_unknown: bool = False
    ) -> HasCounts:
        """The book with its stages under the names of the map."""
        ...

    def pipeline_for(self, process: SalesProcess, pipeline: str | None = None) -> str | None:
        """The pipeline that a process describes."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Reality:
    """What deals of a pipeline did at the stages of a process, by the end of ``as_of``.

    stages : one row a stage of the map, in its order
        stage, name, passes, waiting; entered (deals that came to it), advanced (first passages on to
        a later stage or a win), lost, open_now; timed (first stays with a clock), median_days with
        median_low and median_high (Kaplan-Meier to any exit, open stays censored); target_days,
        beyond_target (share of first stays longer than the target, S(target)) with beyond_low and
        beyond_high, open_far (open deals there for more than twice the target); slow (the lower
        bound of the median lies above the target, 20 stays or more), stuck (at least 5 open deals,
        and a third of those there, wait for more than twice the target).
    moves : one row for each way out of a stage that a deal took
        start, end (a stage, won or lost), kind (`salestoolkit.core.reality_moves.KINDS`), meant
        (listed as a move of the process), n, of (all times a deal left the start stage), share with
        low and high.
    unknown : stages of the CRM that the map lacks
        stage, name, entered, open_now, of (all deals), share.
    handovers : one row a hand-over of the map
        giver, taker, stage, what, days (agreed); n, median_days, median_low, median_high: days in the
        taker's first stage until the first move out of it; within (share that moved on within the
        agreed days) with its interval. A deal has been taken up when it moves on, so taking up took
        at most as long. sent_back (moves back over the boundary), of (how often deals were beyond
        it), share, low, high.
    never_entered : keys of deal stages that no deal ever entered
    limits : ``no_deals``, ``no_moves`` (the log holds no move from a stage to another one, so that
        paths, and stages that are never entered, cannot be told), ``no_stage_dates``
    """

    as_of: date
    process: SalesProcess
    pipeline: str | None
    deals: int
    level: float
    stages: pd.DataFrame
    moves: pd.DataFrame
    unknown: pd.DataFrame
    handovers: pd.DataFrame
    never_entered: tuple[str, ...]
    limits: tuple[str, ...] = ()


def compare_with_reality(
    process: SalesProcess, book: HasMap, *, pipeline: str | None = None, level: float = 0.95
) -> Reality:
    """Hold a process against a deal book: stages, times, ways, hand-overs.

    Parameters
    ----------
    process : SalesProcess
        The team's map. Its stages are found in the log by their names in the CRM (``crm``), their
        key or their name.
    book : HasMap
        The deal book.
    pipeline : str, optional
        Whose deals; the one that the process names, else the one with the most deals.
    level : float
        Of every interval.

    Raises
    ------
    BookError
        ``unknown_pipeline`` where the book has no pipeline of this name.
    """
    normal_quantile(level)
    plain, whole = _counts(process, book, pipeline)
    deals = total(plain.deals)
    known = frozenset(stage.key for stage in process.stages)
    stages = pd.DataFrame(stage_rows(plain, whole, level=level))
    moves = move_rows(whole, process, level=level)
    limits = _limits(deals, whole)
    entered = dict(zip(stages["stage"], stages["entered"], strict=True)) if len(stages) else {}
    never = [stage.key for stage in process.deal_stages if not entered[stage.key]]
    return Reality(
        as_of=book.as_of,
        process=process,
        pipeline=book.pipeline_for(process, pipeline),
        deals=deals,
        level=level,
        stages=stages,
        moves=moves,
        unknown=unknown_rows(whole, known, deals),
        handovers=handover_rows(plain, whole, level=level),
        never_entered=() if {"no_deals", "no_moves"} & set(limits) else tuple(never),
        limits=limits,
    )


def live_numbers(
    process: SalesProcess, book: HasMap, *, pipeline: str | None = None
) -> ProcessNumbers:
    """Live numbers for the picture of a map: entered, advanced, median days, open now.

    A stage that no deal was ever in is left out where leads or customers pass it: the deal book knows
    nothing of these.
    """
    plain, whole = _counts(process, book, pipeline)
    rows = stage_rows(plain, whole, level=0.95)
    return ProcessNumbers(
        as_of=book.as_of,
        stages={
            row["stage"]: StageNumbers(
                entered=row["entered"],
                advanced=row["advanced"],
                median_days=row["median_days"],
                open_now=row["open_now"],
            )
            for row in rows
            if row["entered"] or row["passes"] == "deal"
        },
    )


def _counts(process: SalesProcess, book: HasMap, pipeline: str | None) -> tuple[Counts, Counts]:
    """Counts in the map's stages alone, and with the stages of the CRM that the map lacks."""
    name = book.pipeline_for(process, pipeline)
    plain = book.with_process(process, pipeline=name)
    whole = book.with_process(process, pipeline=name, keep_unknown=True)
    return plain.counts(pipeline=name), whole.counts(pipeline=name)


def _limits(deals: int, whole: Counts) -> tuple[str, ...]:
    if not deals:
        return ("no_deals",)
    ways = whole.visits["next"]
    stages = {stage.key for stage in whole.process.stages}
    left = (ways != OPEN).to_numpy(dtype=bool)
    found = [] if ways.isin(stages).any() else ["no_moves"]
    if not whole.visits["days"][left].notna().any():
        found.append("no_stage_dates")
    return tuple(found)
