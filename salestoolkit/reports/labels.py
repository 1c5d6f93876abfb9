"""What a page is about, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable

from salestoolkit.core.part import Part
from salestoolkit.reports.kinds import kind_of
from salestoolkit.reports.plan import PageSpec
from salestoolkit.words import Words
from salestoolkit.words.errors import plain

NAME_LENGTH = 80
"""Longer names from data are cut: a name of ten thousand letters is still one line of a table."""


def name_of(text: object) -> str:
    """A name that came from data, on one line and of bearable length."""
    return plain(text, length=NAME_LENGTH)


def dimension_label(words: Words, dimension: str) -> str:
    """A column by its name for people; one that has none, as the data calls it."""
    key = f"report.dimension.{dimension}"
    if words.has(key):
        return words.text(key)
    return words.text("report.dimension.other", column=dimension)


def value_label(words: Words, dimension: str, value: str) -> str:
    """A value of a column; the deals without one have a name too."""
    if value:
        return name_of(value)
    key = f"report.dimension_none.{dimension}"
    return words.text(key if words.has(key) else "report.dimension_none.other")


def part_label(words: Words, columns: Iterable[tuple[str, str]]) -> str:
    """Columns with their values: ``Territory: West · Team: North``."""
    return " · ".join(
        f"{dimension_label(words, column)}: {value_label(words, column, value)}"
        for column, value in columns
    )


def among(words: Words, part: Part | None) -> list[str]:
    """For the line under a headline: which other deals a part is held against, where not all."""
    if part is None or not part.within:
        return []
    return [words.text("within.among", columns=part_label(words, part.within))]


def page_label(words: Words, page: PageSpec) -> str:
    """A page in a list of pages."""
    whole = f"{page.report}.page.title" if kind_of(page.report).columns else "report.page.all"
    label = words.text(whole)
    if page.dimension is not None:
        label = part_label(words, page.columns)
    if page.currency is None:
        return label
    return f"{label} · {value_label(words, 'currency', page.currency)}"
