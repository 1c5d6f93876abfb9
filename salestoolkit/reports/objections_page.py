"""What the notebook about mined objections calls: the page, with what the objections go with."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from salestoolkit.core.objection_cost import objection_cost
from salestoolkit.errors import SalesToolkitError
from salestoolkit.reports.objections_sections import SECTIONS, ObjectionsPage
from salestoolkit.reports.page import read_deals_of
from salestoolkit.sources.mined_files import read_mined_file
from salestoolkit.sources.objections import load_objections
from salestoolkit.words import load_words

MARKETS = {"en": None, "pl": "pl"}
"""Market whose own cards a page of a language may point to."""


def open_page(
    mined: str | Path,
    *,
    language: str = "en",
    as_of: str | None = None,
    book: str | None = None,
) -> ObjectionsPage:
    """The page of what letters and talks say against buying.

    Parameters
    ----------
    mined : path
        What ``salestoolkit objections mine --format json`` wrote.
    language : str
        ``en`` or ``pl``.
    as_of : str, optional
        Day at whose end the book is seen, YYYY-MM-DD.
    book : path, optional
        Deal book in which wins with and without each objection are compared.

    Raises
    ------
    SalesToolkitError
        What is wrong with the file, the book or a parameter.
    """
    words = load_words(language)
    found = read_mined_file(Path(mined))
    cost = None
    if book is not None:
        opened = read_deals_of("objections", str(book), as_of, None)
        frame = opened.deals_frame(pipeline=opened.pipeline_or_largest(None))
        cost = objection_cost(found.mined.deals, frame, as_of=opened.as_of)
    return ObjectionsPage(
        found=found,
        cost=cost,
        cards=load_objections(words.language, market=MARKETS[words.language]),
        words=words,
    )


def rehearse(**parameters: Any) -> None:
    """Make a page that nobody sees: see `salestoolkit.reports.page.rehearse`."""
    with suppress(SalesToolkitError):
        page = open_page(**parameters)
        for section in SECTIONS:
            getattr(page, section)()
