"""Values of several currencies are converted by rates that the team gives, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.book.schema import DEALS
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.books.rates import (
    Rate,
    Rates,
    convert,
    from_record,
    load_rates,
    to_record,
)

AS_OF = date(2026, 3, 31)
EURO = Rates(to="PLN", rates=(Rate(currency="EUR", rate=Decimal("4.25")),), file="rates.csv")


def deals(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=DEALS)


def written(folder: Path, text: str, name: str = "rates.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_value_is_multiplied_and_what_the_export_said_is_kept() -> None:
    table = deals({"deal_id": "1", "value": Decimal("100.10"), "currency": "EUR"})
    (row,) = convert(table, EURO, as_of=AS_OF, timezone="UTC").to_pylist()
    assert (row["value"], row["currency"]) == (Decimal("425.4250"), "PLN")
    assert (row["value_original"], row["currency_original"]) == (Decimal("100.1000"), "EUR")


def test_the_target_currency_and_values_without_a_currency_stay() -> None:
    table = deals(
        {"deal_id": "1", "value": Decimal(7), "currency": "PLN"},
        {"deal_id": "2", "value": Decimal(7)},
    )
    assert convert(table, EURO, as_of=AS_OF, timezone="UTC").equals(table)


def test_a_margin_is_converted_with_its_value() -> None:
    table = deals({"value": Decimal(2), "margin": Decimal("0.5"), "currency": "EUR"})
    (row,) = convert(table, EURO, as_of=AS_OF, timezone="UTC").to_pylist()
    assert (row["value"], row["margin"]) == (Decimal("8.5"), Decimal("2.125"))


def test_halves_are_rounded_away_from_zero() -> None:
    rates = Rates(to="PLN", rates=(Rate(currency="EUR", rate=Decimal("0.00005")),), file="r")
    table = deals(
        {"value": Decimal(1), "currency": "EUR"}, {"value": Decimal(-1), "currency": "EUR"}
    )
    found = convert(table, rates, as_of=AS_OF, timezone="UTC")["value"].to_pylist()
    assert found == [Decimal("0.0001"), Decimal("-0.0001")]


def test_a_missing_rate_is_an_error_that_names_the_currency() -> None:
    table = deals({"value": Decimal(1), "currency": "USD"})
    with pytest.raises(ImportFailed) as caught:
        convert(table, EURO, as_of=AS_OF, timezone="UTC")
    assert caught.value.code == "rate_missing"
    assert caught.value.fields == {"value": "USD", "file": "rates.csv", "allowed": "EUR"}


def test_a_currency_of_deals_without_a_value_needs_no_rate() -> None:
    table = deals({"deal_id": "1", "currency": "USD"})
    assert convert(table, EURO, as_of=AS_OF, timezone="UTC").equals(table)


def test_a_closed_deal_takes_the_rate_of_its_day_in_the_book_s_zone(tmp_path: Path) -> None:
    text = "currency,rate,to,date\nEUR,4,PLN,2025-01-01\nEUR,5,PLN,2026-01-01\n"
    rates = load_rates(written(tmp_path, text))
    table = deals(
        {
            "value": Decimal(1),
            "currency": "EUR",
            "closed_at": datetime(2025, 12, 31, 22, tzinfo=UTC),
        },
        {
            "value": Decimal(1),
            "currency": "EUR",
            "closed_at": datetime(2025, 12, 31, 23, tzinfo=UTC),
        },
        {"value": Decimal(1), "currency": "EUR"},
    )
    found = convert(table, rates, as_of=AS_OF, timezone="Europe/Warsaw")
    assert found["value"].to_pylist() == [Decimal(4), Decimal(5), Decimal(5)]
    early = deals(
        {"value": Decimal(1), "currency": "EUR", "closed_at": datetime(2024, 1, 1, tzinfo=UTC)}
    )
    with pytest.raises(ImportFailed) as caught:
        convert(early, rates, as_of=AS_OF, timezone="UTC")
    assert caught.value.code == "rate_missing_before"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rates.csv", "currency,rate,to\nEUR,4.25,PLN\n"),
        ("rates.csv", "\ufeffWaluta;Kurs;Na\neur;4,25;pln\n\n"),
        ("rates.csv", "to\trate\tcurrency\nPLN\t4.25\tEUR\n"),
        ("rates.csv", 'currency,rate,to\n"EUR","4,25","PLN"\n'),
        ("rates.toml", 'to = "PLN"\n[rates]\nEUR = 4.25\n'),
        ("rates.toml", 'to = "PLN"\n[rates]\nEUR = [{ rate = "4.25" }]\n'),
    ],
)
def test_rates_are_read_from_csv_and_toml(tmp_path: Path, name: str, text: str) -> None:
    rates = load_rates(written(tmp_path, text, name))
    assert (rates.to, rates.rates) == ("PLN", EURO.rates)


@pytest.mark.parametrize(
    ("text", "code", "fields"),
    [
        ("currency,rate,to\nEUR,abc,PLN\n", "rates_value", {"line": 2, "value": "abc"}),
        ("currency,rate,to\nEUR,4,PLN\nUSD,-1,PLN\n", "rates_value", {"line": 3, "value": "-1"}),
        ("currency,rate,to\nEUR,nan,PLN\n", "rates_value", {"value": "nan"}),
        ("currency,rate,to\nEURO,4,PLN\n", "rates_value", {"key": "currency", "value": "EURO"}),
        ("currency,rate,to,date\nEUR,4,PLN,1.2.2026\n", "rates_value", {"key": "date"}),
        ("currency,rate,to\nEUR,4,PLN\nUSD,4,EUR\n", "rates_to", {"value": ["EUR", "PLN"]}),
        ("currency,rate,to\nEUR,4,PLN\nEUR,5,PLN\n", "rates_twice", {"value": "EUR"}),
        ("", "rates_to", {"value": []}),
    ],
)
def test_what_is_wrong_with_a_rate_is_said(
    tmp_path: Path, text: str, code: str, fields: dict[str, object]
) -> None:
    with pytest.raises(ImportFailed) as caught:
        load_rates(written(tmp_path, text))
    assert caught.value.code == code
    assert fields.items() <= caught.value.fields.items()


@pytest.mark.parametrize("name", ["missing.csv", "broken.toml"])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.toml").write_text("to = ")
    with pytest.raises(ImportFailed) as caught:
        load_rates(tmp_path / name)
    assert caught.value.code == "rates_unreadable"


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=4)
factors = st.decimals(min_value="0.000001", max_value=10**5, places=6)


@given(st.lists(st.tuples(amounts, st.sampled_from(["EUR", "PLN", None]))), factors)
def test_conversion_keeps_every_deal_and_is_exact(
    rows: list[tuple[Decimal, str | None]], factor: Decimal
) -> None:
    rates = Rates(to="PLN", rates=(Rate(currency="EUR", rate=factor),), file="r")
    table = deals(*({"value": value, "currency": currency} for value, currency in rows))
    found = convert(table, rates, as_of=AS_OF, timezone="UTC").to_pylist()
    assert len(found) == len(rows)
    for row, (value, currency) in zip(found, rows, strict=True):
        exact = value * factor if currency == "EUR" else value
        assert abs(row["value"] - exact) <= Decimal("0.00005")
        assert row["currency"] == ("PLN" if currency else None)


def test_rates_survive_being_kept_in_a_book(tmp_path: Path) -> None:
    text = "currency,rate,to,date\nEUR,4,PLN,2025-01-01\nUSD,3.999999,PLN,\n"
    rates = load_rates(written(tmp_path, text))
    assert from_record(to_record(rates)) == rates
