"""The weekly review as one result, which page, chart and words all read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from salestoolkit.core.part import Part
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.review_changes import KEYS, Changes
from salestoolkit.core.review_dates import CloseDates
from salestoolkit.core.review_hand import InHand
from salestoolkit.core.review_pace import Luck, Pace
from salestoolkit.core.review_plan import Need
from salestoolkit.core.review_talk import Talk, alive
from salestoolkit.core.stalled import Stalled


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What the book holds beside its deals and a review looks at; None where it lacks it.

    ``moves``: source_name, deal_id, changed_on, before, after (days) of moved close dates;
    ``moves_since``: from when on they would be known; ``quotas``: as `goal_of_quotas` reads them;
    ``looking_back``: whether the book is seen as of a day before its export.
    """

    moves: pd.DataFrame | None = None
    moves_since: date | None = None
    quotas: pd.DataFrame | None = None
    looking_back: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Review:
    """The page that a team meets over.

    open : every open deal with its chance and flags (`salestoolkit.core.stalled.Stalled`)
    changes : what happened since ``since``
    dates : close dates that passed or were put off
    hand : the open deals together
    needs : what the rest of each plan needs; empty where there is none
    pace : how much work there usually is
    luck : what the wins of the last 13 weeks can tell
    talk : at most five deals to talk about
    stages : stage, name, open_now, open_then (deals that stood there), one row a deal stage
    limits : what cannot be told: those of ``open``, ``no_moves`` (stages on the earlier day are not
        known), ``no_plan``, ``quotas_mixed`` (quotas that cannot be added), ``plan_of_whole`` (the
        page is about a part within a part)
    """

    as_of: date
    since: date
    part: Part | None
    pipeline: str | None
    process: SalesProcess
    currency: str | None
    open: Stalled
    changes: Changes
    dates: CloseDates
    hand: InHand
    needs: tuple[Need, ...]
    pace: Pace
    luck: Luck
    talk: tuple[Talk, ...]
    stages: pd.DataFrame
    limits: tuple[str, ...] = field(default=())

    @property
    def with_dates(self) -> pd.DataFrame:
        """Rows of all open deals with expected_close, passed_days, times and days_moved."""
        told = self.dates.rows[[*KEYS, "passed_days", "times", "days_moved"]]
        dated = self.open.rows.merge(self.dates.expected, on=KEYS, how="left")
        return dated.merge(told, on=KEYS, how="left")

    @property
    def wanting(self) -> pd.DataFrame:
        """Open deals without a next step, or whose close date passed or was put off.

        Columns as ``with_dates``; the most valuable first, those as good as lost last.
        """
        rows = self.with_dates
        bare = rows["next_step"].isin(["none", "overdue"])
        moved = (rows["passed_days"].fillna(0) > 0) | (rows["times"].fillna(0) > 0)
        found = rows[bare | moved]
        return (
            found.assign(hopeless=~alive(found))
            .sort_values(
                ["hopeless", "value", *KEYS], ascending=[True, False, True, True], kind="stable"
            )
            .reset_index(drop=True)
        )

    @property
    def no_next_step(self) -> pd.DataFrame:
        """Open deals without a next step, or with one that is overdue; the most valuable first."""
        rows = self.open.rows
        bare = rows[rows["next_step"].isin(["none", "overdue"])]
        return bare.sort_values(
            ["value", *KEYS], ascending=[False, True, True], kind="stable"
        ).reset_index(drop=True)
