"""Discounts side by side: the chance that each must bring, and what the seller expects of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from salestoolkit.core.negotiation import (
    CENT,
    Discount,
    Offer,
    largest_that_can_pay,
)
from salestoolkit.core.negotiation_numbers import chance, chances
from salestoolkit.errors import InvalidValue

STEPS = 40
ROOM = Decimal("1.25")
"""How far beyond the last discount of interest a curve goes on."""
USUAL = tuple(Decimal(one) / 100 for one in (3, 5, 8, 10, 12, 15, 20))
"""Discounts that a table shows where none are asked for."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """What a seller expects of a discount: a share of the price, lowest and highest chance."""

    share: Decimal
    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        low, high = chances(self.low, self.high)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Discounts of one offer, smallest first, with the seller's estimates among them.

    ``estimated`` are the discounts for which the seller named a chance; between them the chance is
    taken to rise evenly, and beyond the last it is unknown. ``turning`` is the share of the price from
    which on even a certain sale earns less than the full price may be expected to.
    """

    offer: Offer
    chance_now: Decimal
    points: tuple[Discount, ...]
    estimated: tuple[Discount, ...]
    turning: Decimal


def at_share(
    offer: Offer, share: Any, *, chance_now: Any, estimates: Iterable[Estimate] = ()
) -> Discount:
    """A discount as a share of the price, with the chance that the estimates give it.

    Raises
    ------
    InvalidValue
        ``negotiation_share`` for a share outside 0-1; those of `Discount`.
    """
    known = Decimal(str(share))
    if not 0 <= known <= 1:
        raise InvalidValue("negotiation_share", value=float(known))
    return Discount(
        offer=offer,
        amount=(offer.price * known).quantize(CENT, ROUND_HALF_UP),
        chance_now=chance_now,
        chance_with=chance_at(known, chance_now=chance_now, estimates=estimates),
    )


def chance_at(
    share: Decimal, *, chance_now: Any, estimates: Iterable[Estimate]
) -> tuple[Decimal, Decimal] | None:
    """The chance at a discount: on the straight line between two estimates, the first at none.

    None beyond the last estimate, where nobody has thought of it.

    Examples
    --------
    >>> ten = Estimate(share=Decimal("0.1"), low=Decimal("0.5"), high=Decimal("0.6"))
    >>> chance_at(Decimal("0.05"), chance_now=0.4, estimates=[ten])
    (Decimal('0.45'), Decimal('0.50'))
    """
    now = chance(chance_now)
    none = Estimate(share=Decimal(0), low=now, high=now)
    known = sorted((none, *(one for one in estimates if one.share)), key=lambda one: one.share)
    for before, after in pairwise(known):
        if before.share <= share <= after.share:
            part = (share - before.share) / (after.share - before.share)
            low, high = (
                start + part * (end - start)
                for start, end in ((before.low, after.low), (before.high, after.high))
            )
            return low, high
    return (now, now) if not share else None


def discount_table(
    offer: Offer,
    *,
    chance_now: Any,
    estimates: Sequence[Estimate] = (),
    shares: Iterable[Decimal] = USUAL,
) -> tuple[Discount, ...]:
    """Discounts side by side, smallest first; those that the seller estimated are among them."""
    asked = sorted({*shares, *(one.share for one in estimates)})
    return tuple(
        at_share(offer, share, chance_now=chance_now, estimates=estimates) for share in asked
    )


def discount_curve(offer: Offer, *, chance_now: Any, estimates: Sequence[Estimate] = ()) -> Curve:
    """The discounts that a picture shows: as far as they are of interest, and never beyond the margin."""
    now = chance(chance_now)
    turning = largest_that_can_pay(offer, chance_now=now) / offer.price
    shares = [one.share for one in estimates if one.share]
    interest = ROOM * max([turning, *shares]) or offer.margin_share
    most = min(interest, max([offer.margin_share, *shares]))
    steps = [most * place / STEPS for place in range(STEPS + 1)] if most else [Decimal(0)]
    return Curve(
        offer=offer,
        chance_now=now,
        points=tuple(
            at_share(offer, share, chance_now=now, estimates=estimates)
            for share in sorted({*steps, *shares})
        ),
        estimated=tuple(
            at_share(offer, share, chance_now=now, estimates=estimates) for share in sorted(shares)
        ),
        turning=turning,
    )
