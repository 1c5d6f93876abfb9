"""How far the stage log was seen as it happened, and which figures rest on what was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.durations import kaplan_meier
from salestoolkit.core.ends import numbers
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.incidence import aalen_johansen

Verdict = Literal["sound", "rough", "unusable"]
Figures = Literal["conversion", "time_in_stage", "leak", "cycle", "win_rate", "changes"]
"""Kinds of figures that rest on the log: of one stage (`STAGE_FIGURES`), or of whole deals."""

OBSERVED, BULK, UNKNOWN = "observed", "bulk", "unknown"
PROVENANCES = (OBSERVED, "inferred", "overwritten", BULK, UNKNOWN)
BULK_AT = PROVENANCES.index(BULK)
STAGE_FIGURES = ("conversion", "time_in_stage", "leak")
ROUGH, UNUSABLE = 0.2, 0.5
"""Share of doubtful events from which a figure is rough, and of wrong ones from which it is useless."""

WRONG: dict[str, tuple[str, ...]] = {
    "conversion": (BULK,),
    "win_rate": (BULK,),
    "cycle": (BULK, "overwritten"),
    "leak": (BULK, "overwritten"),
    "time_in_stage": (BULK, "overwritten"),
    "changes": (BULK, "overwritten"),
}
"""What makes a figure wrong. A bulk move tells when the CRM was tidied, and its outcome may be the
tidying too; an overwritten entry did happen, but not on that day."""
COARSE: dict[str, tuple[str, ...]] = {
    "leak": ("inferred", UNKNOWN),
    "time_in_stage": ("inferred", UNKNOWN),
    "changes": ("inferred", UNKNOWN),
}
"""What makes it coarse: a move seen by comparing two exports happened between them, so that figures
which hold deals to a number of days are rough, but not wrong."""

STAGE_COLUMNS = ("stage", "name", "events", *PROVENANCES, "observed_share")
REST_COLUMNS = ("figures", "stage", "name", "events", "doubtful", "share", "verdict")
WITHOUT_COLUMNS = ("figure", "stage", "name", "value", "without_bulk", "n", "bulk")


@dataclass(frozen=True, kw_only=True, eq=False)
class Trusted:
    """Where the dates come from that a page's figures rest on.

    stages : one row a deal stage
        stage, name; events (visits to it); of these observed, inferred, overwritten, bulk, unknown
        (the weaker of the two entries that began and ended the visit); observed_share.
    rests : one row for each kind of figures and stage (``""``: the whole deal)
        figures (`Figures`), stage, name; events (that the figure rests on: visits that are over, for
        the whole deal those that ended in a win or loss), doubtful (those with a provenance that
        makes this kind wrong or coarse, `WRONG` and `COARSE`), share, verdict (``sound``; ``rough``
        where a fifth is doubtful, ``unusable`` where half is wrong; None without events).
    without : one row for each figure that bulk moves touch
        figure (``conversion``, ``median_days``), stage, name, value, without_bulk (the same with
        bulk moves counted as not yet over), n (first visits), bulk (visits moved in bulk).
    entries, bulk : visits in all, and those that a bulk move began or ended
    """

    as_of: date
    stages: pd.DataFrame
    rests: pd.DataFrame
    without: pd.DataFrame
    entries: int
    bulk: int

    def verdict(self, figures: str, stage: str = "") -> Verdict | None:
        """How far figures of a kind can be used; None where they rest on no event at all."""
        rows = self.rests[
            ((self.rests["figures"] == figures) & (self.rests["stage"] == stage)).to_numpy(bool)
        ]
        found: Verdict | None = rows["verdict"].iloc[0] if len(rows) else None
        return found


def trust_of(source: Source) -> Trusted:
    """How far a page's log was seen as it happened, and what rests on the rest of it.

    Parameters
    ----------
    source : Source
        Where the page's counts come from.
    """
    counts = source.page()
    names = [(stage.key, stage.name) for stage in counts.process.deal_stages]
    events = _events(counts)
    return Trusted(
        as_of=counts.as_of,
        stages=_stages(events, names),
        rests=_rests(events, names),
        without=_without(counts, events, names),
        entries=int(events.n.sum()),
        bulk=int(events.n[events.provenance == BULK_AT].sum()),
    )


@dataclass(frozen=True)
class _Events:
    """Visits as arrays: their stage, what ended them, how far their dates can be trusted."""

    stage: np.ndarray[Any, np.dtype[np.object_]]
    way: np.ndarray[Any, np.dtype[np.object_]]
    provenance: np.ndarray[Any, np.dtype[np.int64]]
    first: np.ndarray[Any, np.dtype[np.bool_]]
    n: Array

    def seen(self, chosen: np.ndarray[Any, Any]) -> list[int]:
        """How many of the chosen visits have each provenance."""
        sums = np.bincount(
            self.provenance[chosen], weights=self.n[chosen], minlength=len(PROVENANCES)
        )
        return [int(events) for events in sums]


def _events(counts: Counts) -> _Events:
    visits = counts.visits
    # a provenance that the export does not give, or that is none of ours, is unknown
    known = pd.Index(PROVENANCES).get_indexer(pd.Index(visits["provenance"], dtype=object))
    return _Events(
        stage=visits["stage"].to_numpy(dtype=object),
        way=visits["next"].to_numpy(dtype=object),
        provenance=np.where(known < 0, PROVENANCES.index(UNKNOWN), known).astype(np.int64),
        first=visits["first"].to_numpy(dtype=bool),
        n=numbers(visits, "n"),
    )


def _stages(events: _Events, names: Sequence[tuple[str, str]]) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    for key, name in names:
        seen = dict(zip(PROVENANCES, events.seen(events.stage == key), strict=True))
        every = sum(seen.values())
        share = seen[OBSERVED] / every if every else None
        rows.append({"stage": key, "name": name, "events": every, **seen, "observed_share": share})
    return pd.DataFrame(rows, columns=list(STAGE_COLUMNS))


def _rests(events: _Events, names: Sequence[tuple[str, str]]) -> pd.DataFrame:
    over = events.way != OPEN
    closed = (events.way == WON) | (events.way == LOST)
    rows = []
    for key, name in names:
        seen = events.seen(over & (events.stage == key))
        rows += [_rest(figures, key, name, seen) for figures in STAGE_FIGURES]
    rows += [_rest(figures, "", "", events.seen(closed)) for figures in ("cycle", "win_rate")]
    rows.append(_rest("changes", "", "", events.seen(over)))
    return pd.DataFrame(rows, columns=list(REST_COLUMNS))


def _rest(figures: str, stage: str, name: str, seen: Sequence[int]) -> dict[str, Any]:
    by_name = dict(zip(PROVENANCES, seen, strict=True))
    n, wrong = sum(seen), sum(by_name[one] for one in WRONG[figures])
    doubtful = wrong + sum(by_name[one] for one in COARSE.get(figures, ()))
    return {
        "figures": figures,
        "stage": stage,
        "name": name,
        "events": n,
        "doubtful": doubtful,
        "share": doubtful / n if n else None,
        "verdict": verdict_of(doubtful=doubtful, wrong=wrong, events=n),
    }


def verdict_of(*, doubtful: int, wrong: int, events: int) -> Verdict | None:
    """What figures are good for, by how many of their events are doubtful, and wrong.

    Examples
    --------
    >>> verdict_of(doubtful=0, wrong=0, events=10), verdict_of(doubtful=9, wrong=0, events=10)
    ('sound', 'rough')
    >>> verdict_of(doubtful=5, wrong=5, events=10), verdict_of(doubtful=0, wrong=0, events=0)
    ('unusable', None)
    """
    if not events:
        return None
    if wrong / events >= UNUSABLE:
        return "unusable"
    return "rough" if doubtful / events >= ROUGH else "sound"


def _without(counts: Counts, events: _Events, names: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Figures with and without bulk moves, of the stages that these touch."""
    rows: list[dict[str, Any]] = []
    order = {stage.key: place for place, stage in enumerate(counts.process.stages)}
    for key, name in names:
        mine = (events.stage == key) & events.first
        bulk = int(events.n[mine & (events.provenance == BULK_AT)].sum())
        if not bulk:
            continue
        kept = _first_visits(counts.visits[mine], events, mine, order, bulk=True)
        left = _first_visits(counts.visits[mine], events, mine, order, bulk=False)
        told = {"stage": key, "name": name, "n": int(events.n[mine].sum()), "bulk": bulk}
        rows += [
            {"figure": figure, "value": value, "without_bulk": left[figure], **told}
            for figure, value in kept.items()
        ]
    return pd.DataFrame(rows, columns=list(WITHOUT_COLUMNS))


def _first_visits(
    first: pd.DataFrame,
    events: _Events,
    mine: np.ndarray[Any, Any],
    order: dict[str, int],
    *,
    bulk: bool,
) -> dict[str, float | None]:
    """Share of first visits that led on, by the end of the follow-up, and their median days.

    A move back ends a visit like a loss does here: passages, to which it does not matter, carry no
    provenance. Without bulk moves such a visit is watched until then and no further.
    """
    here = order[str(first["stage"].iloc[0])]
    places = {**order, WON: len(order), OPEN: -1, LOST: -2}
    way = np.array([places[str(end)] for end in events.way[mine]])
    cause = np.where(way == -1, 0, np.where(way > here, 1, 2))
    if not bulk:
        cause = np.where(events.provenance[mine] == BULK_AT, 0, cause)
    days = numbers(first, "days")
    timed = ~np.isnan(days)
    rows = {"entry": numbers(first, "entry_age")[timed], "weights": events.n[mine][timed]}
    curve = aalen_johansen(days[timed], cause[timed], n_causes=2, **rows).well_observed
    stay = kaplan_meier(days[timed], cause[timed], **rows)
    return {"conversion": curve.final(), "median_days": stay.median}
