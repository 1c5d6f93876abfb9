"""Turn a column of text into instants, refusing to guess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa


@dataclass(frozen=True, kw_only=True)
class ParsedDates:
    """Instants read from text, and the rows where that failed or looks odd."""

    instants: pa.Array
    bad: np.ndarray
    has_time: bool
    suspicious: np.ndarray


def parse_dates(
    column: pa.ChunkedArray | pa.Array,
    *,
    field: str,
    timezone: str | None,
    order: str | None = None,
) -> ParsedDates:
    """Read a column of dates; `order` is dmy or mdy, `timezone` an IANA name."""
    raise NotImplementedError


def parse_date_option(text: str) -> date:
    """Read a date given on the command line, such as 2026-11-23."""
    raise NotImplementedError
