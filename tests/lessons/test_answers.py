"""Answers are read however they were typed, and nonsense is none."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.lessons.answers import (
    as_number,
    as_pair,
    as_process,
    as_share,
    as_text,
    is_missing,
    same,
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (67, 67.0),
        ("67", 67.0),
        (" 1 150 ", 1150.0),
        ("1\u00a0150", 1150.0),
        ("0,25", 0.25),
        ("25 %", 0.25),
        (Decimal("0.5"), 0.5),
        (np.int64(3), 3.0),
        ("many", None),
        (True, None),
        (math.nan, None),
        (math.inf, None),
        (10**400, None),
        (None, None),
        ([1], None),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: Any, read: float | None) -> None:
    assert as_number(typed) == read


def test_shares_may_be_given_in_percent() -> None:
    assert [as_share(answer) for answer in (0.2, 20, "20%", "20 %", 1)] == [0.2, 0.2, 0.2, 0.2, 1.0]
    assert [as_share(answer) for answer in (-0.1, 101, "x")] == [None, None, None]


@given(ANYTHING)
def test_nothing_that_is_typed_breaks_the_reading(answer: Any) -> None:
    number, share = as_number(answer), as_share(answer)
    assert number is None or math.isfinite(number)
    assert share is None or 0 <= share <= 1
    assert as_text(answer) is None or isinstance(answer, str)
    assert as_process(answer) is None
    pair = as_pair(answer)
    assert pair is None or len(pair) == 2
    assert isinstance(is_missing(answer), bool)


def test_names_are_the_same_whatever_their_case_and_spaces() -> None:
    assert same("  Oferta  WYSŁANA", "oferta wysłana")
    assert not same("Oferta", "Oferta wysłana")
