"""A generated book of any size with every oddity that an engine must count alike."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, INSTANT, STAGE_LOG
from salestoolkit.core.process import SalesProcess, Stage

STAGES = ("first", "second", "third", "fourth")
ENTRIES = (*STAGES, "won", "lost", "reopened", "elsewhere")
PROVENANCES = ("observed", "inferred", "overwritten", "bulk")
DAY = 86_400_000_000
BEGIN = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
AS_OF = date(2026, 6, 30)


def odd_book(deals: int, *, seed: int = 1) -> DealBook:
    """Deals of two sources in two pipelines: most move on; others go back, come again, or lack dates.

    Entries share moments and even numbers; some lie after ``as_of``; deals are missing from the log and
    entries from the deals; dates, values and texts are null here and there.
    """
    random = np.random.default_rng(seed)
    length = random.integers(0, 7, deals)
    deal = np.repeat(np.arange(deals), length)
    place = np.arange(len(deal)) - np.repeat(np.cumsum(length) - length, length)
    forward = random.random(deals)[deal] < 0.7
    entry = np.where(forward, np.minimum(place, 5), random.integers(0, len(ENTRIES), len(deal)))
    created = BEGIN + random.integers(0, 500, deals) * DAY + random.integers(0, DAY, deals)
    moment = created[deal] + place * random.integers(0, 40, deals)[deal] * DAY
    moment += np.where(forward, 0, random.integers(-9, 60, len(deal)) * DAY)
    # where two have one number, or none, the moment tells them apart: else no engine could
    undated = random.random(len(deal)) < 0.05
    shared = ~undated & (random.random(len(deal)) < 0.05)
    unnumbered = ~undated & (random.random(len(deal)) < 0.02)
    seq, moment = place + 1 - shared, moment + np.where(unnumbered, place + 2, shared)
    order = random.permutation(len(deal))
    ids, sources = _keys(deals, random)
    log = {
        "source_name": sources.take(pa.array(deal[order])),
        "deal_id": ids.take(pa.array(deal[order])),
        "seq": pa.array(seq[order].astype(np.int32), mask=unnumbered[order]),
        "entry": pa.array(ENTRIES).take(pa.array(entry[order])),
        "entered_at": pa.array(moment[order], mask=undated[order]).cast(INSTANT),
        "provenance": _texts(PROVENANCES, len(deal), random),
        "observed_from": _instants(moment[order] + 5 * DAY, random, 0.9),
    }
    return _book(log, _deals(ids, sources, created, random), deals)


def _deals(
    ids: pa.Array, sources: pa.Array, created: np.ndarray[Any, Any], random: np.random.Generator
) -> dict[str, pa.Array]:
    n = len(ids)
    value = pa.array(random.integers(1, 10**6, n)).cast(pa.decimal128(19, 0))
    return {
        "source_name": sources,
        "deal_id": ids,
        "pipeline": _texts(("north", "north", "south"), n, random, missing=0),
        "team": _texts(("a", "b", "c", ""), n, random),
        "currency": _texts(("PLN", "EUR"), n, random),
        "status": _texts(("open", "won", "lost"), n, random, missing=0.02),
        "stage": _texts((*STAGES, "elsewhere"), n, random, missing=0.3),
        "created_at": _instants(created, random, 0.05),
        "closed_at": _instants(created + random.integers(0, 400, n) * DAY, random, 0.4),
        "observed_from": _instants(created + random.integers(0, 90, n) * DAY, random, 0.8),
        "value": pa.array(value.to_pylist(), pa.decimal128(20, 4), mask=random.random(n) < 0.1),
    }


def _book(log: dict[str, pa.Array], rows: dict[str, pa.Array], deals: int) -> DealBook:
    entries = len(log["deal_id"])
    process = SalesProcess(name="sales", stages=tuple(Stage(key=key, name=key) for key in STAGES))
    # the last deals are known to the log alone
    return DealBook(
        deals=_filled(rows, DEALS, deals).slice(0, deals - deals // 50),
        stage_log=_filled(log, STAGE_LOG, entries),
        processes={"north": process, "south": process},
        as_of=AS_OF,
        timezone="Europe/Warsaw",
    )


def _keys(deals: int, random: np.random.Generator) -> tuple[pa.Array, pa.Array]:
    """Ids that occur in either source."""
    numbers = np.arange(deals) // 2
    ids = pa.array([f"D{number}" for number in numbers])
    return ids, pa.array(["one", "two"]).take(pa.array(np.arange(deals) % 2))


def _some(values: np.ndarray[Any, Any], random: np.random.Generator, missing: float) -> pa.Array:
    return pa.array(values, mask=random.random(len(values)) < missing)


def _texts(
    names: tuple[str, ...], n: int, random: np.random.Generator, *, missing: float = 0.05
) -> pa.Array:
    places = _some(random.integers(0, len(names), n), random, missing)
    return pa.array(names).take(places)


def _instants(
    numbers: np.ndarray[Any, Any], random: np.random.Generator, missing: float
) -> pa.Array:
    return _some(numbers, random, missing).cast(INSTANT)


def _filled(columns: dict[str, pa.Array], schema: pa.Schema, n: int) -> pa.Table:
    found = [columns.get(field.name, pa.nulls(n, field.type)) for field in schema]
    return pa.table(
        [column.cast(field.type) for column, field in zip(found, schema, strict=True)],
        schema=schema,
    )
