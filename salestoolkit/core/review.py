"""The weekly review: what happened to the open deals, which need a word, and how far they carry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.counts import OPEN
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.goal_check import local_days
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.part import Part
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.review_changes import KEYS, Changes, changes_between
from salestoolkit.core.review_dates import CloseDates, close_dates
from salestoolkit.core.review_hand import work_in_hand
from salestoolkit.core.review_pace import WEEK, luck_of, usual_work
from salestoolkit.core.review_plan import Need, goal_of_quotas, need_of
from salestoolkit.core.review_result import Beside, Review
from salestoolkit.core.review_talk import Talk, deals_to_talk_about
from salestoolkit.core.stalled import Stalled, stalled_deals
from salestoolkit.errors import InvalidValue


def review_pipeline(
    book: HasHistory,
    *,
    since: date | None = None,
    pipeline: str | None = None,
    part: Part | None = None,
    currency: str | None = None,
    goals: Sequence[Goal] = (),
    beside: Beside | None = None,
) -> Review:
    """What a team needs to know of its open deals on a Monday.

    Parameters
    ----------
    book : HasHistory
        A book that can list its deals and look back (`salestoolkit.book.deal_book.DealBook`).
    since : date, optional
        The day of the last meeting, at whose end the deals are compared; a week before the book's day.
    part : Part, optional
        The team, person or other part that the page is about.
    currency : str, optional
        Whose values are added; needed where there are several.
    goals : sequence of Goal
        Goals of deals or revenue that the page's deals are held against; the quotas of the book's
        year where none is given.
    beside : Beside, optional
        What the book holds beside its deals.

    Raises
    ------
    InvalidValue
        ``review_since`` where the last meeting does not lie before the book's day.
    BookError
        Where the book has no such pipeline or column.
    """
    since = since or book.as_of - timedelta(days=WEEK)
    if since >= book.as_of:
        raise InvalidValue("review_since", field="since", value=since, allowed=book.as_of)
    beside = beside or Beside()
    source = Source(book, pipeline, *((part.dimension, part.value) if part else (None, None)))
    own: Any = source.own().book
    name = book.pipeline_or_largest(pipeline)
    now, then = own.deals_frame(pipeline=name), own.at(since).deals_frame(pipeline=name)
    process = source.everyone().process
    found = stalled_deals(book, pipeline=pipeline, part=part, currency=currency, source=source)
    changes = changes_between(then, now, process, since=since)
    dates = _dates(found, now, beside, book, since)
    hand = work_in_hand(found.rows, found.currency, **_closed(source))
    needs, why = _needs(book, found, source, goals, beside, now)
    return Review(
        as_of=book.as_of,
        since=since,
        part=part,
        pipeline=name,
        process=process,
        currency=found.currency,
        open=found,
        changes=changes,
        dates=dates,
        hand=hand,
        needs=needs,
        pace=usual_work(own, source, now, name),
        luck=luck_of(now, book.as_of),
        talk=_talk(found, changes, dates),
        stages=_stages(process, now, then),
        limits=_limits(found, changes, why),
    )


def _closed(source: Source) -> dict[str, int]:
    """Past deals that the chances rest on."""
    ends = source.ends("")
    return {"won": ends.count(1), "lost": ends.count(2)}


def _dates(
    found: Stalled, now: pd.DataFrame, beside: Beside, book: HasHistory, since: date
) -> CloseDates:
    expected = now.loc[now["fate"] == OPEN, [*KEYS, "expected_close"]]
    expected = expected.assign(expected_close=local_days(expected["expected_close"], book))
    return close_dates(
        found.rows.merge(expected, on=KEYS, how="left"),
        beside.moves,
        as_of=book.as_of,
        since=since,
        known_since=beside.moves_since,
        looking_back=beside.looking_back,
    )


def _needs(
    book: HasHistory,
    found: Stalled,
    source: Source,
    goals: Sequence[Goal],
    beside: Beside,
    now: pd.DataFrame,
) -> tuple[tuple[Need, ...], str | None]:
    """What the rest of each plan needs, and why there is none."""
    part, origin, chosen = found.part, "goal", list(goals)
    if part is not None and part.within:
        # plans are those of a team, a person or a territory as a whole
        return (), "plan_of_whole"
    if not chosen and beside.quotas is not None and len(beside.quotas):
        origin = "quotas"
        teams = _teams(now)
        goal = goal_of_quotas(beside.quotas, as_of=book.as_of, part=part, teams=teams)
        chosen = [] if goal is None else [goal]
    curve = source.ends("").curve
    told = [
        need_of(
            book,
            goal,
            found.rows,
            curve,
            origin=origin,
            pipeline=source.pipeline,
            part=part,
            **_closed(source),
        )
        for goal in chosen
    ]
    needs = tuple(need for need in told if need is not None)
    return needs, None if needs else "quotas_mixed" if chosen else "no_plan"


def _teams(now: pd.DataFrame) -> dict[str, str]:
    """The team of each owner's newest deal."""
    known = now.dropna(subset=["owner", "team"]).sort_values("created_on", na_position="first")
    return {
        str(owner): str(team) for owner, team in zip(known["owner"], known["team"], strict=True)
    }


def _talk(found: Stalled, changes: Changes, dates: CloseDates) -> tuple[Talk, ...]:
    rows = found.rows
    if "several_currencies" in found.limits:
        rows = rows.assign(value=np.nan)
    new = changes.of("new")[KEYS].assign(is_new=True)
    told = dates.rows[[*KEYS, "times", "days_moved", "passed_days", "expected_close"]]
    rows = rows.merge(told, on=KEYS, how="left").merge(new, on=KEYS, how="left")
    rows["is_new"] = rows["is_new"].astype("boolean").fillna(False)
    return deals_to_talk_about(rows)


def _stages(process: SalesProcess, now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """Where the open deals stand, and stood."""
    here, there = (
        frame.loc[frame["fate"] == OPEN, "stage"].value_counts() for frame in (now, then)
    )
    return pd.DataFrame(
        [
            {
                "stage": stage.key,
                "name": stage.name,
                "open_now": int(here.get(stage.key, 0)),
                "open_then": int(there.get(stage.key, 0)),
            }
            for stage in process.deal_stages
        ],
        columns=["stage", "name", "open_now", "open_then"],
    )


def _limits(found: Stalled, changes: Changes, why_no_plan: str | None) -> tuple[str, ...]:
    told = (*found.limits, "no_moves" if changes.untold else None, why_no_plan)
    return tuple(limit for limit in told if limit is not None)
