from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from retention_books import AS_OF, contract

from salestoolkit.core.retention_contracts import (
    APART,
    add_months,
    is_anniversary,
    known_at,
    read_contracts,
)

DECISIONS: Any = {"przedłużona": "renewed", "odeszła": "lost", "w toku": "pending"}


def row(**told: Any) -> dict[str, Any]:
    return {"customer": "Młyn", "starts": date(2025, 1, 1), "ends": date(2025, 12, 31)} | told


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"customer": "  "}, "no_customer"),
        ({"customer": None}, "no_customer"),
        ({"starts": None}, "no_start"),
        ({"ends": date(2024, 12, 31)}, "ends_before_start"),
        ({"left_at": date(2024, 12, 31)}, "left_before_joining"),
        ({"amount": -5}, "amount_below_zero"),
    ],
)
def test_what_cannot_be_counted_is_set_apart_with_its_reason(
    told: dict[str, Any], reason: str
) -> None:
    read = read_contracts([row(), row(**told)], decisions=DECISIONS)
    assert read.apart == {reason: 1}
    assert len(read.kept) == 1
    assert read.rows == 2


def test_a_row_that_is_there_twice_counts_once_by_its_number_or_by_what_it_says() -> None:
    same = row(contract_id="7", amount=5)
    read = read_contracts([same, same, row(contract_id="7", amount=6), row(amount=5)], decisions={})
    assert (len(read.kept), read.apart) == (1, {"repeated": 3})


def test_words_of_a_decision_that_are_not_known_are_counted_and_taken_as_not_told() -> None:
    told = ("Przedłużona", " ODESZŁA ", "w  toku", "może", None)
    rows = [row(customer=str(at), decision=said) for at, said in enumerate(told)]
    read = read_contracts(rows, decisions=DECISIONS)
    assert [one.decision for one in read.kept] == ["renewed", "lost", "pending", None, None]
    assert read.unclear == 1


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "customer": st.sampled_from(["A", "B", "", None]),
                "starts": st.none() | st.dates(date(2024, 1, 1), date(2025, 1, 1)),
                "ends": st.none() | st.dates(date(2023, 6, 1), date(2026, 1, 1)),
                "left_at": st.none() | st.dates(date(2023, 6, 1), date(2026, 1, 1)),
                "amount": st.none() | st.integers(-5, 5),
            }
        ),
        max_size=12,
    )
)
def test_every_row_is_kept_or_set_apart(rows: list[dict[str, Any]]) -> None:
    read = read_contracts(rows, decisions={})
    assert read.rows == len(rows)
    assert set(read.apart) <= set(APART)


def test_both_ways_to_write_a_year_are_one_year() -> None:
    days = {contract(ends=last).until for last in ("2025-12-31", "2026-01-01")}
    assert days == {date(2026, 1, 1)}


def test_a_customer_can_leave_on_the_day_it_came() -> None:
    assert contract(left_on="2025-01-01").until == date(2025, 1, 1)


def test_a_contract_without_an_end_has_none_until_the_customer_leaves() -> None:
    assert contract(ends=None).until is None
    assert contract(ends=None, left_on="2025-07-01").until == date(2025, 7, 1)


def test_a_decision_made_later_is_not_known_yet() -> None:
    later = contract(decision="lost", decided_on="2026-11-02", left_on="2026-11-30")
    (known,) = known_at([later], AS_OF)
    assert (known.decision, known.left_on) == (None, None)
    undated = contract(starts="2026-01-01", decision="renewed")
    assert known_at([undated], AS_OF)[0].decision == "renewed"
    assert known_at([undated], AS_OF, looking_back=True)[0].decision is None


def test_a_contract_that_began_later_is_unknown_only_to_who_looks_back() -> None:
    coming = contract(starts="2026-12-01")
    assert len(known_at([coming], AS_OF)) == 1
    assert not known_at([coming], AS_OF, looking_back=True)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_so_many_months_on_is_an_anniversary(day: date, months: int) -> None:
    assert is_anniversary(day, add_months(day, months))


def test_two_numbers_are_two_contracts_though_they_say_the_same() -> None:
    read = read_contracts([row(contract_id="1"), row(contract_id="2")], decisions={})
    assert len(read.kept) == 2


def test_a_day_of_leaving_long_after_a_contract_is_not_about_it() -> None:
    left = date(2027, 3, 1)
    rows = [row(decision="przedłużona", left_at=left)]
    rows.append(row(starts=date(2026, 1, 1), ends=date(2027, 12, 31), left_at=left))
    first, second = read_contracts(rows, decisions=DECISIONS).kept
    assert (first.decision, first.left_on) == ("renewed", None)
    assert (second.decision, second.until) == ("lost", left)


def test_a_loss_of_a_contract_without_an_end_ends_it_on_the_day_of_the_decision() -> None:
    assert contract(ends=None, decision="lost", decided_on="2025-07-01").until == date(2025, 7, 1)
    assert contract(ends=None, decision="lost").until is None


def test_who_has_left_has_left_though_the_decision_was_noted_later() -> None:
    noted = contract(decision="lost", left_on="2025-05-01", decided_on="2026-11-09")
    assert known_at([noted], AS_OF)[0].left_on == date(2025, 5, 1)
