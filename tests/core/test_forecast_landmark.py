"""The landmark model: what it learns, and that it stays where it was with little to learn from."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import special

from salestoolkit.core.forecast_landmark import (
    Landmark,
    Snapshot,
    fit_landmark,
    in_season,
    snapshot,
)


def _rows(n: int, random: np.random.Generator) -> Snapshot:
    frame = pd.DataFrame(
        {
            "stage": random.choice(["A", "B"], n),
            "stage_days": random.integers(0, 60, n),
            "age_days": random.integers(10, 90, n),
            "worth": random.lognormal(9, 1, n),
            "source": random.choice(["referral", "form"], n),
        }
    )
    return in_season(snapshot(frame), (0.2, 0.4))


def _fit(rows: Snapshot, semi: np.ndarray, won: np.ndarray, windows: int = 20) -> Landmark | None:
    return fit_landmark(
        rows,
        semi,
        won,
        weights=np.ones(won.size),
        window=np.arange(won.size) % windows,
        luck=0.25,
        sized=True,
        draws=200,
        seed=1,
    )


def test_a_source_that_wins_more_is_found() -> None:
    random = np.random.default_rng(4)
    rows, semi = _rows(3000, random), random.uniform(0.1, 0.5, 3000)
    better = np.where(rows["source"] == "referral", 0.8, -0.8)
    won = (random.random(3000) < special.expit(special.logit(semi) + better)).astype(float)
    made = _fit(rows, semi, won)
    assert made is not None
    found = made.chances(rows, np.tile(semi, (200, 1))).mean(axis=0)
    for name in ("referral", "form"):
        mine = rows["source"] == name
        assert found[mine].mean() == pytest.approx(won[mine].mean(), abs=0.03)


def test_with_few_deals_the_semi_markov_chance_stays() -> None:
    random = np.random.default_rng(5)
    rows, semi = _rows(80, random), random.uniform(0.2, 0.6, 80)
    won = (random.random(80) < semi).astype(float)
    made = _fit(rows, semi, won)
    assert made is not None
    found = made.chances(rows, np.tile(semi, (200, 1))).mean(axis=0)
    assert np.abs(found - semi).mean() < 0.1
    assert _fit({k: v[:30] for k, v in rows.items()}, semi[:30], won[:30]) is None


def test_one_lucky_window_is_not_taken_for_what_all_deals_do() -> None:
    random = np.random.default_rng(6)
    rows, semi = _rows(4000, random), np.full(4000, 0.2)
    window = np.arange(4000) % 4
    won = (random.random(4000) < np.where(window == 0, 0.4, 0.2)).astype(float)
    made = _fit(rows, semi, won, windows=4)
    assert made is not None
    spread = made.chances(rows, np.tile(semi, (200, 1))).mean(axis=1)
    # 4,000 deals of one luck each would be known to less than a point
    assert spread.std() > 0.01


def test_a_deal_that_cannot_be_won_in_time_is_not_won_by_its_size() -> None:
    random = np.random.default_rng(7)
    rows, semi = _rows(400, random), random.uniform(0.1, 0.5, 400)
    won = (random.random(400) < semi).astype(float)
    made = _fit(rows, semi, won)
    assert made is not None
    assert (made.chances(rows, np.zeros((1, 400))) == 0).all()
    unknown = made.chances(rows, np.full((1, 400), np.nan))
    assert not (unknown > 0).any()
