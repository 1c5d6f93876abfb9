"""What a period is to bring: the target as given, else a goal of the file, else the quotas of the book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.review_tables import review_tables
from salestoolkit.core.forecast import METRICS
from salestoolkit.core.goal_checks import a_number
from salestoolkit.core.part import Part
from salestoolkit.core.quota_table import lines_of, read_quotas
from salestoolkit.core.quota_target import target_in
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import InvalidValue
from salestoolkit.reports.country import country_of
from salestoolkit.reports.goal_page import in_currency, is_of
from salestoolkit.sources.goals import read_goals
from salestoolkit.widgets.goal_desk import typed_number

WHOLE = 1 - 1e-9


@dataclass(frozen=True, kw_only=True)
class Aim:
    """The metric that a page is about, and how much of it is wanted; ``origin`` as `ForecastView` has it."""

    metric: str
    amount: float | None = None
    origin: str | None = None


def aim_of(
    book: DealBook,
    start: date,
    until: date,
    *,
    part: Part | None = None,
    currency: str | None = None,
    metric: str | None = None,
    target: str | float | None = None,
    goals: str | Path | None = None,
) -> Aim:
    """The target of [start, until] for all or for a part.

    A goal counts where it is of these very days; quotas where they cover the period.

    Parameters
    ----------
    metric : str, optional
        ``deals`` or ``revenue``; that of the target that is found, else deals, where not given.
    target : str or float, optional
        As it was typed: ``41``, ``1 900 000``.
    goals : path, optional
        The team's file of goals.

    Raises
    ------
    InvalidValue
        ``forecast_metric``, ``goal_not_number``, ``goal_below_zero``.
    """
    if metric is not None and metric not in METRICS:
        allowed = ", ".join(METRICS)
        raise InvalidValue("forecast_metric", field="metric", value=metric, allowed=allowed)
    if target is not None:
        amount = a_number(typed_number(target, "target"), "target")
        return Aim(metric=metric or "deals", amount=amount, origin="given")
    if part is not None and part.within:
        # goals and quotas are those of a team, a person or a territory as a whole
        return Aim(metric=metric or "deals")
    wanted = METRICS if metric is None else (metric,)
    if goals is not None:
        found = _of_goals(Path(goals), book, part, (start, until), wanted)
        if found is not None:
            return found
    found = _of_quotas(book, part, (start, until), wanted, currency)
    return found or Aim(metric=metric or "deals")


def _of_goals(
    path: Path, book: DealBook, part: Part | None, days: tuple[date, date], wanted: tuple[str, ...]
) -> Aim | None:
    for kept in read_goals(path):
        goal = in_currency(kept, book).goal
        if goal.metric in wanted and (goal.start, goal.until) == days and is_of(kept, part, book):
            return Aim(metric=goal.metric or "deals", amount=goal.amount, origin="goal")
    return None


def _of_quotas(
    book: DealBook,
    part: Part | None,
    days: tuple[date, date],
    wanted: tuple[str, ...],
    currency: str | None,
) -> Aim | None:
    table = review_tables(book).quotas
    if table is None or table.empty:
        return None
    lines = read_quotas(table, currency=currency or None).lines
    calendar = WorkCalendar(country=country_of(book.timezone))
    for metric in wanted:
        rows = lines[lines["metric"] == metric]
        coins = set(rows["currency"]) - {""}
        mine = lines_of(rows, part, _teams(book)) if len(rows) and len(coins) < 2 else rows[:0]
        found = target_in(mine, *days, calendar=calendar) if len(mine) else None
        if found is not None and found.covered >= WHOLE:
            return Aim(metric=metric, amount=found.amount, origin="quotas")
    return None


def _teams(book: DealBook) -> Mapping[str, str]:
    """The team of most of each owner's deals."""
    deals = book.deals_frame()[["owner", "team"]].dropna()
    most = deals.value_counts().reset_index().drop_duplicates("owner")
    return dict(zip(most["owner"], most["team"], strict=True))
