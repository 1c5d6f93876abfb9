from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from salestoolkit.book.lead_tables import activities_of, costs_of
from salestoolkit.book.schema import INSTANT, MONEY, TEXT

COSTS = pa.schema(
    [
        ("source_name", TEXT),
        ("source", TEXT),
        ("from", INSTANT),
        ("to", INSTANT),
        ("amount", MONEY),
        ("currency", TEXT),
        ("hours", pa.float64()),
    ]
)


@pytest.fixture
def book(event_log):
    return replace(event_log([("d1", "S1", 0)], ["S1"]), timezone="Europe/Warsaw")


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


def with_costs(book, *rows):
    names = COSTS.names
    table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], COSTS)
    return replace(book, tables={**book.tables, "costs": table})


def test_a_cost_without_a_last_day_is_that_of_its_month(book):
    # midnight in Warsaw is the evening before in UTC
    kept = with_costs(book, ("crm", " Fair ", at(2026, 1, 31, 23), None, Decimal(900), "PLN", 12.5))
    (cost,), currency = costs_of(kept)
    assert (cost.source, cost.first, cost.last) == ("Fair", date(2026, 2, 1), date(2026, 2, 28))
    assert (cost.amount, cost.hours, currency) == (900.0, 12.5, "PLN")


def test_amounts_in_another_currency_are_left_out_and_hours_are_kept(book):
    day = at(2026, 3, 1)
    kept = with_costs(
        book,
        ("crm", "A", day, at(2026, 3, 5), Decimal(10), "PLN", None),
        ("crm", "A", day, at(2026, 3, 5), Decimal(20), "PLN", None),
        ("crm", "B", day, None, Decimal(30), "EUR", 4.0),
        ("crm", None, day, None, Decimal(30), "PLN", 4.0),
        ("crm", "C", at(2026, 3, 9), at(2026, 3, 1), Decimal(30), "PLN", 4.0),
    )
    found, currency = costs_of(kept)
    assert currency == "PLN"
    assert [(one.source, one.amount, one.hours) for one in found] == [
        ("A", 10.0, None),
        ("A", 20.0, None),
        ("B", None, 4.0),
    ]
    assert costs_of(book) == ([], None)


def test_only_activities_that_were_done_count_with_the_time_they_were_done(book):
    table = pa.table(
        {
            "source_name": ["crm"] * 4,
            "deal_id": ["d1", "d2", "d3", None],
            "type": ["call"] * 4,
            "due_at": pa.array([at(2026, 1, 2)] * 4, INSTANT),
            "done_at": pa.array([at(2026, 1, 5, 9), None, None, at(2026, 1, 5)], INSTANT),
            "done": [True, True, False, True],
        }
    )
    found = activities_of(replace(book, tables={"activities": table}))
    assert found["deal_id"].tolist() == ["d1", "d2"]
    assert [str(moment) for moment in found["at"]] == [
        "2026-01-05 10:00:00+01:00",
        "2026-01-02 01:00:00+01:00",
    ]
    assert activities_of(book).empty
