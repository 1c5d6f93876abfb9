"""Expected close dates that moved from one export to the next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.schema import CLOSE_DATES, INSTANT
from salestoolkit.sources.books.merge_deals import Pairs
from salestoolkit.sources.building.build import Built
from salestoolkit.sources.building.close_dates import INFERRED, OBSERVED

TABLE = "close_dates"
NO_CHANGES = CLOSE_DATES.empty_table()


def changed_between(pairs: Pairs, built: Built) -> pa.Table:
    """Deals that are open in the newer export and are expected to close on another day than before."""
    before, after = pairs.before, pairs.after
    moved = pc.and_(
        pc.fill_null(pc.not_equal(before["expected_close"], after["expected_close"]), False),
        pc.equal(after["status"], "open"),
    )
    before, after = before.filter(moved), after.filter(moved)
    midnight = datetime.combine(built.as_of, time(), ZoneInfo(built.timezone))
    n = before.num_rows
    return pa.table(
        {
            "source_name": after["source_name"],
            "deal_id": after["deal_id"],
            "changed_at": pa.repeat(pa.scalar(midnight, INSTANT), n),
            "before": before["expected_close"],
            "after": after["expected_close"],
            "provenance": pa.repeat(INFERRED, n),
        },
        schema=CLOSE_DATES,
    )


def with_close_dates(
    tables: Mapping[str, pa.Table], told: pa.Table, between: pa.Table = NO_CHANGES
) -> dict[str, pa.Table]:
    """The book's tables with changes that a history told, and those between two exports.

    What two exports only showed gives way to what the CRM recorded of the same deal: of that day or
    later (a change that was recorded is not counted twice), or to the very same date before.
    """
    known = tables.get(TABLE, NO_CHANGES)
    if not told.num_rows + between.num_rows:
        return dict(tables)
    both = pa.concat_tables([known, told, between]).to_pandas()
    rows = both.drop_duplicates().sort_values(
        ["source_name", "deal_id", "changed_at"], kind="stable"
    )
    rows = rows[~_told_already(rows)]
    table = pa.Table.from_pandas(rows, schema=CLOSE_DATES, preserve_index=False)
    return {**tables, TABLE: table}


def _told_already(rows: pd.DataFrame) -> np.ndarray:
    """Inferred changes that recorded ones of the same deal cover."""
    inferred = (rows["provenance"] == INFERRED).to_numpy(dtype=bool)
    recorded = rows[rows["provenance"] == OBSERVED]
    if not inferred.any() or recorded.empty:
        return np.zeros(len(rows), dtype=bool)
    deal = ["source_name", "deal_id"]
    last = recorded.groupby(deal)["changed_at"].max()
    latest = rows.join(last.rename("last"), on=deal)["last"]
    earlier = recorded.groupby([*deal, "after"])["changed_at"].min()
    same = rows.join(earlier.rename("same"), on=[*deal, "after"])["same"]
    covered = (rows["changed_at"] <= latest) | (same <= rows["changed_at"])
    return inferred & covered.to_numpy(dtype=bool)
