"""What is said of a discount: whether it pays, who may grant it, what to ask in return."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any

from salestoolkit.core.approvals import Ladder
from salestoolkit.core.negotiation import Discount, largest_that_can_pay
from salestoolkit.core.negotiation_sheet import Case, CheckFinding
from salestoolkit.core.purchase_path import PathGap
from salestoolkit.words.errors import plain

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

WHOLE_FROM = 100
"""Amounts from here on are shown without cents, unless they have some."""
NAME_LENGTH = 80
TENTH = Decimal("0.001")
"""A tenth of a percent."""


def discount_headline(words: Words, discount: Discount, *, judged: bool = True) -> str:
    """Does the discount pay? The answer in a sentence.

    Parameters
    ----------
    judged : bool
        Whether the chance at the full price is known at all.
    """
    unknown = "not_judged" if discount.amount else "no_discount"
    name = discount.verdict if judged else unknown
    return words.text(f"negotiation.discount.{name}", **_fields(words, discount))


def discount_lines(words: Words, discount: Discount, *, judged: bool = True) -> list[str]:
    """The figures behind the answer, in the order in which one would work them out."""
    offer = discount.offer
    fields = _fields(words, discount)
    key = "margin" if offer.markup_share is not None else "margin_plain"
    lines = [
        words.text(
            f"negotiation.line.{key}",
            margin=fields["margin"],
            share=share_text(words, offer.margin_share),
            markup=share_text(words, offer.markup_share),
        )
    ]
    if not discount.amount:
        return [*lines, *(_turning(words, discount) if judged else [])]
    lines += _left(words, discount)
    if not judged:
        return lines
    if discount.verdict not in ("no_margin", "never"):
        lines += _to_earn_as_much(words, discount)
    lines += _turning(words, discount)
    return [*lines, *(words.text(f"negotiation.line.{key}") for key in ("estimate", "again"))]


def ask_line(words: Words, discount: Discount) -> str | None:
    """What must come in return; None without a discount, or where enough comes already."""
    needed = discount.return_needed
    if not discount.amount or (discount.in_return and discount.in_return >= needed):
        return None
    key = "ask" if needed else "ask_anyway"
    return words.text(
        f"negotiation.line.{key}",
        worth=_money(words, discount, needed.to_integral_value(ROUND_CEILING)),
    )


def floor_line(words: Words, case: Case, margin: Any | None, *, markup: bool = False) -> str | None:
    """The floor and the largest discount that keeps it; None where none is set."""
    if case.floor is None or case.largest is None:
        return None
    key = "floor_cost" if margin is None else "floor_markup" if markup else "floor"
    return words.text(
        f"negotiation.line.{key}",
        floor=words.money(case.floor, case.offer.currency, digits=_cents(case.floor)),
        margin=share_text(words, margin),
        # rounded down: a discount rounded up would go below the floor
        most=share_text(words, case.largest.quantize(TENTH, ROUND_FLOOR)),
    )


def granting_line(
    words: Words, share: Decimal, ladder: Ladder | None, *, largest: Decimal | None = None
) -> str | None:
    """Who may grant a discount; None where none is asked for or no ladder is known.

    Parameters
    ----------
    largest : Decimal, optional
        The largest discount that keeps the floor: nobody may grant more.
    """
    if share and largest is not None and share > largest:
        return words.text("negotiation.line.under_floor")
    if not share or ladder is None or not ladder.rungs:
        return None
    rung = ladder.who_may(share)
    if rung is None:
        return words.text("negotiation.line.nobody", **_rung(words, ladder.rungs[-1]))
    key = "who_people" if rung.people else "who"
    people = ", ".join(plain(name, length=NAME_LENGTH) for name in rung.people)
    return words.text(f"negotiation.line.{key}", people=people, **_rung(words, rung))


def check_lines(words: Words, findings: Sequence[CheckFinding]) -> list[str]:
    """What a negotiation sheet lacks, or that its limits are settled."""
    if not findings:
        return [words.text("negotiation.check.fine")]
    return [
        words.text(
            f"negotiation.check.{finding.code}",
            date=finding.day,
            **({} if finding.rung is None else _rung(words, finding.rung)),
        )
        for finding in findings
    ]


def path_gap(words: Words, gap: PathGap) -> tuple[str, str]:
    """What the path to the order lacks, and what to do about it."""
    fields = {"step": plain(gap.step, length=NAME_LENGTH), "date": gap.day}
    lacks, action = (f"negotiation.path.{gap.code}.{part}" for part in ("lacks", "action"))
    return words.text(lacks, **fields), words.text(action)


def share_text(words: Words, share: Any) -> str:
    """A share in percent, with a decimal only where it has one."""
    if share is None:
        return words.percent(None)
    known = Decimal(str(share)) * 100
    return words.percent(share, digits=0 if abs(known - round(known)) < Decimal("0.05") else 1)


def amount_text(words: Words, amount: Any, currency: str | None) -> str:
    """An amount, without cents where they say nothing."""
    if amount is None:
        return words.money(None, currency)
    known = Decimal(str(amount))
    whole = abs(known) >= WHOLE_FROM or known == known.to_integral_value()
    return words.money(known, currency, digits=0 if whole else 2)


def range_text(words: Words, bounds: tuple[Decimal, Decimal] | None) -> str:
    """A range of chances; one figure where both ends are the same."""
    if bounds is None:
        return words.percent(None)
    return words.interval(*bounds, lambda value: share_text(words, value))


def _fields(words: Words, discount: Discount) -> dict[str, str]:
    """All that a sentence about a discount may name."""

    def money(value: Any) -> str:
        return _money(words, discount, value)

    expected = discount.expected_with
    return {
        "share": share_text(words, discount.share),
        "amount": money(discount.amount),
        "price": money(discount.price),
        "cost": money(discount.offer.cost),
        "margin": money(discount.offer.margin),
        "left": money(discount.margin),
        "now": money(discount.expected_now),
        "with_it": "" if expected is None else words.interval(*expected, money),
        "chance": share_text(words, discount.chance_now),
        "chance_with": range_text(words, discount.chance_with),
        "break_even": share_text(words, discount.break_even),
    }


def _left(words: Words, discount: Discount) -> list[str]:
    """Price and margin after the discount, as a share of the lower price."""
    own = discount.offer.margin - discount.amount
    lines = [
        words.text(
            "negotiation.line.left",
            price=_money(words, discount, discount.price),
            margin=_money(words, discount, own),
            share=share_text(words, own / discount.price if discount.price else None),
        )
    ]
    if discount.in_return:
        worth = _money(words, discount, discount.in_return)
        lines.append(words.text("negotiation.line.returned", worth=worth))
    return lines


def _to_earn_as_much(words: Words, discount: Discount) -> list[str]:
    assert discount.break_even is not None and discount.extra_sales is not None
    lines = []
    rise = discount.break_even - discount.chance_now
    if rise > 0:
        lines.append(
            words.text(
                "negotiation.line.break_even",
                chance=share_text(words, discount.chance_now),
                break_even=share_text(words, discount.break_even),
                points=words.count("point", 100 * rise, digits=1),
            )
        )
    if discount.extra_sales:
        sales = words.number(100 * (1 + discount.extra_sales), digits=0)
        lines.append(words.text("negotiation.line.extra", n=sales))
    return lines


def _turning(words: Words, discount: Discount) -> list[str]:
    if discount.in_return:
        return []
    most = largest_that_can_pay(discount.offer, chance_now=discount.chance_now)
    if not most:
        return [words.text("negotiation.line.turning_none")]
    return [
        words.text(
            "negotiation.line.turning",
            share=share_text(words, most / discount.offer.price),
            amount=_money(words, discount, most),
        )
    ]


def _cents(amount: Decimal) -> int:
    """Decimals of an amount that must not be rounded."""
    return 0 if amount == amount.to_integral_value() else 2


def _rung(words: Words, rung: Any) -> dict[str, str]:
    return {
        "role": plain(rung.role, length=NAME_LENGTH),
        "limit": share_text(words, rung.up_to),
    }


def _money(words: Words, discount: Discount, amount: Any) -> str:
    return amount_text(words, amount, discount.offer.currency)
