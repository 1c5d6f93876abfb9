"""Are we closing more or fewer than before? Cohorts of deals on either side of a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from salestoolkit.core.before_after_means import mean_measure
from salestoolkit.core.before_after_measures import Bench, nothing
from salestoolkit.core.before_after_parts import (
    MEASURES,
    BeforeAfter,
    Change,
    Measure,
    Side,
    Verdict,
    side_of,
)
from salestoolkit.core.before_after_win import win_measure
from salestoolkit.core.cohorts import (
    Cohort,
    Deals,
    HasHistory,
    cohort,
    deals_a_day,
    deals_of,
    usual_window,
)
from salestoolkit.core.part import Part
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.process_parts import Version
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.errors import InvalidValue

__all__ = [
    "MEASURES",
    "BeforeAfter",
    "Change",
    "Measure",
    "Side",
    "Verdict",
    "before_and_after",
    "changes_of",
    "compare_cohorts",
    "each_version",
]

MOST_DAYS = 36_500
"""Longest outcome window or span: a century."""


def before_and_after(
    book: HasHistory,
    change: date | Version,
    *,
    pipeline: str | None = None,
    part: Part | None = None,
    horizon_days: int | None = None,
    span_days: int | None = None,
    since: date | None = None,
    until: date | None = None,
    currency: str | None = None,
    level: float = 0.95,
) -> BeforeAfter:
    """Whether deals created from a day on do better than those created before it.

    Win probability first: the share of a cohort's deals won within ``horizon_days`` of creation
    (Aalen-Johansen, open deals censored), then the mean days to a win and the mean value of a win,
    both among deals whose window has passed. Each with both values, the difference, its interval and
    a verdict: better, worse, or cannot tell, with how many more deals or until when.

    Parameters
    ----------
    book : HasHistory
        A deal book.
    change : date or Version
        The first day of the new way of working, or the version of a process that began it.
    pipeline : str, optional
        The one with the most deals where none is named.
    part : Part, optional
        Only deals with this value in this column.
    horizon_days : int, optional
        Outcome window; where not given, that within which nearly all wins of the cohort before the
        change happened, as a round number.
    span_days : int, optional
        How far the cohorts reach to either side; as far as there are deals where not given.
    since, until : date, optional
        First day of the cohort before and first day after the later cohort: the neighbouring
        changes, where there were others.
    currency : str, optional
        Whose values are compared. Needed where there are several.
    level : float
        Of every interval; 1 - level is the chance to tell a difference that is not there.

    Raises
    ------
    InvalidValue
        ``days_outside`` for a window or span under one day or over a century, ``level_outside_0_1``.
    BookError
        Where the book has no such pipeline or column.
    """
    normal_quantile(level)
    _checked(horizon_days=horizon_days, span_days=span_days)
    version = change if isinstance(change, Version) else None
    changed_on = change.date if isinstance(change, Version) else change
    deals = deals_of(book, pipeline=pipeline, part=part, currency=currency)
    (first, end) = _reach(changed_on, book.as_of, span_days, since, until)
    where: dict[str, Any] = {"pipeline": pipeline, "part": part}
    before = cohort(book, deals.table, start=first, end=changed_on, **where)
    after = cohort(book, deals.table, start=changed_on, end=end, **where)
    horizon = horizon_days or usual_window(before.curve) or usual_window(after.curve)
    return BeforeAfter(
        as_of=book.as_of,
        changed_on=changed_on,
        version=version,
        pipeline=pipeline,
        part=part,
        currency=deals.currency,
        level=level,
        horizon_days=horizon,
        horizon_given=horizon_days is not None,
        before=side_of(before, horizon),
        after=side_of(after, horizon),
        measures=_measures(book, deals, before, after, horizon, level),
    )


def _measures(
    book: HasHistory, deals: Deals, before: Cohort, after: Cohort, horizon: int | None, level: float
) -> dict[str, Measure]:
    created = deals.table["created"].to_numpy(dtype=float)
    pace = deals_a_day(created[created <= book.as_of.toordinal()], book.as_of)
    return compare_cohorts(
        before,
        after,
        horizon=horizon,
        pace=pace,
        level=level,
        currency=deals.currency,
        several=deals.several,
    )


def compare_cohorts(
    before: Cohort,
    after: Cohort,
    *,
    horizon: int | None,
    pace: float = 0.0,
    level: float = 0.95,
    currency: str | None = None,
    several: bool = False,
) -> dict[str, Measure]:
    """The three measures of two cohorts held to one window.

    Parameters
    ----------
    horizon : int or None
        Outcome window in days; None where nothing was won on either side.
    pace : float
        New deals a day at present, for the dates.
    several : bool
        Whether the values are in several currencies: then they are not compared.
    """
    bench = Bench(
        before=before, after=after, horizon=horizon or 1, pace=pace, level=level, currency=currency
    )
    if horizon is None:
        units = zip(MEASURES, ("share", "days", "money"), strict=True)
        return {
            # a zip loses that its units are among the few
            name: nothing(bench, name, "none_won", unit=unit, alpha=1 - level)  # type: ignore[arg-type]
            for name, unit in units
        }
    win = win_measure(bench)
    days = mean_measure(
        bench,
        "days_to_win",
        before.days_to_win(horizon),
        after.days_to_win(horizon),
        unit="days",
        win=win,
    )
    value = mean_measure(
        bench,
        "mean_won_value",
        before.won_value(horizon),
        after.won_value(horizon),
        unit="money",
        win=win,
    )
    if several:
        value = nothing(
            bench, "mean_won_value", "several_currencies", unit="money", alpha=value.alpha
        )
    elif not value.before.n and not value.after.n and days.before.n + days.after.n:
        value = replace(value, reason="no_values", more_deals=None, until=None)
    return {measure.name: measure for measure in (win, days, value)}


def changes_of(process: SalesProcess) -> tuple[Change, ...]:
    """Changes of a process in order, each bounded by its neighbours; one a day, the last of it.

    Examples
    --------
    >>> made = Version(date=date(2026, 1, 7), author="Ala", reason="first")
    >>> called = Version(date=date(2026, 4, 1), author="Ala", reason="call before the offer")
    >>> process = SalesProcess(name="Sale", stages=(), versions=(made, called))
    >>> [(change.since, change.changed_on.month, change.until) for change in changes_of(process)]
    [(None, 1, datetime.date(2026, 4, 1)), (datetime.date(2026, 1, 7), 4, None)]
    """
    by_day = {version.date: version for version in process.versions}
    days = sorted(by_day)
    return tuple(
        Change(changed_on=day, since=before, until=after, version=by_day[day])
        for before, day, after in zip([None, *days], days, [*days[1:], None], strict=False)
    )


def each_version(book: HasHistory, process: SalesProcess, **options: Any) -> list[BeforeAfter]:
    """`before_and_after` for every version of a process, each held against the one before it."""
    return [
        before_and_after(book, change.version, since=change.since, until=change.until, **options)
        for change in changes_of(process)
    ]


def _reach(
    changed_on: date, as_of: date, span: int | None, since: date | None, until: date | None
) -> tuple[date | None, date]:
    """First day of the cohort before the change, and first day after the later one."""
    ends = [_moved(max(as_of, changed_on), 1), *([until] if until else [])]
    starts = [since] if since else []
    if span is not None:
        starts.append(_moved(changed_on, -span))
        ends.append(_moved(changed_on, span))
    return max(starts, default=None), min(ends)


def _moved(day: date, days: int) -> date:
    """A day so many days away, within what a date can be."""
    wanted = day.toordinal() + days
    return date.fromordinal(min(max(wanted, date.min.toordinal()), date.max.toordinal()))


def _checked(**days: int | None) -> None:
    for field, value in days.items():
        if value is not None and not 1 <= value <= MOST_DAYS:
            raise InvalidValue("days_outside", field=field, value=value, allowed=f"1-{MOST_DAYS}")
