"""What is said of the whole cycle: the value of a lead, where customers settle, what a step is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from salestoolkit.core.whole_cycle import LeverGain, WholeCycle
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
    words: Words, found: WholeCycle, *, end: float, periods: int, currency: str | None
) -> list[str]:
    """The value of a lead, what customers bring, and how many there are after so many months."""
    told = []
    if found.lead_value is not None:
        value = words.money_about(found.lead_value, currency)
        if found.from_referrals:
            alone = words.money_about(found.first_round, currency)
            told.append(_say(words, "value", value=value, alone=alone))
        else:
            told.append(_say(words, "value_alone", value=value))
        told.append(_say(words, "loop", loop=of_hundred(words, found.loop)))
    months = words.count("month.locative", periods)
    customers = words.number(end, digits=0)
    return [*told, _say(words, "ahead", months=months, customers=customers)]


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
