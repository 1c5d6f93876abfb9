"""Values of sheets as they are shown, typed, and typed over."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.core.sheet_checks import PresentationCode, PresentationGap
from salestoolkit.core.sheets import Field, Money, fault_in
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.words import load_words
from salestoolkit.words.sheets import fault_error, in_box, presentation_gap, shown, typed

NBSP = "\N{NO-BREAK SPACE}"


def field(type_: Any, **options: Any) -> Field:
    return Field(key="one", type=type_, label="Jedno", **options)


STATUS = field("choice", choices={"open": "czeka", "taken": "przyjęta"})


@pytest.mark.parametrize(
    ("one", "language", "text", "value"),
    [
        (field("number"), "pl", "1 234,5", 1234.5),
        (field("number"), "pl", f"1{NBSP}234", 1234),
        (field("number"), "pl", "12.5", 12.5),
        (field("number"), "pl", "1.234,50", 1234.5),
        (field("number"), "pl", "−3", -3),
        (field("number"), "en", "1,234.5", 1234.5),
        (field("number"), "en", "0", 0),
        (field("percent"), "pl", "12,5 %", 0.125),
        (field("percent"), "en", "30", 0.3),
        (field("money"), "pl", "1 200,50 zł", Money(Decimal("1200.50"), "PLN")),
        (field("money"), "en", "1,200.50 eur", Money(Decimal("1200.50"), "EUR")),
        (field("date"), "pl", "26.11.2026", date(2026, 11, 26)),
        (field("date"), "en", " 2026-11-26 ", date(2026, 11, 26)),
        (field("list"), "pl", " a \r\n\r\nb", ("a", "b")),
        (field("yes_no_unknown"), "pl", "Nie", False),
        (field("yes_no_unknown"), "pl", "nie wiadomo", None),
        (field("yes_no_unknown"), "pl", "yes", True),
        (STATUS, "pl", "Przyjęta", "taken"),
        (STATUS, "pl", "open", "open"),
        (field("text"), "pl", "   ", None),
        (field("long_text"), "pl", "a\r\nb", "a\nb"),
    ],
)
def test_what_people_type_is_read(one: Field, language: str, text: str, value: Any) -> None:
    found = typed(one, text, load_words(language))
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("one", "text", "code"),
    [
        (field("number"), "1,2,3", "sheet_not_number"),
        (field("number"), "=1+1", "sheet_not_number"),
        (field("number"), "١٢", "sheet_not_number"),
        (field("percent"), "połowa", "sheet_not_number"),
        (field("money"), "1200", "sheet_not_money"),
        (field("date"), "31.02.2026", "sheet_not_date"),
        (field("date"), "jutro", "sheet_not_date"),
        (field("yes_no_unknown"), "może", "sheet_not_choice"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_read_is_one_sentence(
    one: Field, text: str, code: str, language: str
) -> None:
    words = load_words(language)
    with pytest.raises(InvalidValue) as caught:
        typed(one, text, words)
    assert caught.value.code == code
    assert "Jedno" in words.error(caught.value) and text in words.error(caught.value)


def test_a_comma_in_english_is_never_guessed_to_be_a_decimal_sign() -> None:
    with pytest.raises(InvalidValue):
        typed(field("number"), "12,5", load_words("en"))


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "number": st.integers(-(10**12), 10**12) | st.floats(-1e12, 1e12).filter(lambda x: x % 1),
    "percent": st.integers(0, 1000).map(lambda n: n / 1000),
    "money": st.decimals(-(10**9), 10**9, places=2).map(lambda one: Money(one, "PLN")),
    "date": st.dates(date(1000, 1, 1)),
    "list": st.lists(st.text("aż ", min_size=1).filter(str.strip), min_size=1).map(
        lambda items: tuple(item.strip() for item in items)
    ),
    "text": st.text("aż<=\"'", min_size=1),
}


@given(data=st.data(), language=st.sampled_from(LANGUAGES), kind=st.sampled_from(sorted(VALUES)))
@settings(max_examples=150, deadline=None)
def test_what_stands_in_a_box_is_read_back_as_it_was(data: Any, language: str, kind: str) -> None:
    one, words = field(kind), load_words(language)
    value = data.draw(VALUES[kind])
    assert typed(one, in_box(one, value, words), words) == value


@pytest.mark.parametrize("answer", [True, False, None])
def test_an_answer_is_read_back_as_it_was(answer: bool | None) -> None:
    one, words = field("yes_no_unknown"), load_words("pl")
    assert typed(one, in_box(one, answer, words), words) is answer


@pytest.mark.parametrize(
    ("one", "value", "text"),
    [
        (field("number"), 1234567.25, f"1{NBSP}234{NBSP}567,25"),
        (field("number"), 0, "0"),
        (field("percent"), 0.125, "12,5%"),
        (field("money"), Money(Decimal("1200.5"), "PLN"), f"1200,50{NBSP}zł"),
        (field("date"), date(2026, 11, 26), "26 listopada 2026"),
        (field("yes_no_unknown"), False, "nie"),
        (STATUS, "open", "czeka"),
        (field("choices", choices={"a": "Ą"}), ("a",), "Ą"),
        (field("text"), None, ""),
    ],
)
def test_a_page_shows_values_as_the_language_writes_them(one: Field, value: Any, text: str) -> None:
    assert shown(one, value, load_words("pl")).replace(f"1{NBSP}200", "1200") == text


def test_a_percentage_outside_is_said_as_people_read_it() -> None:
    one, words = field("percent"), load_words("pl")
    fault = fault_in(one, typed(one, "120", words))
    assert fault is not None
    assert "0 – 100%" in words.error(fault_error(one, fault))


@pytest.mark.parametrize("code", get_args(PresentationCode))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_gap_of_a_presentation_is_said_with_what_to_do(code: Any, language: str) -> None:
    gap = PresentationGap(code=code, key="proof", names=("Alfa", "{Beta}"))
    lacks, action = presentation_gap(gap, load_words(language))
    assert lacks.endswith(".") and action.endswith(".")
