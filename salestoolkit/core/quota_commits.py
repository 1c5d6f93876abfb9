"""What people said would come in a period, beside what the model expects."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

import pandas as pd

from salestoolkit.core.quota_result import Commit
from salestoolkit.core.quota_table import read_quotas
from salestoolkit.core.quota_target import target_in
from salestoolkit.core.work_calendar import WorkCalendar

WHOLE = 0.99
"""Share of the period's days that somebody must have spoken of for it to count as its commit."""


def read_commits(
    table: pd.DataFrame | None,
    as_of: date,
    people: Collection[str],
    metric: str,
    coin: str | None,
) -> pd.DataFrame:
    """What each person said last of each period, as lines of a quota with ``said_on`` and ``times``."""
    if table is None or table.empty:
        return pd.DataFrame(columns=["owner", "start", "end", "target", "said_on", "times"])
    rows = table.rename(columns={"committed": "target"}).reset_index(drop=True)
    rows = rows.reindex(columns=list({**dict.fromkeys(rows.columns), "said_on": None}))
    said = pd.to_datetime(rows["said_on"])
    rows = rows.assign(said_on=said)[said.isna() | (said <= pd.Timestamp(as_of))]
    rows = rows.sort_values("said_on", na_position="first", kind="stable")
    about = [
        name for name in ("owner", "team", "period", "starts", "ends", "metric") if name in rows
    ]
    key = rows[about].astype(object).fillna("").astype(str).agg("\x1f".join, axis=1)
    rows = rows.assign(times=key.groupby(key).transform("size"))[~key.duplicated(keep="last")]
    rows = rows.reset_index(drop=True)
    found = read_quotas(rows, owners=tuple(people), currency=coin)
    kept = _back(rows, found.lines)
    return kept[kept["metric"] == metric]


def _back(rows: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Lines with the day that they were said on."""
    extra: list[Any] = rows.loc[lines["row"], ["said_on", "times"]].to_dict("records")
    return lines.assign(
        said_on=[one["said_on"] for one in extra], times=[one["times"] for one in extra]
    )


def commit_of(
    lines: pd.DataFrame, start: date, until: date, *, calendar: WorkCalendar
) -> Commit | None:
    """What these people committed to for the period, added up; None where nobody spoke of all of it.

    ``lines`` are those of `read_commits`.
    """
    amount, people, times = 0.0, 0, 0
    days: list[date] = []
    for _, rows in lines.groupby("owner", sort=True):
        target = target_in(rows, start, until, calendar=calendar)
        if target is None or target.covered < WHOLE:
            continue
        inside = rows[(rows["start"] <= until) & (rows["end"] >= start)]
        amount, people = amount + target.amount, people + 1
        times += int(inside["times"].max())
        days += [pd.Timestamp(day).date() for day in inside["said_on"].dropna()]
    if not people:
        return None
    return Commit(amount=amount, said_on=max(days, default=None), times=times, people=people)
