"""What is wrong in a sheet, what is missing, and what to ask next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

from salestoolkit.core.sheet_parts import Entry, Field, FieldType, Money, Sheet, Value
from salestoolkit.core.sheet_values import Fault, fault_in

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


def _as_written(value: Value) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "unknown"}[value]
    return str(value)
