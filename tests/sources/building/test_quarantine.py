"""What cannot be counted is set aside with its reason; every other defect is flagged and kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from salestoolkit.sources.building.build import Built
from salestoolkit.sources.building.quarantine import FLAGS, REASONS, Ledger, joined_flags
from salestoolkit.sources.building.stages import is_placeholder, is_total, stage_words
from salestoolkit.sources.content import load_content
from salestoolkit.sources.recognition.recognise import Recognised

Table = Callable[..., Recognised]
Book = Callable[..., Built]


@pytest.fixture
def deals(table: Table, book: Book) -> Callable[..., Built]:
    """A book of deals with the columns given; ids and a status are filled in."""

    def make(**columns: list[str | None]) -> Built:
        rows = len(next(iter(columns.values())))
        base: dict[str, list[str | None]] = {
            "deal_id": [str(number) for number in range(1, rows + 1)],
            "status": ["won"] * rows,
        }
        return book(table("plain_deals", base | columns))

    return make


def aside(built: Built) -> list[tuple[int, str]]:
    return [(row["line"], row["reason"]) for row in built.quarantine.to_pylist()]


def flagged(built: Built) -> list[tuple[str, str, str, str | None]]:
    return [
        (row["deal_id"], row["flag"], row["field"], row["value"]) for row in built.flags.to_pylist()
    ]


def first(built: Built) -> dict[str, Any]:
    row: dict[str, Any] = built.deals.to_pylist()[0]
    return row


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"deal_id": ["1", None]}, [(3, "no_id")]),
        ({"deal_id": ["1", "Total"]}, [(3, "total_row")]),
        ({"deal_id": ["1", "Suma:"]}, [(3, "total_row")]),
        ({"deal_id": ["1", None], "owner": ["Ann", "Razem"]}, [(3, "total_row")]),
        ({"deal_id": ["1", "2"], "status": ["won", "perhaps"]}, [(3, "unreadable_status")]),
        ({"deal_id": ["1", "2"], "status": ["won", None]}, [(3, "no_status")]),
        ({"deal_id": ["1", "2"], "status": ["won", "deleted"]}, [(3, "deleted")]),
        ({"deal_id": ["1", "2"], "deleted": ["no", "yes"]}, [(3, "deleted")]),
        (
            {"deal_id": ["1", "2", "2"], "value": ["5", "6", "7"]},
            [(3, "conflicting_rows"), (4, "conflicting_rows")],
        ),
    ],
)
def test_a_row_that_cannot_be_counted_is_set_aside(
    deals: Callable[..., Built],
    columns: dict[str, list[str | None]],
    expected: list[tuple[int, str]],
) -> None:
    built = deals(**columns)
    assert aside(built) == expected
    assert built.deals["deal_id"].to_pylist() == ["1"]


def test_the_quarantine_keeps_the_row_as_it_was_and_where_it_stood(
    deals: Callable[..., Built],
) -> None:
    built = deals(deal_id=[None], title=["Zażółć"])
    row = built.quarantine.to_pylist()[0]
    assert (row["source_name"], row["file"], row["line"]) == ("crm", "plain_deals.csv", 2)
    assert json.loads(row["row"]) == {"deal_id": None, "status": "won", "title": "Zażółć"}


def test_a_ragged_line_is_set_aside_as_it_stands(table: Table, book: Book) -> None:
    built = book(
        table("plain_deals", {"deal_id": ["1"], "status": ["won"]}, broken=((3, "2;won;too;many"),))
    )
    assert aside(built) == [(3, "ragged_line")]
    assert built.quarantine["row"].to_pylist() == ["2;won;too;many"]
    assert (built.files[0].rows, built.files[0].used, built.files[0].quarantined) == (2, 1, 1)


def test_the_same_row_again_is_a_repeat_and_no_conflict(deals: Callable[..., Built]) -> None:
    built = deals(deal_id=["1", "1", "2"], value=["5", "5", "6"])
    assert aside(built) == []
    assert (built.files[0].used, built.files[0].repeated) == (2, 1)


@pytest.mark.parametrize(
    ("columns", "flag", "field", "value"),
    [
        ({"status": ["lost"], "value": ["0"]}, "lost_value_zero", "value", "0"),
        ({"closed_at": ["1996-05-01"]}, "suspicious_date", "closed_at", "1996-05-01"),
        ({"closed_at": ["soon"]}, "unreadable_date", "closed_at", "soon"),
        ({"closed_at": ["2026-07-01"]}, "future_date", "closed_at", "2026-07-01"),
        ({"created_at": ["2026-07-01"]}, "future_date", "created_at", "2026-07-01"),
        ({"value": ["many"]}, "unreadable_number", "value", "many"),
        ({"probability": ["1000%"]}, "unreadable_number", "probability", "1000%"),
        ({"source": ["Select"]}, "form_placeholder", "source", "Select"),
        ({"source": ["-- wybierz --"]}, "form_placeholder", "source", "-- wybierz --"),
        ({"lost_reason": ["Price"]}, "won_with_lost_reason", "lost_reason", "Price"),
        (
            {"value": ["5 EUR"], "currency": ["PLN"]},
            "currency_conflict",
            "value",
            "5 EUR",
        ),
    ],
)
def test_a_flagged_field_is_empty_and_its_deal_is_in_the_book(
    deals: Callable[..., Built],
    columns: dict[str, list[str | None]],
    flag: str,
    field: str,
    value: str,
) -> None:
    built = deals(**columns)
    assert ("1", flag, field, value) in flagged(built)
    assert first(built)[field] is None
    assert flag in first(built)["flags"].split(";")
    assert built.quarantine.num_rows == 0


def test_a_deal_closed_before_it_began_is_won_on_its_day_and_has_no_duration(
    deals: Callable[..., Built],
) -> None:
    built = deals(created_at=["2026-03-05"], closed_at=["2026-03-01"])
    assert flagged(built) == [("1", "negative_time", "created_at", "2026-03-05")]
    assert first(built)["status"] == "won"
    assert first(built)["created_at"] is None
    assert first(built)["closed_at"] is not None


def test_a_close_without_a_time_on_the_day_of_the_beginning_is_no_negative_time(
    deals: Callable[..., Built],
) -> None:
    built = deals(created_at=["2026-03-05 15:00"], closed_at=["2026-03-05"])
    assert flagged(built) == []
    assert first(built)["created_at"] is not None


def test_an_open_deal_without_a_start_date_is_flagged_where_others_have_one(
    deals: Callable[..., Built],
) -> None:
    built = deals(status=["open", "open"], created_at=[None, "2026-01-01"])
    assert flagged(built) == [("1", "no_start_date", "created_at", None)]


def test_the_category_none_is_a_text(deals: Callable[..., Built]) -> None:
    built = deals(segment=["None"])
    assert first(built)["segment"] == "None"
    assert flagged(built) == []


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("=HYPERLINK(1)", "formula"),
        ("@SUM(A1)", "formula"),
        ("+cmd|' /C calc'!A0", "formula"),
        ("<img src=x onerror=alert(1)>", "markup"),
        ("<script>", "markup"),
    ],
)
@pytest.mark.parametrize("field", ["title", "organization"])
def test_formulas_and_markup_are_kept_as_text_and_flagged(
    deals: Callable[..., Built], field: str, text: str, flag: str
) -> None:
    built = deals(**{field: [text]})
    assert first(built)[field] == text
    assert flagged(built) == [("1", flag, field, text)]


@pytest.mark.parametrize("text", ["+48 600 100 200", "- do ustalenia", "A < B", "5 <> 6", "a=b"])
def test_ordinary_names_are_no_formulas(deals: Callable[..., Built], text: str) -> None:
    assert flagged(deals(title=[text])) == []


def test_a_product_takes_the_spelling_of_the_product_table_else_the_most_frequent(
    table: Table, book: Book, deals: Callable[..., Built]
) -> None:
    alone = deals(product=["GTX Pro", "GTX-pro", "GTX Pro", "C", "C#"])
    assert alone.deals["product"].to_pylist() == ["GTX Pro", "GTX Pro", "GTX Pro", "C", "C#"]
    assert flagged(alone) == [("2", "product_spelling", "product", "GTX-pro")]
    listed = book(
        table("plain_deals", {"deal_id": ["1"], "status": ["won"], "product": ["GTXPro"]}),
        table("products", {"product": ["GTX Pro"], "price": ["5"]}),
    )
    assert first(listed)["product"] == "GTX Pro"
    assert listed.notes[0].fields == {"written": "GTXPro", "kept": "GTX Pro", "n": 1}


def test_flags_name_the_file_that_tells_the_field(table: Table, book: Book) -> None:
    built = book(
        table("plain_deals", {"deal_id": ["1"], "status": ["lost"]}, file="status.csv"),
        table("plain_deals", {"deal_id": ["9", "1"], "value": ["5", "0"]}, file="value.csv"),
    )
    row = built.flags.to_pylist()[0]
    assert (row["flag"], row["file"], row["line"]) == ("lost_value_zero", "value.csv", 3)


def test_a_deal_bears_all_its_flags_in_one_text() -> None:
    bearers = [("b", np.array([0, 2])), ("a", np.array([0])), ("b", np.array([0]))]
    assert joined_flags([(n, p.astype(np.int32)) for n, p in bearers], 3).to_pylist() == [
        "a;b",
        None,
        "b",
    ]


def test_a_row_cannot_be_booked_twice_nor_forgotten(table: Table) -> None:
    ledger = Ledger([table("plain_deals", {"deal_id": ["1", "2"]})])
    ledger.use(0, np.array([0]))
    with pytest.raises(AssertionError, match="twice"):
        ledger.quarantine(0, np.array([0]), "no_id")
    with pytest.raises(AssertionError, match="neither"):
        ledger.count(0)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_flag_and_reason_has_its_words_and_no_others(language: str) -> None:
    content = load_content(language)
    assert set(content.get("import.flags")) == set(FLAGS)
    assert set(content.get("import.reasons")) == set(REASONS)


def test_every_flag_and_reason_is_in_the_table_of_the_documentation() -> None:
    page = Path(__file__).parents[3] / "docs" / "import_defects.md"
    text = page.read_text(encoding="utf-8")
    assert [code for code in (*FLAGS, *REASONS) if f"`{code}`" not in text] == []


def test_every_placeholder_and_total_is_found_through_its_hint(deals: Callable[..., Built]) -> None:
    forms = stage_words()["forms"]
    assert all(is_placeholder(f"-- {word} --") for word in forms["placeholders"])
    assert all(is_total(f"{word}:") for word in forms["totals"])
    built = deals(source=list(forms["placeholders"]))
    assert built.deals["source"].null_count == len(forms["placeholders"])
    totals = deals(deal_id=["1", *forms["totals"]])
    assert totals.deals["deal_id"].to_pylist() == ["1"]


def test_the_day_of_the_export_itself_is_no_future(deals: Callable[..., Built]) -> None:
    built = deals(closed_at=["2026-06-30 23:30"])
    assert flagged(built) == []
    assert built.as_of == date(2026, 6, 30)


def test_amounts_stay_decimal(deals: Callable[..., Built]) -> None:
    assert first(deals(value=["512,77"]))["value"] == Decimal("512.7700")
