"""Columns that are packed, sorted and read again are the columns in order."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.book.day_numbers import UNKNOWN_DAY
from salestoolkit.book.digits import in_order, sorted_together

rows = st.lists(
    st.tuples(
        st.sampled_from([0, 5, 10**6, 1 << 60]),
        st.sampled_from([-3, 0, 1, 2, 2**31 - 1]),
        st.sampled_from([int(UNKNOWN_DAY), -40_000, 0, 20_000]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=12,
)
KINDS = {"key": np.int64, "seq": np.int32, "day": np.int32, "entry": np.int8}


@settings(max_examples=30)
@given(rows, st.integers(1, 11))
def test_rows_come_in_order_of_the_first_two_columns_and_then_of_their_moment(
    table: list[tuple[int, ...]], cut: int
) -> None:
    columns = {
        name: np.array(values, kind)
        for (name, kind), values in zip(KINDS.items(), zip(*table, strict=True), strict=True)
    }
    moments = np.arange(len(table), 0, -1)
    pieces = {name: [column[:cut], column[cut:]] for name, column in columns.items()}
    ordered = in_order(pieces, lambda: moments)
    expected = [row for _, row in sorted(zip(moments, table, strict=True))]
    expected.sort(key=lambda row: row[:2])
    assert list(zip(*(ordered[name].tolist() for name in KINDS), strict=True)) == expected


@settings(max_examples=30)
@given(rows)
def test_columns_sorted_together_keep_their_rows(table: list[tuple[int, ...]]) -> None:
    start, rest = np.array([row[2] for row in table], np.int32), np.array([row[0] for row in table])
    ordered = sorted_together({"start": start, "rest": rest})
    found = list(zip(ordered["start"].tolist(), ordered["rest"].tolist(), strict=True))
    assert sorted(found) == sorted((row[2], row[0]) for row in table)
    assert (np.diff(ordered["start"].astype(np.int64)) >= 0).all()
