"""Whole forecasts: what they say of a book, and of one that says little."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from types import ModuleType
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.forecast import forecast
from salestoolkit.core.forecast_backtest import PIPELINE_MODELS
from salestoolkit.core.forecast_choice import MODELS
from salestoolkit.core.forecast_draws import stretches
from salestoolkit.core.forecast_periods import PERIODS, period_of
from salestoolkit.core.forecast_result import Forecast
from salestoolkit.core.part import Part
from salestoolkit.core.remembered import Remembered
from salestoolkit.errors import BookError, InvalidValue

START, UNTIL = date(2026, 6, 16), date(2026, 7, 20)


@pytest.fixture(scope="module")
def book(simulated: ModuleType) -> Remembered:
    """450 deals of a year and a half, four stages, two parts."""
    funnel = simulated.Funnel(history_days=540, parts=("A", "B"))
    return Remembered(simulated.simulate(funnel, 450, seed=5))


@pytest.fixture(scope="module")
def found(book: Remembered) -> Forecast:
    """The forecast of a stretch that has begun."""
    return forecast(book, start=START, until=UNTIL, metric="revenue", target=100_000)


def _inner(book: Remembered) -> DealBook:
    assert isinstance(book.book, DealBook)
    return book.book


def _column(book: DealBook, name: str, values: Any) -> DealBook:
    place = book.deals.schema.get_field_index(name)
    column = pa.array(values, type=book.deals.schema.field(name).type)
    return replace(book, deals=book.deals.set_column(place, name, column))


def test_a_forecast_is_what_is_done_and_what_may_come(book: Remembered, found: Forecast) -> None:
    frame = book.deals_frame()
    won = frame[(frame["fate"] == "won") & (frame["closed_on"] >= str(START))]
    assert found.done.n == len(won)
    assert found.done.value == pytest.approx(won["value"].sum())
    assert found.wins is not None and found.revenue is not None
    assert found.wins.values.min() >= found.done.n
    assert found.revenue.values.min() >= (found.done.value or 0) - 1e-6
    assert found.n_open == len(found.deals) == (frame["fate"] == "open").sum()
    low, high = found.wins.interval(0.8)
    assert low <= found.wins.median <= high
    assert found.chance == found.revenue.chance_of(100_000)


@pytest.mark.parametrize(("target", "times"), [(10_000, 0.5), (0, None)])
def test_a_few_past_errors_make_no_target_certain_or_hopeless(
    book: Remembered, target: float, times: float | None
) -> None:
    asked: dict[str, Any] = {"start": START, "until": UNTIL, "target": target}
    found = forecast(book, models=["last_period"], **asked)
    assert found.wins is not None
    assert found.chance == (1.0 if times is None else times / found.wins.values.size)
    ahead = forecast(book, models=["last_period"], **(asked | {"target": found.done.n + 0.5}))
    assert ahead.chance is not None and ahead.chance < 1


def test_a_baseline_names_the_model_that_its_deals_are_told_by(book: Remembered) -> None:
    found = forecast(book, start=START, until=UNTIL, models=["last_period"])
    assert found.model == "last_period" and found.deal_model in PIPELINE_MODELS


def test_the_deals_add_up_to_what_the_draws_say(found: Forecast) -> None:
    assert found.outcomes is not None
    mean = found.outcomes.wins_of().mean()
    assert mean == pytest.approx(found.deals["chance"].sum(), rel=0.05)
    assert found.deals["spread_share"].sum() == pytest.approx(1)
    assert found.deals["chance"].between(0, 1).all()


def test_the_ten_that_matter_say_why(found: Forecast) -> None:
    assert len(found.matter) == min(10, len(found.deals))
    assert set(found.matter["why"]) <= {"spread", "expected"}
    top = found.matter[["spread_share", "expected_share"]].max(axis=1)
    rest = found.deals[~found.deals["deal_id"].isin(found.matter["deal_id"])]
    assert rest.empty or top.min() >= rest[["spread_share", "expected_share"]].max(axis=1).max()


def test_every_model_is_shown_and_one_is_chosen(found: Forecast) -> None:
    assert tuple(found.scores["model"]) == MODELS
    assert found.scores.loc[found.scores["chosen"], "model"].tolist() == [found.model]
    assert found.scores["origins"].max() >= 12
    assert found.origins == found.scores.loc[found.scores["chosen"], "origins"].iloc[0]
    weighted = found.scores.set_index("model").loc["weighted"]
    assert weighted["reason"] == "no_probability"


def test_a_part_has_its_own_deals_and_the_model_of_the_whole(book: Remembered) -> None:
    part = Part(dimension="team", value="A")
    whole = forecast(book, start=START, until=UNTIL)
    mine = forecast(book, start=START, until=UNTIL, part=part)
    assert mine.model == whole.model
    assert set(mine.deals["team"]) == {"A"}
    assert whole.outcomes is not None
    mask = (whole.deals["team"] == "A").to_numpy()
    places = stretches({"A": 1.0, "B": 1.0})
    fair = whole.outcomes.totals(mask, new=places["A"])[0]
    own = mine.outcomes
    assert own is not None
    assert own.totals()[0].mean() == pytest.approx(fair.mean(), rel=0.2)


def test_the_period_to_come_leaves_out_what_is_won_before_it(book: Remembered) -> None:
    later = forecast(book, start=date(2026, 7, 11), until=UNTIL, models=["semi_markov"])
    whole = forecast(book, start=date(2026, 7, 1), until=UNTIL, models=["semi_markov"])
    soon = forecast(book, start=date(2026, 7, 1), until=date(2026, 7, 10), models=["semi_markov"])
    assert later.wins and whole.wins and soon.wins
    assert later.done.n == 0
    assert later.wins.mean + soon.wins.mean == pytest.approx(whole.wins.mean, rel=0.12)


def test_a_baseline_can_be_asked_for(book: Remembered) -> None:
    asked = forecast(book, start=START, until=UNTIL, models=["last_period"])
    assert (asked.model, asked.why) == ("last_period", "asked")
    assert asked.wins is not None
    assert np.all(asked.wins.values == np.rint(asked.wins.values))


@pytest.mark.slow
def test_a_longer_one_of_the_usual_periods_expects_more(book: Remembered) -> None:
    means = []
    for name in PERIODS:
        one = period_of(name, book.as_of)
        made = forecast(book, start=one.start, until=one.until, models=["semi_markov"])
        assert made.wins is not None
        means.append(made.wins.mean - made.done.n)
    assert means == sorted(means)


def test_a_period_is_the_one_that_still_lies_ahead() -> None:
    assert period_of("month", date(2026, 12, 31)).until == date(2027, 1, 31)
    assert period_of("year", date(2026, 12, 30)).until == date(2026, 12, 31)
    week = period_of("week", date(2026, 3, 29))
    assert (week.start, week.until) == (date(2026, 3, 30), date(2026, 4, 5))


def test_too_short_a_history_is_a_plain_not_yet(simulated: ModuleType) -> None:
    young = simulated.simulate(simulated.Funnel(history_days=40), 60, seed=1)
    made = forecast(young, start=START, until=UNTIL)
    assert made.reason == "too_little_history"
    assert made.wins is None and made.model is None
    assert made.weighted.n == made.n_open > 0


@pytest.mark.slow
@pytest.mark.parametrize("metric", ["deals", "revenue"])
def test_a_book_without_values_counts_all_the_same(book: Remembered, metric: str) -> None:
    bare = _column(_inner(book), "value", [None] * _inner(book).deals.num_rows)
    made = forecast(bare, start=START, until=UNTIL, metric=metric, models=["semi_markov"])
    assert "no_values" in made.limits
    if metric == "revenue":
        assert made.reason == "no_values"
    else:
        assert made.wins is not None and made.revenue is None


@pytest.mark.slow
def test_one_of_two_currencies_must_be_chosen(book: Remembered) -> None:
    rows = _inner(book).deals.num_rows
    mixed = _column(_inner(book), "currency", ["EUR", "USD"] * (rows // 2))
    made = forecast(mixed, start=START, until=UNTIL, metric="revenue")
    assert made.reason == "several_currencies"
    euro = forecast(
        mixed, start=START, until=UNTIL, metric="revenue", currency="EUR", models=["semi_markov"]
    )
    assert euro.revenue is not None and euro.currency == "EUR"
    with pytest.raises(InvalidValue, match="unknown_currency"):
        forecast(mixed, start=START, until=UNTIL, currency="CHF")


@pytest.mark.slow
def test_without_stages_the_age_of_deals_tells(book: Remembered) -> None:
    log = _inner(book).stage_log
    ends = log.filter(pa.compute.is_in(log["entry"], pa.array(["won", "lost"])))
    bare = replace(_inner(book), stage_log=ends)
    made = forecast(bare, start=START, until=UNTIL, models=["semi_markov"])
    assert "no_stages" in made.limits
    assert made.wins is not None and made.deals["chance"].sum() > 0


@pytest.mark.slow
def test_a_book_without_open_deals_has_new_business_alone(book: Remembered) -> None:
    status = _inner(book).deals["status"].to_pylist()
    closed = _inner(book).deals.filter(pa.array([one != "open" for one in status]))
    made = forecast(
        replace(_inner(book), deals=closed),
        start=START,
        until=UNTIL,
        models=["semi_markov"],
    )
    assert "no_open_deals" in made.limits and made.deals.empty and made.matter.empty
    assert made.wins is not None and made.new_business is not None


def test_what_cannot_be_asked_is_refused_in_a_sentence(book: Remembered) -> None:
    with pytest.raises(InvalidValue, match="forecast_metric"):
        forecast(book, start=START, until=UNTIL, metric="calls")
    with pytest.raises(InvalidValue, match="forecast_period"):
        forecast(book, start=UNTIL, until=START)
    with pytest.raises(InvalidValue, match="forecast_model"):
        forecast(book, start=START, until=UNTIL, models=["oracle"])
    with pytest.raises(BookError, match="unknown_dimension"):
        forecast(book, start=START, until=UNTIL, part=Part(dimension="colour", value="red"))


def test_a_period_that_is_over_has_no_forecast(book: Remembered) -> None:
    last = book.as_of - timedelta(days=1)
    made = forecast(book, start=last - timedelta(days=30), until=last)
    assert made.reason == "period_over" and made.done.n >= 0


def test_an_empty_part_is_nothing_not_an_error(book: Remembered) -> None:
    made = forecast(book, start=START, until=UNTIL, part=Part(dimension="team", value="Z"))
    assert made.n_open == 0 and made.done.n == 0 and made.reason is None


@pytest.mark.slow
def test_products_are_told_in_units_and_value(book: Remembered) -> None:
    rows = _inner(book).deals.num_rows
    named = _column(_inner(book), "product", (["tea", "jam"] * rows)[:rows])
    made = forecast(named, start=START, until=UNTIL, models=["semi_markov"])
    assert list(made.products["product"]) == ["jam", "tea"]
    assert made.outcomes is not None
    assert made.products["units"].sum() == pytest.approx(made.outcomes.totals()[0].mean())
    lines = named.deals.select(["deal_id", "product"]).to_pandas().assign(quantity=3, value=10.0)
    told = forecast(named, start=START, until=UNTIL, models=["semi_markov"], lines=lines)
    assert told.products["units"].sum() == pytest.approx(3 * made.products["units"].sum())
