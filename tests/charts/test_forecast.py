"""The forecast's two charts, drawn from forecasts made by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from salestoolkit.charts.forecast import alt_text_forecast, forecast_chart
from salestoolkit.charts.forecast_moves import alt_text_moves, forecast_moves_chart
from salestoolkit.core.forecast_moves import KINDS, Move, Moves
from salestoolkit.core.forecast_result import Done, Forecast, Prediction, Weighted
from salestoolkit.core.forecast_view import FanPoint, ForecastView, PathPoint
from salestoolkit.words import load_words

NOW = date(2026, 10, 30)
every_width = pytest.mark.parametrize("width", [340, 720])
both_languages = pytest.mark.parametrize("language", ["en", "pl"])


def made(*, metric: str = "deals", scale: float = 1.0, target: float | None = 30.0) -> ForecastView:
    total = Prediction.of(scale * np.arange(15, 36, dtype=float))
    main = Forecast(
        as_of=NOW,
        start=date(2026, 10, 1),
        until=date(2026, 12, 31),
        metric=metric,
        pipeline=None,
        part=None,
        currency="PLN",
        done=Done(n=6, value=6 * scale),
        n_open=40,
        n_closed=200,
        weighted=Weighted(n=40, known=40, wins=20.0, value=20 * scale, basis="process"),
        wins=total,
        revenue=total,
        target=None if target is None else scale * target,
        model="semi_markov",
    )
    points = ((date(2026, 11, 8), 8.0, 2.0), (date(2026, 12, 31), 25.0, 8.0))
    fan = tuple(
        FanPoint(
            day=day,
            median=scale * middle,
            low_50=scale * (middle - half / 2),
            high_50=scale * (middle + half / 2),
            low_80=scale * (middle - half),
            high_80=scale * (middle + half),
        )
        for day, middle, half in points
    )
    path = tuple(
        PathPoint(day=day, total=scale * total)
        for day, total in ((date(2026, 9, 30), 0), (date(2026, 10, 9), 4), (NOW, 6))
    )
    earlier = replace(main, wins=Prediction.of(total.values + 2 * scale))
    return ForecastView(main=main, spans={}, earlier=earlier, path=path, fan=fan)


def moved(*, metric: str = "deals", scale: float = 1.0) -> Moves:
    amounts = (0.5, 1.25, -3.0, 0.0, 2.0, -1.5, 0.25, -1.0, 0.125)
    parts = tuple(
        Move(kind=kind, amount=scale * amount, n=1)
        for kind, amount in zip(KINDS, amounts, strict=True)
    )
    now = scale * (27 + sum(amounts))
    return Moves(
        since=date(2026, 10, 23),
        as_of=NOW,
        metric=metric,
        then=27 * scale,
        now=now,
        parts=parts,
        sizes_known=True,
    )


@every_width
@pytest.mark.parametrize(
    ("language", "metric", "scale"), [("en", "deals", 1.0), ("pl", "revenue", 61_234.5)]
)
def test_both_charts_are_legible(
    language: str, width: int, metric: str, scale: float, legible: Callable[..., Any]
) -> None:
    words, view = load_words(language), made(metric=metric, scale=scale)
    assert legible(forecast_chart(view, words, width=width), width=width).marks >= 6
    moves = moved(metric=metric, scale=scale)
    drawn = legible(forecast_moves_chart(moves, view.main, words, width=width), width=width)
    assert drawn.marks >= len(KINDS)


@both_languages
def test_who_hears_the_charts_is_told_their_numbers(language: str) -> None:
    words, view = load_words(language), made()
    told = alt_text_forecast(view, words)
    for number in ("6", "25", "17", "33", "30", "27"):
        assert number in told
    told = alt_text_moves(moved().rounded(), view.main, words)
    assert "27" in told and words.text("forecast.moves.lost") in told and "{" not in told


def test_what_moved_nothing_has_no_stair() -> None:
    words = load_words("en")
    told = alt_text_moves(moved().rounded(), made().main, words)
    assert words.text("forecast.moves.reopened") not in told


@every_width
def test_without_a_forecast_it_is_a_sentence(width: int, legible: Callable[..., Any]) -> None:
    words, view = load_words("en"), made()
    none = ForecastView(main=replace(view.main, wins=None, revenue=None), spans={})
    legible(forecast_chart(none, words, width=width), width=width)
    assert alt_text_forecast(none, words) == words.text("forecast.chart.none")


@every_width
def test_a_period_that_lies_ahead_begins_with_nothing(
    width: int, legible: Callable[..., Any]
) -> None:
    view = made(target=None)
    main = replace(
        view.main, as_of=date(2026, 9, 1), done=Done(n=0, value=0.0), start=date(2026, 10, 1)
    )
    ahead = ForecastView(main=main, spans={}, fan=view.fan[1:])
    legible(forecast_chart(ahead, load_words("pl"), width=width), width=width)
