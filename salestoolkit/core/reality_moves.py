"""Ways that deals took between stages, and which of them the map has."""

from __future__ import annotations

from typing import Any

import pandas as pd

from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.ends import NOBODY, ends_by_stage
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.process_parts import Handover
from salestoolkit.core.proportions import proportion
from salestoolkit.core.reality_stages import beyond, stay_curve

KINDS = ("next", "skip", "back", "unknown", "won", "won_early", "lost")
"""What a move is on the map.

next: to the stage that follows (stages that leads or customers pass do not count as left out);
skip: past at least one deal stage; back: to an earlier one; unknown: from or to a stage of the CRM
that the map lacks; won_early: won before the last deal stage. The first four are moves between stages.
"""
OFF_THE_MAP = ("skip", "back", "unknown", "won_early")
MOVES = ["start", "end", "kind", "meant", "n", "of", "share", "low", "high"]


def move_rows(whole: Counts, process: SalesProcess, *, level: float) -> pd.DataFrame:
    """One row for each way out of a stage that a deal took: see `Reality.moves`."""
    left = whole.visits[(whole.visits["next"] != OPEN).to_numpy(dtype=bool)]
    if left.empty:
        return pd.DataFrame(columns=MOVES)
    sums = left.groupby(["stage", "next"], sort=False, as_index=False)["n"].sum()
    departures = left.groupby("stage")["n"].sum()
    meant = {(move.start, move.end) for move in process.moves}
    places = {stage.key: place for place, stage in enumerate(whole.process.stages)}
    rows: list[dict[str, Any]] = []
    for way in pd.DataFrame(sums).to_dict("records"):
        start, end, count = str(way["stage"]), str(way["next"]), int(way["n"])
        of = int(departures[start])
        share = proportion(count, of, level=level)
        rows.append(
            {
                "start": start,
                "end": end,
                "kind": kind_of(process, start, end),
                "meant": (start, end) in meant,
                "n": count,
                "of": of,
                "share": share.value,
                "low": share.low,
                "high": share.high,
            }
        )
    ends = {WON: len(places), LOST: len(places) + 1, **places}
    rows.sort(key=lambda row: (places[row["start"]], ends[row["end"]]))
    return pd.DataFrame(rows, columns=MOVES)


def kind_of(process: SalesProcess, start: str, end: str) -> str:
    """What a move is on the map (`KINDS`).

    Examples
    --------
    >>> from salestoolkit.core.process_parts import Stage
    >>> call, offer, sign = (Stage(key=key, name=key) for key in ("call", "offer", "sign"))
    >>> sale = SalesProcess(name="Sale", stages=(call, offer, sign))
    >>> [kind_of(sale, *way) for way in (("call", "offer"), ("call", "sign"), ("sign", "call"))]
    ['next', 'skip', 'back']
    """
    places = {stage.key: place for place, stage in enumerate(process.stages)}
    deal_places = [places[stage.key] for stage in process.deal_stages]
    if end == LOST:
        return LOST
    if start not in places or end not in {*places, WON}:
        return WON if end == WON else "unknown"
    here = places[start]
    if end == WON:
        return "won_early" if any(place > here for place in deal_places) else WON
    there = places[end]
    if there < here:
        return "back"
    return "skip" if any(here < place < there for place in deal_places) else "next"


HANDOVERS = [
    "giver",
    "taker",
    "stage",
    "what",
    "days",
    "n",
    "median_days",
    "median_low",
    "median_high",
    "within",
    "within_low",
    "within_high",
    "sent_back",
    "of",
    "share",
    "low",
    "high",
]


def handover_rows(plain: Counts, whole: Counts, *, level: float) -> pd.DataFrame:
    """One row a hand-over of the map: see `Reality.handovers`."""
    rows = [
        _handover_row(handover, plain, whole, level=level) for handover in plain.process.handovers
    ]
    return pd.DataFrame(rows, columns=HANDOVERS)


def _handover_row(
    handover: Handover, plain: Counts, whole: Counts, *, level: float
) -> dict[str, Any]:
    stays = ends_by_stage(whole.visits).get(handover.stage, NOBODY)
    stay = stay_curve(stays.where(stays.first))
    low, high = stay.quantile_interval(level=level)
    share, between = None, None
    if handover.days is not None:
        share, between = beyond(stay, handover.days, level=level)
    known = share is not None and between is not None
    sent_back, came = _sent_back(plain, handover.stage)
    back = proportion(sent_back, came, level=level)
    return {
        "giver": handover.giver,
        "taker": handover.taker,
        "stage": handover.stage,
        "what": handover.what,
        "days": handover.days,
        "n": int(stay.n),
        "median_days": stay.median,
        "median_low": low,
        "median_high": high,
        "within": 1 - share if share is not None else None,
        "within_low": 1 - between.high if known and between else None,
        "within_high": 1 - between.low if known and between else None,
        "sent_back": sent_back,
        "of": came,
        "share": back.value,
        "low": back.low if came else None,
        "high": back.high if came else None,
    }


def _sent_back(plain: Counts, stage: str) -> tuple[int, int]:
    """Moves back over the boundary before a stage, and how often deals were beyond it at all."""
    keys = [item.key for item in plain.process.stages]
    if stage not in keys:
        return 0, 0
    beyond_it = frozenset(keys[keys.index(stage) :])
    visits = plain.visits
    there = visits["stage"].isin(beyond_it)
    leaves = visits[(there & ~visits["next"].isin(beyond_it)).to_numpy(dtype=bool)]
    back = leaves["next"].isin([key for key in keys if key not in beyond_it])
    return int(leaves.loc[back.to_numpy(dtype=bool), "n"].sum()), int(leaves["n"].sum())
