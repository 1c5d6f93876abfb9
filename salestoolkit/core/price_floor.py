"""The lowest price agreed beforehand, from the cost and the margin that must be left."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Any

from salestoolkit.core.negotiation import CENT
from salestoolkit.core.negotiation_numbers import a_number, an_amount
from salestoolkit.errors import InvalidValue


def floor_price(
    cost: Any, *, margin_share: Any | None = None, markup_share: Any | None = None
) -> Decimal:
    """The lowest price that leaves the margin agreed beforehand, net, rounded up to the cent.

    Cost / (1 - margin) where the margin is a share of the price (marża), cost x (1 + mark-up) where
    it was put on the cost (narzut): 20% of the price is 25% on the cost. Without either, the cost.

    Raises
    ------
    InvalidValue
        ``negotiation_cost``, ``negotiation_margin``, ``negotiation_markup``,
        ``negotiation_margin_or_markup``.

    Examples
    --------
    >>> floor_price(8000, margin_share=0.2), floor_price(8000, markup_share=0.2)
    (Decimal('10000.00'), Decimal('9600.00'))
    """
    known = an_amount(cost, "negotiation_cost")
    if margin_share is not None and markup_share is not None:
        raise InvalidValue("negotiation_margin_or_markup")
    if margin_share is not None:
        share = a_number(margin_share, "negotiation_margin")
        if not 0 <= share < 1:
            raise InvalidValue("negotiation_margin", value=float(share))
        known /= 1 - share
    elif markup_share is not None:
        share = a_number(markup_share, "negotiation_markup")
        if share < 0:
            raise InvalidValue("negotiation_markup", value=float(share))
        known *= 1 + share
    return known.quantize(CENT, ROUND_CEILING)


def net_price(gross: Any, *, vat: Any) -> Decimal:
    """A price without VAT: gross / (1 + rate), to the cent.

    >>> net_price(1230, vat=0.23)
    Decimal('1000.00')
    """
    rate = a_number(vat, "negotiation_vat")
    if not 0 <= rate <= 1:
        raise InvalidValue("negotiation_vat", value=float(rate))
    return (an_amount(gross, "negotiation_price") / (1 + rate)).quantize(CENT, ROUND_HALF_UP)
