"""Reasons as people typed them: spellings of one reason together, empty and empty words apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from salestoolkit.core.plain_text import folded, without_accents

Kind = Literal["named", "other", "empty"]
_EDGES = " .,;:!-–—_/\\*\"'„”“()[]"


def reason_key(text: str) -> str:
    """A reason as it is compared: case, accents, spaces and signs at its ends do not count.

    >>> reason_key("  Brak  BUDŻETU. ")
    'brak budzetu'
    """
    return without_accents(folded(text)).strip(_EDGES)


@dataclass(frozen=True, kw_only=True)
class Reason:
    """What one spelling stands for: a named reason, one that says nothing, or none.

    ``label`` is the most frequent spelling of the reason; ``""`` for what names none.
    """

    kind: Kind
    label: str = ""


def sorted_out(spellings: Mapping[str, int], other: Collection[str]) -> dict[str, Reason]:
    """For each spelling the reason that it stands for.

    Parameters
    ----------
    spellings : mapping
        How many deals bear each.
    other : collection of str
        Words that name no reason ("other", "n/a"), in the languages read.

    Examples
    --------
    >>> found = sorted_out({"Price": 5, "price ": 2, "Misc.": 1, "-": 1}, ["misc"])
    >>> found["price "].label, found["Misc."].kind, found["-"].kind
    ('Price', 'other', 'empty')
    """
    nothing = {reason_key(word) for word in other}
    # "?" and "n/a" are all signs or nearly so: a word for nothing may vanish when it is trimmed
    nothing.discard("")
    by_key: dict[str, list[str]] = {}
    for text in spellings:
        by_key.setdefault(reason_key(text), []).append(text)
    found: dict[str, Reason] = {}
    for key, texts in by_key.items():
        if not key:
            reason = Reason(kind="empty")
        elif key in nothing:
            reason = Reason(kind="other")
        else:
            most = min(texts, key=lambda text: (-spellings[text], text))
            reason = Reason(kind="named", label=" ".join(most.split()))
        found |= dict.fromkeys(texts, reason)
    return found
