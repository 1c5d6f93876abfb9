"""Stages of a map as deals went through them: how many, how long, and how long against the target."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.bands import TIED
from salestoolkit.core.counts import OPEN, Counts
from salestoolkit.core.durations import Survival, kaplan_meier
from salestoolkit.core.ends import NOBODY, Ends, ends_by_stage
from salestoolkit.core.process_parts import Stage
from salestoolkit.core.proportions import Interval

FEW_STAYS = 20
"""Stays under which a stage is not called slow."""
FAR = 2.0
"""An open deal waits far beyond the target from so many times the target days."""
STUCK_DEALS, STUCK_SHARE = 5, 1 / 3
"""Deals that wait far beyond the target, and their share of the open ones, from which it is said."""


def stage_rows(plain: Counts, whole: Counts, *, level: float) -> list[dict[str, Any]]:
    """One row a stage of the map: see `salestoolkit.core.process_reality.Reality`.

    ``plain`` counts the deals in the map's stages alone, ``whole`` also those of the CRM that the map
    lacks: a stay ends when the deal enters one of these.
    """
    visits = ends_by_stage(whole.visits)
    passages = ends_by_stage(plain.passages)
    return [
        _stage_row(
            stage, visits.get(stage.key, NOBODY), passages.get(stage.key, NOBODY), level=level
        )
        for stage in plain.process.stages
    ]


def _stage_row(stage: Stage, visits: Ends, passages: Ends, *, level: float) -> dict[str, Any]:
    first = visits.where(visits.first)
    stay = stay_curve(first)
    low, high = stay.quantile_interval(level=level)
    row: dict[str, Any] = {
        "stage": stage.key,
        "name": stage.name,
        "passes": stage.passes,
        "waiting": stage.waiting,
        "entered": first.count(),
        "advanced": passages.count(1),
        "lost": passages.count(2),
        "open_now": int(visits.n[visits.way == OPEN].sum()),
        "timed": int(stay.n),
        "median_days": stay.median,
        "median_low": low,
        "median_high": high,
        "target_days": stage.target_days,
    }
    return row | _against_target(stage.target_days, visits, stay, low, level=level)


def stay_curve(stays: Ends) -> Survival:
    """Kaplan-Meier curve of the days in a stage; open stays are censored."""
    timed = stays.clocked
    return kaplan_meier(timed.days, timed.outcome > 0, entry=timed.entry_age, weights=timed.n)


def beyond(stay: Survival, days: float, *, level: float) -> tuple[float | None, Interval]:
    """Share of stays longer than ``days``, S(days), with its interval; None past the follow-up."""
    if not stay.n or stay.last is None:
        return None, Interval(0.0, 1.0)
    gone = bool(stay.survival.size) and stay.survival[-1] <= TIED
    age = min(days, stay.last) if gone else days
    share, left = stay.at(age), stay.curve.interval(age, level=level)
    return share, Interval(1 - left.high, 1 - left.low)


def _against_target(
    target: float | None, visits: Ends, stay: Survival, low: float | None, *, level: float
) -> dict[str, Any]:
    names = ("beyond_target", "beyond_low", "beyond_high", "open_far")
    if target is None:
        return dict.fromkeys(names) | {"slow": False, "stuck": False}
    share, between = beyond(stay, target, level=level)
    still = visits.where(visits.way == OPEN).clocked
    far = int(still.n[still.days > FAR * target].sum())
    known = share is not None
    return {
        "beyond_target": share,
        "beyond_low": between.low if known else None,
        "beyond_high": between.high if known else None,
        "open_far": far,
        "slow": bool(stay.n >= FEW_STAYS and low is not None and low > target),
        "stuck": far >= STUCK_DEALS and far >= STUCK_SHARE * still.count(),
    }


def unknown_rows(whole: Counts, known: frozenset[str], deals: int) -> pd.DataFrame:
    """Stages of the CRM that the map lacks: name, deals that were there, open_now, share of all deals."""
    visits = ends_by_stage(whole.visits)
    rows = []
    for stage in whole.process.stages:
        if stage.key in known:
            continue
        stays = visits.get(stage.key, NOBODY)
        entered = stays.where(stays.first).count()
        rows.append(
            {
                "stage": stage.key,
                "name": stage.name,
                "entered": entered,
                "open_now": int(stays.n[stays.way == OPEN].sum()),
                "of": deals,
                "share": entered / deals if deals else np.nan,
            }
        )
    columns = ["stage", "name", "entered", "open_now", "of", "share"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("entered", ascending=False, kind="stable").reset_index(drop=True)
