from __future__ import annotations

from datetime import date, timedelta

import pytest
from retention_books import AS_OF, contract

from salestoolkit.core.retention_contracts import GRACE_DAYS, Contract
from salestoolkit.core.retention_customers import Customer, customers_of


def only(*contracts: Contract) -> Customer:
    (found,) = customers_of(contracts, AS_OF)
    return found


def fates(customer: Customer) -> list[str]:
    return [term.fate for term in customer.terms]


def test_a_contract_that_is_followed_by_another_was_renewed_though_nothing_was_told() -> None:
    found = only(contract(), contract(starts="2026-01-20"))
    assert fates(found) == ["renewed", "running"]
    assert (found.left_on, found.seen_until) == (None, AS_OF)


def test_an_end_without_a_word_is_pending_for_the_grace_and_lost_after_it() -> None:
    for days, fate in ((0, "pending"), (GRACE_DAYS, "pending"), (GRACE_DAYS + 1, "lapsed")):
        first_day_out = AS_OF - timedelta(days=days)
        found = only(contract(starts="2024-03-01", ends=str(first_day_out - timedelta(days=1))))
        assert fates(found) == [fate]
        assert found.left_on == (first_day_out if fate == "lapsed" else None)
        assert found.seen_until == first_day_out


def test_a_told_pending_stays_pending_however_old_it_is() -> None:
    found = only(contract(starts="2023-01-01", decision="pending"))
    assert found.pending
    assert found.seen_until == date(2024, 1, 1)


def test_a_told_loss_ends_at_the_contracts_end_or_on_the_day_of_leaving() -> None:
    assert only(contract(decision="lost")).left_on == date(2026, 1, 1)
    assert only(contract(decision="lost", left_on="2025-05-05")).left_on == date(2025, 5, 5)
    assert only(contract(left_on="2025-01-01", decision="lost")).tenure_days == 0


def test_a_notice_does_not_end_a_contract_before_its_day() -> None:
    found = only(contract(starts="2026-01-01", decision="lost"))
    assert (fates(found), found.left_on) == (["running"], None)


def test_a_told_renewal_without_a_contract_stands_for_one_more_term() -> None:
    found = only(contract(decision="renewed"))
    assert fates(found) == ["renewed", "running"]
    assert found.terms[1].contract.assumed
    assert found.terms[1].until == date(2027, 1, 1)
    assert found.amount_on(AS_OF, "PLN") == 1000


def test_the_silent_end_of_an_assumed_term_is_no_loss() -> None:
    found = only(contract(starts="2023-01-01", decision="renewed"))
    assert (fates(found), found.left_on) == (["renewed", "pending"], None)
    assert found.pending and found.seen_until == date(2025, 1, 1)
    told = only(contract(starts="2023-01-01", decision="renewed"), contract(starts="2024-01-01"))
    assert (fates(told), told.left_on) == (["renewed", "lapsed"], date(2025, 1, 1))


def test_who_comes_back_after_a_gap_had_left() -> None:
    found = only(contract(starts="2023-01-01"), contract(starts="2024-06-01"))
    assert (found.left_on, found.returned) == (date(2024, 1, 1), True)
    assert found.terms_on(date(2024, 7, 1))


def test_contracts_that_overlap_a_little_follow_one_another_and_their_value_counts_once() -> None:
    found = only(contract(), contract(starts="2025-12-01", amount=1500.0))
    assert fates(found)[0] == "renewed"
    assert found.amount_on(date(2025, 12, 15), "PLN") == 1500


def test_contracts_that_overlap_long_run_side_by_side_and_both_values_count() -> None:
    found = only(contract(), contract(starts="2025-06-01", amount=1500.0, product="Other"))
    assert found.amount_on(date(2025, 12, 15), "PLN") == 2500
    assert found.amount_on(date(2025, 12, 15), "EUR") == 0


def test_a_customer_is_one_however_its_name_is_written() -> None:
    found = only(contract("MŁYN  Wodny"), contract("Młyn wodny", starts="2026-01-01"))
    assert found.name == "MŁYN  Wodny"


def test_a_contract_that_has_not_begun_makes_no_customer_but_renews_one() -> None:
    assert not customers_of([contract(starts="2026-12-01")], AS_OF)
    found = only(contract(starts="2025-10-15"), contract(starts="2026-11-10"))
    assert fates(found) == ["renewed", "signed"]
    assert (found.left_on, found.pending, found.seen_until) == (None, False, AS_OF)


@pytest.mark.parametrize("days", [1, 59, 60])
def test_a_short_gap_is_bridged_with_the_amount_before_it(days: int) -> None:
    begins = date(2026, 1, 1) + timedelta(days=days)
    found = only(contract(), contract(starts=str(begins), amount=7.0))
    assert found.amount_on(date(2026, 1, 1), "PLN") == 1000
    assert found.left_on is None
