"""What a field can hold: each type's check, and what is said to be allowed instead."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from salestoolkit.core.sheet_parts import YES_NO, Field, Money

LARGEST = 1e15
MOST_ITEMS = 200
LINKS = ("http", "https", "mailto", "file")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A value that a field cannot hold: the field's key, what is wrong, the value, what is allowed."""

    key: str
    code: str
    value: str
    allowed: str = ""


def fault_in(field: Field, value: Any) -> Fault | None:
    """What is wrong with a value for a field, None where it fits (an unknown one always does)."""
    if value is None:
        return None
    wrong = _CHECKS[field.type](field, value)
    if wrong is None:
        return None
    code, allowed = wrong
    return Fault(key=field.key, code=code, value=str(value), allowed=allowed)


_Wrong = tuple[str, str] | None
"""Code of what is wrong, and what is allowed instead."""


def _text(field: Field, value: Any) -> _Wrong:
    if not isinstance(value, str):
        return "not_text", ""
    for letter in value:
        if letter not in "\n\t" and unicodedata.category(letter) in {"Cc", "Cs"}:
            return "bad_letter", f"U+{ord(letter):04X}"
    return ("too_long", str(field.longest)) if len(value) > field.longest else None


def _link(field: Field, value: Any) -> _Wrong:
    wrong = _text(field, value)
    if wrong is not None:
        return wrong
    # one letter before the colon is a drive of Windows
    scheme = re.match(r"\s*([a-z][a-z0-9+.-]+):", value, re.IGNORECASE)
    unknown = scheme is not None and scheme[1].lower() not in LINKS
    return ("bad_link", ", ".join(LINKS)) if unknown else None


def _list(field: Field, value: Any) -> _Wrong:
    if not isinstance(value, tuple) or not all(isinstance(item, str) for item in value):
        return "not_texts", ""
    if len(value) > MOST_ITEMS:
        return "too_many", str(MOST_ITEMS)
    return next((wrong for item in value if (wrong := _text(field, item)) is not None), None)


def _choice(field: Field, value: Any) -> _Wrong:
    known = isinstance(value, str) and value in field.choices
    return None if known else ("not_choice", ", ".join(field.choices))


def _choices(field: Field, value: Any) -> _Wrong:
    known = isinstance(value, tuple) and all(_choice(field, item) is None for item in value)
    return None if known else ("not_choices", ", ".join(field.choices))


def _yes_no(field: Field, value: Any) -> _Wrong:
    return None if isinstance(value, bool) else ("not_choice", ", ".join(YES_NO))


def _number(field: Field, value: Any) -> _Wrong:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not math.isfinite(value):
        return "not_number", ""
    return _outside(field, value)


def _percent(field: Field, value: Any) -> _Wrong:
    wrong = _number(field, value)
    if wrong is None and not 0 <= value <= 1:
        return "outside", "0 – 1"
    return wrong


def _money(field: Field, value: Any) -> _Wrong:
    if not isinstance(value, Money) or Money.parse(str(value)) != value:
        return "not_money", ""
    return _outside(field, float(value.amount))


def _date(field: Field, value: Any) -> _Wrong:
    day = isinstance(value, date) and not isinstance(value, datetime)
    return None if day else ("not_date", "")


def _outside(field: Field, value: float) -> _Wrong:
    low = -LARGEST if field.low is None else field.low
    high = LARGEST if field.high is None else field.high
    return None if low <= value <= high else ("outside", _bounds(field))


def _bounds(field: Field) -> str:
    low, high = (f"{one:.16g}" for one in (field.low or 0.0, field.high or 0.0))
    if field.low is not None and field.high is not None:
        return f"{low} – {high}"
    if field.low is not None:
        return f"≥ {low}"
    return f"≤ {high if field.high is not None else f'{LARGEST:.16g}'}"


_CHECKS: dict[str, Callable[[Field, Any], _Wrong]] = {
    "text": _text,
    "long_text": _text,
    "person": _text,
    "link": _link,
    "list": _list,
    "choice": _choice,
    "choices": _choices,
    "yes_no_unknown": _yes_no,
    "number": _number,
    "percent": _percent,
    "money": _money,
    "date": _date,
}
