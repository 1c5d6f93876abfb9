"""A score learned from past deals: right where there is something to learn, refused where there is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import special

from salestoolkit.core.lead_score import LeadScore, Refusal, lead_fields, learn_lead_score
from salestoolkit.core.lead_score_data import KNOWN_LATER, RARE, coded, past_deals
from salestoolkit.core.lead_score_fit import fit_calibrated, fit_logistic
from salestoolkit.core.lead_score_folds import grouped_folds, time_folds
from salestoolkit.core.lead_score_measures import brier, brier_gain, ranking, reliability
from salestoolkit.errors import InvalidValue

START = date(2025, 1, 6)
AS_OF = date(2026, 11, 26)


class Book:
    """A book that only holds deals: one row each, with the columns that a score asks for."""

    as_of = AS_OF

    def __init__(self, frame: pd.DataFrame, real: Any) -> None:
        self.frame, self.real = frame, real

    def deals_frame(self, *, fate: str | None = None, pipeline: str | None = None) -> pd.DataFrame:
        return self.frame if fate is None else self.frame[self.frame["fate"] == fate]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


def deals(
    n: int, *, seed: int, slope: float = 0.0, rate: float = 0.3, days: int = 500
) -> pd.DataFrame:
    """Deals whose log odds to be won differ by ``slope`` between two sources."""
    draw = np.random.default_rng(seed)
    source = draw.integers(0, 2, n)
    chance = special.expit(special.logit(rate) + slope * (source - 0.5))
    won = draw.random(n) < chance
    created = [START + timedelta(days=int(one)) for one in draw.integers(0, days, n)]
    return pd.DataFrame(
        {
            "deal_id": [str(one) for one in range(n)],
            "title": "",
            "organization": [f"c{one}" for one in draw.integers(0, n // 2, n)],
            "source": np.where(source == 1, "Referral", "Web"),
            "channel": None,
            "segment": draw.choice(["A", "B", "C"], n),
            "territory": None,
            "product": None,
            "fate": np.where(won, "won", "lost"),
            "stage": "",
            "created_on": pd.to_datetime(created),
            "closed_on": pd.to_datetime([one + timedelta(days=20) for one in created]),
            "age_days": np.full(n, 20.0),
            "entry_age": np.zeros(n),
        }
    )


@pytest.fixture(scope="module")
def learn(book_of: Callable[..., Any]) -> Callable[..., Any]:
    real = book_of(50, seed=3)

    def learned(frame: pd.DataFrame, **options: Any) -> LeadScore | Refusal:
        return learn_lead_score(Book(frame, real), window_days=60, **options)  # type: ignore[arg-type]

    return learned


def test_without_a_penalty_it_is_the_maximum_likelihood_of_statsmodels() -> None:
    draw = np.random.default_rng(1)
    columns = draw.normal(size=(300, 3))
    won = (draw.random(300) < special.expit(columns @ [0.8, -0.5, 0.0] - 1)).astype(float)
    ours = fit_logistic(columns, won)
    theirs = sm.Logit(won, sm.add_constant(columns)).fit(disp=0).params
    assert [ours.intercept, *ours.slopes] == pytest.approx(list(theirs), abs=1e-6)


@pytest.mark.parametrize("penalty", [1.0, 30.0])
def test_with_a_penalty_it_is_the_ridge_regression_of_statsmodels(penalty: float) -> None:
    draw = np.random.default_rng(2)
    columns = draw.normal(size=(250, 3))
    won = (draw.random(250) < special.expit(columns @ [1.0, 0.0, -0.4])).astype(float)
    ours = fit_logistic(columns, won, penalty=penalty)
    model = sm.GLM(won, sm.add_constant(columns), family=sm.families.Binomial())
    weights = np.array([0, penalty, penalty, penalty]) / len(won)
    theirs = model.fit_regularized(alpha=weights, L1_wt=0.0, maxiter=500).params
    assert [ours.intercept, *ours.slopes] == pytest.approx(list(theirs), abs=1e-3)


def test_at_the_maximum_the_score_equations_hold() -> None:
    draw = np.random.default_rng(3)
    columns = draw.normal(size=(200, 2))
    won = (draw.random(200) < 0.4).astype(float)
    found = fit_logistic(columns, won, penalty=5.0)
    left = won - special.expit(found.logits(columns))
    assert left.sum() == pytest.approx(0, abs=1e-5)
    assert columns.T @ left == pytest.approx(5.0 * found.slopes, abs=1e-5)


@pytest.mark.parametrize("every", [0.0, 1.0])
def test_where_all_ended_alike_nothing_runs_away(every: float) -> None:
    found = fit_logistic(np.ones((10, 1)), np.full(10, every))
    assert abs(found.intercept) < 5 and found.slopes.tolist() == [0.0]


def test_the_ranking_is_that_of_mann_and_whitney() -> None:
    chances, won = np.array([0.1, 0.4, 0.35, 0.8, 0.4]), np.array([0, 0, 1, 1, 1])
    # pairs (won, not won): .35>.1, .35<.4, .8>.1, .8>.4, .4>.1, .4=.4
    assert ranking(chances, won, list("abcde")).value == pytest.approx(4.5 / 6)
    assert ranking(chances, np.ones(5), list("abcde")).value is None


def test_the_interval_of_the_ranking_is_that_of_delong_where_companies_are_single() -> None:
    draw = np.random.default_rng(4)
    won = (np.arange(60) % 3 == 0).astype(float)
    chances = draw.normal(size=60) + won
    found = ranking(chances, won, [str(one) for one in range(60)])
    positive, negative = chances[won > 0], chances[won == 0]
    beats = (positive[:, None] > negative[None, :]).astype(float)
    variance = beats.mean(1).var(ddof=1) / len(positive) + beats.mean(0).var(ddof=1) / len(negative)
    assert found.high is not None and found.value is not None
    assert (found.high - found.value) / 1.959964 == pytest.approx(variance**0.5, rel=0.03)


def test_deals_of_one_company_count_as_kin() -> None:
    won = np.tile([1.0, 0.0, 0.0], 20)
    chances = np.tile([0.6, 0.2, 0.5], 20)
    alone = brier_gain(chances, np.full(60, 1 / 3), won, [str(one) for one in range(60)])
    kin = brier_gain(chances, np.full(60, 1 / 3), won, [str(one // 6) for one in range(60)])
    assert alone.value == kin.value
    assert (alone.companies, kin.companies) == (60, 10)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80))
def test_every_deal_is_in_one_group_of_the_reliability_table(
    drawn: list[tuple[float, bool]],
) -> None:
    chances = np.array([chance for chance, _ in drawn])
    won = np.array([float(one) for _, one in drawn])
    bins = reliability(chances, won)
    assert sum(one.n for one in bins) == len(drawn)
    assert sum(one.won for one in bins) == won.sum()
    assert sum(one.predicted * one.n for one in bins) == pytest.approx(chances.sum(), abs=1e-6)
    assert brier(chances, won) == pytest.approx(float(((chances - won) ** 2).mean()))


@given(
    st.lists(
        st.tuples(st.sampled_from(["a", "b", "c", "d", ""]), st.booleans()), min_size=2, max_size=40
    ),
    st.integers(2, 5),
)
def test_no_company_teaches_and_tests_at_once(drawn: list[tuple[str, bool]], folds: int) -> None:
    groups = [name for name, _ in drawn]
    won = np.array([float(one) for _, one in drawn])
    found = grouped_folds(groups, np.arange(float(len(groups))), won, folds)
    tested = [place for one in found for place in one.test]
    assert len(tested) == len(set(tested))
    for one in found:
        shared = {groups[p] for p in one.train} & {groups[p] for p in one.test}
        assert shared <= {""}
        assert not set(one.train.tolist()) & set(one.test.tolist())


def test_forward_in_time_nothing_teaches_that_was_not_over() -> None:
    draw = np.random.default_rng(5)
    created = np.sort(draw.integers(0, 700, 300)).astype(float)
    groups = [str(one) for one in draw.integers(0, 90, 300)]
    folds = time_folds(groups, created, 5, window_days=60)
    assert folds
    for one in folds:
        assert created[one.train].max() + 60 <= created[one.test].min()
        assert not {groups[p] for p in one.train} & {groups[p] for p in one.test}


@pytest.mark.parametrize("name", sorted(KNOWN_LATER))
def test_what_was_only_known_later_is_refused_by_name(name: str, learn: Callable[..., Any]) -> None:
    with pytest.raises(InvalidValue) as caught:
        learn(deals(100, seed=1), fields=["source", name])
    assert caught.value.code == f"score_field_{KNOWN_LATER[name]}"
    assert caught.value.fields["value"] == name


def test_too_few_wins_are_refused_with_what_it_would_take(learn: Callable[..., Any]) -> None:
    found = learn(deals(100, seed=2, rate=0.2))
    assert isinstance(found, Refusal)
    assert (found.why, found.parameters, found.needed) == ("few_won", 3, 30)
    assert found.have < 30 and found.leave_out == ("segment",)
    assert isinstance(learn(deals(300, seed=2, rate=0.93)), Refusal)
    assert learn(deals(300, seed=2, rate=0.93)).why == "few_lost"


def test_fields_that_say_the_same_of_every_deal_are_no_fields(learn: Callable[..., Any]) -> None:
    found = learn(deals(200, seed=2), fields=["channel"])
    assert isinstance(found, Refusal) and found.why == "no_fields"


def test_young_deals_are_left_out_even_where_they_are_won() -> None:
    frame = deals(200, seed=3, days=680)
    past = past_deals(frame, frame[["source"]], as_of=AS_OF, window_days=60)
    ripe = frame["created_on"] + pd.Timedelta(days=60) <= pd.Timestamp(AS_OF)
    assert past.n == ripe.sum() and past.immature == (~ripe).sum() > 0
    assert past.wins == (frame["fate"][ripe] == "won").sum()


def test_a_win_after_the_window_is_none_and_an_open_deal_of_age_neither() -> None:
    frame = deals(40, seed=4, rate=0.9)
    frame["age_days"] = 61.0
    assert past_deals(frame, frame[["source"]], as_of=AS_OF, window_days=60).wins == 0
    frame["fate"] = "open"
    past = past_deals(frame, frame[["source"]], as_of=AS_OF, window_days=60)
    assert (past.n, past.wins) == (40, 0)


def test_answers_noted_after_the_end_are_not_used_and_counted() -> None:
    frame = deals(4, seed=5)
    closed = frame["closed_on"].dt.date
    days = [closed[0], closed[1] - timedelta(days=1), None, closed[3] + timedelta(days=3)]
    told = pd.DataFrame({"asked_on": days, "need": [True] * 4}, index=frame["deal_id"])
    fields, late = lead_fields(frame, told, window_days=60)
    assert late == 2
    assert [None if pd.isna(one) else one for one in fields["need"]] == [None, True, True, None]


def test_answers_noted_once_the_window_was_over_tell_the_outcome_and_are_not_used() -> None:
    frame = deals(3, seed=5)
    frame["closed_on"] = pd.NaT
    day = frame["created_on"].dt.date + timedelta(days=60)
    told = pd.DataFrame(
        {"asked_on": [day[0] - timedelta(days=1), *day[1:]], "need": [True] * 3},
        index=frame["deal_id"],
    )
    fields, late = lead_fields(frame, told, window_days=60)
    assert late == 2
    assert [None if pd.isna(one) else one for one in fields["need"]] == [True, None, None]


def test_rare_values_are_put_together_and_missing_ones_are_a_value() -> None:
    values = pd.Series(
        ["a"] * 60 + ["b"] * 40 + ["c"] * 12 + ["d"] * 10 + [None] * 30, dtype=object
    )
    found = coded("x", values)
    assert found is not None and found.base == "a"
    assert found.parameters == 3
    columns = found.columns(values)
    assert columns.sum() == 40 + 22 + 30
    few = coded("x", pd.Series(["a"] * 60 + ["b"] * 40 + ["c"] * (RARE - 1), dtype=object))
    assert few is not None and few.parameters == 1
    assert few.columns(pd.Series(["never seen"])).tolist() == [[0.0]]


def test_where_there_is_something_to_learn_it_is_learned_and_calibrated(
    learn: Callable[..., Any],
) -> None:
    found = learn(deals(1500, seed=11, slope=2.0), verdicts={})
    assert isinstance(found, LeadScore) and found.beats_base
    assert found.ranking.value == pytest.approx(0.7, abs=0.04)
    for one in found.bins:
        assert one.low - 0.02 <= one.predicted <= one.high + 0.02
    odds = {one.level: one.odds for one in found.effects if one.field == "source"}
    (odd,) = odds.values()
    assert max(odd, 1 / odd) == pytest.approx(np.exp(2.0), rel=0.35)
    assert found.rule is None


def test_verdicts_that_know_better_are_said_to(learn: Callable[..., Any]) -> None:
    frame = deals(900, seed=12)
    knowing = {
        str(key): "hot" if fate == "won" else "out"
        for key, fate in zip(frame["deal_id"], frame["fate"], strict=True)
    }
    found = learn(frame, verdicts=knowing)
    assert isinstance(found, LeadScore) and found.rule is not None
    assert found.rule.ranking.value == 1.0
    assert not found.rule.ranks_better and not found.rule.comes_closer


def test_the_same_deals_give_the_same_score(learn: Callable[..., Any]) -> None:
    one, two = (learn(deals(400, seed=13, slope=1.0)) for _ in range(2))
    assert (one.gain, one.ranking, one.effects) == (two.gain, two.ranking, two.effects)


@pytest.mark.slow
def test_on_noise_it_hardly_ever_claims_to_beat_the_base_rate(learn: Callable[..., Any]) -> None:
    found = [learn(deals(400, seed=seed)) for seed in range(120)]
    claims = sum(one.beats_base for one in found if isinstance(one, LeadScore))
    assert claims <= 120 * 0.03


@pytest.mark.slow
def test_on_new_deals_predicted_and_happened_agree(learn: Callable[..., Any]) -> None:
    chances: list[float] = []
    won: list[float] = []
    for seed in range(30):
        found = learn(deals(500, seed=1000 + seed, slope=1.5))
        new = deals(1000, seed=9000 + seed, slope=1.5)
        chances += found.chances(new).tolist()
        won += (new["fate"] == "won").astype(float).tolist()
    predicted, happened = np.array(chances), np.array(won)
    assert predicted.mean() == pytest.approx(happened.mean(), abs=0.01)
    line = fit_logistic(special.logit(predicted)[:, None], happened)
    assert line.slopes[0] == pytest.approx(1.0, abs=0.12)
    edges = np.quantile(predicted, [0.2, 0.4, 0.6, 0.8])
    place = np.searchsorted(edges, predicted)
    for one in range(5):
        mine = place == one
        assert predicted[mine].mean() == pytest.approx(happened[mine].mean(), abs=0.05)


def test_folds_have_like_shares_won() -> None:
    frame = deals(400, seed=14)
    won = (frame["fate"] == "won").to_numpy(dtype=float)
    folds = grouped_folds(list(frame["organization"]), np.arange(400.0), won, 5)
    shares = [won[one.test].mean() for one in folds]
    assert max(shares) - min(shares) < 0.05


def test_what_says_the_same_as_the_base_rate_is_no_gain() -> None:
    won = np.array([1.0, 0.0] * 40)
    base = np.full(80, 0.5)
    found = brier_gain(base + 1e-16, base, won, [str(one) for one in range(80)])
    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_what_predicts_nothing_is_pulled_to_the_base_rate() -> None:
    draw = np.random.default_rng(6)
    columns = draw.normal(size=(400, 5))
    won = (draw.random(400) < 0.3).astype(float)
    groups = [str(one) for one in range(400)]
    found = fit_calibrated(columns, won, groups, np.arange(400.0))
    chances = found.chances(columns)
    assert chances.mean() == pytest.approx(won.mean(), abs=0.03)
    assert chances.std() < 0.06


def test_a_book_younger_than_its_window_is_said_to_be(learn: Callable[..., Any]) -> None:
    frame = deals(200, seed=15)
    frame["created_on"] = pd.Timestamp(AS_OF) - pd.Timedelta(days=30)
    found = learn(frame)
    assert isinstance(found, Refusal)
    assert (found.why, found.window_days, found.immature) == ("no_ripe", 60, 200)
