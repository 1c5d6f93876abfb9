"""What the retention notebook calls: the page of all customers, or of those of one part."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from salestoolkit.book.growth import growth_of
from salestoolkit.core.part import Part
from salestoolkit.errors import SalesToolkitError
from salestoolkit.reports.growth_beside import growth_blocks, growth_data
from salestoolkit.reports.page import origin_of, read_deals_of
from salestoolkit.reports.retention_book import retention_of
from salestoolkit.reports.retention_sections import SECTIONS, RetentionPage
from salestoolkit.sources.referral_words import referral_words
from salestoolkit.words import load_words


def open_page(
    book: str | Path,
    *,
    dimension: str | None = None,
    value: str = "",
    language: str = "en",
    currency: str | None = None,
    pipeline: str | None = None,
    as_of: str | None = None,
    for_leader: bool = False,
) -> RetentionPage:
    """The page of all customers, or of those with one value of a column.

    Parameters
    ----------
    for_leader : bool
        Whether who reads it leads the people: customers are then shown by owner too.
    book, dimension, value, language, currency, pipeline, as_of
        As for `salestoolkit.reports.page.open_page`. A customer belongs to a part by its contract,
        else by what its deals and its account say.

    Raises
    ------
    SalesToolkitError
        What is wrong with the book or a parameter.
    """
    opened = read_deals_of("retention", str(book), as_of, currency)
    part = None if dimension is None else Part(dimension=dimension, value=value)
    if part is not None:
        # refuses a column that there is not
        opened.parts(part.dimension)
    found = retention_of(opened, part=part, currency=currency, for_leader=for_leader)
    words = load_words(language)
    growth = growth_of(
        opened,
        found.customers,
        referral_words=referral_words(),
        currency=found.currency,
        only=part is not None,
    )
    return RetentionPage(
        found=found,
        words=words,
        currency=currency,
        pipeline=pipeline,
        for_leader=for_leader,
        book=origin_of(opened),
        more=growth_blocks(growth, found, words),
        more_data=growth_data(growth),
    )


def rehearse(**parameters: Any) -> None:
    """Make a page that nobody sees: see `salestoolkit.reports.page.rehearse`."""
    with suppress(SalesToolkitError):
        page = open_page(**parameters)
        for section in SECTIONS:
            getattr(page, section)()
