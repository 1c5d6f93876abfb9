"""What the territory notebook calls: the page of all accounts, or of one territory or owner."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.territory_tables import territory_field
from salestoolkit.core.part import Part
from salestoolkit.core.periods import a_period
from salestoolkit.core.plain_text import folded
from salestoolkit.core.territory import cover_territories
from salestoolkit.core.territory_owners import owners_at
from salestoolkit.core.territory_parts import FieldWork
from salestoolkit.core.territory_rows import NONE, by_letters
from salestoolkit.core.typed_days import optional_day
from salestoolkit.errors import InvalidValue, SalesToolkitError
from salestoolkit.reports.page import origin_of, read_deals_of
from salestoolkit.reports.territory_geo import map_of, well_placed
from salestoolkit.reports.territory_sections import SECTIONS, TerritoryPage
from salestoolkit.sources.contract_words import decision_words
from salestoolkit.sources.territory_rules import TerritoryRules, read_rules
from salestoolkit.sources.visit_words import visits_among, was_held
from salestoolkit.words import load_words

WINDOW_DAYS = 90
"""Days up to the book's own that a page is about where none are named."""


def open_page(
    book: str | Path,
    *,
    dimension: str | None = None,
    value: str = "",
    language: str = "en",
    currency: str | None = None,
    pipeline: str | None = None,
    as_of: str | None = None,
    period: str | None = None,
    first: str | None = None,
    last: str | None = None,
    rules: str | Path | None = None,
    geo: str | Path | None = None,
    geo_name: str | None = None,
    geo_regions: str | Path | None = None,
    for_leader: bool = False,
) -> TerritoryPage:
    """The page of all accounts, or of those of one territory or owner.

    Parameters
    ----------
    dimension, value : str, optional
        ``territory`` or ``owner``, and which.
    period : str, optional
        Month, quarter or year of the visits.
    first, last : str, optional
        Or the first and the last day, YYYY-MM-DD; the last 90 days where nothing is named.
    rules : path, optional
        The team's rules of visiting: see `salestoolkit.sources.territory_rules.read_rules`.
    geo, geo_name, geo_regions : optional
        A map of the territories: see `salestoolkit.sources.geo.territories_on_map`.
    for_leader : bool
        Whether who reads it leads the people: the page then tells account owners apart.
    book, language, currency, pipeline, as_of
        As for `salestoolkit.reports.page.open_page`; accounts belong to no pipeline.

    Raises
    ------
    SalesToolkitError
        What is wrong with the book, a file or a parameter.
    """
    opened = read_deals_of("territory", str(book), as_of, None)
    told = read_rules(rules)
    work = _work(opened, told, currency)
    start, end = window_of(opened.as_of, period=period, first=first, last=last)
    found = cover_territories(
        replace(work, apart=well_placed(work).apart),
        start=start,
        end=end,
        rules=told.rules,
        part=None if dimension is None else Part(dimension=dimension, value=value),
    )
    words = load_words(language)
    part_of_map = dimension is None or dimension == "owner"
    mapped = None
    if part_of_map and found.whole.accounts:
        mapped = map_of(found, words, geo=geo, geo_name=geo_name, geo_regions=geo_regions)
    return TerritoryPage(
        found=found,
        words=words,
        book=origin_of(opened),
        mapped=mapped,
        types=told.visit_types or (),
        for_leader=for_leader,
    )


def window_of(
    as_of: date, *, period: str | None = None, first: str | None = None, last: str | None = None
) -> tuple[date, date]:
    """The window of visits [start, end): a period, or two days, or the last 90 days.

    >>> [str(day) for day in window_of(date(2026, 10, 30), period="2026-Q3")]
    ['2026-07-01', '2026-10-01']
    """
    if period is not None:
        start, until = a_period(period)
        return start, until + timedelta(days=1)
    until = optional_day(last, "last") or as_of
    start = optional_day(first, "first") or until - timedelta(days=WINDOW_DAYS - 1)
    if start > until:
        raise InvalidValue("territory_window", value=f"{start} – {until}", allowed=as_of)
    return start, until + timedelta(days=1)


def field_of(book: DealBook, rules: TerritoryRules, *, currency: str | None = None) -> FieldWork:
    """The accounts, owners and visits of a book, by a team's rules of what is a visit."""
    return territory_field(
        book,
        is_visit=visits_among(rules.visit_types),
        was_held=was_held,
        is_decided=_is_decided,
        currency=currency or None,
    )


def _is_decided(decision: str) -> bool:
    return decision_words().get(folded(decision)) in ("renewed", "lost")


def parts(book: DealBook, column: str) -> list[str]:
    """Values that there are pages for: territories or owners of accounts at the book's day."""
    work = field_of(book, TerritoryRules())
    held = owners_at(work, book.as_of)[column]
    names = {NONE if value is None else str(value) for value in held}
    if column == "territory":
        names |= set(work.territories)
    return [*sorted(names - {NONE}, key=by_letters), *([NONE] if NONE in names else [])]


def rehearse(**parameters: Any) -> None:
    """Make a page that nobody sees: see `salestoolkit.reports.page.rehearse`."""
    with suppress(SalesToolkitError):
        page = open_page(**parameters)
        for section in SECTIONS:
            getattr(page, section)()


def _work(book: DealBook, rules: TerritoryRules, currency: str | None) -> FieldWork:
    return _kept(_Same(book), rules.visit_types, currency)


class _Same:
    """A book told from others by what it is, not by what is in it."""

    def __init__(self, book: DealBook) -> None:
        self.book = book

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.book is self.book

    def __hash__(self) -> int:
        return id(self.book)


@lru_cache(maxsize=4)
def _kept(same: _Same, types: tuple[str, ...] | None, currency: str | None) -> FieldWork:
    """Read once; forked kernels inherit what was read."""
    return field_of(same.book, TerritoryRules(visit_types=types), currency=currency)
