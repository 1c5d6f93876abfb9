from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from salestoolkit.errors import AmbiguousInput, ImportFailed
from salestoolkit.sources.columns.numbers import ParsedMoney, parse_money, parse_share

NBSP, NARROW, THIN = "\u00a0", "\u202f", "\u2009"


def parsed(*texts: str | None, decimal: str | None = None) -> ParsedMoney:
    column = pa.chunked_array([pa.array(texts, pa.string())])
    return parse_money(column, field="Value", decimal=decimal)


def values(*texts: str | None, decimal: str | None = None) -> list[Decimal | None]:
    return parsed(*texts, decimal=decimal).values.to_pylist()


def amounts(*texts: str | None) -> list[Decimal | None]:
    return [None if text is None else Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("512,77", "512.77", None),
        ("512.77", "512.77", None),
        ("1 234,50 zł", "1234.50", "PLN"),
        (f"1{NBSP}234,50{NBSP}zł", "1234.50", "PLN"),
        (f"1{NARROW}234{THIN}567,50 PLN", "1234567.50", "PLN"),
        ("1.234,56", "1234.56", None),
        ("1,234.56", "1234.56", None),
        ("1'234.50", "1234.50", None),
        ("1’234.50 CHF", "1234.50", "CHF"),
        ("$1,234,567", "1234567", "USD"),
        ("1.234.567 €", "1234567", "EUR"),
        ("EUR 5", "5", "EUR"),
        ("eur5", "5", "EUR"),
        ("R$ 1.234,00", "1234", "BRL"),
        ("1 200 Kč", "1200", "CZK"),
        ("£0.99", "0.99", "GBP"),
        ("¥ 500", "500", None),
        ("kr. 500", "500", None),
        ("12,34,567.50", "1234567.50", None),
        ("-5", "-5", None),
        ("−5,5", "-5.5", None),
        ("-$5", "-5", "USD"),
        ("$-5", "-5", "USD"),
        ("($1,234.50)", "-1234.50", "USD"),
        ("(5)", "-5", None),
        ("0.123", "0.123", None),
        ("0,123", "0.123", None),
        ("1234.567", "1234.567", None),
        (".5", "0.5", None),
        ("5.", "5", None),
        ("1e3", "1000", None),
        ("1,5E+06", "1500000", None),
        ("999999999999999.9999", "999999999999999.9999", None),
        ("0.30000000000000004", "0.3", None),
        ("1.00005", "1.0000", None),
        ("1.00015", "1.0002", None),
    ],
)
def test_an_amount_is_read_with_its_sign_groups_and_currency(text, value, currency):
    found = parsed(text, None)
    assert found.values.to_pylist() == [Decimal(value), None]
    assert found.currencies.to_pylist() == [currency, None]
    assert found.bad.tolist() == [False, False]
    assert found.values.type == pa.decimal128(20, 4)


@pytest.mark.parametrize(
    "text",
    [
        "Select",
        "-",
        "5%",
        "12 34",
        "1,2,3",
        "1.234,5,6",
        "5 EUR net",
        "5 k",
        "12 tys.",
        "(5",
        "5)",
        "--5",
        "(-5)",
        "USD 5 EUR",
        "1e99",
        "12345678901234567890",
        "nan",
        "inf",
        "１２",
        "=1+1",
        "5-",
    ],
)
def test_text_that_is_no_amount_is_bad_and_null(text):
    found = parsed("7.5", text)
    assert found.values.to_pylist() == [Decimal("7.5"), None]
    assert found.currencies.to_pylist() == [None, None]
    assert found.bad.tolist() == [False, True]


@pytest.mark.parametrize(
    ("others", "text", "value"),
    [
        (["567.5"], "1,234", "1234"),
        (["567,5"], "1,234", "1.234"),
        (["567,5"], "1.234", "1234"),
        (["567.5"], "1.234", "1.234"),
        (["1,234,567"], "1,234", "1234"),
        (["1.234.567"], "1.234", "1234"),
        (["1 234,50 zł"], "5,000", "5"),
        (["$1,234.50", "7"], "$5,000", "5000"),
    ],
)
def test_the_column_settles_what_one_value_leaves_open(others, text, value):
    assert values(*others, text)[-1] == Decimal(value)


@pytest.mark.parametrize(
    "texts", [("1,234", "567"), ("1.234", "5"), ("$1,234",), ("1,234", "5,5", "5.5")]
)
def test_a_sign_that_nothing_settles_is_asked_about(texts):
    with pytest.raises(AmbiguousInput) as caught:
        parsed(*texts)
    assert caught.value.code == "ambiguous_decimal"
    assert caught.value.fields["field"] == "Value"
    assert "--decimal" in caught.value.fields["option"]


