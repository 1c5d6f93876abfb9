"""What the quota page's notebook calls: the page of all, or of one team, product or person."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.quota_tables import quota_tables
from salestoolkit.core.goal_check import part_of
from salestoolkit.core.part import Part
from salestoolkit.core.periods import a_period
from salestoolkit.core.plain_text import folded
from salestoolkit.core.quota import DIMENSIONS, check_quota
from salestoolkit.core.quota_frame import Frame, frame_of
from salestoolkit.core.quota_result import QuotaCheck
from salestoolkit.core.remembered import Remembered
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import ReportError, SalesToolkitError
from salestoolkit.reports.country import country_of
from salestoolkit.reports.page import origin_of, read_deals_of
from salestoolkit.reports.quota_sections import SECTIONS, QuotaPage
from salestoolkit.sources.touch_words import channel_of
from salestoolkit.words import load_words

KIND = "quota"
FATES = ("won", "lost", "open")
CALLS, YEAR = "phone", 365
FEWEST_DEALS = 20
"""New deals of a year below which calls a new deal are not told."""


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
    metric: str | None = None,
    for_leader: bool = False,
) -> QuotaPage:
    """The page of all quotas of a period, or of one team, territory, product or person.

    Parameters
    ----------
    period : str, optional
        ``2026-10``, ``2026-Q4`` or ``2026``; the quarter of the book's day where not given.
    metric : str, optional
        ``revenue``, ``deals`` or ``margin``; the first of them that the period has quotas of.
    for_leader : bool
        Whether who reads it leads the people: they are listed by name then.
    book, dimension, value, language, currency, pipeline, as_of
        As for `salestoolkit.reports.page.open_page`.

    Raises
    ------
    SalesToolkitError
        What is wrong with the book, the quotas or a parameter.
    """
    opened = _read(str(book), as_of, currency)
    if len(opened.processes) > 1:
        pipeline = opened.pipeline_or_largest(pipeline)
    part = None if dimension is None else Part(dimension=dimension, value=value)
    frame = _frame(str(book), as_of, currency, pipeline, period, metric, id(opened))
    check = _of_part(frame, opened, part, pipeline)
    fates = part_of(_remembered(str(book), as_of, currency, id(opened)), part, pipeline)["fate"]
    return QuotaPage(
        check=check,
        words=load_words(language),
        totals={"deals": len(fates), **{name: int((fates == name).sum()) for name in FATES}},
        currency=currency,
        pipeline=pipeline,
        for_leader=for_leader,
        book=origin_of(opened),
    )


def quotas_of(
    book: str | Path,
    *,
    period: str | None = None,
    part: Part | None = None,
    metric: str | None = None,
    currency: str | None = None,
    pipeline: str | None = None,
    as_of: str | None = None,
) -> QuotaCheck:
    """Where everyone stands, for a table on the command line; parameters as `open_page`."""
    opened = _read(str(book), as_of, currency)
    frame = _frame(str(book), as_of, currency, pipeline, period, metric, id(opened))
    return _of_part(frame, opened, part, pipeline)


def teams_of(book: str | Path, as_of: str | None = None) -> list[str]:
    """Teams that the deals, or the quotas, name; none where there are none."""
    opened = read_deals_of(KIND, str(book), as_of)
    with suppress(ReportError):
        return parts(opened, "team")
    return []


def _read(path: str, as_of: str | None, currency: str | None) -> DealBook:
    """The book with the deals in a currency; deals that name none at all are in the quotas' own."""
    opened = read_deals_of(KIND, path, as_of)
    if currency and opened.deals["currency"].null_count == len(opened.deals):
        return opened
    return read_deals_of(KIND, path, as_of, currency)


def _of_part(frame: Frame, book: DealBook, part: Part | None, pipeline: str | None) -> QuotaCheck:
    return check_quota(
        book,
        frame.beside,
        start=frame.start,
        until=frame.until,
        pipeline=pipeline,
        part=part,
        frame=frame,
    )


def parts(book: DealBook, column: str) -> list[str]:
    """Values of a column that get pages of their own: those of the deals, and who has a quota."""
    told = quota_tables(book).quotas
    named = set() if told is None else {str(one).strip() for one in told[column].dropna()}
    there = {folded(name): name for name in book.parts(column) if name}
    new = {name for name in named if name and folded(name) not in there}
    if not there and not new:
        raise ReportError(
            "page_column_empty", value=column, allowed=", ".join(_filled(book)) or "–"
        )
    return sorted([*there.values(), *new], key=lambda name: (folded(name), name))


def _filled(book: DealBook) -> list[str]:
    return [name for name in DIMENSIONS if any(book.parts(name))]


def rehearse(**parameters: Any) -> None:
    """Make a page that nobody sees: see `salestoolkit.reports.page.rehearse`."""
    with suppress(SalesToolkitError):
        page = open_page(**parameters)
        for section in SECTIONS:
            getattr(page, section)()


@lru_cache(maxsize=4)
def _remembered(path: str, as_of: str | None, currency: str | None, identity: int) -> Remembered:
    """A book that counts once; forked kernels inherit what was counted. ``identity`` tells new ones."""
    return Remembered(_read(path, as_of, currency))


@lru_cache(maxsize=4)
def _frame(
    path: str,
    as_of: str | None,
    currency: str | None,
    pipeline: str | None,
    period: str | None,
    metric: str | None,
    identity: int,
) -> Frame:
    """What all pages of a period share, worked out once."""
    opened = _read(path, as_of, currency)
    start, until = _period(period, opened.as_of)
    return frame_of(
        _remembered(path, as_of, currency, identity),
        quota_tables(opened, calls_per_deal=calls_per_deal(opened)),
        start=start,
        until=until,
        pipeline=pipeline,
        currency=currency,
        metric=metric,
        calendar=WorkCalendar(country=country_of(opened.timezone)),
    )


def _period(text: str | None, day: date) -> tuple[date, date]:
    return a_period(text or f"{day.year}-Q{(day.month + 2) // 3}")


def calls_per_deal(book: DealBook) -> float | None:
    """Calls of the last year / deals begun in it; None where the book has no calls, or few deals."""
    table = book.tables.get("activities")
    if table is None:
        return None
    rows: pd.DataFrame = table.select(["type", "done_at", "due_at"]).to_pandas()
    kinds = {kind: channel_of(kind) for kind in rows["type"].dropna().unique()}
    calls = rows[rows["type"].map(kinds) == CALLS]
    last = pd.Timestamp(book.as_of, tz="UTC") + pd.Timedelta(days=1)
    first = last - pd.Timedelta(days=YEAR)
    when = calls["done_at"].fillna(calls["due_at"])
    made = int(((when >= first) & (when < last)).sum())
    created = pd.to_datetime(book.deals["created_at"].to_pandas(), utc=True)
    begun = int(((created >= first) & (created < last)).sum())
    return made / begun if made and begun >= FEWEST_DEALS else None
