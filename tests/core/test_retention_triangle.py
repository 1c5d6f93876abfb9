from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from retention_books import AS_OF, contract

from salestoolkit.core.retention_contracts import Contract, add_months
from salestoolkit.core.retention_customers import customers_of
from salestoolkit.core.retention_triangle import Triangle, triangle_of


def triangle(*contracts: Contract, unit: str | None = None) -> Triangle:
    return triangle_of(customers_of(contracts, AS_OF), AS_OF, currency="PLN", unit=unit)  # type: ignore[arg-type]


def test_what_is_not_yet_is_none_and_not_zero() -> None:
    found = triangle(
        contract("a", starts="2026-01-10"),
        contract("b", starts="2026-02-20", decision="lost", left_on="2026-05-15"),
        unit="quarter",
    )
    (cohort,) = found.cohorts
    assert [cell and cell.there for cell in cohort.cells] == [2, 1, 1, None]
    assert [cell and cell.revenue for cell in cohort.cells] == [2000, 1000, 1000, None]
    assert cohort.cells[1] is not None
    assert (cohort.cells[1].share, cohort.cells[1].revenue_share) == (0.5, 0.5)


def test_a_cohort_that_may_still_grow_shows_its_beginning_only() -> None:
    (cohort,) = triangle(contract("a", starts="2026-10-01"), unit="quarter").cohorts
    assert [cell and cell.there for cell in cohort.cells] == [1]


def test_who_leaves_after_a_year_is_gone_at_the_fourth_quarter_of_age() -> None:
    (cohort,) = triangle(
        contract("a", starts="2025-01-01", decision="lost"), unit="quarter"
    ).cohorts
    assert [cell and cell.there for cell in cohort.cells] == [1, 1, 1, 1, 0, 0, 0, 0]


def test_a_short_history_is_cut_into_months_and_a_long_one_into_quarters() -> None:
    assert triangle(contract(starts="2026-03-01")).unit == "month"
    assert triangle(contract(starts="2023-03-01")).unit == "quarter"


def test_customers_before_the_oldest_cohort_are_counted() -> None:
    found = triangle(contract("old", starts="2019-05-01", ends=None), contract("new"))
    assert found.older == 1
    assert len(found.cohorts) == 1


def test_nobody_makes_no_triangle() -> None:
    assert triangle().cohorts == ()
    assert triangle().ages == 0


@given(
    st.lists(st.tuples(st.integers(0, 900), st.integers(0, 500)), min_size=1, max_size=12),
)
def test_the_customers_of_a_cohort_only_grow_fewer_and_add_up(lives: list[tuple[int, int]]) -> None:
    contracts = [
        contract(
            str(place),
            starts=str(AS_OF - timedelta(days=ago)),
            ends=None,
            decision="lost",
            left_on=str(AS_OF - timedelta(days=ago) + timedelta(days=stay)),
        )
        for place, (ago, stay) in enumerate(lives)
    ]
    found = triangle(*contracts)
    assert sum(one.customers for one in found.cohorts) + found.older == len(lives)
    for cohort in found.cohorts:
        there = [cell.there for cell in cohort.cells if cell is not None]
        assert there == sorted(there, reverse=True)
        assert there[0] == cohort.customers
        known = [cell is not None for cell in cohort.cells]
        assert known == sorted(known, reverse=True)


def test_the_same_day_some_months_on_is_the_last_where_the_month_is_shorter() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
