"""A long book that is worked on piece by piece is counted like a short one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest

from salestoolkit.book import slabs
from salestoolkit.book.deal_book import DealBook

STAGES = ["A", "B", "C", "D"]
TABLES = ("visits", "passages", "cycles", "deals")


def events(deals: int, *, seed: int) -> list[tuple[str, str, float]]:
    """Deals that wander through the stages, some of them won, lost and opened again."""
    random = np.random.default_rng(seed)
    found = []
    for deal in range(deals):
        day = float(random.integers(0, 300))
        for _ in range(random.integers(1, 9)):
            entry = random.choice([*STAGES, *STAGES, "won", "lost"])
            found.append((f"d{deal}", str(entry), day))
            day += float(random.integers(0, 20))
    return found


@pytest.fixture(scope="module")
def book(event_log: Callable[..., Any]) -> DealBook:
    made: DealBook = event_log(events(120, seed=3), STAGES)
    return made


def fresh(book: DealBook) -> DealBook:
    """The same book in a table of which nothing is known yet."""
    order = np.random.default_rng(5).permutation(book.stage_log.num_rows)
    return DealBook(
        deals=book.deals.slice(0),
        stage_log=book.stage_log.take(order),
        processes=book.processes,
        as_of=book.as_of,
    )


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    return table.sort_values(list(table.columns), ignore_index=True)


@pytest.mark.parametrize("rows", [1, 7, 100])
def test_counts_do_not_depend_on_the_size_of_the_pieces(book: DealBook, rows: int) -> None:
    with patch.multiple(slabs, ROWS=rows, SOME=max(rows // 2, 1)):
        pieces = fresh(book).counts(dimension="team")
    whole = book.counts(dimension="team")
    for name in TABLES:
        pd.testing.assert_frame_equal(
            in_order(getattr(pieces, name)), in_order(getattr(whole, name))
        )


def test_slabs_part_no_deal_and_leave_none_out() -> None:
    begins = np.random.default_rng(1).random(500) < 0.2
    begins[0] = True
    with patch.object(slabs, "SOME", 20):
        parts = slabs.slabs(begins)
        assert slabs.slabs(np.array([True] + [False] * 99)) == [(0, 100)]
    assert [start for start, _ in parts[1:]] == [end for _, end in parts[:-1]]
    assert (parts[0][0], parts[-1][1]) == (0, 500)
    assert all(begins[start] for start, _ in parts)


def test_what_is_made_on_threads_comes_in_order() -> None:
    assert list(slabs.on_threads(lambda item: item * 2, range(20))) == list(range(0, 40, 2))
    assert list(slabs.on_threads(lambda item: item, [])) == []
    with pytest.raises(ZeroDivisionError):
        list(slabs.on_threads(lambda item: 1 // item, [1, 0, 1]))
