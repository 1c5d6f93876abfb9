"""A discount pays only if chance times margin rises; limits are kept to the cent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from salestoolkit.core.negotiation import Discount, Offer, largest_that_can_pay
from salestoolkit.core.price_floor import floor_price, net_price
from salestoolkit.errors import InvalidValue
from salestoolkit.words import load_words

OFFER = Offer(price=Decimal(12000), cost=Decimal(9000), currency="PLN")
CHANCES = st.decimals("0", "1", places=2)
AMOUNTS = st.decimals("0", "100000", places=2)


@st.composite
def offers(draw: st.DrawFn) -> Offer:
    price = draw(st.decimals("1", "100000", places=2))
    cost = draw(st.decimals("0", price, places=2))
    return Offer(price=price, cost=cost)


@st.composite
def discounts(draw: st.DrawFn) -> Discount:
    offer = draw(offers())
    low, high = sorted((draw(CHANCES), draw(CHANCES)))
    return Discount(
        offer=offer,
        amount=draw(st.decimals("0", offer.price, places=2)),
        chance_now=draw(CHANCES),
        chance_with=(low, high),
    )


def ten(chance_with: Any = None, **more: Any) -> Discount:
    return Discount(
        offer=OFFER, amount=Decimal(1200), chance_now=0.4, chance_with=chance_with, **more
    )


def test_ten_percent_of_the_price_is_forty_percent_of_a_quarter_margin() -> None:
    found = ten((0.5, 0.6))
    assert (found.margin, found.expected_now) == (1800, 1200)
    assert found.break_even == Decimal(2) / 3
    assert found.extra_sales == Decimal(2) / 3
    assert found.return_needed == 600
    assert found.verdict == "loses"


def test_a_margin_is_a_share_of_the_price_and_a_mark_up_a_share_of_the_cost() -> None:
    assert (OFFER.margin_share, OFFER.markup_share) == (Decimal("0.25"), Decimal(3000) / 9000)
    assert Offer(price=Decimal(5), cost=Decimal(0)).markup_share is None


@pytest.mark.parametrize(
    ("amount", "chance_with", "verdict"),
    [
        (0, None, "none"),
        (600, (0.5, 0.5), "same"),
        (600, (0.5, 0.6), "pays"),
        (600, (0.45, 0.55), "depends"),
        (600, (0.45, 0.5), "loses"),
        (600, None, "open"),
        (1800, (1, 1), "same"),
        (1801, (1, 1), "never"),
        (1801, None, "never"),
        (3000, (1, 1), "no_margin"),
        (4000, (1, 1), "no_margin"),
    ],
)
def test_each_case_has_its_verdict(amount: int, chance_with: Any, verdict: str) -> None:
    found = Discount(offer=OFFER, amount=Decimal(amount), chance_now=0.4, chance_with=chance_with)
    assert found.verdict == verdict


def test_what_comes_in_return_can_make_a_discount_pay() -> None:
    assert ten((0.5, 0.5)).verdict == "loses"
    assert ten((0.5, 0.5), in_return=Decimal(600)).verdict == "same"
    assert ten((0.5, 0.5), in_return=Decimal(601)).verdict == "pays"


def test_nothing_earned_by_nobody_is_no_number() -> None:
    assert ten().expected_with is None
    gone = Discount(offer=OFFER, amount=Decimal(3000), chance_now=0.4)
    assert gone.break_even is None and gone.extra_sales is None


@given(discounts())
def test_a_discount_pays_exactly_where_chance_times_margin_rises(found: Discount) -> None:
    assert found.chance_with is not None
    assume(found.amount > 0)
    left = found.offer.price - found.amount - found.offer.cost
    low, high = (chance * left for chance in found.chance_with)
    now = found.chance_now * found.offer.margin
    if found.verdict == "pays":
        assert left > 0 and low >= now
    if found.verdict in ("loses", "never", "no_margin"):
        assert high <= now or left <= 0
    if found.verdict == "never":
        assert left < now
    if found.verdict == "depends":
        assert low < now < high


@given(discounts())
def test_at_the_break_even_chance_both_earn_the_same(found: Discount) -> None:
    if found.break_even is not None:
        assert abs(found.break_even * found.margin - found.expected_now) < Decimal("1e-12")


@given(discounts())
def test_what_is_asked_in_return_is_enough(found: Discount) -> None:
    assert found.chance_with is not None
    needed = found.return_needed
    assert 0 <= needed <= found.amount
    with_it = max(found.chance_with[0], found.chance_now)
    assert with_it * (found.margin + needed) >= found.expected_now - Decimal("1e-9")


@given(offers(), CHANCES)
def test_beyond_the_turning_point_not_even_a_certain_sale_pays(
    offer: Offer, chance_now: Decimal
) -> None:
    most = largest_that_can_pay(offer, chance_now=chance_now)
    beyond = most + Decimal("0.01")
    assume(0 < beyond <= offer.price)
    found = Discount(offer=offer, amount=beyond, chance_now=chance_now, chance_with=(1, 1))
    assert found.verdict in ("never", "no_margin")


@given(AMOUNTS, st.decimals("0", "0.95", places=2))
def test_the_floor_leaves_the_margin_that_was_agreed(cost: Decimal, share: Decimal) -> None:
    floor = floor_price(cost, margin_share=share)
    assert floor - cost >= share * floor - Decimal("1e-9")
    if share < 1 and cost:
        lower = floor - Decimal("0.01")
        assert lower - cost < share * lower + Decimal("1e-9")


def test_twenty_percent_of_the_price_are_twenty_five_on_the_cost() -> None:
    assert floor_price(8000, margin_share=0.2) == floor_price(8000, markup_share=0.25) == 10000
    assert floor_price(8000) == 8000


def test_a_gross_price_is_taken_net() -> None:
    assert net_price(1230, vat=0.23) == 1000
    assert net_price(999.99, vat=0) == Decimal("999.99")


BAD: list[tuple[str, Any]] = [
    ("negotiation_price", lambda: Offer(price=Decimal(0), cost=Decimal(0))),
    ("negotiation_price", lambda: Offer(price=Decimal("NaN"), cost=Decimal(0))),
    ("negotiation_price", lambda: Offer(price="12", cost=Decimal(0))),  # type: ignore[arg-type]
    ("negotiation_cost", lambda: Offer(price=Decimal(5), cost=Decimal(-1))),
    ("negotiation_cost_over_price", lambda: Offer(price=Decimal(5), cost=Decimal(6))),
    ("negotiation_discount", lambda: Discount(offer=OFFER, amount=Decimal(-1), chance_now=0.4)),
    (
        "negotiation_discount_over_price",
        lambda: Discount(offer=OFFER, amount=Decimal(12001), chance_now=0.4),
    ),
    ("negotiation_chance", lambda: Discount(offer=OFFER, amount=Decimal(1), chance_now=1.2)),
    ("negotiation_chance", lambda: ten((0.5, float("nan")))),
    ("negotiation_chances", lambda: ten((0.6, 0.5))),
    ("negotiation_return", lambda: ten(in_return=Decimal(-1))),
    ("negotiation_margin", lambda: floor_price(5, margin_share=1)),
    ("negotiation_markup", lambda: floor_price(5, markup_share=-0.1)),
    ("negotiation_margin_or_markup", lambda: floor_price(5, margin_share=0.1, markup_share=0.1)),
    ("negotiation_vat", lambda: net_price(5, vat=2)),
]


@pytest.mark.parametrize(("code", "make"), BAD)
def test_what_cannot_be_is_one_sentence(code: str, make: Any) -> None:
    with pytest.raises(InvalidValue) as caught:
        make()
    assert caught.value.code == code
    for language in ("en", "pl"):
        said = load_words(language).error(caught.value)
        assert code not in said and len(said) > 20
