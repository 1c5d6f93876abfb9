"""Texts, plural forms and figures in both languages."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.figures import Figure
from salestoolkit.errors import BookError, ContentError, InvalidValue
from salestoolkit.words import load_words
from salestoolkit.words.errors import plain

NBSP = "\N{NO-BREAK SPACE}"
EN, PL = load_words("en"), load_words("pl")


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        (0, "0 szans"),
        (1, "1 szansa"),
        (2, "2 szanse"),
        (5, "5 szans"),
        (12, "12 szans"),
        (22, "22 szanse"),
        (112, "112 szans"),
        (1.5, "1,5 szansy"),
        (np.int64(4), "4 szanse"),
        (1234, f"1{NBSP}234 szanse"),
    ],
)
def test_polish_word_agrees_with_its_number(n: float, shown: str) -> None:
    assert PL.count("deal", n) == shown


def test_polish_genitive_agrees_with_its_number() -> None:
    assert [PL.count("deal.genitive", n) for n in (1, 2, 5)] == [
        "1 szansy",
        "2 szans",
        "5 szans",
    ]


def test_english_word_agrees_with_its_number() -> None:
    assert [EN.count("deal", n) for n in (0, 1, 2, 1234)] == [
        "0 deals",
        "1 deal",
        "2 deals",
        "1,234 deals",
    ]


def test_form_follows_the_number_as_it_is_shown() -> None:
    assert PL.days(1.04) == "1 dzień"
    assert EN.days(0.98) == "1 day"
    assert PL.days(0.5) == "0,5 dnia"


def test_money_is_written_as_the_language_writes_it() -> None:
    assert PL.money(12345.6, "PLN") == f"12{NBSP}345,60{NBSP}zł"
    assert PL.money(1234.5, "PLN", digits=0) == f"1{NBSP}235{NBSP}zł"
    assert EN.money(1234.5, "GBP") == "£1,234.50"
    assert EN.money(1234.5, "PLN") == f"PLN{NBSP}1,234.50"


def test_money_in_a_sentence_keeps_two_figures() -> None:
    assert PL.money_about(1_234_567, "PLN") == f"1,2{NBSP}mln{NBSP}zł"
    assert PL.money_about(98_765, "PLN") == f"99{NBSP}000{NBSP}zł"
    assert EN.money_about(4_321, "GBP") == "£4,300"
    assert EN.money_about(0, "GBP") == "£0"


def test_money_without_a_currency_is_a_plain_number() -> None:
    assert EN.money(1234.5, None) == "1,234.50"
    assert EN.money_about(2_345_678, None) == "2,300,000"


def test_percent_and_numbers_round_half_up() -> None:
    assert EN.percent(0.125) == "13%"
    assert PL.percent(0.2345, digits=1) == "23,5%"
    assert EN.number(2.5, digits=0) == "3"
    assert PL.number(1234.5) == f"1{NBSP}234,5"


def test_dates_are_long_in_sentences_and_short_in_tables() -> None:
    assert PL.date(date(2026, 10, 31)) == "31 października 2026"
    assert PL.date(pd.Timestamp("2026-10-03"), short=True) == "03.10.2026"
    assert EN.date(date(2026, 10, 3)) == "3 October 2026"
    assert EN.date(date(2026, 10, 3), short=True) == "3 Oct 2026"


def test_intervals_say_which_end_is_open() -> None:
    assert PL.interval(5, 9, PL.number) == "od 5 do 9"
    assert EN.interval(0.1, 0.234, EN.percent) == "10% to 23%"
    assert PL.interval(12, None, PL.days) == "co najmniej 12 dni"
    assert EN.interval(None, 12, EN.days) == "at most 12 days"
    assert EN.interval(None, None, EN.days) == "–"


def test_interval_of_days_says_the_unit_once_and_in_its_case() -> None:
    assert PL.interval(0.5, 1, PL.days) == "od 0,5 do 1 dnia"
    assert PL.interval(3, 22, PL.days) == "od 3 do 22 dni"
    assert EN.interval(3, 22, EN.days) == "3 to 22 days"


def test_interval_with_equal_ends_is_one_value() -> None:
    assert EN.interval(0.401, 0.402, EN.percent) == "40%"
    assert PL.interval(12, 12.2, PL.days) == "12 dni"


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT, float("inf")])
def test_what_is_not_known_is_a_dash(missing: object) -> None:
    shown = [EN.number(missing), EN.percent(missing), EN.money(missing, "PLN"), EN.days(missing)]
    assert shown == ["–"] * 4
    assert EN.money_about(missing, "PLN") == "–"


@pytest.mark.parametrize(
    ("unit", "value", "low", "high", "shown", "interval"),
    [
        ("share", 0.23, 0.2, 0.27, "23%", "od 20% do 27%"),
        ("days", 57.0, 50.0, 61.0, "57 dni", "od 50 do 61 dni"),
        ("money", 1234.0, None, None, f"1{NBSP}234{NBSP}zł", None),
        ("deals", 8800.0, None, None, f"8{NBSP}800", None),
    ],
)
def test_figure_is_shown_in_its_unit(
    unit: str, value: float, low: float, high: float, shown: str, interval: str
) -> None:
    figure = Figure(
        name="x",
        value=value,
        low=low,
        high=high,
        n=10,
        unit=unit,
        as_of=date(2026, 1, 1),
        definition="x",
        currency="PLN",
    )
    assert (PL.value(figure), PL.figure_interval(figure)) == (shown, interval)


def test_a_missing_text_names_file_key_and_language() -> None:
    with pytest.raises(ContentError) as caught:
        PL.text("errors.no_such_text")
    assert caught.value.fields == {
        "file": "pl/errors.toml",
        "key": "errors.no_such_text",
        "language": "pl",
    }
    assert "pl/errors.toml" in PL.error(caught.value)


def test_a_field_that_is_not_given_is_a_content_error() -> None:
    with pytest.raises(ContentError, match="content_field"):
        EN.text("errors.unknown_language", value="de")


def test_an_unknown_language_names_the_ones_there_are() -> None:
    with pytest.raises(InvalidValue) as caught:
        load_words("de")
    assert EN.error(caught.value) == "There is no language “de”; choose one of: en, pl."


@given(st.text(max_size=30))
def test_a_value_with_braces_is_inserted_and_never_formatted(name: str) -> None:
    hostile = "{0} {language.__class__} {{" + name
    assert hostile in EN.text("errors.unknown_language", value=hostile, allowed="en")


def test_an_error_says_what_was_given_and_what_is_allowed() -> None:
    error = BookError("unknown_pipeline", value="Sprzedaż", allowed="A, B")
    assert PL.error(error) == "W bazie szans nie ma pipeline'u „Sprzedaż”; do wyboru: A, B."


def test_a_long_path_keeps_its_end() -> None:
    error = ContentError("packaged_file_missing", file="/home/" + "a" * 300 + "/deals.csv")
    sentence = EN.error(error)
    assert "…aaa" in sentence
    assert "/deals.csv" in sentence
    assert len(sentence) < 250


def test_an_unknown_code_is_said_with_its_fields() -> None:
    assert "row: 3" in EN.error(BookError("never_heard_of", row=3))


@given(st.text(max_size=300))
def test_a_value_in_an_error_is_one_short_line_without_control_characters(value: str) -> None:
    shown = plain(value)
    assert len(shown) <= 80
    assert not any(ord(letter) < 32 or ord(letter) == 127 for letter in shown)


def test_an_unforeseen_error_is_one_sentence_in_the_readers_language() -> None:
    sentence = PL.unexpected(ZeroDivisionError("a\nb"))
    assert "ZeroDivisionError: a b" in sentence
    assert "\n" not in sentence
