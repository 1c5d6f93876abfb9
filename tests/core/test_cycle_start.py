"""A book's own figures for the cycle: counted over one year, and refused where something is missing."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from salestoolkit.core.cycle_start import CycleStart, cycle_start
from salestoolkit.core.referral_clients import referrals_of
from salestoolkit.core.retention import audit_retention
from salestoolkit.core.retention_contracts import Contract, Contracts
from salestoolkit.core.retention_tables import RetentionTables
from salestoolkit.core.whole_cycle import whole_cycle

AS_OF = date(2026, 10, 30)


def contract(
    name: str,
    days_ago: int,
    *,
    left: int | None = None,
    by: str | None = None,
    value: float | None = 1200,
) -> Contract:
    starts = AS_OF - timedelta(days=days_ago)
    ends = None if left is None else starts + timedelta(days=left - 1)
    return Contract(
        customer=name,
        starts=starts,
        ends=ends,
        amount=value,
        currency="PLN",
        decision="lost" if left is not None else None,
        referred_by=by,
    )


def start_of(
    *contracts: Contract, leads: int = 100, decided: tuple[int, int] | None = (2, 4)
) -> CycleStart:
    tables = RetentionTables(contracts=Contracts(kept=contracts))
    kept = audit_retention(tables, AS_OF)
    told = referrals_of(kept.customers, AS_OF, decided=decided)
    return cycle_start(kept, told, leads=leads)


OLD = [contract(f"old {n}", 730) for n in range(8)] + [contract("gone", 700, left=365)]
NEW = [contract(f"new {n}", 100) for n in range(8)] + [
    contract(f"brought {n}", 100, by="old 1") for n in range(2)
]


def test_leads_of_the_year_make_the_customers_of_the_year() -> None:
    found = start_of(*OLD, *NEW)
    assert (found.new, found.brought, found.leads) == (10, 2, 100)
    cycle = found.cycle
    assert cycle is not None
    assert cycle.leads * 12 * cycle.win == pytest.approx(8)
    assert (cycle.customers, cycle.value, cycle.conversion) == (18, 1200, 0.5)
    years = (8 * 730 + 365 + 10 * 100) / 365.25
    assert cycle.churn == pytest.approx(1 - math.exp(-1 / years))
    assert cycle.introductions == pytest.approx(10 * 2 / years / 0.5)


def test_the_loop_of_the_cycle_is_that_of_the_list() -> None:
    cycle = start_of(*OLD, *NEW, *[contract(f"went {n}", 500, left=200) for n in range(9)]).cycle
    assert cycle is not None
    assert whole_cycle(cycle.rates()).loop == pytest.approx(2 / 10, rel=0.02)


def test_without_referral_sources_only_those_that_came_are_counted() -> None:
    cycle = start_of(*OLD, *NEW, decided=None).cycle
    assert cycle is not None and cycle.conversion == 1


@pytest.mark.parametrize(
    ("contracts", "leads", "missing"),
    [
        ([], 100, "no_contracts"),
        ([*OLD, *NEW], 0, "no_leads"),
        (OLD, 100, "few_new"),
        ([contract(f"new {n}", 100, value=None) for n in range(8)], 100, "no_value"),
        (NEW, 100, "no_churn"),
    ],
)
def test_what_is_missing_is_named(contracts: list[Contract], leads: int, missing: str) -> None:
    found = start_of(*contracts, leads=leads)
    assert found.cycle is None and found.missing == missing
