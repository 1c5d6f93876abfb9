"""What other tables tell of deals: an owner's team and territory, a company's segment."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.sources.building.cells import by_word
from salestoolkit.sources.building.deals import Deals
from salestoolkit.sources.building.spelling import stage_key

LOOKUPS = (
    ("reps", "owner", "owner", ("team", "territory")),
    ("accounts", "account", "organization", ("segment", "territory")),
)
"""Table, its key, the deals' column it is looked up by, and the columns that it can fill."""


def fill_from_tables(deals: Deals, tables: Mapping[str, pa.Table]) -> Deals:
    """Fill the gaps in columns of the deals from the tables of people and companies.

    Names are compared without case and repeated spaces; a name that stands twice in the table with
    different values fills nothing.
    """
    for table_name, key, by, fills in LOOKUPS:
        table = tables.get(table_name)
        if table is None or by not in deals.columns:
            continue
        for column in fills:
            told = _told(table, key, column)
            if told:
                found = by_word(deals.columns[by], partial(_find, told), pa.string())
                filled = pc.coalesce(deals.get(column), found)
                deals = deals.with_columns(**{column: filled})
    return deals


def _find(told: Mapping[str, str], name: str) -> str | None:
    return told.get(stage_key(name))


def _told(table: pa.Table, key: str, column: str) -> dict[str, str]:
    if key not in table.column_names or column not in table.column_names:
        return {}
    told: dict[str, str | None] = {}
    for name, value in zip(table[key].to_pylist(), table[column].to_pylist(), strict=True):
        if name is None or value is None:
            continue
        place = stage_key(name)
        told[place] = value if told.get(place, value) == value else None
    return {name: value for name, value in told.items() if value is not None}
