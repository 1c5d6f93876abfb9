"""New business and the tables beside the forecast: pace, thinning, the weighted pipeline."""

from __future__ import annotations

from datetime import date, timedelta
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from salestoolkit.core.forecast import state_of
from salestoolkit.core.forecast_deals import weighted_pipeline, what_matters
from salestoolkit.core.forecast_hazards import WHOLE, deal_hazards
from salestoolkit.core.forecast_new import new_business, pace_of
from salestoolkit.core.forecast_states import State
from salestoolkit.core.forecast_window import Window
from salestoolkit.core.process import SalesProcess, Stage


@pytest.fixture(scope="module")
def state(simulated: ModuleType) -> State:
    """900 deals in 540 days."""
    book = simulated.simulate(simulated.Funnel(history_days=540), 900, seed=8)
    return state_of(book, pipeline=None, currency=None)


def test_the_pace_is_that_of_the_last_half_year(state: State) -> None:
    pace = pace_of(state)
    assert pace.days == 182
    assert pace.a_day == pytest.approx(900 / 540, rel=0.15)
    assert pace.spread < 2


def test_a_part_is_watched_since_the_book_began(state: State) -> None:
    day = state.day - timedelta(days=540 - 60)
    young = state.at(day)
    assert pace_of(young, since=day.toordinal() - 59.0).days == 60


def test_new_business_is_arrivals_times_the_chance_to_be_won_in_what_is_left(
    state: State,
) -> None:
    hazards = deal_hazards(state.counts, draws=200, seed=1)
    made = new_business(state, hazards, lead=0, days=60, seed=1)
    won, _ = hazards.won_by(60)
    # deals of day 1 .. 60 have 60 .. 1 days, their own included
    by_day = np.interp(np.arange(1, 61), np.arange(won[WHOLE].shape[1]), won[WHOLE].mean(axis=0))
    expected = pace_of(state).a_day * by_day.sum()
    assert made.means.mean() == pytest.approx(expected, rel=0.05)
    later = new_business(state, hazards, lead=30, days=60, seed=1)
    sooner = new_business(state, hazards, lead=0, days=30, seed=1)
    both = later.means.mean() + sooner.means.mean()
    assert both == pytest.approx(made.means.mean(), rel=0.05)


def test_the_weighted_pipeline_takes_the_process_then_the_export() -> None:
    rows = pd.DataFrame(
        {
            "stage": ["A", "B", "C"],
            "probability": [0.9, 0.4, np.nan],
            "worth": [100.0, 200.0, 300.0],
        }
    )
    own = SalesProcess(
        name="own", stages=(Stage(key="A", name="A", win_probability=0.5), Stage(key="B", name="B"))
    )
    found = weighted_pipeline(rows, own)
    assert (found.n, found.known, found.basis) == (3, 2, "process")
    assert found.wins == pytest.approx(0.9)
    assert found.value == pytest.approx(50 + 80)
    none = SalesProcess(name="none", stages=(Stage(key="A", name="A"),))
    silent = weighted_pipeline(rows.assign(probability=np.nan), none)
    assert silent.wins is None and silent.basis is None
    assert weighted_pipeline(rows.iloc[:0], none).wins == 0


def test_of_no_deals_none_matters() -> None:
    empty = pd.DataFrame(columns=["deal_id", "spread_share", "expected_share"])
    assert what_matters(empty).empty


def test_a_window_is_what_is_left_of_a_period() -> None:
    assert Window.of(date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 30)).lead == 0
    over = Window.of(date(2026, 7, 1), date(2026, 6, 1), date(2026, 6, 30))
    assert (over.lead, over.days) == (0, 0)
    assert Window(lead=0, days=92).quarter_shares(date(2026, 6, 30))[0] == pytest.approx(31 / 92)
