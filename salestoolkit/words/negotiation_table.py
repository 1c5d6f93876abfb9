"""Discounts side by side, as the rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from salestoolkit.core.approvals import Ladder
from salestoolkit.core.negotiation import Discount
from salestoolkit.words.errors import plain
from salestoolkit.words.negotiation import NAME_LENGTH, amount_text, share_text

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

COLUMNS = ("discount", "price", "margin", "needed", "expected")


def table_title(words: Words, rows: Sequence[Discount]) -> str:
    """What is held side by side: the offer and the chance at its full price."""
    first = rows[0]
    return words.text(
        "negotiation.table.title",
        price=amount_text(words, first.offer.price, first.offer.currency),
        chance=share_text(words, first.chance_now),
    )


def table_header(words: Words, *, ladder: Ladder | None) -> list[str]:
    """Headings of the columns; who may grant it is one where a ladder is known."""
    who = ("who",) if ladder is not None and ladder.rungs else ()
    return [words.text(f"negotiation.table.{name}") for name in (*COLUMNS, *who)]


def table_rows(
    words: Words,
    rows: Sequence[Discount],
    *,
    ladder: Ladder | None = None,
    floor: Decimal | None = None,
) -> list[list[str]]:
    """One row a discount: what is left, what chance it needs, what may be expected, who may grant it."""
    return [
        [
            share_text(words, row.share),
            amount_text(words, row.price, row.offer.currency),
            amount_text(words, row.margin, row.offer.currency),
            _needed(words, row),
            _expected(words, row),
            *_who(words, row, ladder, floor),
        ]
        for row in rows
    ]


def _needed(words: Words, row: Discount) -> str:
    if row.break_even is None:
        return words.text("negotiation.table.none")
    if row.break_even > 1:
        return words.text("negotiation.table.over")
    return share_text(words, row.break_even)


def _expected(words: Words, row: Discount) -> str:
    if row.expected_with is None:
        return words.text("negotiation.table.not_estimated")
    low, high = row.expected_with
    return words.interval(low, high, lambda one: amount_text(words, one, row.offer.currency))


def _who(
    words: Words, row: Discount, ladder: Ladder | None, floor: Decimal | None
) -> tuple[str, ...]:
    if ladder is None or not ladder.rungs:
        return ()
    if floor is not None and row.price < floor:
        return (words.text("negotiation.table.floor"),)
    # to the hundredth of a percent: a share of a price in cents is never exact
    rung = ladder.who_may(round(row.share, 4))
    if rung is None:
        return (words.text("negotiation.table.nobody"),)
    return (plain(rung.role, length=NAME_LENGTH),)
