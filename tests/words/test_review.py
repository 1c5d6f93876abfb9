"""What the weekly page says, in both languages and with small or missing numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from salestoolkit.core.review_hand import Expected
from salestoolkit.core.review_pace import Luck
from salestoolkit.core.review_plan import Need
from salestoolkit.core.review_talk import REASONS, Talk
from salestoolkit.words import load_words
from salestoolkit.words.review import (
    cannot_sentences,
    chance_said,
    plan_sentences,
    talk_reason,
)

BOTH = pytest.mark.parametrize("language", ["en", "pl"])
ROW: dict[str, Any] = {
    "basis": "stage",
    "stage_name": "Offer",
    "stage_days": 1,
    "age_days": 40,
    "chance": 0.2,
    "chance_entry": 0.5,
    "saves": 12000.0,
    "next_step": "none",
    "times": 2,
    "days_moved": 61,
    "passed_days": 1,
    "expected_close": date(2026, 11, 3),
}
REVIEW: Any = SimpleNamespace(currency="PLN", since=date(2026, 10, 23))
LUCK = Luck(wins=3, low=0.6, high=8.8, empty_week=0.79, deals_a_year=60)
NEED = Need(
    origin="goal",
    name="<b>Rok</b>\n2026",
    metric="deals",
    currency=None,
    start=date(2026, 1, 1),
    until=date(2026, 12, 31),
    amount=90,
    done=60,
    left=30,
    in_time=Expected(
        wins=12.4, wins_low=8, wins_high=17, value=None, value_low=None, value_high=None
    ),
    alone=0.0,
)


@BOTH
@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_is_a_sentence(reason: str, language: str) -> None:
    words = load_words(language)
    for row in (ROW, {**ROW, "basis": "deal", "saves": None, "days_moved": 0}):
        text = talk_reason(words, Talk(reason=reason, row=row), REVIEW)
        assert text.endswith((".", "?"))
        assert "{" not in text and "None" not in text and "nan" not in text


def test_one_day_is_one_day_in_polish() -> None:
    words = load_words("pl")
    text = talk_reason(words, Talk(reason="date_passed", row=ROW), REVIEW)
    assert text.startswith("Termin zamknięcia minął 1 dzień temu.")


def test_a_rare_chance_is_never_none_and_a_likely_one_never_certain() -> None:
    words = load_words("en")
    assert [chance_said(words, value) for value in (0.0, 0.2, 0.999, None)] == [
        "under 1%",
        "20%",
        "over 99%",
        "\N{EN DASH}",
    ]


def test_a_plan_says_what_is_missing_what_comes_and_what_new_deals_must_bring() -> None:
    words = load_words("en")
    review: Any = SimpleNamespace(needs=(NEED,), limits=())
    missing, coming, alone = plan_sentences(words, review)
    assert "60 of 90" in missing and "30 is still needed" in missing and "\n" not in missing
    assert "bring 12 in time, usually 8 to 17" in coming and "about 18 more" in coming
    assert "under 1%" in alone
    reached: Any = SimpleNamespace(needs=(replace(NEED, left=0.0, done=95),), limits=())
    assert len(plan_sentences(words, reached)) == 1


@BOTH
def test_few_wins_are_called_little_evidence_and_unknown_days_give_no_sentence(
    language: str,
) -> None:
    words = load_words(language)

    def said(luck: Luck) -> list[str]:
        hand = SimpleNamespace(chanced=0)
        return cannot_sentences(words, SimpleNamespace(luck=luck, hand=hand, limits=()))  # type: ignore[arg-type]

    small, year = said(LUCK)
    assert "79%" in small and "60" in year
    assert said(replace(LUCK, dated=False, deals_a_year=0)) == []
    assert "%" not in said(replace(LUCK, wins=0, empty_week=1.0))[0]
