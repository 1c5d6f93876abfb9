"""Sheets: which values fit, what is missing, and what is asked next."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from salestoolkit.core.sheets import (
    FIELD_TYPES,
    Completeness,
    Entry,
    Field,
    Money,
    Sheet,
    completeness,
    fault_in,
    gaps,
    is_filled,
    validate,
)

CARD = Sheet(
    name="card",
    language="en",
    title="Card",
    fields=(
        Field(key="note", type="long_text", label="Note"),
        Field(key="client", type="text", label="Client", required=True, question="Who is it?"),
        Field(key="consent", type="yes_no_unknown", label="Consent", required=True),
        Field(key="until", type="date", label="Until", required_when={"consent": ("yes",)}),
        Field(key="count", type="number", label="Count", low=0, high=10),
    ),
)


def field(type_: Any, **options: Any) -> Field:
    return Field(key="one", type=type_, label="One", **options)


FITTING: list[tuple[Field, Any]] = [
    (field("text"), "Zażółć"),
    (field("text"), ""),
    (field("long_text"), "a\n\tb" * 1000),
    (field("person"), "Łukasz"),
    (field("link"), "https://example.com/a?b=c"),
    (field("link"), r"C:\Referencje\zgoda.pdf"),
    (field("link"), "references/alfa.pdf"),
    (field("list"), ("a", "b")),
    (field("list"), ()),
    (field("choice", choices={"open": "Open"}), "open"),
    (field("choices", choices={"a": "A", "b": "B"}), ("b", "a")),
    (field("number"), 0),
    (field("number"), -2.5),
    (field("percent"), 1),
    (field("money"), Money(Decimal("-0.10"), "PLN")),
    (field("date"), date(2026, 11, 26)),
    (field("yes_no_unknown"), False),
]
WRONG: list[tuple[Field, Any, str]] = [
    (field("text"), 5, "not_text"),
    (field("text", max_length=3), "four", "too_long"),
    (field("text"), "a\x00b", "bad_letter"),
    (field("text"), "\ud800", "bad_letter"),
    (field("link"), "javascript:alert(1)", "bad_link"),
    (field("link"), " data:text/html,x", "bad_link"),
    (field("list"), ("a", 1), "not_texts"),
    (field("list"), "a", "not_texts"),
    (field("list"), ("a",) * 201, "too_many"),
    (field("list", max_length=1), ("a", "bb"), "too_long"),
    (field("choice", choices={"open": "Open"}), "Open", "not_choice"),
    (field("choices", choices={"a": "A"}), ("a", "b"), "not_choices"),
    (field("number"), True, "not_number"),
    (field("number"), float("nan"), "not_number"),
    (field("number", low=0), -1, "outside"),
    (field("number", high=5), 6, "outside"),
    (field("percent"), 25, "outside"),
    (field("money"), 5, "not_money"),
    (field("money"), Money(Decimal("NaN"), "PLN"), "not_money"),
    (field("money", low=0), Money(Decimal(-1), "PLN"), "outside"),
    (field("date"), "2026-11-26", "not_date"),
    (field("date"), datetime(2026, 11, 26, tzinfo=UTC), "not_date"),
    (field("yes_no_unknown"), "yes", "not_choice"),
]


@pytest.mark.parametrize(("one", "value"), FITTING)
def test_a_value_of_its_type_fits(one: Field, value: Any) -> None:
    assert fault_in(one, value) is None


@pytest.mark.parametrize(("one", "value", "code"), WRONG)
def test_a_value_that_does_not_fit_is_named(one: Field, value: Any, code: str) -> None:
    fault = fault_in(one, value)
    assert fault is not None
    assert (fault.key, fault.code) == ("one", code)


def test_every_type_has_a_value_that_fits_and_one_that_does_not() -> None:
    assert {one.type for one, _ in FITTING} == set(FIELD_TYPES)
    # a person is checked as a text is
    assert {one.type for one, _, _ in WRONG} | {"person", "long_text"} == set(FIELD_TYPES)


@pytest.mark.parametrize("kind", FIELD_TYPES)
def test_unknown_fits_everywhere_and_fills_nothing(kind: Any) -> None:
    assert fault_in(field(kind), None) is None
    assert not is_filled(None)


def test_the_bounds_that_are_said_are_the_ones_that_there_are() -> None:
    said = [
        fault_in(field("number", low=low, high=high), -5e20)
        for low, high in ((0, 10), (0, None), (None, -1e21), (None, None))
    ]
    assert [fault.allowed for fault in said if fault] == [
        "0 – 10",
        "≥ 0",
        "≤ -1e+21",
        "≤ 1000000000000000",
    ]


def test_a_key_that_the_sheet_does_not_have_is_a_fault() -> None:
    (fault,) = validate(CARD, Entry({"klient": "Alfa"}))
    assert (fault.code, fault.key) == ("unknown_key", "klient")
    assert "client" in fault.allowed


def test_what_must_be_filled_is_asked_first_in_the_order_of_the_sheet() -> None:
    assert [(gap.key, gap.required) for gap in gaps(CARD, Entry())] == [
        ("client", True),
        ("consent", True),
        ("note", False),
        ("until", False),
        ("count", False),
    ]
    assert gaps(CARD, Entry())[0].question == "Who is it?"


def test_no_is_an_answer_and_unknown_is_none() -> None:
    keys = {gap.key for gap in gaps(CARD, Entry({"client": "Alfa", "consent": False}))}
    assert "consent" not in keys
    assert "consent" in {gap.key for gap in gaps(CARD, Entry({"consent": None}))}


def test_zero_is_filled_in_and_a_blank_text_is_not() -> None:
    entry = Entry({"count": 0, "client": "  "})
    assert [gap.key for gap in gaps(CARD, entry)] == ["client", "consent", "note", "until"]


def test_a_date_becomes_required_once_there_is_consent() -> None:
    given, refused = (Entry({"client": "A", "consent": answer}) for answer in (True, False))
    assert [gap.key for gap in gaps(CARD, given) if gap.required] == ["until"]
    assert not [gap.key for gap in gaps(CARD, refused) if gap.required]


def test_completeness_counts_required_fields_and_all_over_the_entries() -> None:
    entries = [Entry({"client": "A", "consent": True, "count": 0}), Entry()]
    found = completeness(CARD, entries)
    assert found == Completeness(required_filled=2, required=5, filled=3, fields=10)
    assert found.share == 0.3
    assert completeness(CARD, []).share is None


def test_an_entry_is_never_changed_but_made_anew() -> None:
    entry = Entry({"client": "A"})
    changed = entry.with_value("client", "B")
    assert (entry["client"], changed["client"]) == ("A", "B")
    with pytest.raises(TypeError):
        entry.values["client"] = "C"  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1200.50 PLN", "1200.50"),
        ("5EUR", "5"),
        ("1,5 PLN", None),
        ("PLN", None),
        ("1e9 PLN", None),
    ],
)
def test_money_is_an_amount_and_a_currency(text: str, amount: str | None) -> None:
    found = Money.parse(text)
    assert (None if found is None else str(found.amount)) == amount
