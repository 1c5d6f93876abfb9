"""What the sliders of a discount do, without a screen: each move is one call, refused whole or done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from salestoolkit.core.approvals import Ladder
from salestoolkit.core.negotiation import Discount, Offer
from salestoolkit.core.negotiation_curve import Curve, Estimate, at_share, discount_curve
from salestoolkit.core.negotiation_numbers import chance, chances
from salestoolkit.core.negotiation_sheet import Swap
from salestoolkit.errors import InvalidValue
from salestoolkit.words import Words, load_words
from salestoolkit.words.negotiation import (
    ask_line,
    discount_headline,
    discount_lines,
    granting_line,
)
from salestoolkit.words.negotiation_returns import ask_lists

KEYS = ("price", "cost", "chance_now", "discount", "chance_with")
"""What can be moved: money, then shares."""


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where the sliders stand; shares are 0-1."""

    price: Decimal
    cost: Decimal
    chance_now: Decimal
    discount: Decimal
    chance_with: tuple[Decimal, Decimal]


EXAMPLE = Position(
    price=Decimal(12000),
    cost=Decimal(9000),
    chance_now=Decimal("0.4"),
    discount=Decimal("0.1"),
    chance_with=(Decimal("0.5"), Decimal("0.6")),
)
"""A quarter of the price is margin: the case in which most people guess wrong."""


class NegotiationDesk:
    """A discount being thought over: where the sliders stand, and what comes of it.

    A move that is refused changes nothing.

    Parameters
    ----------
    start : Position, optional
        Where the sliders begin; else an example.
    ladder : Ladder, optional
        Who may grant what.
    swaps : sequence of Swap
        What can be asked in return.
    floor : Decimal, optional
        The lowest price agreed beforehand, net.
    """

    def __init__(
        self,
        start: Position = EXAMPLE,
        *,
        currency: str | None = None,
        ladder: Ladder | None = None,
        swaps: Sequence[Swap] = (),
        floor: Decimal | None = None,
        language: str = "en",
    ) -> None:
        self.words: Words = load_words(language)
        self.currency, self.ladder, self.floor = currency, ladder, floor
        self.swaps = tuple(swaps)
        self.now = start
        self.found: Discount = self._discount(start)

    @property
    def curve(self) -> Curve:
        """All discounts of the offer, with the estimate among them."""
        return discount_curve(
            self.found.offer, chance_now=self.now.chance_now, estimates=self._estimates(self.now)
        )

    def label(self, key: str) -> str:
        """The name of what is moved, with its unit."""
        if key in ("price", "cost") and self.currency is None:
            return self.words.text(f"negotiation.widget.{key}_plain")
        fields = {"currency": self.currency} if key in ("price", "cost") else {}
        return self.words.text(f"negotiation.widget.{key}", **fields)

    def move(self, key: str, to: Any) -> Discount:
        """Put something elsewhere: money as a number, shares 0-1, ``chance_with`` as (low, high).

        Raises
        ------
        InvalidValue
            Those of `Offer` and `Discount`; what stood there before still does.
        """
        if key not in KEYS:
            raise InvalidValue("sheet_unknown_key", field=key, allowed=", ".join(KEYS))
        if key == "chance_with":
            to = chances(*to)
        elif key == "chance_now":
            to = chance(to)
        else:
            to = Decimal(str(to))
        moved = replace(self.now, **{key: to})
        found = self._discount(moved)
        self.now, self.found = moved, found
        return found

    def headline(self) -> str:
        """Does it pay? The answer in a sentence."""
        return discount_headline(self.words, self.found)

    def lines(self) -> list[str]:
        """The figures, who may grant it, and what to ask in return."""
        largest = None
        if self.floor is not None:
            price = self.found.offer.price
            largest = max(Decimal(0), (price - self.floor) / price)
        granted = granting_line(self.words, self.now.discount, self.ladder, largest=largest)
        asked = ask_line(self.words, self.found)
        return [
            *discount_lines(self.words, self.found),
            *(line for line in (granted, asked) if line is not None),
        ]

    def returns(self) -> list[tuple[str, list[str]]]:
        """What to ask in return, by the team's own list: heading, lines; none without a list or discount."""
        if not self.swaps or not self.found.amount:
            return []
        return ask_lists(self.words, self.swaps, self.found)

    def _discount(self, position: Position) -> Discount:
        offer = Offer(price=position.price, cost=position.cost, currency=self.currency)
        return at_share(
            offer,
            position.discount,
            chance_now=position.chance_now,
            estimates=self._estimates(position),
        )

    def _estimates(self, position: Position) -> list[Estimate]:
        if not position.discount:
            return []
        low, high = position.chance_with
        return [Estimate(share=position.discount, low=low, high=high)]