def test_the_question_shows_three_values_with_both_readings():
    with pytest.raises(AmbiguousInput) as caught:
        parsed("1,234", "2,345 zł", "3,456", "4,567", "8")
    assert caught.value.fields["readings"] == (
        "1,234 = 1.234 (comma) / 1234 (point); 2,345 zł = 2.345 (comma) / 2345 (point); "
        "3,456 = 3.456 (comma) / 3456 (point)"
    )


def test_the_user_settles_the_sign_and_clear_values_stay_what_they_are():
    assert values("1,234", "5", decimal="comma") == amounts("1.234", "5")
    assert values("1,234", "5", decimal="point") == amounts("1234", "5")
    assert values("1.234", "512,77", decimal="point") == amounts("1.234", "512.77")
    with pytest.raises(ImportFailed, match="unknown_decimal"):
        parsed("5", decimal="dot")


def test_a_column_of_nothing_is_read_as_nothing():
    for column in (pa.array([], pa.string()), pa.array([None, None], pa.string()), pa.nulls(2)):
        found = parse_money(column, field="x")
        assert found.values.null_count == found.currencies.null_count == len(column)
        assert not found.bad.any()
        assert found.values.type == pa.decimal128(20, 4)


decimals = st.decimals(
    min_value=-(10**12), max_value=10**12, places=2, allow_nan=False, allow_infinity=False
)


def written(amount: Decimal, group: str, sign: str) -> str:
    text = f"{amount:,.2f}"
    return text.replace(",", "\0").replace(".", sign).replace("\0", group)


@given(
    numbers=st.lists(st.one_of(st.none(), decimals), max_size=30),
    style=st.sampled_from(
        [("", "."), ("", ","), (",", "."), (".", ","), (" ", ","), (NBSP, ","), ("'", ".")]
    ),
    unit=st.sampled_from(["", " zł", " EUR"]),
)
@settings(max_examples=60, deadline=None)
def test_an_amount_written_and_read_is_the_same_amount(numbers, style, unit):
    texts = [None if number is None else written(number, *style) + unit for number in numbers]
    assert values(*texts) == numbers


@given(
    numbers=st.lists(
        st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False), max_size=20
    )
)
@settings(max_examples=50, deadline=None)
def test_more_places_than_four_are_rounded_half_to_even(numbers):
    texts = [f"{number:f}" for number in numbers]
    assume(all(len(text.partition(".")[2]) <= 18 for text in texts))
    expected = [number.quantize(Decimal("0.0001"), ROUND_HALF_EVEN) for number in numbers]
    assert values(*texts, decimal="point") == expected


@given(
    texts=st.lists(
        st.one_of(
            st.none(), st.text(max_size=10), st.from_regex(r"[\d.,' $()€eE-]{1,12}", fullmatch=True)
        )
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_a_column_holds_each_row_is_an_amount_or_bad_or_empty(texts):
    found = parsed(*texts, decimal="comma")
    known = np.asarray(found.values.is_valid())
    empty = np.array([text is None for text in texts], bool)
    assert (known.astype(int) + found.bad + empty == 1).all()


@given(
    whole=st.integers(0, 10**9),
    cents=st.integers(0, 99),
    decimal=st.sampled_from(["comma", "point", None]),
)
@settings(max_examples=50, deadline=None)
def test_two_places_behind_a_comma_are_never_read_as_thousands(whole, cents, decimal):
    assert values(f"{whole},{cents:02}", decimal=decimal) == [Decimal(whole) + Decimal(cents) / 100]


@pytest.mark.parametrize(
    ("texts", "shares"),
    [
        (["40", "5", None], [0.4, 0.05, None]),
        (["40%", "5 %"], [0.4, 0.05]),
        (["0.4", "1", "0"], [0.4, 1.0, 0.0]),
        (["0,5", "0,25"], [0.5, 0.25]),
        (["40.0", "100.0"], [0.4, 1.0]),
        (["40%", "0.5"], [0.4, 0.5]),
        (["1%", "0.5%"], [0.01, 0.005]),
        (["1", "0"], [1.0, 0.0]),
        (["Select", "50", "-5", "1000"], [None, 0.5, None, None]),
        ([], []),
        ([None], [None]),
    ],
)
def test_shares_are_fractions_of_one_however_they_are_written(texts, shares):
    found = parse_share(pa.array(texts, pa.string()), field="Probability")
    assert found.type == pa.float64()
    assert found.to_pylist() == pytest.approx(shares)
