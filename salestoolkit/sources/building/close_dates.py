"""Expected close dates that were moved, as CRMs' histories tell them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.schema import CLOSE_DATES
from salestoolkit.sources.building.cells import Cells, Formats, by_word, true
from salestoolkit.sources.building.quarantine import Ledger
from salestoolkit.sources.building.reader import CHANGES, CLOSE_DATE, HISTORY_KINDS
from salestoolkit.sources.building.stages import plain
from salestoolkit.sources.recognition.recognise import Recognised

OBSERVED, INFERRED = "observed", "inferred"
"""A change that the CRM recorded, or one that two exports show to have happened between them."""


def read_close_dates(
    ledger: Ledger, formats: Formats, deal_ids: pa.Array, source_name: str
) -> pa.Table:
    """Changes of the expected close date in all histories: see `salestoolkit.book.schema.CLOSE_DATES`.

    A log of changes says them itself; a history of snapshots shows them where a deal's date differs
    from the one before. Rows of a log that change nothing are repeats.
    """
    found = [
        frame
        for number, part in enumerate(ledger.tables)
        if part.kind in HISTORY_KINDS and {"deal_id", "entered_at"} <= set(part.fields)
        for frame in _read_one(number, part, ledger, formats, deal_ids)
    ]
    if not found:
        return CLOSE_DATES.empty_table()
    frame = pd.concat(found, ignore_index=True)
    frame = frame.assign(source_name=source_name, provenance=OBSERVED)
    frame = frame.drop_duplicates().sort_values(["deal_id", "changed_at"], kind="stable")
    return pa.Table.from_pandas(frame, schema=CLOSE_DATES, preserve_index=False)


def _read_one(
    number: int, part: Recognised, ledger: Ledger, formats: Formats, deal_ids: pa.Array
) -> Sequence[pd.DataFrame]:
    log = "field_key" in part.fields
    if log:
        keys = Cells(number, part, np.arange(part.table.num_rows), ledger, formats).raw("field_key")
        rows = np.flatnonzero(true(by_word(keys, _is_close_date, pa.bool_())))
        after, before = "entry", "from_stage"
    elif "closed_at" in part.fields:
        rows, after, before = np.arange(part.table.num_rows), "closed_at", None
    else:
        return ()
    if not len(rows):
        return ()
    cells = Cells(number, part, rows, ledger, formats)
    frame = pd.DataFrame(
        {
            "deal_id": cells.raw("deal_id").to_pandas(),
            "changed_at": cells.instants("entered_at").to_pandas(),
            "after": cells.instants(after).to_pandas(),
        }
    )
    if before is not None and cells.has(before):
        frame["before"] = cells.instants(before).to_pandas()
    else:
        ordered = frame.sort_values("changed_at", kind="stable")
        frame["before"] = ordered.groupby("deal_id")["after"].shift()
    known = true(pc.is_in(cells.raw("deal_id"), value_set=deal_ids))
    moved = known & frame.notna().all(axis=1).to_numpy() & (frame["before"] != frame["after"])
    if log:
        ledger.use(number, rows[moved])
        ledger.repeat(number, rows[~moved])
    return (frame[moved],)


def _is_close_date(key: str) -> bool:
    return CHANGES.get(plain(key)) == CLOSE_DATE
