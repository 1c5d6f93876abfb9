"""The backtest: nothing from after an origin may reach the forecast made there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import ModuleType

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.forecast import state_of
from salestoolkit.core.forecast_backtest import History, Try, excess, try_out
from salestoolkit.core.forecast_baselines import Guess, baseline
from salestoolkit.core.forecast_choice import choose, past_of, score_table, tried
from salestoolkit.core.forecast_window import Window
from salestoolkit.core.remembered import Remembered

ORIGIN = date(2026, 3, 3)
WINDOW = Window(lead=0, days=28)
WEIGHTS = {"S1": 0.1, "S2": 0.3, "S3": 0.5, "S4": 0.8}


@pytest.fixture(scope="module")
def book(simulated: ModuleType) -> DealBook:
    """200 deals of a year and a half."""
    made: DealBook = simulated.simulate(simulated.Funnel(history_days=540), 200, seed=3)
    return made


def _rewritten(book: DealBook, seed: int) -> DealBook:
    """The same book with all that happened after the origin replaced by something else."""
    random = np.random.default_rng(seed)
    after = datetime(ORIGIN.year, ORIGIN.month, ORIGIN.day, tzinfo=UTC) + timedelta(days=1)
    deals = book.deals.to_pandas()
    later = (deals["closed_at"].isna() | (deals["closed_at"] >= after)).to_numpy()
    fate = random.choice(["won", "lost", "open"], len(deals))
    moved = pd.Series([after + timedelta(days=int(k)) for k in random.integers(0, 110, len(deals))])
    moved = moved.astype(deals["closed_at"].dtype)
    deals.loc[later, "status"] = fate[later]
    closed = later & (fate != "open")
    deals.loc[later, "closed_at"] = pd.NaT
    deals.loc[closed, "closed_at"] = moved[closed]
    deals["probability"] = random.random(len(deals))
    deals["last_activity_at"] = moved
    keep = (deals["created_at"] < after).to_numpy() | (random.random(len(deals)) < 0.5)
    log = book.stage_log.to_pandas()
    log = log[(log["entered_at"] < after).to_numpy()]
    ends = deals[closed & keep]
    tail = pd.DataFrame(
        {
            "source_name": ends["source_name"],
            "deal_id": ends["deal_id"],
            "seq": 10_000_000,
            "entry": ends["status"],
            "entered_at": ends["closed_at"],
            "provenance": "observed",
        }
    )
    whole = pd.concat([log, tail], ignore_index=True).reindex(columns=log.columns)
    return replace(
        book,
        deals=pa.Table.from_pandas(deals[keep], schema=book.deals.schema, preserve_index=False),
        stage_log=pa.Table.from_pandas(whole, schema=book.stage_log.schema, preserve_index=False),
    )


def _tried(book: DealBook) -> Try:
    """What would have been forecast at the origin, from the book as it is known today."""
    whole = state_of(Remembered(book), pipeline=None, currency="EUR")
    then = History(whole.at(ORIGIN), WINDOW, WEIGHTS)
    (last, *_) = try_out(then)
    at = then.pipeline(then.origins[0])
    model = then.landmark(then.pipeline(ORIGIN), draws=5)
    plain = then.pipeline(ORIGIN).of_window(WINDOW)
    extra = {
        "today": Guess(wins=plain.ravel(), value=np.zeros(0)),
        "coefficients": Guess(wins=np.zeros(0) if model is None else model.mean, value=np.zeros(0)),
        "rows": Guess(wins=at.of_window(WINDOW).ravel(), value=np.zeros(0)),
        "weighted_today": then.weighted(then.pipeline(ORIGIN)),
    }
    guesses = dict(last.guesses) | extra
    return replace(last, guesses=guesses)


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32 - 1))
@pytest.mark.slow
def test_nothing_that_happened_after_the_origin_changes_its_forecast(
    book: DealBook, seed: int
) -> None:
    true, other = _tried(book), _tried(_rewritten(book, seed))
    assert true.outcome == other.outcome
    for name, guess in true.guesses.items():
        assert np.array_equal(guess.wins, other.guesses[name].wins), name
        assert np.array_equal(guess.value, other.guesses[name].value), name


def test_an_origin_knows_its_open_deals_and_no_later_end(book: DealBook) -> None:
    true = state_of(book, pipeline=None, currency="EUR").at(ORIGIN)
    other = state_of(_rewritten(book, 1), pipeline=None, currency="EUR").at(ORIGIN)
    names = ["deal_id", "stage", "stage_days", "age_days", "worth"]
    assert len(true.open) > 5
    pd.testing.assert_frame_equal(true.open[names], other.open[names])
    assert true.open["probability"].isna().all()
    days, _ = true.won
    assert days.max() <= ORIGIN.toordinal()
    assert np.array_equal(days, other.won[0])


@pytest.mark.parametrize("name", ["last_period", "mean_of_three"])
def test_a_baseline_is_its_point_and_its_past_errors(book: DealBook, name: str) -> None:
    state = state_of(book, pipeline=None, currency="EUR")
    made, today = baseline(state, name, WINDOW), state.day.toordinal()
    periods = 1 if name == "last_period" else 3
    point = state.won_within(today - 28 * periods, today)[0] / periods
    assert made.reason is None and 4 <= made.wins.size <= 52
    then = today - 28
    error = (
        state.won_within(then, today)[0] - state.won_within(then - 28 * periods, then)[0] / periods
    )
    assert made.wins.min() <= max(0.0, round(point + error)) <= made.wins.max()
    assert (made.wins >= 0).all()


def test_a_season_that_was_not_seen_has_no_forecast(book: DealBook) -> None:
    state = state_of(book, pipeline=None, currency="EUR")
    assert baseline(state.at(date(2025, 6, 1)), "seasonal", WINDOW).reason == "short_history"
    assert baseline(state, "last_period", Window(lead=0, days=400)).reason == "short_history"


def _tries(mine: list[float], others: list[float], name: str) -> list[Try]:
    """Forecasts that are single values, and what came: 0 each time."""
    return [
        Try(
            origin=ORIGIN - timedelta(days=28 * k),
            outcome=(0.0, 0.0),
            guesses={
                "semi_markov": Guess(wins=np.array([a]), value=np.array([a])),
                name: Guess(wins=np.array([b]), value=np.array([b])),
                "weighted": Guess.none("no_probability"),
            },
            misses={"semi_markov": 4.0},
        )
        for k, (a, b) in enumerate(zip(mine, others, strict=True))
    ]


def test_a_baseline_that_was_better_is_used_and_it_is_said() -> None:
    tries = _tries([2.0] * 6, [1.0] * 6, "seasonal")
    table = tried(tries, "deals")
    found = choose(table)
    assert (found.model, found.why) == ("seasonal", "baseline_best")
    scores = score_table(table, tries, found.model).set_index("model")
    assert scores.loc["semi_markov", "skill"] == -1.0
    assert scores.loc["weighted", "reason"] == "no_probability"
    assert len(past_of(table, "seasonal", WINDOW)) == 6


def test_a_baseline_tried_on_a_few_days_only_decides_nothing() -> None:
    few = _tries([2.0] * 3, [0.0] * 3, "seasonal")
    many = _tries([2.0] * 9, [5.0] * 9, "last_period")
    table = tried([*few, *many[3:]], "deals")
    assert choose(table).model == "semi_markov"
    assert choose(tried([], "deals")).why == "only_one"


def test_misses_count_once_their_window_is_over(book: DealBook) -> None:
    history = History(state_of(book, pipeline=None, currency="EUR"), WINDOW, {})
    tries = _tries([2.0] * 4, [1.0] * 4, "seasonal")
    assert excess(history, tries, "semi_markov", ORIGIN - timedelta(days=100)) == 1.0
    assert excess(history, tries, "semi_markov", ORIGIN + timedelta(days=60)) > 1.5


def test_origins_lie_whole_weeks_before_today_with_their_window_over(book: DealBook) -> None:
    history = History(state_of(Remembered(book), pipeline=None, currency="EUR"), WINDOW, {})
    assert len(history.origins) >= 12
    for day in history.origins:
        ago = (book.as_of - day).days
        assert ago % 7 == 0 and ago >= WINDOW.days
    assert all(day + timedelta(days=28) <= ORIGIN for day in history.ended_by(ORIGIN))
