"""Ids are read as numbers only where no two of them become the same."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.book.keys import as_numbers, numbering
from salestoolkit.book.log import encode_log
from salestoolkit.book.schema import DEALS, STAGE_LOG

some_ids = st.lists(
    st.one_of(
        st.sampled_from(["7", "07", "007", "D7", "D07", "d7", "", "+7", "-7", "0x7", "٧", "7 "]),
        st.integers(0, 10**20).map(str),
        st.integers(0, 999).map("D{:03d}".format),
    ),
    max_size=6,
)


@settings(max_examples=30)
@given(some_ids)
def test_two_ids_are_the_same_number_only_if_they_are_the_same(ids: list[str]) -> None:
    read = as_numbers(pa.array(ids, pa.string()))
    if read is not None:
        assert len(set(read.values.tolist())) == len(set(ids))


@pytest.mark.parametrize(
    ("ids", "numbers"),
    [
        (["4711", "5", "0"], [4711, 5, 0]),
        (["D001", "D120"], [1, 120]),
        (["D001", "D12"], None),
        (["D1", "E1"], None),
        (["1" * 19], None),
        (["0x1F", "0031"], None),
        ([], None),
        (["1", None], None),
    ],
)
def test_numbers_behind_the_same_letters_are_read(
    ids: list[str | None], numbers: list[int] | None
) -> None:
    read = as_numbers(pa.array(ids, pa.string()))
    assert (None if read is None else read.values.tolist()) == numbers


def test_pieces_of_a_column_share_a_numbering_or_have_none() -> None:
    def read(*ids: str) -> object:
        return as_numbers(pa.array(ids))

    assert numbering([read("1"), read("22")]) is not None
    assert numbering([read("01"), read("22")]) is not None
    assert numbering([read("01"), read("222")]) is None
    assert numbering([read("D1"), read("E1")]) is None
    assert numbering([read("1"), read("x")]) is None


def log_of(pairs: list[tuple[str, str]]) -> pa.Table:
    """One entry of each (source, id)."""
    rows = [{"source_name": s, "deal_id": i, "seq": 1, "entry": "S1"} for s, i in pairs]
    return pa.Table.from_pylist(rows, schema=STAGE_LOG)


pairs = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sampled_from(["1", "2", "03", "10", "x", "D1", "D2", "900000000000"]),
)


@settings(max_examples=30)
@given(st.lists(pairs, max_size=6), st.lists(pairs, max_size=6))
def test_every_deal_finds_its_own_entries_and_no_others(
    logged: list[tuple[str, str]], asked: list[tuple[str, str]]
) -> None:
    keys = encode_log(log_of(logged), "UTC").keys
    rows = [{"source_name": source, "deal_id": number} for source, number in asked]
    place = keys.find(pa.Table.from_pylist(rows, schema=DEALS))
    assert [found >= 0 for found in place] == [pair in logged for pair in asked]
    found = {pair: number for pair, number in zip(asked, place, strict=True) if number >= 0}
    assert len(set(found.values())) == len(found)


def test_an_id_that_is_no_number_is_not_found_among_numbers() -> None:
    keys = encode_log(log_of([("a", "7"), ("a", "8")]), "UTC").keys
    rows = [{"source_name": "a", "deal_id": text} for text in ("8", "08", "x8", "", None)]
    found = keys.find(pa.Table.from_pylist(rows, schema=DEALS))
    assert np.flatnonzero(found >= 0).tolist() == [0]
