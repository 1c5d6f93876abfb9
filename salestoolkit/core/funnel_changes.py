"""What changed between two periods of new deals: the mix of parts, and each stage."""

from __future__ import annotations

from datetime import date, timedelta

from salestoolkit.core.change_cohorts import Span
from salestoolkit.core.change_question import DIMENSIONS, Question
from salestoolkit.core.change_results import FunnelChanges, Period
from salestoolkit.core.counts import WON, Counts
from salestoolkit.core.funnel_counts import Source, total
from salestoolkit.core.funnel_leaks import LONGEST, window_days
from salestoolkit.core.proportions import normal_quantile
from salestoolkit.errors import InvalidValue

__all__ = ["DIMENSIONS", "FunnelChanges", "Period", "what_changed", "what_changed_between"]


def what_changed(
    source: Source,
    *,
    dimension: str | None = None,
    days: int | None = None,
    level: float = 0.95,
    currency: str | None = None,
) -> FunnelChanges:
    """What changed in the share won between the last period and the one before.

    The periods are of one length, up to a year, and end where deals have had their follow-up: what
    is too young is in neither.

    Parameters
    ----------
    source : Source
        The page's deals.
    dimension : str, optional
        Column whose parts are told apart; the one with the largest change of mix beyond chance, else
        the first that has parts, where not given.
    days : int, optional
        Follow-up; the days within which nine wins of ten happen where not given.
    level : float
        Of the intervals.
    currency : str, optional
        Of the mean value of a won deal; without one nothing is told in money.

    Raises
    ------
    InvalidValue
        ``owner_for_leader``: people are not told apart.
    BookError
        ``unknown_dimension``.
    """
    normal_quantile(level)
    usual = source.usual_days("")
    follow_up = days or usual
    if follow_up is None:
        return _nothing(source, level, _why_no_wins(source.page()))
    own = source.own()
    length = window_days(own, follow_up)
    if length is None:
        return _nothing(source, level, "short_history")
    end = own.mature(follow_up)[1]
    middle = end - timedelta(days=length)
    spans = Span(middle - timedelta(days=length), middle), Span(middle, end)
    question = Question(
        source=source,
        follow_up=follow_up,
        usual=usual,
        dimension=dimension,
        level=level,
        currency=currency,
    )
    return question.compared(*spans)


def what_changed_between(
    source: Source,
    *,
    first: tuple[date, date],
    second: tuple[date, date],
    dimension: str | None = None,
    level: float = 0.95,
    currency: str | None = None,
) -> FunnelChanges:
    """What changed in the share won between any two periods [start, end), such as around a date.

    Where the second one is too young for the usual follow-up, both are seen after the shorter time
    that it has had: younger deals are never called worse for being young.

    Raises
    ------
    InvalidValue
        ``period_empty``, ``periods_overlap``; ``owner_for_leader`` as for `what_changed`.
    """
    normal_quantile(level)
    spans = Span(*first), Span(*second)
    for span in spans:
        if span.days < 1:
            raise InvalidValue("period_empty", value=span.end, allowed=span.start)
    if spans[0].end > spans[1].start:
        raise InvalidValue("periods_overlap", value=spans[1].start, allowed=spans[0].end)
    usual = source.usual_days("")
    if usual is None:
        return _nothing(source, level, _why_no_wins(source.page()))
    had = (source.book.as_of - spans[1].end).days + 1
    if had < 1:
        return _nothing(source, level, "too_young")
    question = Question(
        source=source,
        follow_up=min(usual, had),
        usual=usual,
        young=had < usual,
        dimension=dimension,
        level=level,
        currency=currency,
    )
    return question.compared(*spans)


def around(source: Source, since: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """Two periods of one length on either side of a day, for `what_changed_between`.

    The later one ends where deals have had their usual follow-up; where that lies before the middle of
    what has passed since the day, there: half of the time is for new deals, half for winning them.

    Raises
    ------
    InvalidValue
        ``day_to_come`` for a day that the book has not lived through.
    """
    if since >= source.book.as_of:
        last = source.book.as_of - timedelta(days=1)
        raise InvalidValue("day_to_come", field="since", value=since, allowed=last)
    passed = (source.book.as_of - since).days + 1
    usual = source.usual_days("") or 0
    length = timedelta(days=min(max(passed - usual, passed // 2), LONGEST))
    return (since - length, since), (since, since + length)


def _nothing(source: Source, level: float, limit: str) -> FunnelChanges:
    return FunnelChanges(as_of=source.book.as_of, level=level, limits=(limit,))


def _why_no_wins(counts: Counts) -> str:
    """Why it is not known by which age deals are won."""
    if not total(counts.deals):
        return "no_deals"
    return "no_dates" if (counts.deals["fate"] == WON).any() else "none_won"
