"""Sums of money are exact, and rounded once."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.book.money import money_of
from salestoolkit.book.schema import MONEY

amounts = st.one_of(
    st.none(),
    st.decimals(-(10**6), 10**6, places=2),
    st.decimals(-(10**15), 10**15, places=4),
    st.just(Decimal("9" * 16 + ".9999")),
)


@settings(max_examples=30)
@given(st.lists(st.tuples(amounts, st.integers(0, 2)), max_size=12))
def test_sums_are_those_of_fractions(rows: list[tuple[Decimal | None, int]]) -> None:
    table = pa.table({"value": pa.array([value for value, _ in rows], MONEY)})
    money = money_of(table)
    sums = money.sums(np.array([group for _, group in rows], dtype=np.int32), 3)
    for group in range(3):
        mine = [Fraction(value) for value, its in rows if its == group and value is not None]
        assert sums[group] == float(sum(mine, Fraction(0)))
    assert money.known.tolist() == [value is not None for value, _ in rows]


def test_values_that_were_not_known_then_are_left_out() -> None:
    table = pa.table({"value": pa.array([Decimal("1.5"), Decimal("9" * 16)], MONEY)})
    for mask, total in (([True, False], 1.5), ([False, True], 9_999_999_999_999_999.0)):
        only = money_of(table).only(np.array(mask))
        assert only.sums(np.zeros(2, np.int32), 1).tolist() == [total]
        assert only.known.tolist() == mask
