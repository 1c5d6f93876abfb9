"""What a channel test says whose outcome is money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salestoolkit.core.channel_amounts import ArmAmounts, TwoAmounts
from salestoolkit.core.channel_reading import Reading
from salestoolkit.core.channel_reading_amounts import leads_for_amounts
from salestoolkit.core.channel_setup import ChannelTest
from salestoolkit.core.channel_test import Arm
from salestoolkit.words.channel_said import p_text, say, short
from salestoolkit.words.formats import is_unknown

if TYPE_CHECKING:
    from salestoolkit.words.words import Words


def per_lead(words: Words, reading: Reading, arm: Arm) -> str:
    """An arm's mean amount, with those that brought nothing."""
    found = _amounts(reading)[arm.name]
    return words.money(found.per_lead.value, reading.test.outcome.currency)


def money_arm(words: Words, reading: Reading, place: int, *, name: str, how: str) -> str:
    """What an arm brought, how many brought it, and the means."""
    currency = reading.test.outcome.currency
    found = _amounts(reading)[reading.arms[place].name]
    return say(
        words,
        "detail.money",
        name=name,
        how=how,
        total=words.money(found.total, currency, digits=0),
        n=words.number(found.n),
        per_lead=words.money(found.per_lead.value, currency),
        buyers=words.count("lead", found.buyers, digits=0),
        per_buyer=words.money(found.per_buyer.value, currency),
    )


def money_plan(words: Words, test: ChannelTest) -> str | None:
    """How many leads it takes to see a difference of amounts; None where that was not thought of."""
    each = leads_for_amounts(test.outcome, power=test.power, level=test.level)
    if each is None:
        return None
    return say(
        words,
        "plan.money",
        total=words.count("lead.genitive", each * len(test.arms), digits=0),
        each=words.number(each),
        smallest=words.money(test.outcome.smallest, test.outcome.currency),
        spread=words.money(test.outcome.spread, test.outcome.currency),
        power=words.percent(test.power),
    )


def money_lines(words: Words, reading: Reading) -> list[str]:
    """Differences a lead with their intervals, and warnings where few leads brought most of it."""
    if reading.money is None:
        return []
    lines: list[str] = []
    for pair in reading.money.pairs:
        lines += _pair(words, reading, pair)
    heavy = [one for one in _amounts(reading).values() if (one.top_leads or 0.0) > HEAVY]
    for one in heavy:
        share = words.percent(one.top_leads)
        lines.append(say(words, "detail.money_heavy", name=short(one.name), share=share))
    return lines


HEAVY = 0.5
"""Part of the money that the top hundredth of leads brought, from which it is worth a warning."""


def _pair(words: Words, reading: Reading, pair: TwoAmounts) -> list[str]:
    a, b = short(pair.a.name), short(pair.b.name)
    welch = pair.by_welch
    if pair.interval is None or welch is None or welch.low is None or welch.high is None:
        return [say(words, "detail.money_unknown", a=a, b=b)]
    allowed = 1.0 if reading.money is None else reading.money.allowed
    return [
        say(
            words,
            "detail.money_difference",
            a=a,
            b=b,
            difference=_signed(words, reading, pair.difference),
            interval=_interval(words, reading, pair.interval.low, pair.interval.high),
            welch=_interval(words, reading, welch.low, welch.high),
        ),
        say(
            words,
            "detail.money_p",
            p=p_text(words, pair.p_value),
            allowed=p_text(words, allowed),
        ),
    ]


def _amounts(reading: Reading) -> dict[str, ArmAmounts]:
    pairs = () if reading.money is None else reading.money.pairs
    return {one.name: one for pair in pairs for one in (pair.a, pair.b)}


def _interval(words: Words, reading: Reading, low: float, high: float) -> str:
    ends = (_signed(words, reading, low), _signed(words, reading, high))
    return words.text("plurals.interval.both", low=ends[0], high=ends[1])


def _signed(words: Words, reading: Reading, value: Any) -> str:
    if is_unknown(value):
        return words.number(None)
    size = words.money(abs(value), reading.test.outcome.currency)
    if round(abs(value), 2) == 0:
        return size
    return say(words, "size.plus" if value > 0 else "size.minus", size=size)
