"""What a team's own report notebook calls: the page of all deals, or of some of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from salestoolkit.errors import BookError, ReportError
from salestoolkit.reports.own.sections import OwnPage
from salestoolkit.reports.page import read_deals_of
from salestoolkit.words import load_words


def open_own_page(
    book: str | Path,
    *,
    name: str,
    texts: Mapping[str, Mapping[str, str]],
    language: str = "en",
    as_of: str | None = None,
    only: Mapping[str, str | None] | None = None,
) -> OwnPage:
    """The page of all deals, or of those with the given values of some columns.

    Parameters
    ----------
    book : path
        Folder of the deal book.
    name : str
        What the report is called in its record; the notebook's own name.
    texts : mapping
        What the page says, by language and key; ``title`` is what it is called.
    as_of : str, optional
        Day at whose end the book is seen, YYYY-MM-DD; that of the last export where not given.
    only : mapping, optional
        Columns with the one value that is wanted: ``{"team": "North"}``. ``""`` are the deals without
        one, None all of them.

    Raises
    ------
    SalesToolkitError
        What is wrong with the book, a column or a value.
    """
    words = load_words(language)
    if language not in texts:
        raise ReportError("own_texts_missing", value=language, allowed=", ".join(texts) or "–")
    opened = read_deals_of(name, str(book), as_of)
    wanted = {column: value for column, value in (only or {}).items() if value is not None}
    for column, value in wanted.items():
        parts = opened.parts(column)
        if value not in parts:
            allowed = ", ".join(part for part in parts if part) or "–"
            raise BookError("unknown_part", field=column, value=value, allowed=allowed)
    return OwnPage(
        name=name,
        texts=texts[language],
        words=words,
        book=opened.where(**{column: value or None for column, value in wanted.items()}),
        only=wanted,
    )
