"""How figures of a channel test are said: rates, differences, chances, names that people typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from salestoolkit.core.channel_setup import ChannelTest, PlannedArm
from salestoolkit.core.channel_test import Arm
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import is_unknown

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

NAME_LENGTH = 40
TEMPLATE_LENGTH = 80
LEADS = 1000
"""Leads by which the cost of being wrong is counted."""
CAN_ASK = ("cannot_tell", "not_yet", "too_small")
"""Verdicts after which more leads help."""


def how(words: Words, arm: PlannedArm) -> str:
    """Channel and template of an arm."""
    channel = words.text(f"channel_test.channel.{arm.channel}")
    if not arm.template:
        return channel
    template = plain(arm.template, length=TEMPLATE_LENGTH)
    return say(words, "detail.how", channel=channel, template=template)


def rate_text(words: Words, share: Any) -> str:
    """A rate in percent with a decimal."""
    return words.percent(share, digits=1)


def points_text(words: Words, difference: Any, *, noun: str = "point") -> str:
    """A difference of rates in percentage points, with its sign."""
    return signed(words, difference, noun)


def points_interval(words: Words, low: float, high: float) -> str:
    """Both ends of a difference; the unit is said once."""
    first, last = signed(words, low, "number"), signed(words, high, "point.genitive")
    return words.text("plurals.interval.both", low=first, high=last)


def p_text(words: Words, p_value: Any) -> str:
    """A p-value in percent; what is tiny is not shown as 0."""
    if not is_unknown(p_value) and p_value < 0.001:
        return say(words, "size.under_p")
    return words.percent(p_value, digits=1)


def probability_text(words: Words, chance: Any) -> str:
    """A probability in percent, never 0 or 100."""
    if not is_unknown(chance) and chance > 0.999:
        return say(words, "size.over_chance")
    if not is_unknown(chance) and chance < 0.001:
        return say(words, "size.under_chance")
    return words.percent(chance, digits=1)


def loss_text(words: Words, loss: float) -> str:
    """Successes given away in 1,000 leads."""
    if LEADS * loss < 0.05:
        return say(words, "size.under_loss")
    return words.number(LEADS * loss, digits=1 if LEADS * loss < 10 else 0)


def days_text(words: Words, test: ChannelTest, *, case: str = "day") -> str:
    """The window of the outcome."""
    return words.count(case, test.outcome.window_days, digits=0)


def short(name: str) -> str:
    """An arm's name for a sentence: it was typed by people."""
    return plain(name, length=NAME_LENGTH)


def listed(words: Words, shown: Callable[[Arm], str], arms: Iterable[Arm], key: str) -> str:
    """Each arm with something about it: ``“A” 8.1%, “B” 14.0%``."""
    return ", ".join(
        say(words, key, name=short(arm.name), rate=shown(arm), n=shown(arm)) for arm in arms
    )


def signed(words: Words, difference: Any, noun: str) -> str:
    """A difference times 100 with its sign; none before what is shown as zero."""
    if is_unknown(difference):
        return words.number(None)
    size = words.count(noun, 100 * abs(difference), digits=1)
    if round(100 * abs(difference), 1) == 0:
        return size
    return say(words, "size.plus" if difference > 0 else "size.minus", size=size)


def say(words: Words, key: str, /, **fields: Any) -> str:
    """A text of this topic."""
    return words.text(f"channel_test.{key}", **fields)
