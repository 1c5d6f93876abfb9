"""Which deals alone a page is made among: those with certain values of other columns than its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.remote.book import RemoteBook
from salestoolkit.core.part import Part
from salestoolkit.errors import ReportError

Within = tuple[tuple[str, str], ...]
"""Columns with the one value that all deals have, ``""`` for none; empty where all deals are looked at."""

AnyBook = TypeVar("AnyBook", DealBook, RemoteBook, DealBook | RemoteBook)


def narrowed(book: AnyBook, within: Within) -> AnyBook:
    """The book with only the deals that have these values."""
    return book.where(**{column: value or None for column, value in within}) if within else book


def occurring(book: DealBook | RemoteBook, columns: Mapping[str, str | None]) -> Iterator[Within]:
    """Values of several columns that occur together; a column that is given a value has only that."""
    if not columns:
        yield ()
        return
    (first, wanted), *rest = columns.items()
    for value in book.parts(first):
        if wanted in (None, value):
            here = ((first, value),)
            inside = narrowed(book, here) if rest else book
            for others in occurring(inside, dict(rest)):
                yield (*here, *others)


def asked_within(texts: Iterable[str]) -> dict[str, str | None]:
    """What was typed as columns with their values; a column alone stands for each of its values.

    Examples
    --------
    >>> asked_within(["territory=West", "segment"])
    {'territory': 'West', 'segment': None}
    """
    pieces = (text.partition("=") for text in texts)
    return {column.strip(): value.strip() if given else None for column, given, value in pieces}


def page_part(
    dimension: str | None, value: str, within: Mapping[str, str] | None = None
) -> Part | None:
    """What a page is about, as its notebook is told of it; None for all deals.

    Raises
    ------
    ReportError
        ``within_alone`` where only some deals are to be looked at, and nothing among them.
    """
    if dimension is None:
        if within:
            raise ReportError("within_alone", value=", ".join(within))
        return None
    return Part(dimension=dimension, value=value, within=tuple((within or {}).items()))
