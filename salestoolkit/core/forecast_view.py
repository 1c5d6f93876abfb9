"""A forecast as it is shown: four periods, how it stood a week ago and why it moved, what earlier ones said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.forecast import forecast, state_of
from salestoolkit.core.forecast_kept import Judged, KeptForecast, judged
from salestoolkit.core.forecast_moves import Moves, forecast_moves
from salestoolkit.core.forecast_periods import PERIODS, period_of
from salestoolkit.core.forecast_result import Forecast
from salestoolkit.core.forecast_states import State
from salestoolkit.core.part import Part
from salestoolkit.core.remembered import Remembered

SPANS = PERIODS
WEEK = timedelta(days=7)
NEAR = 0.15
"""Share of the days ahead before which the fan has no point: a day or two are told by single deals."""


@dataclass(frozen=True, kw_only=True)
class FanPoint:
    """What may be reached since the period began, by the end of a day ahead."""

    day: date
    median: float
    low_50: float
    high_50: float
    low_80: float
    high_80: float


@dataclass(frozen=True, kw_only=True)
class PathPoint:
    """What was reached since the period began, by the end of a day."""

    day: date
    total: float


@dataclass(frozen=True, kw_only=True, eq=False)
class ForecastView:
    """One page's forecast.

    main : the period that the page is about
    spans : the present week, month, quarter and year
    earlier : the same period as it was seen a week before, None where nothing could be said then
    moves : from there to now
    path, fan : what is reached day by day, and what may come
    judged : kept forecasts of the same deals whose periods are over
    origin : where the target comes from: ``given``, ``goal``, ``quotas``, None without one
    """

    main: Forecast
    spans: Mapping[str, Forecast]
    earlier: Forecast | None = None
    moves: Moves | None = None
    path: tuple[PathPoint, ...] = ()
    fan: tuple[FanPoint, ...] = ()
    judged: tuple[Judged, ...] = ()
    origin: str | None = None

    @property
    def small(self) -> bool:
        """Whether there is a forecast, and it rests on few wins."""
        return self.main.total is not None and "few_won" in self.main.limits


def view_forecast(
    book: HasHistory,
    *,
    start: date,
    until: date,
    pipeline: str | None = None,
    part: Part | None = None,
    currency: str | None = None,
    metric: str = "deals",
    target: float | None = None,
    origin: str | None = None,
    kept: Iterable[KeptForecast] = (),
    sizes: Mapping[tuple[str, str], float] | None = None,
    lines: pd.DataFrame | None = None,
) -> ForecastView:
    """A period's forecast with all that stands beside it on a page.

    Parameters
    ----------
    kept : iterable of KeptForecast
        Forecasts of earlier days.
    sizes : mapping, optional
        Values of the open deals a week ago, where they were kept.

    Other parameters and errors as `salestoolkit.core.forecast.forecast`.
    """
    book = book if isinstance(book, Remembered) else Remembered(book)
    whose: dict[str, Any] = {
        "pipeline": pipeline,
        "part": part,
        "currency": currency,
        "metric": metric,
    }
    main = forecast(book, start=start, until=until, target=target, lines=lines, **whose)
    spans = {
        name: replace(main, target=None, chance=None)
        if days == (start, until)
        else forecast(book, start=days[0], until=days[1], **whose)
        for name, days in spans_around(book.as_of).items()
    }
    mine = replace(state_of(book, pipeline=pipeline, currency=currency), part=part)
    earlier = _earlier(book, main, whose)
    moves = None
    if earlier is not None:
        moves = forecast_moves(
            earlier,
            main,
            frame_then=mine.at(earlier.as_of).frame,
            frame_now=mine.frame,
            sizes_then=sizes,
        )
    return ForecastView(
        main=main,
        spans=spans,
        earlier=earlier,
        moves=moves,
        path=_path(mine, main),
        fan=_fan(main, spans),
        judged=_judged(mine, main, kept),
        origin=None if target is None else origin or "given",
    )


def spans_around(as_of: date) -> dict[str, tuple[date, date]]:
    """The week, month, quarter and year that the day after ``as_of`` lies in.

    >>> spans_around(date(2026, 9, 30))["quarter"]
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31))
    """
    found = [period_of(name, as_of) for name in SPANS]
    return {one.name: (one.start, one.until) for one in found}


def _earlier(book: Remembered, main: Forecast, whose: Mapping[str, Any]) -> Forecast | None:
    """The same period as it was seen a week ago, by the model that is used now."""
    if main.model is None:
        return None
    then = forecast(
        book.at(main.as_of - WEEK),
        start=main.start,
        until=main.until,
        target=main.target,
        models=(main.model,),
        **whose,
    )
    return then if then.model is not None else None


def _path(mine: State, main: Forecast) -> tuple[PathPoint, ...]:
    """Running total of the period, a point a day on which something was won."""
    days, worth = mine.won
    first, last = main.start.toordinal(), min(main.as_of, main.until).toordinal()
    inside = (days >= first) & (days <= last)
    amounts = np.ones(days.size) if main.metric == "deals" else np.nan_to_num(worth)
    found = {first - 1: 0.0}
    total = 0.0
    for day, amount in zip(days[inside], amounts[inside], strict=True):
        total += float(amount)
        found[int(day)] = total
    if last >= first:
        found[last] = total
    return tuple(PathPoint(day=date.fromordinal(day), total=one) for day, one in found.items())


def _fan(main: Forecast, spans: Mapping[str, Forecast]) -> tuple[FanPoint, ...]:
    """Where the period's total may stand at the ends of the week, the month and so on until its own."""
    if main.total is None:
        return ()
    points: list[FanPoint] = []
    begun, ahead = main.start <= main.as_of, main.until - main.as_of
    for one in (*spans.values(), main):
        near = one.until - main.as_of < NEAR * ahead
        inside = one is main or (begun and not near and one.until < main.until)
        if inside and one.total is not None and (not points or one.until > points[-1].day):
            points.append(_fan_point(one, _done(main) - _done(one)))
    return tuple(points)


def _fan_point(one: Forecast, before: float) -> FanPoint:
    """``before`` is what the longer period has beyond what this one has."""
    total = one.total
    assert total is not None
    half, most = total.interval(0.5), total.interval(0.8)
    return FanPoint(
        day=one.until,
        median=before + total.median,
        low_50=before + half.low,
        high_50=before + half.high,
        low_80=before + most.low,
        high_80=before + most.high,
    )


def _done(one: Forecast) -> float:
    return float(one.done.n if one.metric == "deals" else one.done.value or 0.0)


def _judged(mine: State, main: Forecast, kept: Iterable[KeptForecast]) -> tuple[Judged, ...]:
    """Kept forecasts of the same deals and metric that can be held against what came."""
    frame = mine.frame
    if main.metric == "revenue":
        frame = frame[(frame["currency"].fillna("") == (main.currency or "")).to_numpy(dtype=bool)]
    whose = (
        *(main.part.key if main.part else ("", "")),
        main.pipeline or "",
        main.currency or "",
        main.metric,
    )
    return judged(kept, frame, as_of=main.as_of, whose=whose)
