"""What stands beside a forecast: the periods around a day, the fan, and the path so far."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.forecast_result import Done, Forecast, Prediction, Weighted
from salestoolkit.core.forecast_view import SPANS, _fan, spans_around

NOW = date(2026, 10, 30)


def seen(start: date, until: date, done: int, *, as_of: date = NOW, **more: Any) -> Forecast:
    weighted = Weighted(n=0, known=0, wins=None, value=None, basis=None)
    wins = Prediction.of(done + np.arange(11.0))
    fields: dict[str, Any] = {"metric": "deals", "wins": wins, "model": "semi_markov", **more}
    return Forecast(
        as_of=as_of,
        start=start,
        until=until,
        pipeline=None,
        part=None,
        currency=None,
        done=Done(n=done, value=None),
        n_open=9,
        n_closed=90,
        weighted=weighted,
        **fields,
    )


@given(st.dates(date(2000, 1, 1), date(2100, 12, 1)))
def test_every_span_holds_the_day_after_and_the_next_begins_where_it_ends(day: date) -> None:
    spans = spans_around(day)
    assert tuple(spans) == SPANS
    for name, (start, until) in spans.items():
        assert start <= day + timedelta(days=1) <= until
        following = spans_around(until)[name]
        assert following[0] == until + timedelta(days=1)
    assert (spans["week"][1] - spans["week"][0]).days == 6


def test_the_fan_counts_from_where_its_own_period_began() -> None:
    quarter = seen(date(2026, 10, 1), date(2026, 12, 31), 6)
    # seen from 30 October, a month that ends on 30 November lies inside
    month = seen(date(2026, 10, 30), date(2026, 11, 30), 2)
    fan = _fan(quarter, {"month": month})
    assert [point.day for point in fan] == [month.until, quarter.until]
    assert fan[0].median == 6 - 2 + 2 + 5
    assert fan[1].median == 6 + 5
    assert all(point.low_80 <= point.low_50 <= point.median <= point.high_50 for point in fan)


def test_the_fan_leaves_out_days_that_are_near_and_periods_that_reach_beyond() -> None:
    quarter = seen(date(2026, 10, 1), date(2026, 12, 31), 6)
    week = seen(date(2026, 10, 26), date(2026, 11, 1), 1)
    year = seen(date(2026, 1, 1), date(2026, 12, 31), 60)
    assert [point.day for point in _fan(quarter, {"week": week, "year": year})] == [quarter.until]


def test_a_period_ahead_has_only_its_end_and_none_without_a_forecast() -> None:
    ahead = seen(date(2027, 1, 1), date(2027, 3, 31), 0)
    month = seen(date(2026, 11, 1), date(2026, 11, 30), 0)
    assert [point.day for point in _fan(ahead, {"month": month})] == [ahead.until]
    assert _fan(replace(ahead, wins=None), {}) == ()


def test_money_needs_its_own_total() -> None:
    value = seen(date(2026, 10, 1), date(2026, 12, 31), 6, metric="revenue", revenue=None)
    assert _fan(value, {}) == ()
    assert value.total is None
    assert pytest.approx(seen(NOW, NOW, 1).total.median) == 6  # type: ignore[union-attr]
