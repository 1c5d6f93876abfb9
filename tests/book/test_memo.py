"""What is worked out once is kept, and goes with its owner."""

from __future__ import annotations

import gc

import pyarrow as pa

from salestoolkit.book import memo


def test_a_result_is_worked_out_once_for_each_owner_and_key() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    one, other = pa.table({"a": [1]}), pa.table({"a": [1]})
    for _ in range(2):
        assert memo.remember(one, "k", lambda: make("one")) == "one"
        assert memo.remember(one, "l", lambda: make("one l")) == "one l"
        assert memo.remember(other, "k", lambda: make("other")) == "other"
    assert made == ["one", "one l", "other"]


def test_what_was_kept_goes_when_its_owner_does() -> None:
    owner = pa.table({"a": [1]})
    key = id(owner)
    memo.remember(owner, "k", lambda: "kept")
    assert key in memo._kept
    del owner
    gc.collect()
    assert key not in memo._kept
