"""What a sheet is made of: its fields, and what somebody filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any, Literal

FieldType = Literal[
    "text",
    "long_text",
    "choice",
    "choices",
    "number",
    "money",
    "percent",
    "date",
    "yes_no_unknown",
    "list",
    "person",
    "link",
]

LONGEST = {"text": 500, "long_text": 20_000, "person": 200, "link": 2_000, "list": 1_000}
"""Letters that a text may have where its field says nothing (of a list: each item)."""

YES_NO = ("yes", "no", "unknown")
"""How a file writes True, False and None in a field of the type ``yes_no_unknown``."""


@dataclass(frozen=True)
class Money:
    """An amount in a currency, such as ``Money(Decimal("1200.50"), "PLN")``."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount:f} {self.currency}"

    @classmethod
    def parse(cls, text: str) -> Money | None:
        """The amount that a text such as ``"1200.50 PLN"`` gives, None where it gives none.

        Examples
        --------
        >>> Money.parse("1200.50 PLN")
        Money(amount=Decimal('1200.50'), currency='PLN')
        >>> Money.parse("a lot")
        """
        found = re.fullmatch(r"\s*([-+]?[0-9]+(?:\.[0-9]+)?)\s*([A-Z]{3})\s*", text)
        try:
            return cls(Decimal(found[1]), found[2]) if found else None
        except InvalidOperation:
            return None


Value = str | int | float | bool | date | Money | tuple[str, ...] | None
"""What a field holds. None is unknown: it is neither 0, nor an empty text, nor no."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One thing that a sheet asks for.

    ``label`` is what stands beside it, ``hint`` helps to fill it in, ``question`` is asked where it
    is empty. ``choices`` holds the keys that may be chosen with their labels. ``low`` and ``high``
    bound a number (a percentage as a share, 0-1), ``max_length`` the letters of a text (of a list:
    of each item). ``required_when`` names other fields and the values that make this one required.
    """

    key: str
    type: FieldType
    label: str
    hint: str | None = None
    question: str | None = None
    required: bool = False
    required_when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    choices: Mapping[str, str] = field(default_factory=dict)
    low: float | None = None
    high: float | None = None
    max_length: int | None = None
    group: str | None = None

    @property
    def longest(self) -> int:
        """Letters that a text of this field may have."""
        return self.max_length or LONGEST.get(self.type, 0)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A form that a team fills in: what it is for, and its fields in order.

    ``repeats`` tells a sheet of many entries from one card; ``table`` prints the entries as rows,
    an empty page so many ``rows`` of them.
    ``language`` is the one its words are in, ``who`` says who fills it in and ``takes`` how long.
    """

    name: str
    language: str
    title: str
    fields: tuple[Field, ...]
    purpose: str = ""
    who: str = ""
    takes: str = ""
    repeats: bool = False
    table: bool = False
    rows: int = 8

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the fields, in order."""
        return tuple(one.key for one in self.fields)

    def field(self, key: str) -> Field:
        """The field with a key; KeyError where there is none."""
        return {one.key: one for one in self.fields}[key]

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)


@dataclass(frozen=True)
class Entry:
    """What somebody filled in: one card, or one row of many. What is not filled in is None.

    Examples
    --------
    >>> entry = Entry({"client": "Alfa", "figure": 0})
    >>> entry["client"], entry["figure"], entry["industry"]
    ('Alfa', 0, None)
    >>> entry.with_value("client", None).values
    mappingproxy({'figure': 0})
    """

    values: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in self.values.items()
            if value is not None
        }
        object.__setattr__(self, "values", MappingProxyType(known))

    def __getitem__(self, key: str) -> Any:
        return self.values.get(key)

    def text(self, key: str) -> str:
        """A text without the blanks around it, empty where the field is not filled in."""
        value = self.values.get(key)
        return value.strip() if isinstance(value, str) else ""

    def with_value(self, key: str, value: Value) -> Entry:
        """The entry with another value in one field; None takes it out."""
        return Entry({**self.values, key: value})
