"""One stage and one practice: which deals had it by the landmark day, and which moved on later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from salestoolkit.core.counts import LOST, OPEN
from salestoolkit.core.durations import weighted_median
from salestoolkit.core.mantel_haenszel import mantel_haenszel
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.core.reason_words import reason_key, sorted_out
from salestoolkit.core.stage_activities import StageActivities
from salestoolkit.core.two_rates import newcombe

Kind = Literal["any", "several", "type"]
Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]

EARLY = 0.25
"""Part of a stage's usual time in which something must be done to count as done early."""
ENOUGH = 20
"""Deals on either side without which nothing is tested."""
SHOWN = 5
"""Deals on either side without which a practice is not shown."""
MOST_KINDS = 12
"""Types of activities looked at in a stage, the most frequent ones: more would only dilute the test."""
MOST_VALUES = 12
"""Sources or segments held apart, the most frequent ones; the rest counts as one."""
HALF_YEAR = 6
WORK_COLUMNS = (
    *("stage", "name", "kind", "practice", "activity", "landmark_days", "horizon_days", "deals"),
    *("with_n", "without_n", "with_moved", "without_moved", "with_share", "without_share"),
    *("difference", "difference_low", "difference_high", "with_crude", "without_crude"),
    *("compared", "with_days", "without_days", "p_value"),
)
SOURCE_COLUMNS = (
    *("stage", "name", "kind", "practice", "source", "with_n", "without_n"),
    *("with_share", "without_share", "difference", "difference_low", "difference_high"),
)


@dataclass(frozen=True, eq=False, kw_only=True)
class Landmark:
    """A stage's deals that were still there after the landmark day and are old enough to judge.

    ``moved`` tells whether a deal moved on by the horizon; ``strata`` which source, segment and
    half-year of entry it belongs to; ``done`` holds the activities until the landmark day: ``deal`` (place
    among these deals) and ``practice`` (label of the type).
    """

    stage: Stage
    days: int
    horizon: int
    moved: Mask
    stayed: npt.NDArray[np.float64]
    source: npt.NDArray[np.object_]
    strata: Codes
    done: pd.DataFrame
    activities: dict[str, str]


@dataclass(frozen=True, eq=False, kw_only=True)
class Practice:
    """Something that was done, and the deals that had it by the landmark day."""

    kind: Kind
    label: str
    had: Mask


def landmark_of(process: SalesProcess, stage: Stage, done: StageActivities, usual: int) -> Landmark:
    """The stage as it stands at its landmark day.

    The landmark is a quarter of the stage's usual time, one day at least; the horizon that time. In are
    deals seen from their first day that entered at least ``usual`` days ago and were still in the stage
    after the landmark day: none of them is open without having had its time, so that the share that
    moved on is a plain share (what Aalen-Johansen gives where nothing is censored).
    """
    day = max(1, round(EARLY * usual))
    stays = done.stays
    here = (stays["stage"] == stage.key) & (stays["entry_age"] <= 0)
    here &= (stays["watched"] >= usual) & (stays["days"] > day)
    rows = np.flatnonzero(here.to_numpy(dtype=bool))
    mine = stays.iloc[rows]
    place = np.full(len(stays), -1, dtype=np.int64)
    place[rows] = np.arange(len(rows))
    early = done.activities[(done.activities["day"] <= day).to_numpy(dtype=bool)]
    early = early.assign(deal=place[early["stay"].to_numpy(dtype=np.int64)])
    early = early[(early["deal"] >= 0).to_numpy(dtype=bool)]
    stayed = mine["days"].to_numpy(dtype=float)
    onward = ~mine["next"].isin([LOST, OPEN]).to_numpy(dtype=bool)
    return Landmark(
        stage=stage,
        days=day,
        horizon=usual,
        moved=onward & (stayed <= usual),
        stayed=stayed,
        source=_values(mine["source"]),
        strata=_strata(mine),
        done=_labelled(early),
        activities=_process_activities(process, stage),
    )


def practices_of(landmark: Landmark) -> Iterator[Practice]:
    """Anything at all, two things or more, and each type of activity, the most frequent first."""
    size, done = len(landmark.moved), landmark.done
    every = np.bincount(done["deal"], minlength=size)
    yield Practice(kind="any", label="", had=every >= 1)
    yield Practice(kind="several", label="", had=every >= 2)
    kinds, labels = pd.factorize(done["practice"].to_numpy(dtype=object))
    # a deal counts once for each type
    kinds, deals = np.divmod(
        np.unique(kinds * max(size, 1) + done["deal"].to_numpy()), max(size, 1)
    )
    sizes = np.bincount(kinds, minlength=len(labels))
    named = [at for at, label in enumerate(labels) if label]
    for at in sorted(named, key=lambda place: (-sizes[place], labels[place]))[:MOST_KINDS]:
        had = np.bincount(deals[kinds == at], minlength=size) > 0
        yield Practice(kind="type", label=str(labels[at]), had=had)


