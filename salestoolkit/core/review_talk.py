"""Which five deals a team should talk about, and why each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.review_changes import KEYS

MOST = 5
REASONS = ("saves", "put_off", "no_next_step", "nearly_won", "new_large", "date_passed", "old")
"""Why a deal is on the list, in the order in which places are given away."""
NEARLY = 0.7
"""Chance from which a deal is nearly won."""
HARDLY = 0.01
"""Chance below which a deal is as good as lost."""
WORTH_A_CALL = 0.05
"""Chance that a call must be able to save, at least."""
LARGE = 0.75
"""A new deal is large where it is worth more than this share of the open deals."""


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A deal to talk about and the one reason for it; ``row`` is its row of the open deals."""

    reason: str
    row: dict[str, Any]


def deals_to_talk_about(rows: pd.DataFrame) -> tuple[Talk, ...]:
    """At most five deals: one for each reason in turn, then further ones for the same reasons.

    - ``saves``: of the stalled deals in which a call could save a chance of five points or more, the
      one in which it could save most (in money; in chance where no value is known);
    - ``put_off``: the close date that was put off most often, at least twice;
    - ``no_next_step``: the most valuable deal without a next step;
    - ``nearly_won``: of the deals with a chance of 70 % or better, the most valuable;
    - ``new_large``: the most valuable new deal, where three open deals in four are smaller;
    - ``date_passed``: the most valuable one of those whose close date has passed;
    - ``old``: the most valuable one of those that are as good as lost, or older than any that was seen
      to end: the team decides whether it is alive. It is on no other list but that of moved dates.

    A deal is named once, for the first of its reasons; ties go to the larger, then to the smaller id.

    Parameters
    ----------
    rows : DataFrame
        Open deals with the columns of `salestoolkit.core.stalled.COLUMNS` and ``times``,
        ``passed_days`` and ``is_new``.
    """
    ordered = rows.sort_values(
        ["value", *KEYS], ascending=[False, True, True], na_position="last", kind="stable"
    )
    queues = {reason: _QUEUES[reason](ordered) for reason in REASONS}
    taken: set[Any] = set()
    found: list[Talk] = []
    while len(found) < MOST and any(not queue.empty for queue in queues.values()):
        for reason, queue in queues.items():
            left = queue[~queue.index.isin(taken)]
            queues[reason] = left.iloc[1:]
            if len(found) < MOST and not left.empty:
                taken.add(left.index[0])
                row = {str(name): value for name, value in left.iloc[0].items()}
                found.append(Talk(reason=reason, row=row))
    return tuple(sorted(found, key=lambda talk: REASONS.index(talk.reason)))


def _saves(rows: pd.DataFrame) -> pd.DataFrame:
    by = "saves" if rows["saves"].notna().any() else "saved_chance"
    enough = (rows["saved_chance"] >= WORTH_A_CALL) & (rows[by] > 0)
    worth = rows[rows["stalled"].to_numpy(dtype=bool) & enough]
    return worth.sort_values(by, ascending=False, kind="stable")


def _put_off(rows: pd.DataFrame) -> pd.DataFrame:
    often = rows[rows["times"].fillna(0) >= 2]
    return often.sort_values("times", ascending=False, kind="stable")


def _no_next_step(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[alive(rows) & rows["next_step"].isin(["none", "overdue"])]


def _nearly_won(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["chance"].fillna(0) >= NEARLY]


def _new_large(rows: pd.DataFrame) -> pd.DataFrame:
    bound = rows["value"].quantile(LARGE)
    return rows[rows["is_new"].to_numpy(dtype=bool) & (rows["value"] > bound)]


def _date_passed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[alive(rows) & (rows["passed_days"].fillna(0) > 0)]


def _old(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[~alive(rows)]


def alive(rows: pd.DataFrame) -> np.ndarray:
    """Which deals are neither as good as lost nor older than any that was seen to end."""
    hopeless = (rows["chance"] < HARDLY) | rows["beyond"].astype(bool)
    return np.asarray(~hopeless.to_numpy(dtype=bool))


_QUEUES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "saves": _saves,
    "put_off": _put_off,
    "no_next_step": _no_next_step,
    "nearly_won": _nearly_won,
    "new_large": _new_large,
    "date_passed": _date_passed,
    "old": _old,
}
