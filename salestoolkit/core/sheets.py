"""What is wrong in a sheet, what is missing, and what to ask next."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from salestoolkit.core.sheet_parts import (
    YES_NO,
    Entry,
    Field,
    FieldType,
    Money,
    Sheet,
    Value,
)

__all__ = [
    "FIELD_TYPES",
    "Completeness",
    "Entry",
    "Fault",
    "Field",
    "FieldType",
    "Gap",
    "Money",
    "Sheet",
    "Value",
    "completeness",
    "fault_in",
    "gaps",
    "is_filled",
    "is_required",
    "validate",
]

FIELD_TYPES: tuple[str, ...] = get_args(FieldType)
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


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A field that is not filled in, and the question that would fill it."""

    key: str
    label: str
    question: str
    required: bool


@dataclass(frozen=True, kw_only=True)
class Completeness:
    """How much of a sheet is filled in: fields that must be, and all of them."""

    required_filled: int
    required: int
    filled: int
    fields: int

    @property
    def required_share(self) -> float | None:
        """Required fields that are filled / required fields; None where nothing is required."""
        return self.required_filled / self.required if self.required else None

    @property
    def share(self) -> float | None:
        """Filled fields / fields; None where there are none."""
        return self.filled / self.fields if self.fields else None


def is_filled(value: Value) -> bool:
    """Whether a value tells something: 0 and no do; None, a blank text and an empty list do not.

    Examples
    --------
    >>> [is_filled(value) for value in (0, False, None, " ", ())]
    [True, True, False, False, False]
    """
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, tuple):
        return any(item.strip() for item in value)
    return value is not None


def is_required(field: Field, entry: Entry) -> bool:
    """Whether a field must be filled in, given what the entry says elsewhere."""
    return field.required or any(
        _as_written(entry[key]) in values for key, values in field.required_when.items()
    )


def validate(sheet: Sheet, entry: Entry) -> tuple[Fault, ...]:
    """Values that the sheet's fields cannot hold, in the order of the sheet; none where all fit."""
    known = ", ".join(sheet.keys)
    faults = [
        Fault(key=key, code="unknown_key", value=str(value), allowed=known)
        for key, value in entry.values.items()
        if key not in sheet.keys
    ]
    found = (fault_in(field, entry[field.key]) for field in sheet)
    return (*(fault for fault in found if fault is not None), *faults)


def fault_in(field: Field, value: Any) -> Fault | None:
    """What is wrong with a value for a field, None where it fits (an unknown one always does)."""
    if value is None:
        return None
    wrong = _CHECKS[field.type](field, value)
    if wrong is None:
        return None
    code, allowed = wrong
    return Fault(key=field.key, code=code, value=str(value), allowed=allowed)


def gaps(sheet: Sheet, entry: Entry) -> tuple[Gap, ...]:
    """What is not filled in, with the question to ask: what must be filled first, as the sheet goes.

    Examples
    --------
    >>> fields = (
    ...     Field(key="hint", type="text", label="Hint"),
    ...     Field(key="hero", type="text", label="Hero", required=True, question="Who is it about?"),
    ... )
    >>> story = Sheet(name="story", language="en", title="Story", fields=fields)
    >>> [gap.question for gap in gaps(story, Entry())]
    ['Who is it about?', 'Hint']
    """
    found = [
        Gap(
            key=field.key,
            label=field.label,
            question=field.question or field.label,
            required=is_required(field, entry),
        )
        for field in sheet
        if not is_filled(entry[field.key])
    ]
    return tuple(sorted(found, key=lambda gap: not gap.required))


def completeness(sheet: Sheet, entries: Entry | Iterable[Entry]) -> Completeness:
    """How many fields are filled in, of those that must be and of all; of several entries the sum."""
    listed = (entries,) if isinstance(entries, Entry) else tuple(entries)
    states = [
        (is_required(field, entry), is_filled(entry[field.key]))
        for entry in listed
        for field in sheet
    ]
    return Completeness(
        required_filled=sum(required and filled for required, filled in states),
        required=sum(required for required, _ in states),
        filled=sum(filled for _, filled in states),
        fields=len(states),
    )


_Wrong = tuple[str, str] | None
"""Code of what is wrong, and what is allowed instead."""


def _as_written(value: Value) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "unknown"}[value]
    return str(value)


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
