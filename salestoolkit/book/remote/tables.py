"""One answer of the engine taken apart into the tables of `salestoolkit.core.counts.Counts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.book.remote.cube import KINDS
from salestoolkit.book.remote.rows import FATES
from salestoolkit.book.remote.view import TRUSTED, View
from salestoolkit.book.tally import text
from salestoolkit.core.counts import LOST, OPEN, WON, Counts
from salestoolkit.core.process import SalesProcess

EPOCH = date(1970, 1, 1)
_COLUMNS = {
    "visits": ("stage", "next", "entry_age", "days", "first", "trust"),
    "passages": ("stage", "next", "entry_age", "days"),
    "cycles": ("fate", "entry_age", "days"),
    "deals": ("furthest", "fate", "currency"),
}
_SUMS = ("n", "value_n", "value_sum")


def counts_of(
    rows: pd.DataFrame, view: View, *, process: SalesProcess, as_of: date, dimension: str | None
) -> Counts:
    """Counts from the rows of `salestoolkit.book.remote.cube.Cube.counted`."""
    ends = (*view.stages, WON, LOST, OPEN)
    names = {
        "stage": ends,
        "next": ends,
        "fate": FATES,
        "furthest": (None, *view.stages),
        "trust": (*TRUSTED, None),
    }
    since = rows.loc[rows["kind"] == KINDS.index("since"), "days"].dropna()
    tables = {kind: _table(rows, kind, dimension, names) for kind in _COLUMNS}
    return Counts(
        as_of=as_of,
        process=process,
        dimension=dimension,
        since=EPOCH + timedelta(days=int(since.iloc[0])) if len(since) else None,
        **tables,
    )


def _table(
    rows: pd.DataFrame,
    kind: str,
    dimension: str | None,
    names: Mapping[str, Sequence[str | None]],
) -> pd.DataFrame:
    """The counts of one kind, in order and with the names of what they count."""
    own = rows[rows["kind"] == KINDS.index(kind)]
    keys = [*(() if dimension is None else ("part",)), *_COLUMNS[kind]]
    sums = _SUMS if kind == "deals" else _SUMS[:1]
    own = own.sort_values(keys, na_position="first", kind="stable").reset_index(drop=True)
    found = {name: _column(own[name], name, names.get(name)) for name in (*keys, *sums)}
    return pd.DataFrame(found).rename(columns={"trust": "provenance"})


def _column(values: pd.Series, name: str, spoken: Sequence[str | None] | None) -> Any:
    if spoken is not None:
        # the furthest stage of a deal whose stages nobody knows is -1: the place before the first
        shift = 1 if spoken[0] is None else 0
        return text(values.to_numpy(dtype=np.int64) + shift, spoken)
    if name in ("entry_age", "days"):
        return values.astype("Int64")
    if name == "first":
        return values.to_numpy(dtype=bool)
    if name in ("part", "currency"):
        return values.astype(object).where(values.notna(), None).astype("str")
    if name == "value_sum":
        return values.fillna(0.0).to_numpy(dtype=np.float64)
    return values.to_numpy(dtype=np.int64)
