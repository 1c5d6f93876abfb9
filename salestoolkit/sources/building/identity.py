"""Which rows of a table are deals: ids, totals, repeats and rows that contradict each other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.building.cells import flat, labelled, true
from salestoolkit.sources.building.quarantine import Ledger, Mask, Rows, file_name
from salestoolkit.sources.building.stages import is_total
from salestoolkit.sources.recognition.recognise import Recognised

BETWEEN = " · "
"""Put between the parts of an id that is made of several columns."""


def deal_ids(part: Recognised, note: Callable[..., None]) -> pa.Array:
    """Ids of a table's rows; where it has none, the deal's title with its company.

    Raises
    ------
    ImportFailed
        ``deal_id_missing`` where a table has neither.
    """
    columns = part.table.columns
    if "deal_id" in part.fields:
        return flat(columns[part.fields["deal_id"]])
    if "title" not in part.fields:
        raise ImportFailed(
            "deal_id_missing", file=file_name(part.table), columns=", ".join(columns)
        )
    title = flat(columns[part.fields["title"]])
    note("ids_from_titles", file=file_name(part.table), column=part.fields["title"])
    if "organization" not in part.fields:
        return title
    company = flat(columns[part.fields["organization"]])
    # a row without either would be left out of the join: an empty title keeps its place
    known = pc.fill_null(title, "")
    named = pc.binary_join_element_wise(known, company, BETWEEN, null_handling="skip")
    return pc.if_else(pc.is_valid(title), named, pa.scalar(None, pa.string()))


def kept_rows(number: int, part: Recognised, ids: pa.Array, ledger: Ledger) -> tuple[Rows, Rows]:
    """Rows that are deals of their own, and rows that repeat one of them; others are set aside."""
    if not len(ids):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    if _all_different_numbers(ids):
        return np.arange(len(ids), dtype=np.int64), np.zeros(0, np.int64)
    totals = _totals(part, ids)
    nameless = true(pc.is_null(ids)) & ~totals
    repeats, conflicts = _twice(part, ids, totals | nameless)
    ledger.quarantine(number, totals, "total_row")
    ledger.quarantine(number, nameless, "no_id")
    ledger.quarantine(number, conflicts, "conflicting_rows")
    kept = ~(totals | nameless | repeats | conflicts)
    return np.flatnonzero(kept), np.flatnonzero(repeats)


def _all_different_numbers(ids: pa.Array) -> bool:
    """Whether ids are whole numbers, none missing and none twice: the usual case, told quickly."""
    if ids.null_count:
        return False
    try:
        numbers = np.sort(pc.cast(ids, pa.int64()).to_numpy())
    except pa.ArrowInvalid:
        return False
    return bool((numbers[1:] > numbers[:-1]).all())


def _totals(part: Recognised, ids: pa.Array) -> Mask:
    """Rows labelled as a total, in the id or, where that is empty, in any other cell."""
    totals = labelled(ids, "total", is_total)
    empty = np.flatnonzero(true(pc.is_null(ids)))
    for column in part.table.columns.values() if len(empty) else ():
        totals[empty] |= labelled(flat(column.take(pa.array(empty))), "total", is_total)
    return totals


def _twice(part: Recognised, ids: pa.Array, skip: Mask) -> tuple[Mask, Mask]:
    """Rows that repeat an earlier one, and all rows of an id whose rows contradict each other."""
    repeats, conflicts = np.zeros(len(ids), np.bool_), np.zeros(len(ids), np.bool_)
    coded = np.asarray(ids.dictionary_encode().indices.fill_null(0))
    coded = np.where(skip, coded.max(initial=0) + 1, coded)
    again = (np.bincount(coded) > 1)[coded] & ~skip
    rows = np.flatnonzero(again)
    if not len(rows):
        return repeats, conflicts
    headers = {*part.fields.values(), *(h for pair in part.stage_dates.values() for h in pair if h)}
    cells = {
        str(place): part.table.columns[header].take(pa.array(rows)).to_pandas()
        for place, header in enumerate(sorted(headers))
    }
    frame = pd.DataFrame({"id": coded[rows], **cells})
    same = frame.duplicated(keep="first").to_numpy()
    distinct = frame.loc[~same, "id"].value_counts()
    clash = frame["id"].isin(distinct.index[distinct > 1]).to_numpy()
    conflicts[rows[clash]] = True
    repeats[rows[same & ~clash]] = True
    return repeats, conflicts
