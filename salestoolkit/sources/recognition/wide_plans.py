"""Plans with a column for each month or quarter, turned into one line for each of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.building.stages import is_total
from salestoolkit.sources.files.raw_table import RawTable
from salestoolkit.sources.plan_periods import month_number, plan_period
from salestoolkit.sources.recognition.vocabulary import header_key, vocabularies

KIND = "quotas"
FEWEST, MOST_OTHERS = 2, 8
"""Columns named after periods from which a table is such a plan, and others that it may have."""
YEARS = ("year", "rok")
PERIOD, QUOTA = "Period", "Quota"
WHO = ("owner", "team", "territory", "product")


def long_plan(table: RawTable, *, named: bool = False) -> RawTable:
    """A plan with columns such as ``Jan 2026`` or ``2026-Q1``, one row a cell; any other table as it is.

    Months without a year take it from a column called Year. ``named`` is whether the user said that
    the table holds quotas.

    Raises
    ------
    ImportFailed
        ``quota_wide`` where nothing says whose the plan is, ``quota_no_year``.
    """
    periods = {name: found for name in table.columns if (found := _period(name))}
    others = [name for name in table.columns if name not in periods and not is_total(name)]
    # beside nothing but names even one column of figures can only be a plan
    enough = 1 if all(map(_is_who, others)) else FEWEST
    if len(periods) < enough or len(others) > MOST_OTHERS:
        return table
    if not any(_is_who(name) for name in others):
        if not named:
            return table
        raise ImportFailed("quota_wide", file=table.path.name, value=_some(periods))
    year = next((name for name in others if header_key(name) in YEARS), None)
    if year is None and any(one.startswith("-") for one in periods.values()):
        raise ImportFailed("quota_no_year", file=table.path.name, value=_some(periods))
    return _melted(table, periods, others, year)


def _period(header: str) -> str | None:
    """The period that a column is named after; a month without a year as ``-10``."""
    month = month_number(header)
    return f"-{month:02d}" if month else plan_period(header)


def _is_who(header: str) -> bool:
    key = header_key(header)
    return any(
        key in listed[field]
        for entry in vocabularies()
        if entry.kind == KIND
        for listed in entry.words.values()
        for field in WHO
        if field in listed
    )


def _some(periods: dict[str, str]) -> str:
    return ", ".join(list(periods)[:3])


def _melted(
    table: RawTable, periods: dict[str, str], others: list[str], year: str | None
) -> RawTable:
    """One row for each cell, in the order of the file."""
    n, k = table.num_rows, len(periods)
    rows = np.repeat(np.arange(n), k)
    kept = [name for name in others if name != year]
    columns = {name: table.columns[name].take(pa.array(rows)) for name in kept}
    years = table.columns[year].to_pylist() if year else [None] * n
    told = [
        period if not period.startswith("-") else f"{years[row]}{period}" if years[row] else None
        for row in range(n)
        for period in periods.values()
    ]
    cells = [table.columns[name].to_pylist() for name in periods]
    values = [column[row] for row in range(n) for column in cells]
    columns[PERIOD] = pa.chunked_array([pa.array(told, pa.string())])
    columns[QUOTA] = pa.chunked_array([pa.array(values, pa.string())])
    # an empty cell is no plan for that month, and no defect of the file
    filled = np.array([value is not None for value in values], dtype=bool)
    keep = pa.array(filled)
    return replace(
        table,
        columns={name: column.filter(keep) for name, column in columns.items()},
        row_lines=table.lines(rows)[filled],
    )
