"""Rows of deals: which count, their columns, and several files of one source joined by deal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.sources.cells import DATE_FIELDS, Cells, Formats, flat, true
from salestoolkit.sources.identity import deal_ids, kept_rows
from salestoolkit.sources.quarantine import Ledger, Mask, Rows

Places = npt.NDArray[np.int32]

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
class Origin:
    """Rows of one table and the deal that each tells of (its place among the deals).

    ``adds`` is False for rows that say nothing which an earlier file has not said.
    """

    number: int
    fields: Mapping[str, str]
    rows: Rows
    deals: Places
    adds: Mask

    def where(self, stays: Mask, places: Places) -> Origin:
        """Only some of the rows, their deals renumbered."""
        return replace(
            self,
            rows=self.rows[stays],
            deals=places[self.deals[stays]],
            adds=self.adds[stays],
        )

    def book(self, ledger: Ledger) -> None:
        """Book the rows as used, or as repeats."""
        ledger.use(self.number, self.rows[self.adds])
        ledger.repeat(self.number, self.rows[~self.adds])


@dataclass(frozen=True)
class Deals:
    """Columns of deals by field, with the rows they come from; ``columns`` lacks unknown fields."""

    columns: Mapping[str, pa.Array]
    origins: tuple[Origin, ...]

    @property
    def size(self) -> int:
        """Number of deals."""
        return len(self.columns["deal_id"])

    def get(self, field: str, type_: pa.DataType | None = None) -> pa.Array:
        """A column; nulls where no file has the field."""
        column = self.columns.get(field)
        return _nothing(self.size, type_ or pa.string()) if column is None else column

    def with_columns(self, **columns: pa.Array) -> Deals:
        """The same deals with some columns set."""
        return replace(self, columns={**self.columns, **columns})

    def where(self, mask: Mask) -> Deals:
        """Only some of the deals."""
        if mask.all():
            return self
        keep, places = pa.array(mask), np.cumsum(mask, dtype=np.int32) - np.int32(1)
        origins = tuple(origin.where(mask[origin.deals], places) for origin in self.origins)
        columns = {name: column.filter(keep) for name, column in self.columns.items()}
        return Deals(columns=columns, origins=origins)

    def flag(
        self,
        ledger: Ledger,
        flag: str,
        mask: Mask,
        *,
        field: str,
        told_by: Sequence[str] = (),
        values: pa.Array | None = None,
    ) -> None:
        """Flag deals at the row that tells the field (or one of ``told_by``, the last file first).

        ``values`` are what stood there, one a deal; by default what stands in the file.
        """
        left = mask.copy()
        wanted = (*told_by, field)
        telling = [o for o in reversed(self.origins) if any(name in o.fields for name in wanted)]
        for origin in (*telling, *self.origins):
            here = left[origin.deals]
            if not here.any():
                continue
            places = origin.deals[here]
            left[places] = False
            told = None if values is None else values.take(pa.array(places))
            ledger.flag(flag, field=field, table=origin.number, rows=origin.rows[here], values=told)

    def deal_of(self, tables: Sequence[int]) -> list[Places]:
        """For each table (given by its number of rows) the deal of every row, -1 for none."""
        found = [np.full(rows, -1, np.int32) for rows in tables]
        for origin in self.origins:
            found[origin.number][origin.rows] = origin.deals
        return found


@lru_cache(maxsize=8)
def _nothing(size: int, type_: pa.DataType) -> pa.Array:
    """A column of nulls: asked for by every step, made once."""
    return pa.nulls(size, type_)


def read_deals(ledger: Ledger, formats: Formats, note: Callable[..., None]) -> Deals:
    """Deals of all tables that hold some, joined by id; rows that cannot count are set aside."""
    parts: list[tuple[Cells, dict[str, pa.Array]]] = []
    for number, part in enumerate(ledger.tables):
        if part.kind in DEAL_KINDS:
            ids = deal_ids(part, note)
            rows = kept_rows(number, part, ids, ledger)
            cells = Cells(number, part, rows, ledger, formats)
            parts.append((cells, {"deal_id": ids.take(pa.array(rows)), **_columns(cells)}))
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


def _joined(parts: Sequence[tuple[Cells, dict[str, pa.Array]]], ledger: Ledger) -> Deals:
    """One row a deal, in the order of first appearance; a later file goes before an earlier one."""
    if len(parts) == 1:
        cells, columns = parts[0]
        deals = np.arange(len(cells.rows), dtype=np.int32)
        adds = np.ones(len(deals), np.bool_)
        origin = Origin(cells.number, cells.part.fields, cells.rows, deals, adds)
        return Deals(columns=columns, origins=(origin,))
    ids = flat(pa.chunked_array([columns["deal_id"] for _, columns in parts]).unique())
    joined: dict[str, pa.Array] = {"deal_id": ids}
    origins: list[Origin] = []
    for cells, columns in parts:
        deals = np.asarray(pc.index_in(columns["deal_id"], value_set=ids).to_numpy(), np.int32)
        adds = ~np.isin(deals, np.concatenate([np.zeros(0, np.int32), *(o.deals for o in origins)]))
        for name, column in columns.items():
            if name == "deal_id":
                continue
            adds |= _adds(joined.get(name), column, deals)
            joined[name] = _overlay(joined.get(name), column, deals, len(ids))
        origins.append(Origin(cells.number, cells.part.fields, cells.rows, deals, adds))
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


def _flag_disagreement(
    parts: Sequence[tuple[Cells, dict[str, pa.Array]]], deals: Deals, ledger: Ledger
) -> None:
    """Flag what an earlier file says otherwise than the last one."""
    for (cells, columns), origin in zip(parts, deals.origins, strict=True):
        for name, column in columns.items():
            final = deals.columns[name].take(pa.array(origin.deals))
            other = true(pc.not_equal(column, final))
            if name != "deal_id" and other.any():
                ledger.flag(
                    "files_disagree", field=name, table=cells.number, rows=cells.rows[other]
                )