def work_row(landmark: Landmark, practice: Practice, *, level: float) -> dict[str, Any] | None:
    """One practice in one stage; None where too few deals had it or had it not."""
    had = practice.had
    if min(int(had.sum()), int((~had).sum())) < SHOWN:
        return None
    found = mantel_haenszel(had, landmark.moved, landmark.strata, level=level)
    crude, tells = found.crude, found.reliable and min(found.n) >= ENOUGH
    return {
        **_named(landmark, practice),
        "activity": landmark.activities.get(reason_key(practice.label), ""),
        "landmark_days": landmark.days,
        "horizon_days": landmark.horizon,
        "deals": len(had),
        "with_n": found.n[1],
        "without_n": found.n[0],
        "with_moved": found.successes[1],
        "without_moved": found.successes[0],
        "with_share": found.shares[1],
        "without_share": found.shares[0],
        "difference": found.difference,
        # with a handful of deals the interval would promise too much
        "difference_low": found.low if tells else None,
        "difference_high": found.high if tells else None,
        "with_crude": crude[1],
        "without_crude": crude[0],
        "compared": found.compared,
        "with_days": _median(landmark.stayed[had & landmark.moved]),
        "without_days": _median(landmark.stayed[~had & landmark.moved]),
        "p_value": found.p_value if tells else None,
    }


def by_source_rows(
    landmark: Landmark, practice: Practice, *, level: float
) -> Iterator[dict[str, Any]]:
    """The practice within each source that has enough deals with and without it."""
    for source in sorted(set(landmark.source)):
        here = landmark.source == source
        groups = (practice.had & here, ~practice.had & here)
        sizes = [int(group.sum()) for group in groups]
        if min(sizes) < SHOWN:
            continue
        moved = [int(landmark.moved[group].sum()) for group in groups]
        low, high = newcombe(moved[1], sizes[1], moved[0], sizes[0], level=level)
        shares = moved[0] / sizes[0], moved[1] / sizes[1]
        yield {
            **_named(landmark, practice),
            "source": source,
            "with_n": sizes[0],
            "without_n": sizes[1],
            "with_share": shares[0],
            "without_share": shares[1],
            "difference": shares[0] - shares[1],
            "difference_low": low,
            "difference_high": high,
        }


def _named(landmark: Landmark, practice: Practice) -> dict[str, Any]:
    stage = landmark.stage
    kind, label = practice.kind, practice.label
    return {"stage": stage.key, "name": stage.name, "kind": kind, "practice": label}


def _median(days: npt.NDArray[np.float64]) -> float | None:
    return weighted_median(days, np.ones_like(days))


def _labelled(early: pd.DataFrame) -> pd.DataFrame:
    """Activities with one label for all spellings of a type."""
    sizes = early["type"].value_counts()
    known = sorted_out({str(text): int(n) for text, n in sizes.items()}, ())
    labels = [known[text].label for text in early["type"]]
    return pd.DataFrame({"deal": early["deal"].to_numpy(dtype=np.int64), "practice": labels})


def _process_activities(process: SalesProcess, stage: Stage) -> dict[str, str]:
    """Keys of the activities that the process has in the stage, by how their names are compared."""
    names = {activity.key: activity.name for activity in process.activities}
    return {reason_key(names.get(key, key)): key for key in stage.activities}


def _values(column: pd.Series) -> npt.NDArray[np.object_]:
    """A column with its rarer values as one, ``""``."""
    codes, values = pd.factorize(column.to_numpy(dtype=object))
    rank = np.argsort(-np.bincount(codes, minlength=len(values)), kind="stable")
    values[rank[MOST_VALUES:]] = ""
    return np.asarray(values[codes])


def _strata(stays: pd.DataFrame) -> Codes:
    """Source, segment and half-year of entry as one number each deal."""
    months = stays["entered"].to_numpy().astype("datetime64[M]").astype(np.int64)
    strata = np.zeros(len(stays), dtype=np.int64)
    for part in (_values(stays["source"]), _values(stays["segment"]), months // HALF_YEAR):
        codes, values = pd.factorize(part, sort=True)
        strata = strata * len(values) + codes
    return np.unique(strata, return_inverse=True)[1].astype(np.int64)
