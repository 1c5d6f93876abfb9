"""What the readers of letters and talks share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

_CLUE = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
LARGEST = 4_000_000
"""Signs of one letter that are read; what lies beyond is no letter."""


@dataclass(frozen=True, kw_only=True)
class Skipped:
    """A file, or a message of it, that was not read: ``reason`` is a key of content ``mining``.

    ``number`` is the message's number in its file, None for the whole file.
    """

    file: str
    reason: str
    number: int | None = None
    detail: str = ""


def clues_in(*texts: str) -> tuple[str, ...]:
    """Words of a file's name or a subject that may be the id of a deal.

    >>> clues_in("2026/deal-1042.txt", "Re: offer #77")
    ('2026', 'deal-1042', 'deal', '1042', 'txt', 'Re', 'offer', '77')
    """
    words = [word for text in texts for word in _CLUE.findall(text)]
    pieces = [piece for word in words for piece in (word, *word.split("-"))]
    return tuple(dict.fromkeys(pieces))


def day_of(text: str) -> date | None:
    """The day of a date written with its year first; None where it is written otherwise."""
    try:
        return datetime.fromisoformat(text.strip().replace("Z", "+00:00")).date()
    except ValueError:
        return None
