"""What is said of a forecast: headlines, reasons, the model, what to do, why it moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from salestoolkit.core.forecast_moves import Move, Moves
from salestoolkit.core.forecast_result import Done, Forecast, Prediction, Weighted
from salestoolkit.core.forecast_view import ForecastView
from salestoolkit.words import load_words
from salestoolkit.words.forecast import (
    cannot_sentences,
    deal_named,
    forecast_headline,
    model_sentences,
    next_steps,
    reason_sentences,
    said_briefly,
    weighted_beside,
)
from salestoolkit.words.forecast_moves import move_sentences
from salestoolkit.words.periods import period_name

NOW = date(2026, 10, 30)
EN, PL = load_words("en"), load_words("pl")
REASONS = ("no_deals", "too_little_history", "period_over", "no_values", "several_currencies")


def made(**more: Any) -> Forecast:
    fields: dict[str, Any] = {
        "as_of": NOW,
        "start": date(2026, 10, 1),
        "until": date(2026, 12, 31),
        "metric": "deals",
        "pipeline": None,
        "part": None,
        "currency": "PLN",
        "done": Done(n=6, value=190_000.0),
        "n_open": 40,
        "n_closed": 200,
        "weighted": Weighted(n=40, known=40, wins=20.44, value=1_380_000.0, basis="process"),
        "wins": Prediction.of(np.arange(31.0, 52.0)),
        "revenue": Prediction.of(1_900_000 + 20_000 * np.arange(-10.0, 11.0)),
        "model": "semi_markov",
        "why": "best_score",
    }
    return Forecast(**{**fields, **more})


def view(**more: Any) -> ForecastView:
    return ForecastView(main=made(**more), spans={})


@pytest.mark.parametrize(
    ("start", "until", "english", "polish"),
    [
        (date(2026, 10, 1), date(2026, 12, 31), "Q4 2026", "IV kwartał 2026"),
        (date(2026, 10, 1), date(2026, 10, 31), "October 2026", "październik 2026"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026", "2026"),
        (
            date(2026, 10, 26),
            date(2026, 11, 1),
            "Week of 26 October 2026 to 1 November 2026",
            "Tydzień od 26 października 2026 do 1 listopada 2026",
        ),
    ],
)
def test_a_period_has_its_name(start: date, until: date, english: str, polish: str) -> None:
    assert period_name(EN, start, until) == english
    assert period_name(PL, start, until) == polish


def test_the_headline_says_how_many_for_how_much_and_how_sure() -> None:
    seen = view(target=40.0, chance=0.62)
    assert forecast_headline(EN, seen) == (
        "Q4 2026: probably 41 won deals and PLN\xa01.9M; in 8 of 10 cases 33 to 49 deals. "
        "Chance of reaching the target of 40: 62%."
    )
    assert forecast_headline(PL, seen) == (
        "IV kwartał 2026: prawdopodobnie 41 wygranych szans i 1,9\xa0mln\xa0zł; "
        "w 8 na 10 przypadków od 33 do 49 szans. "
        "Prawdopodobieństwo osiągnięcia celu (40): 62%."
    )


def test_a_target_of_money_puts_money_first_and_deals_without_values_stand_alone() -> None:
    money = forecast_headline(EN, view(metric="revenue", target=2e6, chance=0.001))
    assert "probably PLN\xa01.9M from 41 won deals" in money
    assert money.endswith("Chance of reaching the target of PLN\xa02M: less than 1%.")
    plain = forecast_headline(PL, view(revenue=None))
    assert plain.endswith("prawdopodobnie 41 wygranych szans; w 8 na 10 przypadków od 33 do 49.")


@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
@pytest.mark.parametrize("reason", REASONS)
def test_without_a_forecast_the_reason_is_said_and_the_weighted_pipeline_is_no_forecast(
    reason: str, words: Any
) -> None:
    seen = view(reason=reason, wins=None, revenue=None, model=None, why=None)
    assert "{" not in forecast_headline(words, seen)
    said = reason_sentences(words, seen.main)
    assert len(said) == (1 if reason in ("no_deals", "period_over") else 2)
    if len(said) == 2:
        warning = {"en": "Read it with care", "pl": "ostrożnie"}[words.language]
        assert warning in said[1] and "1" in said[1]
    assert not next_steps(words, seen)


def test_without_stage_probabilities_there_is_no_weighted_pipeline() -> None:
    none = Weighted(n=3, known=0, wins=None, value=None, basis=None)
    main = made(reason="too_little_history", wins=None, revenue=None, weighted=none)
    assert "no weighted pipeline" in reason_sentences(EN, main)[-1]
    assert weighted_beside(EN, main) is None


def scores(model: str, skill: float) -> pd.DataFrame:
    row = {"model": model, "skill": skill, "coverage_80": 0.77, "chosen": True}
    return pd.DataFrame([row, {**row, "model": "weighted", "chosen": False}])


def test_the_model_is_named_with_why_and_how_good_it_was() -> None:
    past = pd.DataFrame({"origin": range(13)})
    said = " ".join(model_sentences(EN, made(scores=scores("semi_markov", 0.13), past=past)))
    assert "13 past days" in said and "13% smaller" in said and "77%" in said
    worse = " ".join(model_sentences(EN, made(scores=scores("semi_markov", -0.05), past=past)))
    assert "5% larger" in worse
    plain = made(
        model="last_period", why="baseline_best", scores=scores("last_period", 0.0), past=past[:4]
    )
    said = " ".join(model_sentences(PL, plain))
    assert "prosta reguła: tyle co w poprzednim okresie" in said and "tylko na 4 dniach" in said


@pytest.mark.parametrize(
    ("target", "chance", "words"),
    [
        (None, None, "Set a target"),
        (5.0, 1.0, "is reached"),
        (35.0, 0.9, "is likely"),
        (41.0, 0.5, "either way"),
        (45.0, 0.3, "4 above what is likely"),
        (60.0, 0.01, "out of reach"),
    ],
)
def test_what_to_do_depends_on_the_chance_of_the_target(
    target: float | None, chance: float | None, words: str
) -> None:
    assert words in next_steps(EN, view(target=target, chance=chance))[0]


def test_the_biggest_deal_is_named_as_text_on_one_line() -> None:
    matter = pd.DataFrame(
        {
            "title": ["<b>A</b>\nB" + "x" * 100, None],
            "deal_id": ["1", "2"],
            "spread_share": [0.6, 0.2],
        }
    )
    step = next_steps(EN, view(matter=matter))[1]
    assert "60%" in step and "\n" not in step and "x" * 70 not in step
    assert "begun now" in next_steps(EN, view(n_open=0))[1]


def test_limits_of_the_book_are_said_beside_what_no_forecast_knows() -> None:
    said = cannot_sentences(PL, made(limits=("some_values_missing", "few_won", "beyond_follow_up")))
    assert len(said) == 5
    assert any("wylosowaną" in one for one in said)


def test_a_period_in_half_a_line() -> None:
    assert said_briefly(EN, made(revenue=None)) == "41 won deals (33 to 49)"
    assert said_briefly(EN, made(wins=None, revenue=None)) == "–"


def moved(**amounts: float) -> Moves:
    parts = [Move(kind=kind, amount=amount, n=1) for kind, amount in amounts.items()]
    rest = Move(kind="rest", amount=0.0, n=None)
    now = 27.0 + sum(amounts.values())
    return Moves(
        since=date(2026, 10, 23),
        as_of=NOW,
        metric="deals",
        then=27.0,
        now=now,
        parts=(*parts, rest),
        sizes_known=False,
    )


def test_why_it_moved_names_the_largest_reason_each_way() -> None:
    said = move_sentences(EN, made(), moved(won=1.0, lost=-3.0, new=0.4))
    assert said[0] == "Expected a week ago: 27.0; now: 25.4 (−1.6)."
    assert "deals won (+\u20601.0)" in said[1] and "deals lost (−\u20603.0)" in said[2]
    assert len(said) == 3
    still = move_sentences(PL, made(), moved(won=0.0))
    assert still == ["Oczekiwano tydzień temu: 27,0; teraz: 27,0 (bez istotnej zmiany)."]


def test_what_cannot_be_told_of_a_move_is_said() -> None:
    money = replace(moved(won=900.0), metric="revenue")
    said = move_sentences(EN, made(metric="revenue"), money)
    assert "present values only" in said[-1]
    assert (
        "not split its forecast by deal"
        in move_sentences(EN, made(model="seasonal"), moved(won=1.0))[-1]
    )


def test_a_deal_without_a_title_is_named_by_its_number() -> None:
    for nothing in (None, float("nan"), ""):
        row = {"title": nothing, "deal_id": "1C1I7A6R", "spread_share": 0.2}
        assert deal_named(row) == "1C1I7A6R"
    assert deal_named({"title": "Pumps", "deal_id": "1C1I7A6R"}) == "Pumps"
