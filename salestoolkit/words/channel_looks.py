"""What a channel test says of the looks at it: how often, and whether that is allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salestoolkit.core.channel_reading import Reading
from salestoolkit.words.channel_said import p_text, say, short

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

TINY = 0.0001


def look_lines(words: Words, reading: Reading) -> list[str]:
    """Whether looking early is allowed, what a look asks for, and how often somebody looked."""
    lines = [_looks_so_far(words, reading)]
    if reading.money is None and not reading.blocked:
        lines.append(_looks_rule(words, reading))
    if reading.decided_on is not None:
        lines.append(say(words, "look.decided", date=reading.decided_on))
    found = reading.tempting
    if found is not None:
        day, name = words.date(found.look.as_of), short(found.ahead)
        lines.append(
            say(words, "look.tempting", date=day, name=name, p=p_text(words, found.p_value))
        )
    return lines


def _looks_so_far(words: Words, reading: Reading) -> str:
    if not reading.past:
        return say(words, "look.first")
    return say(
        words,
        "look.so_far",
        n=words.number(len(reading.past) + 1),
        date=words.date(reading.past[-1].as_of),
    )


def _looks_rule(words: Words, reading: Reading) -> str:
    readout, plan = reading.readout, reading.plan
    if readout.rule == "any_time":
        strongest = max(readout.evidence, key=lambda one: one.value / one.needed)
        key = "any_time_many" if len(readout.evidence) > 1 else "any_time"
        value, needed = words.number(strongest.value, digits=1), words.number(strongest.needed)
        return say(words, f"look.{key}", value=value, needed=needed)
    look = readout.looks[-1]
    if readout.rule == "once":
        if look.bound is None and plan is not None and plan.leads_total:
            return say(words, "look.once", planned=words.number(plan.leads_total))
        return say(words, "look.once_in" if plan is not None else "look.once_unplanned")
    if look.bound is None and look.information >= 1:
        return say(words, "look.daily_spent")
    level = words.percent(1 - reading.test.level)
    if look.nominal < TINY:
        return say(words, "look.daily_tiny", level=level)
    nominal = words.percent(look.nominal, digits=2 if look.nominal < 0.01 else 1)
    return say(words, "look.daily", nominal=nominal, level=level)
