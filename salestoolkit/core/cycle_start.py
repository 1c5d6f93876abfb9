"""A book's own figures for the cycle: where the sliders of churn and referral begin."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from salestoolkit.core.cycle_year import YearCycle
from salestoolkit.core.plain_text import folded
from salestoolkit.core.referral_clients import Referrals
from salestoolkit.core.retention import Retention

YEAR_DAYS = 365
FEW = 5
"""New customers of a year below which nothing is worked out from them."""
Gap = Literal["no_contracts", "no_leads", "few_new", "no_value", "no_churn"]


@dataclass(frozen=True, kw_only=True)
class CycleStart:
    """The cycle of a book as of its day, all counted over the year before; or what is missing for it.

    ``new`` customers came in that year, ``brought`` of them through another one; ``leads`` are deals
    begun in it from other sources than referrals. ``cycle`` is None where ``missing`` says why.
    """

    as_of: date
    new: int
    brought: int
    leads: int
    cycle: YearCycle | None
    missing: Gap | None = None


def cycle_start(found: Retention, referrals: Referrals, *, leads: int) -> CycleStart:
    """Figures of the cycle from a book.

    Churn = 1 - exp(-left / customer-years). Win = new customers that nobody brought / leads, so that the
    leads of the year make the customers of the year. Conversion is the share of decided referrals won, and
    introductions = brought / conversion; where no source is called a referral, only those that led to a
    customer are known, and conversion is 1.

    Parameters
    ----------
    leads : int
        Deals begun in the year before ``as_of`` from other sources than referrals.
    """
    since = found.as_of - timedelta(days=YEAR_DAYS)
    new = [one for one in found.customers if since < one.joined <= found.as_of]
    brought = sum(1 for one in new if folded(one.name) in referrals.brought_names)
    missing = _missing(found, referrals, new=len(new), leads=leads)
    told = CycleStart(
        as_of=found.as_of, new=len(new), brought=brought, leads=leads, cycle=None, missing=missing
    )
    if missing is not None:
        return told
    won = referrals.won.value if referrals.won is not None else None
    conversion = won or 1.0
    cycle = YearCycle(
        customers=found.active,
        leads=leads / 12,
        win=min((len(new) - brought) / leads, 1.0),
        value=_value(found) or 0.0,
        churn=1 - math.exp(-(referrals.churn.value or 0.0)),
        introductions=10 * (referrals.a_year.value or 0.0) / conversion,
        conversion=conversion,
    )
    return replace(told, cycle=cycle)


def _missing(found: Retention, referrals: Referrals, *, new: int, leads: int) -> Gap | None:
    """The first thing that the cycle cannot do without."""
    checks: list[tuple[Gap, bool]] = [
        ("no_contracts", found.source != "contracts"),
        ("no_leads", leads < 1),
        ("few_new", new < FEW),
        ("no_value", not _value(found)),
        ("no_churn", not referrals.churn.events),
    ]
    return next((gap for gap, lacks in checks if lacks), None)


def _value(found: Retention) -> float | None:
    """Mean revenue of a year of the customers of the day that bring any."""
    amounts = [one.amount_on(found.as_of, found.currency) for one in found.customers]
    paying = [amount for amount in amounts if amount > 0]
    return sum(paying) / len(paying) if paying else None
