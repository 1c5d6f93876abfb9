"""Does a discount pay? Limits agreed beforehand, and what a lower price must bring to earn as much."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any, Literal

from salestoolkit.core.negotiation_numbers import an_amount, chance, chances
from salestoolkit.errors import InvalidValue

Verdict = Literal["none", "pays", "same", "depends", "loses", "never", "no_margin", "open"]

CENT = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What is sold: its price before any discount, and what it costs us to deliver. Both net of VAT.

    Raises
    ------
    InvalidValue
        ``negotiation_price``, ``negotiation_cost``, ``negotiation_cost_over_price``.

    Examples
    --------
    >>> offer = Offer(price=Decimal(12000), cost=Decimal(9000))
    >>> offer.margin, offer.margin_share, round(offer.markup_share, 3)
    (Decimal('3000'), Decimal('0.25'), Decimal('0.333'))
    """

    price: Decimal
    cost: Decimal
    currency: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "price", an_amount(self.price, "negotiation_price"))
        object.__setattr__(self, "cost", an_amount(self.cost, "negotiation_cost"))
        if not self.price:
            raise InvalidValue("negotiation_price", value=0.0)
        if self.cost > self.price:
            raise InvalidValue(
                "negotiation_cost_over_price", value=float(self.cost), allowed=float(self.price)
            )

    @property
    def margin(self) -> Decimal:
        """Price - cost, in money."""
        return self.price - self.cost

    @property
    def margin_share(self) -> Decimal:
        """Margin / price (marża): what is left of each unit of the price."""
        return self.margin / self.price

    @property
    def markup_share(self) -> Decimal | None:
        """Margin / cost (narzut): what was put on the cost; None where nothing costs."""
        return self.margin / self.cost if self.cost else None


@dataclass(frozen=True, kw_only=True)
class Discount:
    """A discount held against the price as it stands: what may be expected of each.

    Expected margin = chance of the sale x margin. A discount pays only if
    p(d) (price - d - cost + in_return) > p(0) (price - cost).

    Parameters
    ----------
    amount : Decimal
        d, in money.
    chance_now : number
        p(0), the seller's own estimate of winning at the full price, 0-1.
    chance_with : (number, number), optional
        Lowest and highest p(d) that the seller thinks possible; None where nobody has thought of it.
    in_return : Decimal
        What the client gives in exchange is worth to us, in money, if the sale comes about.

    Raises
    ------
    InvalidValue
        ``negotiation_discount``, ``negotiation_discount_over_price``, ``negotiation_chance``,
        ``negotiation_chances``, ``negotiation_return``.

    Examples
    --------
    >>> offer = Offer(price=Decimal(12000), cost=Decimal(9000))
    >>> ten = Discount(offer=offer, amount=Decimal(1200), chance_now=0.4, chance_with=(0.5, 0.6))
    >>> ten.expected_now, ten.expected_with, round(ten.break_even, 3), ten.verdict
    (Decimal('1200.0'), (Decimal('900.0'), Decimal('1080.0')), Decimal('0.667'), 'loses')
    """

    offer: Offer
    amount: Decimal
    chance_now: Decimal
    chance_with: tuple[Decimal, Decimal] | None = None
    in_return: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        amount = an_amount(self.amount, "negotiation_discount")
        if amount > self.offer.price:
            raise InvalidValue(
                "negotiation_discount_over_price",
                value=float(amount),
                allowed=float(self.offer.price),
            )
        object.__setattr__(self, "amount", amount)
        object.__setattr__(self, "chance_now", chance(self.chance_now))
        object.__setattr__(self, "in_return", an_amount(self.in_return, "negotiation_return"))
        if self.chance_with is not None:
            object.__setattr__(self, "chance_with", chances(*self.chance_with))

    @property
    def share(self) -> Decimal:
        """Discount / price."""
        return self.amount / self.offer.price

    @property
    def price(self) -> Decimal:
        """Price that is left."""
        return self.offer.price - self.amount

    @property
    def margin(self) -> Decimal:
        """Price - discount - cost, and the worth of what comes in return."""
        return self.offer.margin - self.amount + self.in_return

    @property
    def expected_now(self) -> Decimal:
        """Expected margin at the full price."""
        return self.chance_now * self.offer.margin

    @property
    def expected_with(self) -> tuple[Decimal, Decimal] | None:
        """Expected margin with the discount, lowest and highest; None where the chance is unknown."""
        if self.chance_with is None:
            return None
        low, high = sorted(one * self.margin for one in self.chance_with)
        return low, high

    @property
    def break_even(self) -> Decimal | None:
        """Chance that the discount must bring to earn as much: p(0) (price - cost) / margin left.

        Over 1 where even a certain sale would earn less; None where no margin is left.
        """
        return self.expected_now / self.margin if self.margin > 0 else None

    @property
    def extra_sales(self) -> Decimal | None:
        """How many more sales earn the same margin: what is given up / margin left, as a share.

        None where no margin is left; 0 where nothing is given up.
        """
        if self.margin <= 0:
            return None
        return max(Decimal(0), (self.amount - self.in_return) / self.margin)

    @property
    def return_needed(self) -> Decimal:
        """What the client would have to give in exchange, in money, for the discount not to cost us.

        It is what makes the lowest chance expected earn as much as the full price; the whole discount
        where no chance was estimated, or where it does not rise.
        """
        lowest = self.chance_now if self.chance_with is None else self.chance_with[0]
        if lowest <= self.chance_now:
            return self.amount
        missing = self.expected_now / lowest - (self.offer.margin - self.amount)
        return min(self.amount, max(Decimal(0), missing)).quantize(CENT, ROUND_CEILING)

    @property
    def verdict(self) -> Verdict:
        """Whether the discount pays: see `Verdict`.

        ``none``: no discount; ``no_margin``: nothing is left to earn; ``never``: not even a certain
        sale would earn as much; ``open``: the chance with it is unknown; ``pays`` and ``loses`` hold for
        the whole range of chances, ``depends`` for a part of it, ``same`` where both earn as much.
        """
        if not self.amount:
            return "none"
        if self.margin <= 0:
            return "no_margin"
        if self.expected_now > self.margin:
            return "never"
        if self.expected_with is None:
            return "open"
        low, high = self.expected_with
        if low == high == self.expected_now:
            return "same"
        if low >= self.expected_now:
            return "pays"
        return "depends" if high > self.expected_now else "loses"


def largest_that_can_pay(offer: Offer, *, chance_now: Any) -> Decimal:
    """The discount at which even a certain sale earns only as much: margin x (1 - p(0)), in money.

    Examples
    --------
    >>> largest_that_can_pay(Offer(price=Decimal(12000), cost=Decimal(9000)), chance_now=0.8)
    Decimal('600.0')
    """
    return offer.margin * (1 - chance(chance_now))
