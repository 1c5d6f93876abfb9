"""What has been built, as the tables of the deal book and a word about its money."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book import schema
from salestoolkit.sources.building.cells import flat
from salestoolkit.sources.building.deals import Deals
from salestoolkit.sources.building.quarantine import NO_DEAL, NOT_KEPT, Ledger, joined_flags


def deals_by_row(ledger: Ledger, deals: Deals) -> list[npt.NDArray[np.int32]]:
    """For each table the deal of every row, as `Ledger.flag_table` needs it."""
    found = deals.deal_of([part.table.num_rows for part in ledger.tables])
    told = {origin.number for origin in deals.origins}
    for number in {flag.table for flag in ledger.flags} - told:
        part = ledger.tables[number]
        header = part.fields.get("deal_id")
        ids = part.table.columns[header] if header else pa.nulls(part.table.num_rows, pa.string())
        places = pc.fill_null(pc.index_in(flat(ids), value_set=deals.get("deal_id")), NO_DEAL)
        used = ledger.used(number)
        found[number] = np.where(used, places.to_numpy(zero_copy_only=False), NOT_KEPT).astype(
            np.int32
        )
    return found


def deals_table(
    deals: Deals, source_name: str, bearers: Sequence[tuple[str, npt.NDArray[np.int32]]]
) -> pa.Table:
    """Deals in the columns of the deal book."""
    made = {
        "source_name": pa.repeat(pa.scalar(source_name, pa.string()), deals.size),
        "flags": joined_flags(bearers, deals.size),
    }
    columns = [
        made.get(field.name, deals.get(field.name, field.type)).cast(field.type)
        for field in schema.DEALS
    ]
    return pa.table(columns, schema=schema.DEALS)


def note_currencies(deals: Deals, note: Callable[..., None]) -> None:
    """Tell where values are in several currencies: they are never added up."""
    if "value" not in deals.columns or "currency" not in deals.columns:
        return
    valued = deals.columns["currency"].filter(pc.is_valid(deals.columns["value"]))
    tally = sorted(pc.value_counts(valued).to_pylist(), key=lambda row: -row["counts"])
    if len(tally) > 1:
        named = ", ".join(f"{row['values'] or '?'} ({row['counts']})" for row in tally)
        note("several_currencies", currencies=named)
