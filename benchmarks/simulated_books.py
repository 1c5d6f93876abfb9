"""Deal books drawn from a known funnel, so that what an analysis says can be held against the truth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.core.process import SalesProcess, Stage

AS_OF = date(2026, 6, 30)


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """Chance to move on from each stage, and mean days in it (exponential)."""

    advance: tuple[float, ...] = (0.7, 0.6, 0.55, 0.5)
    mean_days: tuple[float, ...] = (5.0, 10.0, 15.0, 20.0)
    history_days: int = 900
    parts: tuple[str, ...] = ("A", "B", "C", "D")

    @property
    def process(self) -> SalesProcess:
        """The process with stages S1, S2, ..."""
        keys = [f"S{place}" for place in range(1, len(self.advance) + 1)]
        return SalesProcess(
            name="simulated", stages=tuple(Stage(key=key, name=key) for key in keys)
        )


def simulate(
    funnel: Funnel,
    deals: int,
    *,
    seed: int,
    weak: dict[tuple[str, int], float] | None = None,
    weak_since: dict[int, tuple[date, float]] | None = None,
) -> DealBook:
    """A book of deals that began evenly over the history.

    ``weak`` plants a lower chance to move on for a part and stage (0 the first), ``weak_since``
    one for everyone who enters a stage from a date on.
    """
    random = np.random.default_rng(seed)
    begun = random.integers(0, funnel.history_days, deals)
    part = random.integers(0, len(funnel.parts), deals)
    start = AS_OF - timedelta(days=funnel.history_days - 1)
    log: list[tuple[str, str, int]] = []
    rows: list[dict[str, Any]] = []
    for deal in range(deals):
        name, where = f"d{deal}", funnel.parts[part[deal]]
        day = float(begun[deal])
        status, closed = "open", None
        stages = list(zip(funnel.advance, funnel.mean_days, strict=True))
        for place, (chance, mean) in enumerate(stages):
            log.append((name, f"S{place + 1}", int(day)))
            rate = (weak or {}).get((where, place), chance)
            since = (weak_since or {}).get(place)
            if since and start + timedelta(days=int(day)) >= since[0]:
                rate = since[1]
            day += random.exponential(mean)
            if day >= funnel.history_days:
                break
            if random.random() >= rate:
                status, closed = "lost", int(day)
                break
        else:
            status, closed = "won", int(day)
        if closed is not None:
            log.append((name, status, closed))
        value = float(np.round(random.lognormal(9, 0.5), 2))
        rows.append(
            {"deal_id": name, "status": status, "team": where, "begun": begun[deal]}
            | {"closed": closed, "value": value}
        )
    return DealBook(
        deals=_deals(rows, start),
        stage_log=_log(log, start),
        processes={None: funnel.process},
        as_of=AS_OF,
    )


def _moment(start: date, day: int | None) -> datetime | None:
    if day is None:
        return None
    return datetime.combine(start, datetime.min.time(), UTC) + timedelta(days=int(day))


def _deals(rows: list[dict[str, Any]], start: date) -> pa.Table:
    columns: dict[str, Any] = {field.name: [None] * len(rows) for field in DEALS}
    columns["source_name"] = ["simulated"] * len(rows)
    columns["currency"] = ["EUR"] * len(rows)
    for name in ("deal_id", "status", "team"):
        columns[name] = [row[name] for row in rows]
    columns["value"] = [round(row["value"], 2) for row in rows]
    columns["value"] = pa.array(columns["value"]).cast(pa.decimal128(20, 4))
    columns["created_at"] = [_moment(start, row["begun"]) for row in rows]
    columns["closed_at"] = [_moment(start, row["closed"]) for row in rows]
    return pa.table({field.name: pa.array(columns[field.name], type=field.type) for field in DEALS})


def _log(entries: list[tuple[str, str, int]], start: date) -> pa.Table:
    names = [name for name, _, _ in entries]
    columns: dict[str, Any] = {field.name: [None] * len(entries) for field in STAGE_LOG}
    columns |= {
        "source_name": ["simulated"] * len(entries),
        "deal_id": names,
        "seq": list(range(len(entries))),
        "entry": [entry for _, entry, _ in entries],
        "entered_at": [_moment(start, day) for _, _, day in entries],
        "provenance": ["observed"] * len(entries),
    }
    return pa.table(
        {field.name: pa.array(columns[field.name], type=field.type) for field in STAGE_LOG}
    )
