"""Whether a reason belongs to a stage, or has become more frequent, beyond chance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from salestoolkit.core.counts import LOST
from salestoolkit.core.funnel_counts import Source, Window
from salestoolkit.core.funnel_leaks import window_days
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.proportions import wilson
from salestoolkit.core.reason_words import Reason
from salestoolkit.core.two_rates import newcombe

NOISE = 0.005
"""How often all the reasons of a page where nothing is behind them may make one stand out."""
ENOUGH = 10
"""Deals of a reason from which it is looked at: fewer cannot stand out."""
STAGE_COLUMNS = (
    *("reason", "stage", "name", "n", "stage_n", "reason_n", "expected"),
    *("share", "share_low", "share_high", "elsewhere"),
    *("value_n", "lost_value", "p_value", "q_value", "concentrated"),
)
CHANGE_COLUMNS = (
    *("reason", "kind", "now", "now_of", "now_share", "before", "before_of", "before_share"),
    *("difference", "difference_low", "difference_high", "p_value", "q_value", "changed"),
)


class ReasonChanges(NamedTuple):
    """Changes of the reasons, the length of either window, and the days a deal had to be lost in."""

    table: pd.DataFrame
    window_days: int | None
    within_days: int | None


def stage_concentrations(
    lost: pd.DataFrame, process: SalesProcess, *, level: float = 0.95
) -> pd.DataFrame:
    """Named reasons by the furthest stage of the deals that were lost for them.

    One row a reason and stage that occur together: n, stage_n and reason_n (deals with a named
    reason and a known stage, at the stage and of the reason), expected = stage_n reason_n / all;
    share = n / stage_n with Wilson's interval (share_low, share_high), elsewhere = (reason_n - n) /
    (all - stage_n), None where there is no other stage; value_n, lost_value; p_value (Fisher's exact
    test, one-sided: more than expected), q_value (Benjamini-Hochberg over all pairs looked at),
    concentrated (q <= `NOISE`).
    Reasons of fewer than `ENOUGH` deals are shown but not tested.
    """
    told = ((lost["kind"] == "named") & lost["furthest"].notna()).to_numpy(dtype=bool)
    groups = lost[told].groupby(["reason", "furthest"], as_index=False, sort=True)
    table = groups[["n", "value_n", "value_sum"]].sum().rename(columns={"furthest": "stage"})
    if not len(table):
        return pd.DataFrame(columns=list(STAGE_COLUMNS))
    table["stage_n"] = table.groupby("stage")["n"].transform("sum")
    table["reason_n"] = table.groupby("reason")["n"].transform("sum")
    every = int(table["n"].sum())
    names = {stage.key: stage.name for stage in process.stages}
    table["name"] = [names.get(str(key), str(key)) for key in table["stage"]]
    table["share"] = table["n"] / table["stage_n"]
    bounds = [
        wilson(n, of, level=level) for n, of in zip(table["n"], table["stage_n"], strict=True)
    ]
    table["share_low"], table["share_high"] = zip(*bounds, strict=True)
    others = (every - table["stage_n"]).where(table["stage_n"] < every)
    table["elsewhere"] = (table["reason_n"] - table["n"]) / others
    table["expected"] = table["stage_n"] * table["reason_n"] / every
    table["lost_value"] = table["value_sum"].where(table["value_n"] > 0)
    looked_at = (table["reason_n"] >= ENOUGH).to_numpy(dtype=bool)
    p = stats.hypergeom.sf(table["n"] - 1, every, table["reason_n"], table["stage_n"])
    table["p_value"] = np.where(looked_at, p, np.nan)
    # pairs that never occur together were looked at too: each of them has a p of 1
    pairs = int(table.loc[looked_at, "reason"].nunique() * table["stage"].nunique())
    table["q_value"] = discoveries(table["p_value"].to_numpy(dtype=float), pairs)
    table["concentrated"] = (table["q_value"] <= NOISE).to_numpy(dtype=bool)
    return table[list(STAGE_COLUMNS)]


def discoveries(p_values: np.ndarray[Any, np.dtype[np.float64]], looked_at: int = 0) -> Any:
    """Benjamini-Hochberg q-values; NaN stays NaN, ``looked_at`` may count further p-values of 1.

    >>> [round(float(q), 3) for q in discoveries(np.array([0.01, np.nan, 0.5]), 4)]
    [0.04, nan, 1.0]
    """
    known = ~np.isnan(p_values)
    found = np.full(len(p_values), np.nan)
    if known.any():
        padded = np.ones(max(looked_at, int(known.sum())))
        padded[: int(known.sum())] = p_values[known]
        found[known] = stats.false_discovery_control(padded)[: int(known.sum())]
    return found


def reason_changes(
    own: Source, known: Mapping[str, Reason], *, level: float = 0.95
) -> ReasonChanges:
    """Reasons of the deals of the last window against those of the window before.

    Both windows hold deals by the day they were created, are as long as each other, and count only
    losses within the usual time of a deal (``within_days``), which all of them have had: otherwise a
    young window would have none of the reasons for which deals are lost late.

    One row a reason (and other and empty together, kind ``unknown``): now and before (deals), of
    now_of and before_of (for a named reason the deals with a named one, for unknown all lost),
    difference of the shares with Newcombe's interval, p_value (Fisher's exact, two-sided), q_value
    (Benjamini-Hochberg), changed (q <= `NOISE`).
    """
    empty = pd.DataFrame(columns=list(CHANGE_COLUMNS))
    if all(reason.kind != "named" for reason in known.values()):
        return ReasonChanges(empty, None, None)
    days = own.usual_days("")
    length = None if days is None else window_days(own, days)
    if days is None or length is None:
        return ReasonChanges(empty, None, days)
    end = own.mature(days)[1]
    middle = end - timedelta(days=length)
    now = _lost_within(own, (middle, end), days, known)
    before = _lost_within(own, (middle - timedelta(days=length), middle), days, known)
    if not sum(now.values()) or not sum(before.values()):
        return ReasonChanges(empty, length, days)
    rows = [
        _change(reason, now, before, level) for reason in sorted({*now, *before}, key=_first_named)
    ]
    table = pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))
    table["q_value"] = discoveries(table["p_value"].to_numpy(dtype=float))
    table["changed"] = (table["q_value"] <= NOISE).to_numpy(dtype=bool)
    return ReasonChanges(table, length, days)


Lost = dict[tuple[str, str], int]
UNKNOWN = ("unknown", "")


def _first_named(reason: tuple[str, str]) -> tuple[bool, str]:
    return reason == UNKNOWN, reason[1]


def _lost_within(own: Source, window: Window, days: int, known: Mapping[str, Reason]) -> Lost:
    """Lost deals of a window by (kind, reason), those without a clock left out."""
    cycles = own.counted(window, "lost_reason").cycles
    lost = (cycles["fate"] == LOST) & (cycles["days"] <= days) & (cycles["entry_age"] <= 0)
    found: Lost = {}
    for text, n in (
        cycles[lost.fillna(False).to_numpy(dtype=bool)].groupby("part")["n"].sum().items()
    ):
        reason = known.get(str(text))
        named = reason is not None and reason.kind == "named"
        key = ("named", reason.label) if reason is not None and named else UNKNOWN
        found[key] = found.get(key, 0) + int(n)
    return found


def _change(reason: tuple[str, str], now: Lost, before: Lost, level: float) -> dict[str, Any]:
    every = [sum(lost.values()) for lost in (now, before)]
    if reason != UNKNOWN:
        every = [n - lost.get(UNKNOWN, 0) for n, lost in zip(every, (now, before), strict=True)]
    here, there = now.get(reason, 0), before.get(reason, 0)
    low, high = newcombe(there, every[1], here, every[0], level=level)
    share_now, share_before = (
        k / n if n else None for k, n in ((here, every[0]), (there, every[1]))
    )
    enough = here + there >= ENOUGH and min(every) >= ENOUGH
    table = [[here, every[0] - here], [there, every[1] - there]]
    return {
        "reason": reason[1],
        "kind": reason[0],
        "now": here,
        "now_of": every[0],
        "now_share": share_now,
        "before": there,
        "before_of": every[1],
        "before_share": share_before,
        "difference": None
        if share_now is None or share_before is None
        else share_now - share_before,
        "difference_low": low,
        "difference_high": high,
        "p_value": float(stats.fisher_exact(table).pvalue) if enough else np.nan,
    }
