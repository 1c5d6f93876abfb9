"""Tables of deals read, and several files of one source joined by deal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.sources.building.cells import DATE_FIELDS, Cells, Formats, flat, true
from salestoolkit.sources.building.deals import Deals, Origin, Places
from salestoolkit.sources.building.identity import deal_ids, kept_rows
from salestoolkit.sources.building.quarantine import Ledger, Mask, Rows

DEAL_KINDS = frozenset(
    {
        "pipedrive_deals",
        "hubspot_deals",
        "salesforce_report",
        "salesforce_opportunities",
        "plain_deals",
        "fivetran_hubspot_deals",
        "fivetran_salesforce_opportunities",
    }
)
"""Kinds of tables with one row a deal."""

CATEGORIES = (
    "pipeline",
    "owner",
    "team",
    "organization",
    "segment",
    "source",
    "channel",
    "territory",
    "product",
    "net_or_gross",
    "status",
    "stage",
    "forecast_category",
    "competitor",
    "lost_reason",
)
TEXTS = ("title", "linked_deal_id")
TRUTHS = ("is_won", "is_closed", "is_lost", "deleted")


@dataclass(frozen=True)
class _Part:
    """One table of deals: its rows that count, their columns, and rows that repeat one of them."""

    cells: Cells
    columns: dict[str, pa.Array]
    repeats: Rows
    repeated_ids: pa.Array

    def origin(self, ids: pa.Array, deals: Places, adds: Mask) -> Origin:
        """Where the deals (given by their ids) come from in this table."""
        return Origin(
            number=self.cells.number,
            fields=self.cells.part.fields,
            rows=self.cells.rows,
            deals=deals,
            adds=adds,
            repeats=self.repeats,
            repeated_deals=_places(self.repeated_ids, ids),
        )


def _places(wanted: pa.Array, ids: pa.Array) -> Places:
    if not len(wanted):
        return np.zeros(0, np.int32)
    return np.asarray(pc.index_in(wanted, value_set=ids).to_numpy(), np.int32)


def read_deals(ledger: Ledger, formats: Formats, note: Callable[..., None]) -> Deals:
    """Deals of all tables that hold some, joined by id; rows that cannot count are set aside."""
    parts: list[_Part] = []
    for number, part in enumerate(ledger.tables):
        if part.kind in DEAL_KINDS:
            ids = deal_ids(part, note)
            rows, again = kept_rows(number, part, ids, ledger)
            cells = Cells(number, part, rows, ledger, formats)
            columns = {"deal_id": ids.take(pa.array(rows)), **_columns(cells)}
            parts.append(_Part(cells, columns, again, ids.take(pa.array(again))))
    if not parts:
        return Deals(columns={"deal_id": pa.array([], pa.string())}, origins=())
    return _joined(parts, ledger)


def _columns(cells: Cells) -> dict[str, pa.Array]:
    """The columns of one table, parsed; Arrow reads several at a time."""
    readers = ((TEXTS, cells.text), (CATEGORIES, cells.category), (DATE_FIELDS, cells.instants))
    tasks = [
        (name, read)
        for names, read in (*readers, (TRUTHS, cells.truths), (("probability",), cells.share))
        for name in names
        if cells.has(name)
    ]
    with ThreadPoolExecutor() as pool:
        parsed = pool.map(lambda task: task[1](task[0]), tasks)
        columns = dict(zip((name for name, _ in tasks), parsed, strict=True))
    if cells.has("currency"):
        columns["currency"] = cells.currencies("currency")
    if cells.has("margin"):
        columns["margin"], _ = cells.money("margin")
    if cells.has("value"):
        columns["value"], beside = cells.money("value")
        if beside.null_count < len(beside):
            _settle_currency(cells, columns, beside)
    return columns


def _settle_currency(cells: Cells, columns: dict[str, pa.Array], beside: pa.Array) -> None:
    """A currency beside the amount counts; where the column says another, the amount is no good."""
    if "currency" in columns:
        clash = true(pc.not_equal(columns["currency"], beside))
        if clash.any():
            cells.flag("currency_conflict", "value", clash)
            nothing = pa.scalar(None, columns["value"].type)
            columns["value"] = pc.if_else(pa.array(clash), nothing, columns["value"])
        beside = pc.coalesce(columns["currency"], beside)
    columns["currency"] = beside


def _joined(parts: Sequence[_Part], ledger: Ledger) -> Deals:
    """One row a deal, in the order of first appearance; a later file goes before an earlier one."""
    if len(parts) == 1:
        ids, rows = parts[0].columns["deal_id"], len(parts[0].cells.rows)
        deals, adds = np.arange(rows, dtype=np.int32), np.ones(rows, np.bool_)
        return Deals(columns=parts[0].columns, origins=(parts[0].origin(ids, deals, adds),))
    ids = flat(pa.chunked_array([part.columns["deal_id"] for part in parts]).unique())
    joined: dict[str, pa.Array] = {"deal_id": ids}
    origins: list[Origin] = []
    known = np.zeros(len(ids), np.bool_)
    for part in parts:
        deals = _places(part.columns["deal_id"], ids)
        adds = ~known[deals]
        known[deals] = True
        for name, column in part.columns.items():
            if name != "deal_id":
                adds |= _adds(joined.get(name), column, deals)
                joined[name] = _overlay(joined.get(name), column, deals, len(ids))
        origins.append(part.origin(ids, deals, adds))
    result = Deals(columns=joined, origins=tuple(origins))
    _flag_disagreement(parts, result, ledger)
    return result


def _overlay(below: pa.Array | None, above: pa.Array, deals: Places, size: int) -> pa.Array:
    """A column of all deals, with what a file tells of some of them put on top."""
    place = np.full(size, -1, np.int64)
    place[deals] = np.arange(len(deals))
    spread = above.take(pa.array(place, mask=place < 0))
    return spread if below is None else pc.coalesce(spread, below)


def _adds(below: pa.Array | None, above: pa.Array, deals: Places) -> Mask:
    """Where a file tells something that is not known of the deal already."""
    told = true(pc.is_valid(above))
    if below is None:
        return told
    return told & ~true(pc.equal(above, below.take(pa.array(deals))))


def _flag_disagreement(parts: Sequence[_Part], deals: Deals, ledger: Ledger) -> None:
    """Flag what an earlier file says otherwise than the last one."""
    for part, origin in zip(parts, deals.origins, strict=True):
        cells = part.cells
        for name, column in part.columns.items():
            final = deals.columns[name].take(pa.array(origin.deals))
            other = true(pc.not_equal(column, final))
            if name != "deal_id" and other.any():
                ledger.flag(
                    "files_disagree", field=name, table=cells.number, rows=cells.rows[other]
                )
