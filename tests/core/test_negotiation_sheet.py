"""A filled negotiation sheet held against its limits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from salestoolkit.core.negotiation_sheet import (
    case_of,
    check_case,
    ladder_of,
    swaps_of,
    what_to_ask,
)
from salestoolkit.core.sheets import Entry, Money
from salestoolkit.errors import InvalidValue

TODAY = date(2026, 11, 26)
PLN = "PLN"
LADDER = ladder_of(
    [
        Entry({"role": "Seller", "up_to": 0.05}),
        Entry({"role": "Head", "up_to": 0.1, "people": ["Ola"]}),
        Entry({"role": "Nobody yet"}),
    ]
)


def money(amount: str) -> Money:
    return Money(Decimal(amount), PLN)


def entry(**values: Any) -> Entry:
    return Entry(
        {
            "deal": "Mill",
            "price": money("12000"),
            "cost": money("9000"),
            "net_or_gross": "net",
            "least_margin": 0.15,
            "chance_now": 0.4,
            "walk_away": "Two others wait",
            "discount": 0.1,
            "in_return": ["Two years"],
            **values,
        }
    )


def codes(one: Entry, ladder: Any = LADDER) -> list[str]:
    case = case_of(one)
    assert case is not None
    return [found.code for found in check_case(case, one, ladder=ladder, as_of=TODAY)]


def test_a_sheet_whose_limits_are_settled_lacks_nothing() -> None:
    assert codes(entry()) == []


def test_without_price_or_cost_there_is_no_case() -> None:
    assert case_of(Entry({"deal": "Mill", "price": money("5")})) is None


def test_the_floor_follows_from_cost_and_margin() -> None:
    case = case_of(entry())
    assert case is not None and case.floor == Decimal("10588.24")
    assert case.largest == (12000 - Decimal("10588.24")) / 12000


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"least_margin": None}, "no_floor"),
        ({"least_margin": 0.3, "discount": None}, "list_below_floor"),
        ({"discount": 0.12}, "below_floor"),
        ({"discount": 0.11}, "nobody_may"),
        ({"in_return": None}, "nothing_in_return"),
        ({"walk_away": None}, "no_way_out"),
        ({"time_limit": True, "time_limit_on": date(2027, 1, 1)}, "limit_without_reason"),
        ({"time_limit": True, "time_limit_reason": "New price list"}, "limit_without_day"),
        (
            {
                "time_limit": True,
                "time_limit_reason": "New price list",
                "time_limit_on": date(2026, 11, 25),
            },
            "limit_past",
        ),
    ],
)
def test_each_fault_is_found(values: dict[str, Any], code: str) -> None:
    assert code in codes(entry(**values))


def test_a_limit_with_its_reason_is_no_fault_and_its_last_day_counts() -> None:
    limit = {"time_limit": True, "time_limit_reason": "New price list", "time_limit_on": TODAY}
    assert codes(entry(**limit)) == []


def test_without_a_ladder_nobody_knows_whom_to_ask() -> None:
    assert codes(entry(), ladder=None) == ["no_ladder"]
    assert codes(entry(discount=None), ladder=None) == []


def test_a_discount_at_the_limit_of_a_role_is_within_it() -> None:
    assert codes(entry(price=money("12000.33"), discount=0.1)) == []


def test_a_gross_price_is_reckoned_net() -> None:
    case = case_of(entry(price=money("14760"), net_or_gross="gross", vat=0.23))
    assert case is not None and case.offer.price == 12000


def test_without_a_chance_only_the_limits_are_judged() -> None:
    case = case_of(entry(chance_now=None, chance_low=0.5))
    assert case is not None and not case.judged


def test_one_estimate_stands_for_both_ends() -> None:
    case = case_of(entry(chance_high=0.6))
    assert case is not None and case.discount.chance_with == (Decimal("0.6"), Decimal("0.6"))


def test_price_and_cost_in_two_currencies_are_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        case_of(entry(cost=Money(Decimal(5), "EUR")))
    assert caught.value.code == "negotiation_currencies"


def swap(take: str, worth: str | None) -> Entry:
    return Entry({"take": take, "worth_to_us": None if worth is None else money(worth)})


def test_what_suffices_is_asked_for_first_and_the_smallest_of_it() -> None:
    rows = [swap("a", "100"), swap("b", None), swap("c", "900"), swap("d", "600"), swap("e", "300")]
    asked = what_to_ask(swaps_of(rows, currency=PLN), Decimal(600))
    assert [one.take for one in asked] == ["d", "c", "e", "a", "b"]


def test_an_amount_in_another_currency_is_not_known() -> None:
    (found,) = swaps_of([swap("a", "100")], currency="EUR")
    assert found.worth_to_us is None
