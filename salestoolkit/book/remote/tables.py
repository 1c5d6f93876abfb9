"""What was counted over there, as the tables of `salestoolkit.core.counts.Counts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.remote.cube import SUMS, UNITS, Cube, Window
from salestoolkit.book.remote.rows import FATES
from salestoolkit.book.remote.view import TRUSTED, View
from salestoolkit.book.tally import text
from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.process import SalesProcess

EPOCH = date(1970, 1, 1)


def counts_of(
    cube: Cube,
    window: Window,
    view: View,
    *,
    process: SalesProcess,
    as_of: date,
    dimension: str | None,
) -> Counts:
    """Counts of what began in a window."""
    ends = (*view.stages, WON, LOST, OPEN)
    names = {
        "stage": ends,
        "next": ends,
        "fate": FATES,
        "furthest": (None, *view.stages),
        "trust": (*TRUSTED, None),
    }
    since = cube.since()
    tables = {name: _table(table, names) for name, table in cube.counted(window).items()}
    return Counts(
        as_of=as_of,
        process=process,
        dimension=dimension,
        since=None if since is None else EPOCH + timedelta(days=since),
        **tables,
    )


def _table(counted: pa.Table, names: Mapping[str, Sequence[str | None]]) -> pd.DataFrame:
    """Counts in order of their keys, and with the names of what they count."""
    keys = [name for name in counted.column_names if name not in SUMS["deals"]]
    order = [(name, "ascending") for name in keys]
    ordered = counted.sort_by(order) if order else counted
    found = {name: _column(ordered[name], name, names.get(name)) for name in ordered.column_names}
    return pd.DataFrame(found).rename(columns={"trust": "provenance"})


def _column(values: pa.ChunkedArray, name: str, spoken: Sequence[str | None] | None) -> Any:
    if spoken is not None:
        # the furthest stage of a deal whose stages nobody knows is -1: the place before the first
        shift = 1 if spoken[0] is None else 0
        return text(values.to_numpy().astype(np.int64) + shift, spoken)
    if name in ("entry_age", "days"):
        unknown = values.is_null().to_numpy().astype(bool)
        numbers = pc.fill_null(values, 0).to_numpy().astype(np.int64)
        return pd.arrays.IntegerArray(numbers, unknown)
    if name in ("part", "currency"):
        return pd.array(np.array(values.to_pylist(), dtype=object), dtype="str")
    if name == "value_sum":
        return pc.fill_null(values.cast(pa.int64()), 0).to_numpy() / UNITS
    return values.to_numpy().astype(bool if name == "first" else np.int64)
