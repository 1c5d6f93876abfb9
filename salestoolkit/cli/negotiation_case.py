"""A negotiation as it is typed on the command line."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    from salestoolkit.core.negotiation_sheet import Case
    from salestoolkit.words import Words


def typed_case(
    words: Words,
    *,
    price: str,
    cost: str,
    chance: str,
    share: str | None,
    chance_with: str | None,
    worth: str | None,
    margin: str | None,
    markup: str | None,
    currency: str | None,
) -> Case:
    """Amounts as the language writes them, shares as 10% or 0.1; InvalidValue names the option."""
    from dataclasses import replace

    from salestoolkit.core.negotiation import Offer
    from salestoolkit.core.negotiation_curve import Estimate, at_share
    from salestoolkit.core.negotiation_sheet import Case
    from salestoolkit.core.price_floor import floor_price
    from salestoolkit.words.negotiation_typed import typed_amount, typed_range, typed_share

    offer = Offer(
        price=typed_amount(price, "--price", words),
        cost=typed_amount(cost, "--cost", words),
        currency=None if currency is None else _code(currency),
    )
    asked = Decimal(0) if share is None else typed_share(share, "--discount")
    estimates = []
    if chance_with is not None:
        low, high = typed_range(chance_with, "--with")
        estimates.append(Estimate(share=asked, low=low, high=high))
    discount = at_share(
        offer, asked, chance_now=typed_share(chance, "--chance"), estimates=estimates
    )
    agreed = {
        "margin_share": None if margin is None else typed_share(margin, "--margin"),
        "markup_share": None if markup is None else typed_share(markup, "--markup"),
    }
    returned = Decimal(0) if worth is None else typed_amount(worth, "--in-return", words)
    return Case(
        deal="",
        discount=replace(discount, in_return=returned),
        share=asked,
        floor=floor_price(offer.cost, **agreed),
        judged=True,
    )


def _code(currency: str) -> str:
    """A currency's code in capitals; InvalidValue ``negotiation_currency``."""
    if not re.fullmatch("[A-Za-z]{3}", currency):
        raise InvalidValue("negotiation_currency", value=currency)
    return currency.upper()
