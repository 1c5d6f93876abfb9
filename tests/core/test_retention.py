from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from retention_books import AS_OF, contract

from salestoolkit.core.part import Part
from salestoolkit.core.retention import Retention, audit_retention
from salestoolkit.core.retention_churn import HazardMonth
from salestoolkit.core.retention_contacts import Contact, contacts_due, month_of
from salestoolkit.core.retention_contracts import Contract, Contracts
from salestoolkit.core.retention_customers import customers_of
from salestoolkit.core.retention_due import chances, due_within
from salestoolkit.core.retention_parts import check_in_effect
from salestoolkit.core.retention_purchases import Purchase, repeat_of
from salestoolkit.core.retention_tables import RetentionTables
from salestoolkit.core.work_calendar import WorkCalendar


def audit(*contracts: Contract, **asked: object) -> Retention:
    tables = RetentionTables(contracts=Contracts(kept=contracts))
    return audit_retention(tables, AS_OF, **asked)  # type: ignore[arg-type]


def test_a_book_without_customers_says_so_and_has_no_zero() -> None:
    found = audit()
    assert found.source is None
    assert found.renewals.rate is None
    assert found.revenue.decided.gross is None
    assert found.at_risk is None


def test_what_is_due_leaves_out_what_is_renewed_or_ends_later() -> None:
    found = audit(
        contract("due", starts="2025-12-01", amount=10.0),
        contract("told", starts="2025-12-02", decision="renewed", amount=20.0),
        contract("followed", starts="2025-12-03", amount=40.0),
        contract("followed", starts="2026-12-03", amount=50.0),
        contract("later", starts="2026-08-01", amount=80.0),
        contract("notice", starts="2025-11-15", decision="lost", amount=160.0),
        contract("open", starts="2020-01-01", ends=None, amount=320.0),
    )
    assert [one.customer for one in found.due] == ["notice", "due"]
    assert found.due_value == 170
    assert found.due[0].chance == 1
    assert found.due[1].chance is None
    assert found.at_risk == 160
    assert found.notes.open_ended == 1


def test_pending_customers_widen_the_bounds_and_are_in_no_rate() -> None:
    found = audit(
        contract("a", starts="2025-06-01", amount=100.0, decision="renewed"),
        contract("b", starts="2024-09-20", ends="2025-10-20", amount=100.0),
        contract("b", starts="2025-10-21", ends="2026-10-10", amount=100.0),
    )
    assert found.revenue.pending == 1
    assert found.revenue.decided.customers == 1
    assert found.revenue.decided.gross == 1
    assert found.revenue.gross_bounds == (0.5, 1.0)
    assert [one.customer for one in found.pending] == ["b"]


def test_amounts_are_told_in_one_currency_and_the_others_are_counted() -> None:
    several = (
        contract("a", starts="2025-12-01"),
        contract("b", starts="2025-12-01"),
        contract("c", starts="2025-12-01", currency="EUR", amount=9.0),
    )
    found = audit(*several)
    assert (found.currency, found.due_value, found.notes.other_currency) == ("PLN", 2000, 1)
    assert len(found.customers) == 3
    only = audit(*several, currency="EUR")
    assert (only.due_value, len(only.customers)) == (9, 1)


def test_contracts_of_no_known_amount_are_worth_nothing_known_rather_than_nothing() -> None:
    found = audit(contract("a", starts="2025-12-01", amount=None))
    assert len(found.due) == 1 and found.due_value is None and found.at_risk is None
    assert audit(contract("b", starts="2026-08-01")).due_value == 0


def test_a_part_is_found_by_the_contract_or_by_what_is_known_of_its_customer() -> None:
    tables = RetentionTables(
        contracts=Contracts(kept=(contract("A", segment="Small"), contract("B"))),
        traits={"a": {"segment": "Large"}, "b": {"segment": "Large"}},
    )
    found = audit_retention(tables, AS_OF, part=Part(dimension="segment", value="Large"))
    assert [one.name for one in found.customers] == ["B"]


def test_owners_are_shown_to_their_leader_only_and_by_name() -> None:
    own = [contract(str(at), owner=name) for at, name in enumerate(["Zoe", "Ann", "Ann"])]
    assert not audit(*own).parts
    (table,) = audit(*own, for_leader=True).parts
    assert table.dimension == "owner"
    assert [row.value for row in table.rows] == ["Ann", "Zoe"]


