"""Close dates of open deals: passed, moved, how often and by how much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import pandas as pd

from salestoolkit.core.review_changes import KEYS

DATE_COLUMNS = (
    *("source_name", "deal_id", "title", "organization", "owner", "team", "stage_name"),
    *("value", "currency", "expected_close", "passed_days"),
    *("times", "days_moved", "last_moved", "moved_since"),
)
Told = Literal["moves", "one_export", "no_dates", "looking_back"]


@dataclass(frozen=True, kw_only=True, eq=False)
class CloseDates:
    """Open deals whose expected close date has passed, or was moved to a later day.

    rows : one row such a deal, the most often moved first
        expected_close (date), passed_days (days since it, 0 where it lies ahead), times (how often it
        was put off), days_moved (from the first date that is known to the present one; negative where
        it was brought forward), last_moved (date), moved_since (put off since the last meeting).
        ``times``, ``days_moved`` are missing where ``told`` is not ``moves``.
    expected : source_name, deal_id, expected_close of every open deal (NaT where it has none)
    told : ``moves``: what was moved since ``since`` is known; ``one_export``: only one export was
        read, so it is not; ``no_dates``: no open deal has a date; ``looking_back``: the book is seen as
        at an earlier day, and dates are overwritten.
    """

    rows: pd.DataFrame
    expected: pd.DataFrame
    told: Told
    since: date | None = None
    dated: int = 0
    undated: int = 0

    @property
    def passed(self) -> int:
        """Deals whose date has passed."""
        return int((self.rows["passed_days"] > 0).sum())

    @property
    def put_off(self) -> int:
        """Deals whose date was put off at least once."""
        return int((self.rows["times"].fillna(0) > 0).sum())


def close_dates(
    frame: pd.DataFrame,
    moves: pd.DataFrame | None,
    *,
    as_of: date,
    since: date,
    known_since: date | None,
    looking_back: bool = False,
) -> CloseDates:
    """Which close dates of open deals have passed or were put off.

    Parameters
    ----------
    frame : DataFrame
        Open deals with ``expected_close`` as a day (NaT where none).
    moves : DataFrame or None
        source_name, deal_id, changed_on, before, after (days): changes of the date, oldest first.
    since : date
        The last meeting.
    known_since : date or None
        From when on changes would be known; None where only one export was read.
    looking_back : bool
        Whether the book is seen as of a day before its export.
    """
    dated = int(frame["expected_close"].notna().sum())
    found = CloseDates(
        rows=pd.DataFrame(columns=list(DATE_COLUMNS)),
        expected=frame[[*KEYS, "expected_close"]],
        told="looking_back" if looking_back else "no_dates",
        since=known_since,
        dated=dated,
        undated=len(frame) - dated,
    )
    if looking_back or not dated:
        return found
    passed = (pd.Timestamp(as_of) - frame["expected_close"]).dt.days.clip(lower=0)
    rows = frame.assign(passed_days=passed.astype("Int64"))
    knows = known_since is not None or (moves is not None and len(moves) > 0)
    rows = rows.merge(_by_deal(moves, as_of, since), on=KEYS, how="left")
    if knows:
        rows["times"] = rows["times"].fillna(0)
    rows["moved_since"] = rows["moved_since"].astype("boolean").fillna(False)
    ordered = rows[(rows["passed_days"].fillna(0) > 0) | (rows["times"].fillna(0) > 0)].sort_values(
        ["times", "days_moved", "passed_days", "value", *KEYS],
        ascending=[False, False, False, False, True, True],
        na_position="last",
        kind="stable",
    )
    return replace(
        found,
        rows=ordered[list(DATE_COLUMNS)].reset_index(drop=True),
        told="moves" if knows else "one_export",
    )


def _by_deal(moves: pd.DataFrame | None, as_of: date, since: date) -> pd.DataFrame:
    """How often and by how much each deal's date was put off by ``as_of``."""
    names = [*KEYS, "times", "days_moved", "last_moved", "moved_since"]
    if moves is None or moves.empty:
        empty = pd.DataFrame(columns=names)
        return empty.astype({"times": "Int64", "days_moved": "Int64", "moved_since": "boolean"})
    seen = moves[moves["changed_on"] <= pd.Timestamp(as_of)]
    later = seen["after"] > seen["before"]
    recent = later & (seen["changed_on"] > pd.Timestamp(since))
    grouped = seen.assign(later=later, recent=recent).groupby(KEYS, sort=True)
    told = grouped.agg(
        times=("later", "sum"),
        first=("before", "first"),
        last=("after", "last"),
        last_moved=("changed_on", "last"),
        moved_since=("recent", "any"),
    ).reset_index()
    told["days_moved"] = (told["last"] - told["first"]).dt.days
    return told[names].astype({"times": "Int64", "days_moved": "Int64", "moved_since": "boolean"})
