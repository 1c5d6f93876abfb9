"""What is said of the whole cycle: the value of a lead, where customers settle, what a step is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from salestoolkit.core.cycle_start import CycleStart
from salestoolkit.core.cycle_year import year_levers
from salestoolkit.core.whole_cycle import (
    PERIODS,
    LeverGain,
    WholeCycle,
    cycle_ahead,
    whole_cycle,
)
from salestoolkit.words.referral import of_hundred

if TYPE_CHECKING:
    from salestoolkit.words.words import Words


def cycle_headline(words: Words, found: WholeCycle) -> str:
    """Where the number of customers settles; where it does not, why."""
    if found.reason == "no_churn":
        return _say(words, "no_churn")
    if found.steady is None:
        return _say(words, "grows", loop=of_hundred(words, found.loop))
    return _say(words, "steady", steady=words.number(found.steady, digits=0))


def cycle_lines(
    words: Words,
    found: WholeCycle,
    *,
    end: float,
    periods: int,
    currency: str | None,
    total: tuple[float | None, float | None] | None = None,
) -> list[str]:
    """The value of a lead, what customers bring, and how many there are after so many months.

    Parameters
    ----------
    total : (float, float), optional
        Interval of what one customer becomes through introductions, from which that of the value comes.
    """
    told = []
    if found.lead_value is not None:
        value = words.money_about(found.lead_value, currency)
        if found.from_referrals:
            alone = words.money_about(found.first_round, currency)
            if total is not None:
                value = f"{value} ({_value_interval(words, found, total, currency)})"
            told.append(_say(words, "value", value=value, alone=alone))
        else:
            told.append(_say(words, "value_alone", value=value))
        if total is None:
            told.append(_say(words, "loop", loop=of_hundred(words, found.loop)))
    months = words.count("month.locative", periods)
    customers = words.number(end, digits=0)
    return [*told, _say(words, "ahead", months=months, customers=customers)]


def _value_interval(
    words: Words,
    found: WholeCycle,
    total: tuple[float | None, float | None],
    currency: str | None,
) -> str:
    alone = found.first_round or 0.0
    low, high = (None if end is None else alone * end for end in total)
    interval = words.interval(low, high, lambda end: words.money_about(end, currency))
    return _say(words, "page.by_loop", interval=interval)


def cycle_sentences(
    words: Words,
    start: CycleStart,
    *,
    total: tuple[float | None, float | None],
    currency: str | None,
) -> list[str]:
    """The cycle of a book: what a lead is worth, where customers settle, what a step is worth."""
    if start.cycle is None:
        return [_say(words, f"page.{start.missing}")]
    found = whole_cycle(start.cycle.rates())
    end = cycle_ahead(start.cycle.rates(), start=start.cycle.customers)[-1]
    rests = _say(
        words,
        "page.rests",
        date=words.date(start.as_of),
        leads=words.number(start.leads),
        new=words.number(start.new),
        brought=words.number(start.brought),
        churn=words.percent(start.cycle.churn),
    )
    told = cycle_lines(words, found, end=end, periods=PERIODS, currency=currency, total=total)
    gains = gain_lines(words, year_levers(start.cycle), currency=currency)
    return [cycle_headline(words, found), *told, rests, *gains, _say(words, "page.flat")]


def gain_lines(words: Words, gains: Sequence[LeverGain], *, currency: str | None) -> list[str]:
    """What a small step of each rate changes; nothing where there is no sum to begin with."""
    told = []
    for gain in gains:
        lever = _say(words, f"lever.{gain.lever}")
        if gain.reaches:
            told.append(_say(words, "gain_reaches", lever=lever))
        elif gain.lead_value is not None and gain.steady is not None and gain.lead_value > 0:
            fields = {"lever": lever, "value": words.money_about(gain.lead_value, currency)}
            steady = words.number(gain.steady, digits=0)
            key = "gain" if round(gain.steady) else "gain_value"
            told.append(_say(words, key, **fields, **({"steady": steady} if key == "gain" else {})))
    return [*told, _say(words, "assumed")] if told else []


def _say(words: Words, key: str, **fields: object) -> str:
    return words.text(f"growth.cycle.{key}", **fields)
