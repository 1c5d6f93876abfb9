"""A field put together from lists: one spelling of each name, and what cannot be counted is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from territory_fields import AS_OF, VISITS, a_field, accounts_of, deals_of, owners_of, visits_of

from salestoolkit.core.territory_owners import moves_in, owners_at, owners_on


def test_an_account_listed_twice_counts_once() -> None:
    rows = [("T1", "Mill Ltd", "A", 10.0, "x"), ("T1", " mill  LTD", "B", 99.0, "y")]
    work = a_field(accounts=accounts_of(rows), visits=visits_of([("MILL ltd", "x", "2026-03-02")]))
    assert len(work.accounts) == 1
    assert work.accounts["potential"].sum() == 10
    assert list(work.visits["account"]) == ["Mill Ltd"]
    assert work.apart == {"account_twice": 1}


def test_a_negative_potential_and_one_in_another_currency_are_not_counted() -> None:
    rows = [("T1", name, "A", value, "x") for name, value in (("a", -5.0), ("b", 7.0), ("c", 9.0))]
    accounts = accounts_of(rows, currency=["PLN", "PLN", "EUR"])
    work = a_field(accounts=accounts, visits=None, currency="PLN")
    assert work.accounts["potential"].sum() == 7
    assert work.apart == {"potential_currency": 1, "potential_negative": 1}


def test_a_visit_to_nobody_without_a_day_or_not_held_is_set_apart() -> None:
    rows = [
        (None, "rep1", "2026-03-02"),
        ("a1", "rep1", None),
        ("a1", "rep1", "2026-03-03"),
        ("a1", "rep1", "2026-03-04"),
    ]
    work = a_field(visits=visits_of(rows, held=[True, True, False, True]))
    assert len(work.visits) == 1
    assert work.apart == {"visit_nobody": 1, "visit_not_held": 1, "visit_undated": 1}


def test_a_visit_in_the_list_and_among_the_activities_counts_once() -> None:
    rows = [
        ("a1", "rep1", "2026-03-02"),
        ("a1", "rep2", "2026-03-02"),
        ("a1", "rep1", "2026-03-03"),
    ]
    work = a_field(visits=visits_of(rows, listed=[True, False, False]))
    assert [str(day.date()) for day in work.visits["day"]] == ["2026-03-02", "2026-03-03"]


def test_a_planned_visit_is_no_visit() -> None:
    visits = visits_of([("a1", "rep1", None)], planned=[pd.Timestamp("2026-04-02")])
    work = a_field(visits=visits)
    assert work.visits.empty
    assert list(work.planned["account"]) == ["a1"]


def test_seen_as_at_an_earlier_day_nothing_is_known_of_what_came_after() -> None:
    rows = [
        ("a1", "rep1", "2026-03-02"),
        ("a1", "rep1", "2026-03-20"),
        ("a1", "rep1", "2026-04-20"),
        ("a2", "rep1", None),
    ]
    visits = visits_of(rows, planned=[None, None, None, pd.Timestamp("2026-04-02")])
    work = a_field(visits=visits, as_of=date(2026, 3, 10), exported_on=AS_OF)
    assert [str(day.date()) for day in work.visits["day"]] == ["2026-03-02"]
    assert work.planned.empty
    assert work.apart == {"visit_future": 1}


def test_an_account_that_is_not_active_is_neither_eligible_nor_unknown() -> None:
    accounts = accounts_of(active=[False, *[True] * 6])
    work = a_field(accounts=accounts)
    assert "a1" not in set(work.accounts["account"])
    assert "a1" not in set(work.visits["account"])
    assert work.apart == {"account_inactive": 1, "visit_inactive": 2}


@pytest.mark.parametrize(("latitude", "longitude"), [(95.0, 20.0), (50.0, 200.0), (50.0, None)])
def test_coordinates_on_no_globe_are_set_apart(latitude: float, longitude: float | None) -> None:
    accounts = accounts_of(latitude=[latitude] * 7, longitude=[longitude] * 7)
    work = a_field(accounts=accounts)
    assert work.accounts[["latitude", "longitude"]].isna().all(axis=None)
    assert work.apart["coordinates"] == 7


def test_a_visit_may_name_an_account_by_its_name_where_the_list_has_numbers() -> None:
    accounts = accounts_of(name=["Mill", "Bakery", "Twin", "Twin", "", "", ""])
    visits = visits_of([("mill", "rep1", "2026-03-02"), ("twin", "rep1", "2026-03-02")])
    work = a_field(accounts=accounts, visits=visits)
    assert list(work.visits["account"]) == ["a1", "twin"]


def test_without_a_list_the_companies_of_the_deals_are_the_accounts() -> None:
    deals = deals_of(
        [
            ("Mill", "2026-01-01", "won", 10.0, "2026-02-01", "North", "Ann"),
            ("mill", "2026-03-01", "open", 10.0, None, "South", "Bob"),
            ("Bakery", "2026-01-01", "lost", 10.0, "2026-02-01", "North", "Ann"),
            ("Later", "2026-05-01", "open", 10.0, None, "North", "Ann"),
            (None, "2026-01-01", "open", 10.0, None, "North", "Ann"),
        ]
    )
    work = a_field(accounts=None, visits=None, deals=deals)
    rows = work.accounts.set_index("account")
    assert set(rows.index) == {"Bakery", "Mill"}
    assert rows.loc["Mill", "territory"] == "South"
    assert list(rows["is_client"]) == [False, True]
    assert work.notes == {
        "accounts_from_deals",
        "clients_from_deals",
        "owner_from_deals",
        "territory_from_deals",
    }


def test_what_was_bought_long_ago_is_no_yearly_worth() -> None:
    deals = deals_of(
        [
            ("a1", "2024-01-01", "won", 10.0, "2024-02-01", "T1", "rep1"),
            ("a1", "2026-01-01", "won", 7.0, "2026-02-01", "T1", "rep1"),
        ]
    )
    sold = a_field(deals=deals).deals.set_index("account")
    assert sold.loc["a1", "won_value"] == 7
    assert sold.loc["a1", "won"] == 2


OWNERS = (
    ("a1", "rep1", "T1", "2026-01-01", "2026-03-14"),
    ("a1", "rep2", "T2", "2026-03-15", "2026-03-20"),
)


@pytest.mark.parametrize(
    ("day", "owner", "territory"),
    [
        ("2025-12-31", None, None),
        ("2026-01-01", "rep1", "T1"),
        ("2026-03-14", "rep1", "T1"),
        ("2026-03-15", "rep2", "T2"),
        ("2026-03-20", "rep2", "T2"),
        ("2026-03-21", None, "T2"),
    ],
)
def test_an_account_belongs_to_who_had_it_on_the_day(
    day: str, owner: str | None, territory: str | None
) -> None:
    work = a_field(owners=owners_of(OWNERS))
    asked = pd.DataFrame({"account": ["a1"], "day": [pd.Timestamp(day)]})
    found = owners_on(work, asked).iloc[0]
    assert (found["owner"], found["territory"]) == (owner, territory)


def test_an_account_without_a_history_follows_the_list() -> None:
    held = owners_at(a_field(owners=owners_of(OWNERS)), AS_OF)
    assert tuple(held.loc["b1"]) == ("rep2", "T2")


def test_owners_that_cannot_be_are_set_apart() -> None:
    rows = [
        ("a1", "rep1", "T1", "2026-02-01", "2026-01-01"),
        ("nobody", "rep1", "T1", "2026-01-01", None),
        ("a2", "rep1", "T1", "2026-01-01", None),
        ("a2", "rep2", "T1", "2026-01-01", None),
    ]
    work = a_field(owners=owners_of(rows))
    assert {name: n for name, n in work.apart.items() if name.startswith("owner")} == {
        "owner_account": 1,
        "owner_backwards": 1,
        "owner_twice": 1,
    }
    assert list(work.owners["owner"]) == ["rep2"]


def test_a_first_owner_is_no_move_and_the_same_owner_again_is_none_either() -> None:
    rows = [
        ("a1", "rep1", "T1", "2026-03-02", None),
        ("a1", "rep1", "T1", "2026-03-09", None),
        ("a1", "rep1", "T2", "2026-03-16", None),
    ]
    moves = moves_in(a_field(owners=owners_of(rows)), date(2026, 3, 1), date(2026, 4, 1))
    assert [str(day.date()) for day in moves["day"]] == ["2026-03-16"]
    assert moves.loc[0, "from_territory"] == "T1"


def test_a_change_after_the_day_of_the_book_is_not_known_yet() -> None:
    rows = [("a1", "rep1", "T1", "2026-01-01", None), ("a1", "rep2", "T2", "2026-04-02", None)]
    work = a_field(owners=owners_of(rows))
    assert tuple(owners_at(work, AS_OF).loc["a1"]) == ("rep1", "T1")


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a1", "A1 ", "zz", "", None, "b3"]),
        st.sampled_from(["rep1", None]),
        st.sampled_from(["2026-03-02", "2026-04-20", None]),
    ),
    max_size=12,
)


@settings(max_examples=20)
@given(ROWS)
def test_every_row_of_visits_is_made_planned_or_set_apart(rows: Sequence[Any]) -> None:
    work = a_field(visits=visits_of(rows))
    apart = sum(work.apart.get(code, 0) for code in ("visit_nobody", "visit_undated"))
    assert len(work.visits) + apart + work.apart.get("visit_future", 0) == len(rows)
    assert len(work.planned) <= work.apart.get("visit_future", 0)


def test_the_order_of_rows_changes_nothing() -> None:
    backwards = a_field(visits=visits_of(VISITS[::-1]))
    pd.testing.assert_frame_equal(
        a_field().visits.sort_values(["day", "account"]), backwards.visits
    )