def test_a_kind_of_renewal_with_few_decided_is_drawn_to_the_rest() -> None:
    rows = [contract(f"l{at}", decision="lost") for at in range(2)]
    for at in range(30):
        rows += [contract(f"s{at}", starts="2023-01-01"), contract(f"s{at}", starts="2024-01-01")]
        rows.append(contract(f"s{at}"))
        rows.append(contract(f"s{at}", starts="2026-01-01"))
    found = chances(customers_of(rows, AS_OF))
    assert set(found) == {"first", "later"}
    assert found["later"].value < found["first"].value < 1
    assert (found["later"].lost, found["later"].decided) == (0, 60)


def test_a_check_in_is_held_against_none_as_an_association() -> None:
    rows = [contract(f"a{at}", check_in_on="2025-02-01", decision="renewed") for at in range(20)]
    rows += [contract(f"b{at}", decision="lost" if at < 12 else "renewed") for at in range(20)]
    found = check_in_effect(customers_of(rows, AS_OF))
    assert found is not None
    assert found.difference == pytest.approx(0.6)
    assert found.tells
    assert check_in_effect(customers_of([contract()], AS_OF)) is None


def contacts(
    *contracts: Contract, peak: HazardMonth | None = None, **known: object
) -> list[Contact]:
    start, before = month_of(AS_OF)
    found = contacts_due(
        customers_of(contracts, AS_OF),
        AS_OF,
        peak=peak,
        start=start,
        before=before,
        **known,  # type: ignore[arg-type]
    )
    return list(found)


def test_the_talk_comes_before_the_end_and_the_check_in_before_most_leave() -> None:
    peak = HazardMonth(month=12, at_risk=100, left=20, hazard=0.2)
    found = contacts(
        contract("talk", starts="2026-01-10"),
        contract("survey", starts="2026-03-15"),
        contract("check", starts="2026-03-10", ends="2028-03-10"),
        contract("checked", starts="2026-03-10", ends="2028-03-10", check_in_on="2026-04-01"),
        peak=peak,
    )
    assert [(one.kind, one.customer, str(one.on)) for one in found] == [
        ("check_in", "check", "2026-11-10"),
        ("renewal_talk", "talk", "2026-11-11"),
        ("check_in", "survey", "2026-11-15"),
        ("survey", "survey", "2026-11-15"),
    ]


def test_nobody_is_asked_again_soon_after_answering() -> None:
    asked = [contract("a", starts="2026-03-15")]
    assert [one.kind for one in contacts(*asked)] == ["survey"]
    assert not contacts(*asked, answered={"a": date(2026, 10, 1)})


def test_who_has_left_or_renewed_is_not_contacted_about_a_renewal() -> None:
    assert not contacts(contract("told", starts="2026-01-10", decision="renewed"))
    assert not contacts(contract("gone", starts="2024-01-10", decision="lost"))


def test_buyers_are_active_within_the_usual_gap_and_overdue_after_it() -> None:
    days = [date(2024, 1, 1), date(2024, 3, 1), date(2024, 5, 1), date(2024, 7, 1)]
    bought = [Purchase(customer="late", on=day, amount=5.0, currency="PLN") for day in days]
    bought += [Purchase(customer="once", on=date(2026, 10, 1))]
    bought += [Purchase(customer="now", on=day) for day in (date(2026, 8, 1), date(2026, 10, 1))]
    found = repeat_of(bought, AS_OF, currency="PLN")
    assert found is not None
    assert found.returned == 2
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    assert found.gap.value in gaps
    assert [one.name for one in found.overdue] == ["late"]
    assert found.overdue[0].usual == 5


def test_where_nobody_bought_twice_nothing_is_said_of_repeat_purchases() -> None:
    assert repeat_of([Purchase(customer="a", on=AS_OF)] * 2, AS_OF) is None
    assert repeat_of([], AS_OF) is None


def test_a_purchase_after_the_day_is_not_known_yet() -> None:
    bought = [Purchase(customer="a", on=day) for day in (date(2026, 1, 1), date(2026, 12, 1))]
    assert repeat_of(bought, AS_OF) is None


def test_the_chance_of_what_is_due_is_that_of_its_kind() -> None:
    rows = [contract(f"l{at}", decision="lost" if at < 5 else "renewed") for at in range(20)]
    customers = customers_of([*rows, contract("due", starts="2025-12-01")], AS_OF)
    due = {one.customer: one for one in due_within(customers, AS_OF)}
    assert due["due"].chance == chances(customers)["first"].value
    assert due["due"].at_risk == pytest.approx(1000 * chances(customers)["first"].value)


def test_a_contact_on_a_day_off_is_moved_to_the_next_working_day() -> None:
    due = contract("a", starts="2026-01-10")
    (plain,) = contacts(due)
    (moved,) = contacts(due, calendar=WorkCalendar(country="PL"))
    assert (plain.on, moved.on) == (date(2026, 11, 11), date(2026, 11, 12))
