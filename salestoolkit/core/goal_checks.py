"""What a goal's numbers may be; each refusal names the field, the value and what is allowed."""

from __future__ import annotations

import math
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from salestoolkit.errors import InvalidValue

MOST = 10_000_000
"""Attempts, and successes, beyond which nothing is planned: nobody makes so many."""
LARGEST = 10**15
"""Beyond it sums of numbers lose their last digits."""


def a_number(value: Any, field: str) -> float:
    """A finite number that is 0 or more.

    Raises
    ------
    InvalidValue
        ``goal_not_number`` for a text, NaN or infinity, ``goal_below_zero``, ``goal_too_much`` for one
        that nothing can be worked out with.
    """
    # numpy's numbers have __float__ too; a text that looks like a number is still a text
    number = hasattr(value, "__float__") and not isinstance(value, bool)
    if not number or value != value or abs(value) == math.inf:
        # as a text: NaN would be shown as a gap
        raise InvalidValue("goal_not_number", field=field, value=str(value))
    if value < 0:
        raise InvalidValue("goal_below_zero", field=field, value=value)
    if value > LARGEST:
        raise InvalidValue("goal_too_much", field=field, value=str(value), allowed=LARGEST)
    return float(value)


def a_count(value: Any, field: str, *, most: int = LARGEST) -> int:
    """A whole number from 0 to ``most``; InvalidValue ``goal_not_whole`` or ``goal_too_much``."""
    number = a_number(value, field)
    if not number.is_integer():
        raise InvalidValue("goal_not_whole", field=field, value=value)
    if number > most:
        raise InvalidValue("goal_too_much", field=field, value=value, allowed=most)
    return int(number)


def a_share(value: Any, field: str) -> float:
    """A number from 0 to 1; InvalidValue ``goal_not_share`` for another one."""
    try:
        number = a_number(value, field)
    except InvalidValue as error:
        if error.code == "goal_below_zero":
            raise InvalidValue("goal_not_share", field=field, value=value) from error
        raise
    if number > 1:
        raise InvalidValue("goal_not_share", field=field, value=value)
    return number


def a_chance(value: Any, field: str) -> float:
    """A chance to plan for: above 0 and up to 1; InvalidValue ``goal_not_chance`` for another one."""
    try:
        number = a_share(value, field)
    except InvalidValue as error:
        if error.code == "goal_not_share":
            raise InvalidValue("goal_not_chance", field=field, value=value) from error
        raise
    if number == 0:
        raise InvalidValue("goal_not_chance", field=field, value=value)
    return number


def a_day(value: Any, field: str) -> date:
    """A date; InvalidValue ``goal_not_date`` for anything else."""
    if not isinstance(value, date) or isinstance(value, datetime):
        raise InvalidValue("goal_not_date", field=field, value=value)
    return value


def in_order(start: date | None, until: date | None, *, field: str = "until") -> None:
    """The last day is not before the first; InvalidValue ``goal_end_before_start``."""
    if start is not None and until is not None and until < start:
        raise InvalidValue(
            "goal_end_before_start", field=field, value=str(until), allowed=str(start)
        )


def exact(value: float | Fraction) -> Fraction:
    """A number as it is written: 0.1 is one tenth, not the nearest binary fraction.

    >>> exact(0.7) * exact(0.1) == Fraction(7, 100)
    True
    """
    return value if isinstance(value, Fraction) else Fraction(str(value))
