"""What deals are broken down by, in Ibis: a column, the month of creation, or the band of the value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salestoolkit.book.remote.rows import Day, column_or_null
from salestoolkit.book.schema import DEALS
from salestoolkit.core.dimensions import (
    CREATED_MONTH,
    DERIVED,
    SIZE_BAND,
    band_currency,
    band_edges,
    band_labels,
    quartile_ranks,
)
from salestoolkit.errors import BookError

Bands = Mapping[str | None, tuple[str | None, tuple[float, ...]]]
"""By pipeline: whose currency the bands are in, and the edges between them."""


def part_column(deals: Any, dimension: str, *, day: Day, bands: Bands | None) -> Any:
    """Each deal's part of a dimension, as text, ``""`` for deals without one.

    Raises
    ------
    BookError
        ``unknown_dimension``.
    """
    if dimension == CREATED_MONTH:
        return _month(day(column_or_null(deals, "created_at", "timestamp")))
    if dimension == SIZE_BAND:
        return _band(deals, bands or {})
    if dimension not in deals.columns and dimension not in DEALS.names:
        allowed = ", ".join((*deals.columns, *DERIVED))
        raise BookError("unknown_dimension", value=dimension, allowed=allowed)
    return column_or_null(deals, dimension, "string").cast("string").fill_null("")


def _month(day: Any) -> Any:
    """Year and month of days since 1970, in whole numbers: engines write dates in their own ways.

    Howard Hinnant, chrono-compatible low-level date algorithms: years that begin in March.
    """
    days = day.cast("int64") + 719_468
    era = days // 146_097
    of_era = days - era * 146_097
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    late = month >= 10
    import ibis

    number = ibis.ifelse(late, month - 9, month + 3).cast("int64")
    shown = (year + era * 400 + ibis.ifelse(late, 1, 0)).cast("int64")
    digits = (shown * 100 + number).cast("string")
    return (digits.substr(0, 4) + "-" + digits.substr(4, 2)).fill_null("")


def _band(deals: Any, bands: Bands) -> Any:
    import ibis

    value = column_or_null(deals, "value", "float64").cast("float64")
    currencies = column_or_null(deals, "currency", "string")
    cases = []
    for pipeline, (currency, edges) in bands.items():
        mine = _is(currencies, currency)
        if len(bands) > 1:
            mine &= _is(deals.pipeline, pipeline)
        labels = band_labels(edges)
        above = zip((*edges, None), labels, strict=True) if edges else ()
        for edge, label in above:
            inside = value >= 0 if edge is None else (value >= 0) & (value < edge)
            cases.append((mine & inside.fill_null(False), label))
    return ibis.cases(*cases, else_="") if cases else ibis.literal("")


def bands_of(deals: Any, pipelines: tuple[str | None, ...]) -> Bands:
    """Edges of each pipeline's bands, from the quartiles of its positive values."""
    valued = deals.select(
        currency=column_or_null(deals, "currency", "string"),
        pipeline=column_or_null(deals, "pipeline", "string"),
        value=column_or_null(deals, "value", "float64").cast("float64"),
    )
    valued = valued.filter(valued.value > 0)
    found = {}
    for pipeline in pipelines:
        mine = valued.filter(_is(valued.pipeline, pipeline)) if len(pipelines) > 1 else valued
        tally = mine.group_by("currency").aggregate(n=mine.count()).to_pyarrow().to_pylist()
        sizes = {row["currency"]: int(row["n"]) for row in tally}
        money = band_currency(sizes)
        values = mine.filter(_is(mine.currency, money)).order_by("value")
        ranks = quartile_ranks(sizes.get(money, 0))
        quartiles = [_at(values, rank) for rank in ranks]
        found[pipeline] = money, band_edges(quartiles)
    return found


def _at(values: Any, rank: int) -> float:
    return float(values.limit(1, offset=rank - 1).to_pyarrow()["value"][0].as_py())


def _is(column: Any, value: str | None) -> Any:
    """Whether a text is this one, or is missing where that is None."""
    return column.isnull() if value is None else (column == value).fill_null(False)
