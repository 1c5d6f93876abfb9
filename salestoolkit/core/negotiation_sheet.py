"""What a filled negotiation sheet says: the offer, its floor, the discount asked for, what is amiss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from salestoolkit.core.approvals import Ladder, Rung
from salestoolkit.core.negotiation import CENT, Discount, Offer
from salestoolkit.core.negotiation_curve import Estimate, at_share
from salestoolkit.core.price_floor import floor_price, net_price
from salestoolkit.core.sheets import Entry, Money, is_filled
from salestoolkit.errors import InvalidValue

CheckCode = Literal[
    "no_floor",
    "below_floor",
    "list_below_floor",
    "nobody_may",
    "no_ladder",
    "no_way_out",
    "nothing_in_return",
    "limit_without_reason",
    "limit_without_day",
    "limit_past",
]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One negotiation as its sheet has it; amounts are net.

    ``share`` is the discount asked for, as a share of the price, 0 where none is. ``floor`` is None
    where no margin was agreed. ``judged`` says whether the chance of winning is filled in: without it
    the discount has none to be held against.
    """

    deal: str
    discount: Discount
    share: Decimal
    floor: Decimal | None
    judged: bool

    @property
    def offer(self) -> Offer:
        """What is sold."""
        return self.discount.offer

    @property
    def largest(self) -> Decimal | None:
        """The largest discount that keeps the floor, as a share of the price; None without a floor."""
        if self.floor is None:
            return None
        return max(Decimal(0), (self.offer.price - self.floor) / self.offer.price)


@dataclass(frozen=True, kw_only=True)
class Swap:
    """Something that we can give, and what we ask for it: what both are worth to us, in money."""

    give: str
    costs_us: Decimal | None
    take: str
    worth_to_us: Decimal | None
    worth_to_them: str | None


@dataclass(frozen=True, kw_only=True)
class CheckFinding:
    """Something that a sheet lacks or that goes beyond the limits."""

    code: CheckCode
    rung: Rung | None = None
    day: date | None = None


def case_of(entry: Entry) -> Case | None:
    """The negotiation on a sheet; None where price or cost is not filled in.

    Without a chance nothing can be said of whether a discount pays: then the case is judged by its
    floor and its ladder alone.

    Raises
    ------
    InvalidValue
        ``negotiation_currencies`` and those of `Offer` and `Discount`.
    """
    price, cost = entry["price"], entry["cost"]
    if price is None or cost is None:
        return None
    if price.currency != cost.currency:
        raise InvalidValue("negotiation_currencies", value=price.currency, allowed=cost.currency)
    offer = Offer(price=_net(entry, price), cost=cost.amount, currency=price.currency)
    share = Decimal(str(entry["discount"] or 0))
    floor = entry["least_margin"]
    discount = at_share(
        offer, share, chance_now=entry["chance_now"] or 0, estimates=_estimates(entry, share)
    )
    worth = _in_currency(entry["return_worth"], offer.currency)
    return Case(
        deal=entry.text("deal"),
        discount=replace(discount, in_return=worth or Decimal(0)),
        share=share,
        floor=None if floor is None else floor_price(offer.cost, margin_share=floor),
        judged=entry["chance_now"] is not None,
    )


def check_case(
    case: Case, entry: Entry, *, ladder: Ladder | None, as_of: date
) -> tuple[CheckFinding, ...]:
    """What a negotiation lacks or where it goes beyond its limits, most important first."""
    return (*_floor(case), *_granting(case, ladder), *_missing(case, entry), *_time(entry, as_of))


def ladder_of(entries: Sequence[Entry]) -> Ladder:
    """The ladder on the sheet ``approval_ladder``; rows without a limit are left out."""
    return Ladder(
        tuple(
            Rung(
                role=entry.text("role"),
                up_to=Decimal(str(entry["up_to"])),
                people=tuple(entry["people"] or ()),
            )
            for entry in entries
            if entry["up_to"] is not None and entry.text("role")
        )
    )


def swaps_of(entries: Sequence[Entry], *, currency: str | None) -> tuple[Swap, ...]:
    """The rows of the sheet ``give_and_take``; amounts in other currencies are taken as unknown."""
    return tuple(
        Swap(
            give=entry.text("give"),
            costs_us=_in_currency(entry["costs_us"], currency),
            take=entry.text("take"),
            worth_to_us=_in_currency(entry["worth_to_us"], currency),
            worth_to_them=entry["worth_to_them"],
        )
        for entry in entries
        if is_filled(entry["take"])
    )


def what_to_ask(swaps: Sequence[Swap], needed: Decimal) -> tuple[Swap, ...]:
    """What to ask in return for a discount, best first: what suffices, the smallest of it first.

    What would not suffice alone follows, the most valuable first; what has no known worth is last.
    """
    known = [one for one in swaps if one.worth_to_us is not None]
    enough = [one for one in known if (one.worth_to_us or 0) >= needed]
    less = [one for one in known if (one.worth_to_us or 0) < needed]
    return (
        *sorted(enough, key=_worth),
        *sorted(less, key=_worth, reverse=True),
        *(one for one in swaps if one.worth_to_us is None),
    )


def _worth(swap: Swap) -> Decimal:
    return swap.worth_to_us or Decimal(0)


def _net(entry: Entry, price: Money) -> Decimal:
    if entry["net_or_gross"] != "gross":
        return price.amount
    return net_price(price.amount, vat=entry["vat"] or 0)


def _in_currency(money: Money | None, currency: str | None) -> Decimal | None:
    return money.amount if money is not None and money.currency == currency else None


def _estimates(entry: Entry, share: Decimal) -> list[Estimate]:
    low, high = entry["chance_low"], entry["chance_high"]
    if entry["chance_now"] is None or not share or (low is None and high is None):
        return []
    return [
        Estimate(
            share=share,
            low=low if low is not None else high,
            high=high if high is not None else low,
        )
    ]


_Findings = Iterator[CheckFinding]


def _floor(case: Case) -> _Findings:
    if case.floor is None:
        yield CheckFinding(code="no_floor")
    elif case.offer.price < case.floor:
        yield CheckFinding(code="list_below_floor")
    elif case.discount.price < case.floor - CENT:
        yield CheckFinding(code="below_floor")


def _granting(case: Case, ladder: Ladder | None) -> _Findings:
    if not case.share:
        return
    if ladder is None or not ladder.rungs:
        yield CheckFinding(code="no_ladder")
    elif ladder.who_may(case.share) is None:
        yield CheckFinding(code="nobody_may", rung=ladder.rungs[-1])


def _missing(case: Case, entry: Entry) -> _Findings:
    if case.share and not is_filled(entry["in_return"]):
        yield CheckFinding(code="nothing_in_return")
    if not is_filled(entry["walk_away"]):
        yield CheckFinding(code="no_way_out")


def _time(entry: Entry, as_of: date) -> _Findings:
    """A time limit needs a true reason: without one it is pressure, and it is left out."""
    if entry["time_limit"] is not True:
        return
    if not is_filled(entry["time_limit_reason"]):
        yield CheckFinding(code="limit_without_reason")
    day = entry["time_limit_on"]
    if day is None:
        yield CheckFinding(code="limit_without_day")
    elif day < as_of:
        yield CheckFinding(code="limit_past", day=day)
