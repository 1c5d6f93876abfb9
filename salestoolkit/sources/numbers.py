"""Turn a column of text into money and shares, refusing to guess."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa


@dataclass(frozen=True, kw_only=True)
class ParsedMoney:
    """Amounts read from text, with the currencies named in it."""

    values: pa.Array
    currencies: pa.Array
    bad: np.ndarray


def parse_money(
    column: pa.ChunkedArray | pa.Array, *, field: str, decimal: str | None = None
) -> ParsedMoney:
    """Read a column of amounts; `decimal` is comma or point."""
    raise NotImplementedError


def parse_share(
    column: pa.ChunkedArray | pa.Array, *, field: str, decimal: str | None = None
) -> pa.Array:
    """Read a column of shares as fractions of one: "40", "40%" and "0.4" are 0.4."""
    raise NotImplementedError
