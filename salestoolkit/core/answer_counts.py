"""What several people ticked on one sheet: how many chose each answer, of how many who answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from salestoolkit.core.sheets import Entry, Field, Sheet, is_filled

SMALL = 10
"""With fewer answers than this a count says more than a share, and is called small."""


@dataclass(frozen=True, kw_only=True)
class AnswerCounts:
    """Answers to one question: how many chose each, in the sheet's order; ``n`` answered it."""

    field: Field
    counts: tuple[tuple[str, int], ...]

    @property
    def n(self) -> int:
        """How many people answered the question."""
        return sum(count for _, count in self.counts)

    @property
    def small(self) -> bool:
        """Whether there are fewer than 10 answers."""
        return self.n < SMALL


def answer_counts(sheet: Sheet, entries: Sequence[Entry]) -> tuple[AnswerCounts, ...]:
    """Counts of every question with one choice, in the order of the sheet.

    Examples
    --------
    >>> field = Field(key="pace", type="choice", label="Pace", choices={"ok": "right", "no": "wrong"})
    >>> sheet = Sheet(name="day", language="en", title="Day", fields=(field,))
    >>> (pace,) = answer_counts(sheet, [Entry({"pace": "ok"}), Entry({"pace": "ok"}), Entry()])
    >>> pace.counts, pace.n, pace.small
    ((('ok', 2), ('no', 0)), 2, True)
    """
    return tuple(
        AnswerCounts(
            field=field,
            counts=tuple((key, _chosen(entries, field, key)) for key in field.choices),
        )
        for field in sheet
        if field.type == "choice"
    )


def said_in_words(field: Field, entries: Sequence[Entry]) -> tuple[str, ...]:
    """What people wrote in a field, in the order of the alphabet, so that it does not tell who."""
    written = (entry.text(field.key).strip() for entry in entries if is_filled(entry[field.key]))
    return tuple(sorted(written, key=str.casefold))


def _chosen(entries: Sequence[Entry], field: Field, key: str) -> int:
    return sum(entry[field.key] == key for entry in entries)
