"""Dimensions of a local deal book: columns of the deals, the month of creation, the band of the value."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.deal_rows import encode_deals
from salestoolkit.book.encode import UNKNOWN_DAY, Codes, Ints, as_text, codes
from salestoolkit.book.lazy_table import coded
from salestoolkit.book.memo import remember
from salestoolkit.book.narrowed import narrowing_of
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

Edges = dict[str | None, tuple[str | None, tuple[float, ...]]]
"""By pipeline: whose currency the bands are in, and the edges between them."""
Amounts = npt.NDArray[np.float64]


def part_codes(book: DealBook, dimension: str) -> Codes:
    """Each deal's part of a dimension, the parts sorted, ``""`` for deals without one.

    Raises
    ------
    BookError
        ``unknown_dimension``.
    """
    if dimension == CREATED_MONTH:
        return remember(book.deals, ("part", dimension, book.timezone), lambda: _months(book))
    if dimension == SIZE_BAND:
        edges = _edges(book)
        key = ("part", dimension, tuple(edges.items()))
        return remember(book.deals, key, lambda: _bands(book, edges))
    _known(book, dimension)
    return remember(book.deals, ("part", dimension), lambda: _column(book, dimension))


def in_parts(book: DealBook, values: Mapping[str, str | None]) -> pa.Array:
    """Whether each deal is in all of these parts, one of each dimension (None: without one)."""
    keep = pa.array(np.ones(book.deals.num_rows, dtype=np.bool_))
    for dimension, value in values.items():
        keep = pc.and_(keep, _in_part(book, dimension, value or ""))
    return keep


def _in_part(book: DealBook, dimension: str, value: str) -> pa.Array | pa.ChunkedArray:
    if dimension in DERIVED or pa.types.is_string(_known(book, dimension)):
        found = part_codes(book, dimension)
        place = found.values.index(value) if value in found.values else -1
        return pa.array(found.codes == place)
    column = book.deals[dimension]
    match = pc.fill_null(pc.equal(column, pa.scalar(value).cast(column.type)), not value)
    return match.combine_chunks()


def _known(book: DealBook, dimension: str) -> pa.DataType:
    """The type of a column of the deals."""
    if dimension not in book.deals.column_names:
        allowed = ", ".join((*book.deals.column_names, *DERIVED))
        raise BookError("unknown_dimension", value=dimension, allowed=allowed)
    return book.deals.schema.field(dimension).type


def _column(book: DealBook, dimension: str) -> Codes:
    whole = narrowing_of(book)
    if whole is not None:
        found = part_codes(whole.book, dimension)
        return _sorted(found.codes[whole.kept], found.values)
    found = codes(coded(book.deals, dimension))
    return _sorted(found.codes, as_text(found.values))


def _sorted(places: Ints, texts: list[str]) -> Codes:
    """The same parts in order, null and empty text as one, and only those that occur."""
    names = sorted({texts[place] for place in np.flatnonzero(np.bincount(places))})
    order = {name: place for place, name in enumerate(names)}
    table = np.array([order.get(text, -1) for text in texts] or [0], dtype=np.int32)
    return Codes(table[places], names)


def _months(book: DealBook) -> Codes:
    created = encode_deals(book).created
    known = created != UNKNOWN_DAY
    months = np.where(known, created, 0).astype("datetime64[D]").astype("datetime64[M]")
    found, places = np.unique(months, return_inverse=True)
    texts = [*(str(month) for month in found), ""]
    return _sorted(np.where(known, places, len(found)).astype(np.int32), texts)


def _bands(book: DealBook, edges: Edges) -> Codes:
    """Bands of the pipelines, numbered together; the last place stands for no band."""
    pipeline, currency, value = _money(book, book.deals)
    places = np.full(book.deals.num_rows, -1, dtype=np.int32)
    texts: list[str] = []
    for place, name in enumerate(pipeline.values):
        money, between = edges.get(name, (None, ()))
        if between and money in currency.values:
            own = currency.codes == currency.values.index(money)
            mine = (pipeline.codes == place) & own & (value >= 0)
            places[mine] = len(texts) + np.searchsorted(between, value[mine], side="right")
            texts += band_labels(between)
    return _sorted(np.where(places < 0, len(texts), places).astype(np.int32), [*texts, ""])


def _edges(book: DealBook) -> Edges:
    """Edges of each pipeline's bands, from the quartiles of its positive values."""
    basis = book.deals if book.banded_as is None else book.banded_as

    def make() -> Edges:
        pipeline, currency, value = _money(book, basis)
        found: Edges = {}
        for place, name in enumerate(pipeline.values):
            valued = (pipeline.codes == place) & (value > 0)
            often = np.bincount(currency.codes[valued], minlength=len(currency.values))
            money = band_currency(dict(zip(currency.values, often.tolist(), strict=True)))
            if money in currency.values:
                valued &= currency.codes == currency.values.index(money)
            mine = np.sort(value[valued])
            edges = band_edges([float(mine[rank - 1]) for rank in quartile_ranks(len(mine))])
            found[name] = money, edges
        return found

    return remember(basis, ("band edges", len(book.processes) == 1), make)


def _money(book: DealBook, deals: pa.Table) -> tuple[Codes, Codes, Amounts]:
    """Pipeline, currency and value (NaN where there is none) of each deal."""
    value = pc.fill_null(deals["value"].cast(pa.float64()), np.nan).to_numpy()
    one = Codes(np.zeros(deals.num_rows, dtype=np.int32), [None])
    pipeline = one if len(book.processes) == 1 else codes(coded(deals, "pipeline"))
    return pipeline, codes(coded(deals, "currency")), np.asarray(value, dtype=np.float64)
