"""The rules of listening: a question asks, a summary checks, an answer does not argue, a day is kept."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.calendars import public_holidays
from salestoolkit.core.listening import (
    MOST_WORDS,
    answer_remark,
    promise_day,
    promise_remark,
    question_remark,
    summary_remark,
)
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.sources.objections import packaged
from salestoolkit.words import load_words
from salestoolkit.words.listening import listening_words

ENGLISH, POLISH = (listening_words(load_words(language)) for language in ("en", "pl"))
MONDAY = date(2026, 12, 21)


def code(remark: object) -> str | None:
    return getattr(remark, "code", None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Expensive compared with what?", None),
        ("What would have to be different?", None),
        ("", "empty"),
        ("   ", "empty"),
        ("Tell me more.", "no_question"),
        ("But what about the benefit?", "but"),
        ("Don\N{RIGHT SINGLE QUOTATION MARK}t you see that it pays?", "accusing"),
        ("Why don't you try it?", "accusing"),
        ("Did you know that it is only today?", "pressing"),
        ("Which of your distributors do you trust?", None),
    ],
)
def test_a_question_in_english(text: str, expected: str | None) -> None:
    assert code(question_remark(text, ENGLISH)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Drogo w porównaniu z czym?", None),
        ("Ale dlaczego?", "but"),
        ("Ile osób pracuje w dziale i na jakim balecie?", None),
        ("Dlaczego nie chcą Państwo spróbować?", "accusing"),
        ("A wie Pan, że to tylko dziś?", "pressing"),
        ("Proszę powiedzieć więcej", "no_question"),
    ],
)
def test_a_question_in_polish(text: str, expected: str | None) -> None:
    assert code(question_remark(text, POLISH)) == expected


def test_a_summary_has_to_be_long_enough_and_to_check_itself() -> None:
    assert code(summary_remark("I see?", ENGLISH)) == "too_short"
    assert code(summary_remark("So the price is what matters to you.", ENGLISH)) == "not_checked"
    assert code(summary_remark("You said it's dear, but it isn't, right?", ENGLISH)) == "but"
    assert summary_remark("So you need it before May. Is that right?", ENGLISH) is None


def test_an_answer_may_say_but_later_and_not_at_its_head() -> None:
    assert code(answer_remark("Yes, but it pays for itself.", ENGLISH)) == "but_first"
    late = "That is true for small firms and for the first year, but not after it."
    assert answer_remark(late, ENGLISH) is None
    assert code(answer_remark("word " * (MOST_WORDS + 1), ENGLISH)) == "too_long"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_library_keeps_to_its_own_rules(language: str) -> None:
    words = listening_words(load_words(language))
    for card in packaged(language).values():
        for question in card.questions:
            assert question_remark(question, words) is None, (card.key, question)
        assert answer_remark(card.answer, words) is None, card.key


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (None, "no_day"),
        (MONDAY, "past"),
        (date(2026, 12, 20), "past"),
        (date(2026, 12, 24), "holiday"),
        (date(2026, 12, 26), "weekend"),
        (date(2026, 12, 22), None),
        (date(2027, 1, 8), None),
        (date(2027, 1, 11), "too_late"),
    ],
)
def test_a_promise_is_for_a_working_day_within_ten(day: date | None, expected: str | None) -> None:
    # 24 to 26 December, 1 and 6 January are holidays in Poland: 8 January is the tenth working day
    assert code(promise_remark(day, today=MONDAY, country="PL")) == expected


def test_another_country_has_other_holidays() -> None:
    assert promise_remark(date(2026, 12, 24), today=MONDAY, country="GB") is None
    assert promise_remark(date(2026, 12, 25), today=MONDAY, country=None) is None


@given(st.dates(date(2026, 1, 1), date(2027, 12, 1)), st.sampled_from(["PL", "GB", "US"]))
def test_the_day_that_is_proposed_can_always_be_promised(today: date, country: str) -> None:
    day = promise_day(today, country=country)
    assert promise_remark(day, today=today, country=country) is None
    assert day not in public_holidays(country, day.year)
