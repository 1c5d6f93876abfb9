"""Texts to one person: the form of address, and the fields that somebody has to fill in."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Form = Literal[0, 1, 2]
MAN: Form = 0
WOMAN: Form = 1
SEVERAL: Form = 2
"""Which of three forms is used: also several people, a company, and whoever's form is not known."""
CHOICE = re.compile(r"\[([^\[\]|{}]*)\|([^\[\]|{}]*)\|([^\[\]|{}]*)\]")
LEFT_OVER = re.compile(r"[\[\]|]")


@dataclass(frozen=True, kw_only=True)
class Template:
    """A message before it is filled in: ``subject`` (may be empty) and paragraphs.

    ``{name}`` is a field, ``[for a man|for a woman|for several or unknown]`` chooses a form.
    """

    subject: str
    body: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of subject and body, in the order in which they come."""
        found = (name for text in (self.subject, *self.body) for name in fields_of_text(text))
        return tuple(dict.fromkeys(found))

    def well_formed(self) -> bool:
        """Whether every brace and bracket is closed, and every choice has three forms."""
        return all(_well_formed(text) for text in (self.subject, *self.body))


@dataclass(frozen=True)
class Message:
    """A message ready to send: subject (empty where the channel has none) and body."""

    subject: str
    body: str


def with_form(text: str, form: Form) -> str:
    """A text with the form chosen that the person is addressed by.

    >>> with_form("Czy [ma Pan|ma Pani|mają Państwo] czas?", 1)
    'Czy ma Pani czas?'
    """
    return CHOICE.sub(lambda found: found[form + 1], text)


def fields_of_text(text: str) -> list[str]:
    """Names of the fields of a text; ValueError where a brace is not closed."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its fields filled in; what stands in a value is left as it is.

    >>> filled("{a} {b}", {"a": "{b}", "b": "[x|y|z]"})
    '{b} [x|y|z]'
    >>> filled("In {a}. Yes.", {"a": "Sowa S.A."})
    'In Sowa S.A. Yes.'
    """
    found = ""
    for told, name, _, _ in string.Formatter().parse(text):
        # "Sowa sp. z o.o." at the end of a sentence brings its own full stop
        found += told[1:] if found.endswith(".") and told.startswith(".") else told
        found += values[name] if name is not None else ""
    return found


def _well_formed(text: str) -> bool:
    try:
        names = fields_of_text(text)
    except ValueError:
        return False
    parts = string.Formatter().parse(text)
    plain_fields = all(not spec and not turn for _, _, spec, turn in parts)
    left = LEFT_OVER.search(CHOICE.sub("", text))
    return left is None and plain_fields and all(name.isidentifier() for name in names)
