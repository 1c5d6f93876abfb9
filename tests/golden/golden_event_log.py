"""Deal books made from small event logs: (deal, stage or end, day)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.frames import deals_frame, passage_frame, visit_frame
from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.core.process import SalesProcess, Stage

DAY_ZERO = date(2026, 1, 1)
ENDS = ("won", "lost", "reopened")


def _moment(day: float) -> datetime:
    return datetime.combine(DAY_ZERO, datetime.min.time(), UTC) + timedelta(days=day)


def event_book(events: list[list[Any]], stages: list[str], as_of_day: int) -> DealBook:
    """A deal book whose stage log is a list of (deal, stage or end, day)."""
    names = list(dict.fromkeys(name for name, _, _ in events))
    log: dict[str, list[Any]] = {field.name: [None] * len(events) for field in STAGE_LOG}
    log |= {
        "source_name": ["log"] * len(events),
        "deal_id": [name for name, _, _ in events],
        "seq": list(range(len(events))),
        "entry": [entry for _, entry, _ in events],
        "entered_at": [_moment(day) for _, _, day in events],
        "provenance": ["observed"] * len(events),
    }
    begun, last = {}, {}
    for name, entry, day in events:
        begun.setdefault(name, day)
        last[name] = (entry, day)
    deals: dict[str, list[Any]] = {field.name: [None] * len(names) for field in DEALS}
    deals |= {
        "source_name": ["log"] * len(names),
        "deal_id": names,
        "status": [last[name][0] if last[name][0] in ENDS[:2] else "open" for name in names],
        "created_at": [_moment(begun[name]) for name in names],
        "closed_at": [
            _moment(last[name][1]) if last[name][0] in ENDS[:2] else None for name in names
        ],
    }
    process = SalesProcess(
        name="log", stages=tuple(Stage(key=key, name=key) for key in stages if key not in ENDS)
    )
    return DealBook(
        deals=pa.table({f.name: pa.array(deals[f.name], type=f.type) for f in DEALS}),
        stage_log=pa.table({f.name: pa.array(log[f.name], type=f.type) for f in STAGE_LOG}),
        processes={None: process},
        as_of=DAY_ZERO + timedelta(days=as_of_day),
    )


def _ids(frame: pd.DataFrame, chosen: Any) -> list[str]:
    return [str(name) for name in frame.loc[chosen, "deal_id"]]


@dataclass(frozen=True)
class EventLog:
    """What a book says about each deal of an event log."""

    book: DealBook
    stages: list[str]

    def states(self) -> pd.DataFrame:
        return deals_frame(self.book)

    def fates(self) -> dict[str, str]:
        states = self.states()
        return dict(zip(states["deal_id"], states["fate"], strict=True))

    def reached(self) -> dict[str, int]:
        states = self.states()
        order = {key: place for place, key in enumerate(self.stages)}
        depth = states["furthest"].map(order).to_numpy(dtype=float, na_value=-1)
        depth = np.where(states["fate"] == "won", len(order), depth)
        counted = {key: int((depth >= place).sum()) for key, place in order.items()}
        return counted | {"won": int((states["fate"] == "won").sum())}

    def visited(self) -> dict[str, int]:
        visits = visit_frame(self.book)
        first = visits[visits["first"]]["stage"].value_counts()
        won = int((self.states()["fate"] == "won").sum())
        return {key: int(first.get(key, 0)) for key in self.stages} | {"won": won}

    def first_pass(self, stage: str) -> dict[str, list[str]]:
        rows = passage_frame(self.book)
        rows = rows[rows["stage"] == stage]
        lost, still = rows["next"] == "lost", rows["next"] == "open"
        return {
            "advanced": _ids(rows, ~lost & ~still),
            "lost": _ids(rows, lost),
            "open": _ids(rows, still),
        }

    def durations(self, stage: str) -> dict[str, int]:
        rows = passage_frame(self.book)
        rows = rows[rows["stage"] == stage]
        return {name: int(days) for name, days in zip(rows["deal_id"], rows["days"], strict=True)}

    def deal_level(self, stage: str) -> dict[str, list[str]]:
        """Whether a deal that was in the stage has ever got past it by ``as_of``."""
        visits = visit_frame(self.book)
        states = self.states()
        states = states[states["deal_id"].isin(visits.loc[visits["stage"] == stage, "deal_id"])]
        order = {key: place for place, key in enumerate(self.stages)}
        past = states["furthest"].map(order).to_numpy(dtype=float, na_value=-1) > order[stage]
        past |= (states["fate"] == "won").to_numpy()
        lost = ~past & (states["fate"] == "lost").to_numpy()
        return {
            "advanced": _ids(states, past),
            "lost": _ids(states, lost),
            "open": _ids(states, ~past & ~lost),
        }

    def snapshot(self, day: int) -> dict[str, list[str]]:
        then = deals_frame(self.book.at(DAY_ZERO + timedelta(days=day)))
        known = set(then["deal_id"])
        later = [name for name in self.states()["deal_id"] if name not in known]
        fates = ("open", "won", "lost")
        return {fate: _ids(then, then["fate"] == fate) for fate in fates} | {
            "not_yet_created": later
        }
