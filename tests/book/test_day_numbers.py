"""Dates are looked up by quarters of an hour, and are those that Arrow works out instant by instant."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pyarrow as pa
import pytest

from salestoolkit.book.day_numbers import FEW, UNKNOWN_DAY, days

ZONES = ("UTC", "Europe/Warsaw", "America/St_Johns", "Asia/Kathmandu", "Africa/Monrovia", "+02:00")
SPANS = {"some years": (2023, 2026), "long ago": (1960, 1990), "centuries": (1700, 2200)}


def column(start: int, end: int, *, seed: int = 1) -> pa.ChunkedArray:
    """Instants from the start of one year to that of another, every tenth not known, in two chunks."""
    random = np.random.default_rng(seed)
    first, last = (
        int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) * 10**6 for year in (start, end)
    )
    moments = random.integers(first, last, FEW + 100)
    instants = pa.array(moments, mask=random.random(len(moments)) < 0.1)
    whole = instants.cast(pa.timestamp("us", tz="UTC"))
    return pa.chunked_array([whole[:7000], whole[7000:]])


def worked_out(instants: pa.ChunkedArray, zone: str) -> np.ndarray:
    """The same dates a few at a time, which is how short columns are read."""
    pieces = [days(instants[start : start + 999], zone) for start in range(0, len(instants), 999)]
    return np.concatenate(pieces)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("span", SPANS)
def test_dates_of_a_long_column_are_those_of_its_short_pieces(zone: str, span: str) -> None:
    instants = column(*SPANS[span])
    found = days(instants, zone)
    assert (found == worked_out(instants, zone)).all()
    assert (found == UNKNOWN_DAY).sum() == instants.null_count


def test_the_day_changes_at_midnight_of_the_zone_also_when_clocks_change() -> None:
    text = ["2025-03-29T22:59:59", "2025-03-29T23:00", "2025-03-30T21:59:59", "2025-03-30T22:00"]
    moments = [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in text] * FEW
    instants = pa.chunked_array([pa.array(moments, pa.timestamp("us", tz="UTC"))])
    found = days(instants, "Europe/Warsaw")[:4] - days(instants, "Europe/Warsaw")[0]
    assert found.tolist() == [0, 1, 1, 2]


def test_a_column_without_any_date_is_unknown() -> None:
    nothing = pa.chunked_array([pa.nulls(3, pa.timestamp("us", tz="UTC"))])
    assert days(nothing, "UTC").tolist() == [UNKNOWN_DAY] * 3
