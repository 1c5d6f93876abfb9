"""Which deals a command is about: a book, wherever it lies, or a part of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from salestoolkit.errors import InvalidValue, ReportError

if TYPE_CHECKING:
    from salestoolkit.book.deal_book import DealBook
    from salestoolkit.book.remote.book import RemoteBook
    from salestoolkit.core.part import Part

AnyBookOption = Annotated[
    str, typer.Option("--book", metavar="BOOK", help="Folder, or address, of the deal book.")
]
MappingOption = Annotated[
    Path | None, typer.Option("--mapping", metavar="FILE", help="What a database's names mean.")
]
AudienceOption = Annotated[
    str | None, typer.Option("--for", metavar="leader", help="Needed for deals by owner.")
]


def any_book(book: str, mapping: Path | None) -> DealBook | RemoteBook:
    """The book in a folder, or in a database whose names a mapping tells."""
    from salestoolkit.sources.remote_books.address import book_place
    from salestoolkit.sources.remote_books.opening import open_any_book

    return open_any_book(book_place(book, mapping) or book)


def named_part(
    book: DealBook | RemoteBook, text: str | None, *, audience: str | None
) -> Part | None:
    """Part of this book, given as COLUMN=VALUE; a person's deals are told to who leads them only.

    Raises
    ------
    InvalidValue
        ``part_not_a_pair``, ``owner_for_leader``, ``unknown_part``.
    BookError
        ``unknown_dimension``.
    """
    from salestoolkit.core.part import Part

    if text is None:
        return None
    column, sign, value = (one.strip() for one in text.partition("="))
    if not sign or not column:
        raise InvalidValue("part_not_a_pair", value=text, allowed="COLUMN=VALUE")
    owners_for_leader([column], audience)
    known_values(book, [(column, value)])
    return Part(dimension=column, value=value)


def known_values(book: DealBook | RemoteBook, pairs: Iterable[tuple[str, str]]) -> None:
    """Refuse a value that no deal has in its column: InvalidValue ``unknown_part`` lists those there are."""
    for column, value in pairs:
        there = book.parts(column)
        if value not in there:
            allowed = ", ".join(filter(None, there)) or "–"
            raise InvalidValue("unknown_part", field=column, value=value, allowed=allowed)


def owners_for_leader(columns: Iterable[str], audience: str | None) -> None:
    """Refuse deals by owner where nobody said ``--for leader``: InvalidValue ``owner_for_leader``."""
    from salestoolkit.core.breakdown_parts import OWNER

    if not is_for_leader(audience) and OWNER in columns:
        raise InvalidValue("owner_for_leader", field="dimension", value=OWNER)


def is_for_leader(audience: str | None) -> bool:
    """Whether ``--for leader`` was given; ReportError where it names anybody else."""
    if audience not in {None, "leader"}:
        raise ReportError("unknown_audience", value=audience, allowed="leader")
    return audience == "leader"
