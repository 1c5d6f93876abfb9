"""Deals as columns, with the rows of the files that tell of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from salestoolkit.sources.building.quarantine import Ledger, Mask, Rows

Places = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Origin:
    """Rows of one table and the deal that each tells of (its place among the deals).

    ``adds`` is False for rows that say nothing which an earlier file has not said. ``repeats`` are
    rows that stand a second time in the table, with their deals.
    """

    number: int
    fields: Mapping[str, str]
    rows: Rows
    deals: Places
    adds: Mask
    repeats: Rows
    repeated_deals: Places

    def where(self, mask: Mask, places: Places) -> Origin:
        """Only the rows of some of the deals, renumbered."""
        stays = mask[self.deals]
        return replace(
            self,
            rows=self.rows[stays],
            deals=places[self.deals[stays]],
            adds=self.adds[stays],
            repeats=self.repeats[mask[self.repeated_deals]],
            repeated_deals=places[self.repeated_deals[mask[self.repeated_deals]]],
        )

    def book(self, ledger: Ledger) -> None:
        """Book the rows as used, or as repeats."""
        ledger.use(self.number, self.rows[self.adds])
        ledger.repeat(self.number, self.rows[~self.adds])
        ledger.repeat(self.number, self.repeats)


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
        origins = tuple(origin.where(mask, places) for origin in self.origins)
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
