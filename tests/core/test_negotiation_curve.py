"""Discounts side by side: the chance between estimates, and how far a picture goes."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.negotiation import Offer
from salestoolkit.core.negotiation_curve import (
    Estimate,
    at_share,
    chance_at,
    discount_curve,
    discount_table,
)
from salestoolkit.errors import InvalidValue

OFFER = Offer(price=Decimal(12000), cost=Decimal(9000))
TEN = Estimate(share=Decimal("0.1"), low=Decimal("0.5"), high=Decimal("0.6"))
TWENTY = Estimate(share=Decimal("0.2"), low=Decimal("0.6"), high=Decimal("0.6"))
SHARES = st.decimals("0", "1", places=3)


@pytest.mark.parametrize(
    ("share", "expected"),
    [("0", ("0.4", "0.4")), ("0.1", ("0.5", "0.6")), ("0.15", ("0.55", "0.6"))],
)
def test_between_two_estimates_the_chance_rises_evenly(
    share: str, expected: tuple[str, str]
) -> None:
    found = chance_at(Decimal(share), chance_now=0.4, estimates=[TWENTY, TEN])
    assert found == tuple(map(Decimal, expected))


def test_beyond_the_last_estimate_nobody_knows() -> None:
    assert chance_at(Decimal("0.2"), chance_now=0.4, estimates=[TEN]) is None
    assert chance_at(Decimal("0.2"), chance_now=0.4, estimates=[]) is None


def test_a_table_holds_what_was_estimated_among_the_usual_discounts() -> None:
    odd = Estimate(share=Decimal("0.07"), low=Decimal("0.5"), high=Decimal("0.6"))
    rows = discount_table(OFFER, chance_now=0.4, estimates=[odd])
    shares = [row.share for row in rows]
    assert Decimal("0.07") in shares and shares == sorted(shares)
    assert [row.expected_with is None for row in rows][-1]


@given(st.decimals("0", "1", places=2), st.decimals("0", "12000", places=0))
def test_the_chance_needed_rises_with_the_discount(chance_now: Decimal, cost: Decimal) -> None:
    offer = Offer(price=Decimal(12000), cost=cost)
    curve = discount_curve(offer, chance_now=chance_now)
    needed = [one.break_even for one in curve.points if one.break_even is not None]
    assert all(before <= after for before, after in pairwise(needed))
    assert all(one.amount <= offer.margin for one in curve.points)


def test_a_picture_shows_an_estimate_beyond_the_margin() -> None:
    far = Estimate(share=Decimal("0.4"), low=Decimal(1), high=Decimal(1))
    curve = discount_curve(OFFER, chance_now=0.4, estimates=[far])
    assert curve.points[-1].share == Decimal("0.4")
    assert curve.estimated[0].verdict == "no_margin"


def test_a_sale_that_is_certain_already_leaves_nothing_to_gain() -> None:
    curve = discount_curve(OFFER, chance_now=1)
    assert curve.turning == 0 and len(curve.points) > 2


@given(SHARES)
def test_a_share_of_the_price_is_money_to_the_cent(share: Decimal) -> None:
    found = at_share(OFFER, share, chance_now=0.4)
    assert abs(found.amount - share * OFFER.price) <= Decimal("0.005")


def test_a_share_beyond_the_price_is_refused() -> None:
    with pytest.raises(InvalidValue) as caught:
        at_share(OFFER, 1.5, chance_now=0.4)
    assert caught.value.code == "negotiation_share"
