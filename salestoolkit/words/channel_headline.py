"""The verdict of a channel test in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from salestoolkit.core.channel_reading import Reading
from salestoolkit.core.channel_test import Arm
from salestoolkit.words.channel_said import (
    CAN_ASK,
    days_text,
    listed,
    points_interval,
    rate_text,
    say,
    short,
)
from salestoolkit.words.errors import plain

if TYPE_CHECKING:
    from salestoolkit.words.words import Words


def reading_headline(words: Words, reading: Reading) -> str:
    """The verdict in one sentence, also when it is that nothing can be told."""
    return words.text(
        f"channel_test.headline.{_headline_key(words, reading)}", **_fields(words, reading)
    )


def _headline_key(words: Words, reading: Reading) -> str:
    code = reading.code
    if reading.money is not None and code in ("winner", "cannot_tell"):
        return f"{code}_money"
    tries: Sequence[str] = ("",)
    if code in ("winner", "over") and len(reading.arms) > 2:
        tries = ("_many",)
    elif code in CAN_ASK and reading.more_days is None:
        tries = ("_no_days", "") if reading.more_leads is not None else ("_no_number", "_no_days")
    names = (f"{code}{ending}" for ending in tries)
    return next(name for name in names if words.has(f"channel_test.headline.{name}"))


def _fields(words: Words, reading: Reading) -> dict[str, Any]:
    """Everything that a headline may name."""
    test, arms = reading.test, reading.arms
    best, next_best = _best_two(reading)
    two, plan = reading.readout.two, reading.plan
    interval = "" if two is None else points_interval(words, two.interval.low, two.interval.high)
    smallest = test.outcome.smallest
    empty = next((arm.name for arm in arms if not arm.n), arms[0].name)
    return {
        "winner": "" if reading.winner is None else short(reading.winner.name),
        "high": shown_of(words, reading, best),
        "low": shown_of(words, reading, next_best),
        "outcome": plain(test.outcome.name),
        "days": days_text(words, test, case="day.genitive" if _of_days(reading) else "day"),
        "rates": listed(words, lambda arm: shown_of(words, reading, arm), arms, "detail.rate"),
        "smallest": words.count("point", 100 * smallest) if smallest and plan else "",
        "counted": words.number(sum(arm.n for arm in arms)),
        "planned": words.number(plan.leads_total) if plan and plan.leads_total else "",
        "more_days": words.count("day.genitive", reading.more_days, digits=0),
        "more_leads": words.count("lead.genitive", reading.more_leads, digits=0),
        "interval": interval,
        "arm": short(empty),
        "sizes": sizes_text(words, reading, planned=False),
        "expected": sizes_text(words, reading, planned=True),
        "groups": " + ".join(map(str, reading.groups_each)),
        "buyers": " + ".join(str(arm.successes) for arm in arms),
    }


def _of_days(reading: Reading) -> bool:
    """Whether the headline says "within so many days" (w ciągu 10 dni), which asks for the genitive."""
    return reading.code == "winner"


def shown_of(words: Words, reading: Reading, arm: Arm) -> str:
    """What an arm is judged by: its rate, or its mean amount."""
    if reading.money is None:
        return rate_text(words, arm.rate)
    from salestoolkit.words.channel_money import per_lead

    return per_lead(words, reading, arm)


def _best_two(reading: Reading) -> tuple[Arm, Arm]:
    """The winner, else the arm that is ahead, and the best of the others."""
    ranked = sorted(reading.arms, key=lambda arm: arm.rate or 0.0, reverse=True)
    best = reading.winner or ranked[0]
    return best, next(arm for arm in ranked if arm is not best and arm != best)


def sizes_text(words: Words, reading: Reading, *, planned: bool) -> str:
    """Sizes of the arms, as found or as planned."""
    arms = reading.arms
    found = reading.readout.ratio.sizes if reading.code == "blocked" else [arm.n for arm in arms]
    total = sum(found)
    numbers = [total * share for share in reading.test.shares] if planned else found
    return ", ".join(
        say(words, "size.exactly", name=short(arm.name), n=words.number(n, digits=0))
        for arm, n in zip(arms, numbers, strict=True)
    )
