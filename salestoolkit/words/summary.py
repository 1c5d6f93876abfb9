"""A summary in words: chapters of sentences, tables and pictures, before it is a page or a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

Value = str | float | int | None
"""A cell: a text, or a number that stays one in Excel."""
Row = tuple[Value, ...]
Table = tuple[str, tuple[Row, ...]]
"""A title, and rows of which the first names the columns."""
MOST_COLUMNS = 9
"""Columns that a page shows beside each other; more of them are several tables, one under the other."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A chapter; where it has neither rows, sentences nor pictures it says so.

    ``lines`` are sentences below the table; ``pictures`` are SVG with a caption each, two of them
    side by side.
    """

    title: str
    lead: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    lines: tuple[str, ...] = ()
    pictures: tuple[tuple[str, str], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nobody has written anything that belongs here."""
        return not (self.rows or self.lines or self.pictures)

    @property
    def tables(self) -> tuple[tuple[Row, tuple[Row, ...]], ...]:
        """Header and rows as a page shows them: many columns parted evenly, the first in each part.

        Examples
        --------
        >>> part = Part(title="", header=tuple("abcdefghijk"), rows=(tuple(range(11)),))
        >>> [header for header, _ in part.tables]
        [('a', 'b', 'c', 'd', 'e', 'f'), ('a', 'g', 'h', 'i', 'j', 'k')]
        """
        if not self.rows:
            return ()
        columns = len(self.header) - 1
        parts = ceil(columns / (MOST_COLUMNS - 1))
        if parts <= 1:
            return ((self.header, self.rows),)
        size = ceil(columns / parts)
        starts = range(1, columns + 1, size)
        return tuple(
            (
                (self.header[0], *self.header[at : at + size]),
                tuple((row[0], *row[at : at + size]) for row in self.rows),
            )
            for at in starts
        )


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a page says above its chapters, the chapters, and all tables of the workbook.

    ``short`` are lines on the chapters: what each is about, and what it says.
    """

    language: str
    title: str
    page_title: str
    headline: str
    short: tuple[tuple[str, str], ...]
    names: str
    made: str
    parts: tuple[Part, ...]
    tables: tuple[Table, ...]
    nothing: str
    lacks: str
