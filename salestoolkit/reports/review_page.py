"""What the weekly page's notebook calls: the page of all open deals, or of those of one part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.review_tables import review_tables
from salestoolkit.core.goal_check import part_of
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.part import Part
from salestoolkit.core.remembered import Remembered
from salestoolkit.core.review import review_pipeline
from salestoolkit.core.typed_days import optional_day
from salestoolkit.errors import SalesToolkitError
from salestoolkit.reports.goal_page import in_currency, is_of
from salestoolkit.reports.page import origin_of, read_deals_of
from salestoolkit.reports.review_sections import SECTIONS, ReviewPage
from salestoolkit.reports.within import page_part
from salestoolkit.sources.goals import read_goals
from salestoolkit.words import load_words

FATES = ("won", "lost", "open")
METRICS = ("deals", "revenue")
"""Goals that open deals carry towards."""


def open_page(
    book: str | Path,
    *,
    dimension: str | None = None,
    value: str = "",
    language: str = "en",
    currency: str | None = None,
    pipeline: str | None = None,
    as_of: str | None = None,
    since: str | None = None,
    goals: str | Path | None = None,
    within: Mapping[str, str] | None = None,
) -> ReviewPage:
    """The page of all open deals, or of those with one value of a column.

    Parameters
    ----------
    since : str, optional
        Day of the last meeting, YYYY-MM-DD; a week before the book's day where not given.
    goals : path, optional
        The team's file of goals; the quotas of the book where not given.
    book, dimension, value, language, currency, pipeline, as_of, within
        As for `salestoolkit.reports.page.open_page`.

    Raises
    ------
    SalesToolkitError
        What is wrong with the book, the goals or a parameter.
    """
    part = page_part(dimension, value, within)
    opened = read_deals_of("pipeline_review", str(book), as_of, currency, part)
    remembered = _remembered(str(book), as_of, currency, part, id(opened))
    if len(opened.processes) > 1:
        pipeline = opened.pipeline_or_largest(pipeline)
    review = review_pipeline(
        remembered,
        since=optional_day(since, "since"),
        pipeline=pipeline,
        part=part,
        currency=currency,
        goals=() if goals is None else _goals(Path(goals), opened, part),
        beside=review_tables(opened),
    )
    fates = part_of(remembered, part, pipeline)["fate"]
    return ReviewPage(
        review=review,
        words=load_words(language),
        totals={"deals": len(fates), **{name: int((fates == name).sum()) for name in FATES}},
        currency=currency,
        pipeline=pipeline,
        book=origin_of(opened),
    )


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
    return Remembered(read_deals_of("pipeline_review", path, as_of, currency, part))


def _goals(path: Path, book: DealBook, part: Part | None) -> Sequence[Goal]:
    """Goals of deals or revenue that the page's part answers for and that are under way."""
    kept = [in_currency(one, book) for one in read_goals(path)]
    goals = [one.goal for one in kept if is_of(one, part, book)]
    return [goal for goal in goals if goal.metric in METRICS and _under_way(goal, book.as_of)]


def _under_way(goal: Goal, day: date) -> bool:
    if goal.start is None or goal.until is None or goal.amount is None:
        return False
    return goal.start <= day <= goal.until
