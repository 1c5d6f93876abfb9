"""Where a team, a product, a person or all together stand with their quota."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from salestoolkit.core.counts import OPEN
from salestoolkit.core.part import Part
from salestoolkit.core.quota_chance import attainment, coverage
from salestoolkit.core.quota_commits import commit_of
from salestoolkit.core.quota_deals import EXISTING, NEW, amount_of, closed_in, margin_ratio, sum_up
from salestoolkit.core.quota_draws import Stretch, Totals
from salestoolkit.core.quota_frame import Frame
from salestoolkit.core.quota_result import Commit, OpenWork, QuotaStanding, Takes
from salestoolkit.core.quota_table import WHO
from salestoolkit.core.quota_takes import what_it_takes

Mask = npt.NDArray[np.bool_]


def standing_of(frame: Frame, part: Part | None) -> QuotaStanding:
    """Where a part stands, or all together."""
    lines = frame.lines(part)
    every = _rows(frame, part)
    level, names = _holders(lines, part)
    mine = every if level is None else every & frame.deals[level].isin(names).to_numpy(dtype=bool)
    deals = frame.deals[mine]
    target, ended = frame.target(lines)
    won = deals[closed_in(deals, frame.start, frame.last)]
    closed = sum_up(won)
    amount = closed.of(frame.metric)
    places = _stretches(frame, part, level, names)
    size = frame.relative_size(part)
    drawn = None if frame.draws is None else frame.draws.of_rows(mine, places, size=size)
    quota = None if target is None else target.amount
    chance, reason = _chance(frame, quota, amount, drawn)
    still = deals[deals["fate"] == OPEN]
    work = _open(still, drawn)
    begun = amount_of(still, frame.metric, ratio=margin_ratio(frame.deals))
    return QuotaStanding(
        kind=part.dimension if part else "all",
        name=part.value if part else "",
        target=target,
        closed=closed,
        new=sum_up(won[won["client"] == NEW]),
        existing=sum_up(won[won["client"] == EXISTING]),
        amount=amount,
        attainment=attainment(max(amount, 0.0), quota),
        chance=chance,
        expected=None if drawn is None else drawn.expected(amount, closed.deals),
        open=work,
        coverage=coverage(begun, max(amount, 0.0), quota),
        weighted=coverage(work.in_time, max(amount, 0.0), quota),
        takes=None
        if quota is None or frame.until <= frame.as_of
        else takes_of(frame, part, quota - amount, drawn, places),
        commit=_commit(frame, part),
        ended=ended,
        outside=sum_up(
            frame.deals[every & ~mine & closed_in(frame.deals, frame.start, frame.last)]
        ),
        reason=reason,
    )


def _rows(frame: Frame, part: Part | None) -> Mask:
    if part is None:
        return np.ones(len(frame.deals), dtype=bool)
    return (frame.deals[part.dimension] == part.value).to_numpy(dtype=bool)


def _holders(lines: pd.DataFrame, part: Part | None) -> tuple[str | None, list[str]]:
    """Who has the quota that a part's is made of; None where it is the part's own, or there is none.

    Only what they bring is held against it: results of people without a quota would flatter the others.
    """
    if lines.empty or (part is not None and part.dimension == "owner"):
        return None, []
    for level in WHO:
        if (lines[level] != "").all():
            own = part is not None and part.dimension == level
            return (None, []) if own else (level, sorted(set(lines[level])))
    return None, []


def _stretches(
    frame: Frame, part: Part | None, level: str | None, names: list[str]
) -> list[Stretch]:
    """The parts of the new business to come that are theirs."""
    if level is not None and level in ("owner", "team"):
        known = frame.owners if level == "owner" else frame.teams
        return [known[name] for name in names if name in known]
    if level is not None and part is None:
        return [frame.place(level, name) for name in names]
    if part is None:
        return [(0.0, 1.0)]
    if part.dimension == "owner":
        return [frame.owners.get(part.value, (0.0, 0.0))]
    if part.dimension == "team":
        return [frame.teams.get(part.value, (0.0, 0.0))]
    return [frame.place(part.dimension, part.value)]


def _chance(
    frame: Frame, quota: float | None, amount: float, drawn: Totals | None
) -> tuple[float | None, str | None]:
    """The chance of making the quota, and why there is none."""
    if quota is None:
        return None, "no_quota"
    if quota == 0 or amount >= quota - 1e-9:
        return 1.0, None
    if frame.until <= frame.as_of:
        return 0.0, None
    return (None, "not_yet") if drawn is None else (drawn.chance(quota - amount), None)


def _open(still: pd.DataFrame, drawn: Totals | None) -> OpenWork:
    known = still["value"].dropna()
    return OpenWork(
        n=len(still),
        value=float(known.sum()) if len(known) else None,
        valued=len(known),
        wins=None if drawn is None else float(drawn.still_wins.mean()),
        in_time=None if drawn is None else float(drawn.still.mean()),
    )


def takes_of(
    frame: Frame, part: Part | None, left: float, drawn: Totals | None, places: list[Stretch]
) -> Takes:
    """What is needed for what is left of a quota."""
    new = frame.made.new_business
    share = sum(high - low for low, high in places)
    ahead = max(0, (frame.until - frame.as_of).days)
    return what_it_takes(
        left,
        None if drawn is None else drawn.still,
        size=1.0 if frame.metric == "deals" else frame.size(part),
        share=None if new is None else new.share,
        coming=0.0 if new is None else new.a_week / 7 * ahead * share,
        calls_per_deal=frame.beside.calls_per_deal,
    )


def _commit(frame: Frame, part: Part | None) -> Commit | None:
    if part is not None and part.dimension not in ("owner", "team"):
        return None
    names = [
        name
        for name, one in frame.people.items()
        if part is None or part.value in ((name,) if part.dimension == "owner" else one.teams)
    ]
    lines = frame.commits[frame.commits["owner"].isin(names)]
    return commit_of(lines, frame.start, frame.until, calendar=frame.calendar)
