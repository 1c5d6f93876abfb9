"""What the forecast's notebook calls: the page of all deals, or of those of one part."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.forecast_view import WEEK, ForecastView, spans_around, view_forecast
from salestoolkit.core.goal_check import part_of
from salestoolkit.core.part import Part
from salestoolkit.core.periods import a_period
from salestoolkit.core.remembered import Remembered
from salestoolkit.errors import SalesToolkitError
from salestoolkit.reports.forecast_sections import SECTIONS, ForecastPage
from salestoolkit.reports.forecast_target import aim_of
from salestoolkit.reports.page import origin_of, read_deals_of
from salestoolkit.reports.within import page_part
from salestoolkit.sources.forecasts import read_forecasts, read_sizes
from salestoolkit.words import load_words

FATES = ("won", "lost", "open")
REPORT = "forecast"


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
    target: str | float | None = None,
    goals: str | Path | None = None,
    within: Mapping[str, str] | None = None,
) -> ForecastPage:
    """The page of all deals, or of those with one value of a column.

    Parameters
    ----------
    period : str, optional
        ``2026-10``, ``2026-Q4`` or ``2026``; the present quarter where not given.
    metric, target, goals : optional
        See `salestoolkit.reports.forecast_target.aim_of`.
    book, dimension, value, language, currency, pipeline, as_of, within
        As for `salestoolkit.reports.page.open_page`.

    Raises
    ------
    SalesToolkitError
        What is wrong with the book, the goals or a parameter.
    """
    part = page_part(dimension, value, within)
    opened = read_deals_of(REPORT, str(book), as_of, currency, part)
    remembered = _remembered(str(book), as_of, currency, part, id(opened))
    if part is not None:
        # refuses a column that there is not
        opened.parts(part.dimension)
    if len(opened.processes) > 1:
        pipeline = opened.pipeline_or_largest(pipeline)
    view = seen_in(
        remembered,
        opened,
        folder=Path(book),
        period=period,
        part=part,
        pipeline=pipeline,
        currency=currency,
        metric=metric,
        target=target,
        goals=goals,
    )
    fates = part_of(remembered, part, pipeline)["fate"]
    return ForecastPage(
        view=view,
        words=load_words(language),
        stages={stage.key: stage.name for stage in opened.process_of(pipeline).stages},
        totals={"deals": len(fates), **{name: int((fates == name).sum()) for name in FATES}},
        exported=opened.exported_on or opened.as_of,
        currency=currency,
        pipeline=pipeline,
        book=origin_of(opened),
    )


def seen_in(
    remembered: Remembered,
    opened: DealBook,
    *,
    folder: Path,
    period: str | None,
    part: Part | None,
    pipeline: str | None,
    currency: str | None,
    metric: str | None,
    target: str | float | None,
    goals: str | Path | None,
) -> ForecastView:
    """The forecast of a period with what stands beside it, from a book and what is kept in its folder."""
    start, until = period_of(period, opened.as_of)
    aim = aim_of(
        opened,
        start,
        until,
        part=part,
        currency=currency,
        metric=metric,
        target=target,
        goals=goals,
    )
    lines = opened.tables.get("lines")
    return view_forecast(
        remembered,
        start=start,
        until=until,
        pipeline=pipeline,
        part=part,
        currency=currency or None,
        metric=aim.metric,
        target=aim.amount,
        origin=aim.origin,
        kept=[one for one in read_forecasts(folder) if one.as_of < opened.as_of],
        sizes=read_sizes(folder, opened.as_of - WEEK),
        lines=None if lines is None else lines.to_pandas(),
    )


def period_of(period: str | None, as_of: date) -> tuple[date, date]:
    """First and last day of a period by its name; the present quarter where none is named."""
    return spans_around(as_of)["quarter"] if period is None else a_period(period)


def rehearse(**parameters: Any) -> None:
    """Make a page that nobody sees: see `salestoolkit.reports.page.rehearse`."""
    with suppress(SalesToolkitError):
        page = open_page(**parameters)
        for section in SECTIONS:
            getattr(page, section)()


@lru_cache(maxsize=4)
def _remembered(
    path: str, as_of: str | None, currency: str | None, part: Part | None, identity: int
) -> Remembered:
    """A book that counts once; forked kernels inherit what was counted. ``identity`` tells new ones."""
    return Remembered(read_deals_of(REPORT, path, as_of, currency, part))
