"""Contracts and purchases of a book, and of one in which no row could be counted as a deal."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from salestoolkit.book.retention_tables import purchases_of


def test_a_book_whose_rows_were_all_set_aside_has_no_purchases() -> None:
    book: Any = SimpleNamespace(processes={})
    assert purchases_of(book) == ()
