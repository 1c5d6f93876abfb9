"""What the goal check's notebook calls: the page of all goals, or of those of one team or person."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.goal_check import GoalCheck, check_goal, part_of
from salestoolkit.core.goal_kept import KeptGoal
from salestoolkit.core.goal_watch import Watched, watch
from salestoolkit.core.part import Part
from salestoolkit.core.plain_text import folded
from salestoolkit.core.remembered import Remembered
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import SalesToolkitError
from salestoolkit.reports.country import country_of
from salestoolkit.reports.goal_sections import SECTIONS, GoalPage
from salestoolkit.reports.page import origin_of, read_deals_of
from salestoolkit.reports.plan import PEOPLE
from salestoolkit.sources.goals import read_goals
from salestoolkit.words import load_words
from salestoolkit.words.goal_watch import measure_keys

TEAMS = "team"
FATES = ("won", "lost", "open")


def open_page(
    book: str | Path,
    *,
    goals: str | Path,
    dimension: str | None = None,
    value: str = "",
    language: str = "en",
    currency: str | None = None,
    pipeline: str | None = None,
    as_of: str | None = None,
) -> GoalPage:
    """The page of all goals, or of those that one value of a column answers for.

    Parameters
    ----------
    goals : path
        The team's file of goals.
    dimension, value : str, optional
        Column of the deals and its value: goals whose ``who`` is that value. Without them the page is
        about goals of nobody in particular, with the teams' goals beside them; people's goals are on
        their own pages only.
    book, language, currency, pipeline, as_of
        As for `salestoolkit.reports.page.open_page`.

    Raises
    ------
    SalesToolkitError
        What is wrong with the book, the goals or a parameter.
    """
    opened = read_deals_of("goal_check", str(book), as_of, currency)
    remembered = _remembered(str(book), as_of, currency, id(opened))
    part = None if dimension is None else Part(dimension=dimension, value=value)
    if part is not None:
        # refuses a column that there is not
        opened.parts(part.dimension)
    kept = [in_currency(one, opened) for one in read_goals(goals)]
    calendar = WorkCalendar(country=country_of(opened.timezone))
    own = [one for one in kept if is_of(one, part, opened)]
    teams = _of_teams(kept, opened) if part is None else []
    return GoalPage(
        part=part,
        as_of=opened.as_of,
        words=load_words(language),
        checks=tuple(
            check_goal(remembered, one, part=part, pipeline=pipeline, calendar=calendar)
            for one in own
        ),
        teams=tuple(_of_team(remembered, one, team, pipeline, calendar) for one, team in teams),
        watched=watch(
            remembered,
            measure_keys(name for one in own for name in one.goal.measures),
            pipeline=pipeline,
            part=part,
            currency=currency,
        ),
        totals=_totals(remembered, part, pipeline),
        currency=currency,
        pipeline=pipeline,
        book=origin_of(opened),
    )


def checks_of(
    book: str | Path, goals: Sequence[KeptGoal], *, as_of: str | None = None
) -> list[GoalCheck]:
    """Each goal held against the deals of whoever answers for it: a team, a person, else all."""
    opened = read_deals_of("goal_check", str(book), as_of)
    remembered, calendar = Remembered(opened), WorkCalendar(country=country_of(opened.timezone))
    return [
        check_goal(
            remembered, in_currency(kept, opened), part=part_for(kept, opened), calendar=calendar
        )
        for kept in goals
    ]


def watched_of(
    book: str | Path, check: GoalCheck, *, as_of: str | None = None
) -> tuple[Watched, ...]:
    """What one goal asks to be watched, in the deals of whoever answers for it."""
    opened = read_deals_of("goal_check", str(book), as_of)
    return watch(opened, measure_keys(check.goal.measures), part=part_for(check.kept, opened))


def part_for(kept: KeptGoal, book: DealBook) -> Part | None:
    """The team or person that answers for a goal, as the book calls them; None where it is neither."""
    named = (
        Part(dimension=column, value=name)
        for column in (TEAMS, PEOPLE)
        for name in _names(book, column)
        if _same(kept.goal.who, name)
    )
    return next(named, None)


def rehearse(**parameters: Any) -> None:
    """Make a page that nobody sees: see `salestoolkit.reports.page.rehearse`."""
    with suppress(SalesToolkitError):
        page = open_page(**parameters)
        for section in SECTIONS:
            getattr(page, section)()


@lru_cache(maxsize=4)
def _remembered(path: str, as_of: str | None, currency: str | None, identity: int) -> Remembered:
    """A book that counts once; forked kernels inherit what was counted. ``identity`` tells new ones."""
    return Remembered(read_deals_of("goal_check", path, as_of, currency))


def in_currency(kept: KeptGoal, book: DealBook) -> KeptGoal:
    """A goal of revenue in the currency of the book, where the book has one and the goal none."""
    known = [currency for currency in book.currencies() if currency]
    if kept.goal.metric != "revenue" or kept.goal.currency is not None or len(known) != 1:
        return kept
    return replace(kept, goal=replace(kept.goal, currency=known[0]))


def is_of(kept: KeptGoal, part: Part | None, book: DealBook) -> bool:
    """Whether a goal is that of a part; of nobody in particular where there is no part."""
    if part is not None:
        return _same(kept.goal.who, part.value)
    return not any(_same(kept.goal.who, name) for name in _names(book, TEAMS, PEOPLE))


def _of_teams(kept: Sequence[KeptGoal], book: DealBook) -> list[tuple[KeptGoal, str]]:
    teams = _names(book, TEAMS)
    return [(one, team) for one in kept for team in teams if _same(one.goal.who, team)]


def _of_team(
    book: Remembered,
    kept: KeptGoal,
    team: str,
    pipeline: str | None,
    calendar: WorkCalendar,
) -> GoalCheck:
    part = Part(dimension=TEAMS, value=team)
    return check_goal(book, kept, part=part, pipeline=pipeline, calendar=calendar)


def _names(book: DealBook, *columns: str) -> list[str]:
    return [name for column in columns for name in book.parts(column) if name]


def _same(one: str | None, other: str) -> bool:
    return one is not None and folded(one) == folded(other)


def _totals(book: Remembered, part: Part | None, pipeline: str | None) -> dict[str, int]:
    """Deals of the page by what became of them."""
    fates = part_of(book, part, pipeline)["fate"]
    return {"deals": len(fates), **{name: int((fates == name).sum()) for name in FATES}}
