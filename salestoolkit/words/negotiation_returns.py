"""What to ask in return for a discount, and what to offer before one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from salestoolkit.core.negotiation import Discount
from salestoolkit.core.negotiation_sheet import Swap, what_to_ask
from salestoolkit.words.errors import plain
from salestoolkit.words.negotiation import NAME_LENGTH, amount_text

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

MOST_ASKED = 3


def ask_lists(
    words: Words, swaps: Sequence[Swap], discount: Discount
) -> list[tuple[str, list[str]]]:
    """What to ask in return, the best first, and what to offer before a discount: heading, lines."""
    if not swaps:
        return [(words.text("negotiation.ask.none"), [])]
    needed = discount.return_needed
    asked = [
        _asked(words, swap, needed, discount) for swap in what_to_ask(swaps, needed)[:MOST_ASKED]
    ]
    lists = [(words.text("negotiation.ask.heading"), asked)]
    given = [swap for swap in swaps if swap.give and swap.worth_to_them in ("some", "much")]
    if given:
        best = sorted(given, key=lambda one: (one.worth_to_them != "much", one.costs_us or 0))
        lines = [_given(words, swap, discount) for swap in best[:MOST_ASKED]]
        lists.append((words.text("negotiation.ask.instead"), lines))
    return lists


def _asked(words: Words, swap: Swap, needed: Decimal, discount: Discount) -> str:
    worth = swap.worth_to_us
    key = "item_unknown" if worth is None else "item" if worth >= needed else "item_short"
    return words.text(
        f"negotiation.ask.{key}",
        take=plain(swap.take, length=NAME_LENGTH),
        worth=amount_text(words, worth, discount.offer.currency),
    )


def _given(words: Words, swap: Swap, discount: Discount) -> str:
    key = "give" if swap.costs_us is not None else "give_plain"
    much = words.text(f"sheet_give_and_take.fields.worth_to_them.choices.{swap.worth_to_them}")
    return words.text(
        f"negotiation.ask.{key}",
        give=plain(swap.give, length=NAME_LENGTH),
        cost=amount_text(words, swap.costs_us, discount.offer.currency),
        much=much,
    )
