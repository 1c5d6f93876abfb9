"""A summary in words: chapters of sentences, tables and pictures, before it is a page or a workbook."""

from __future__ import annotations

from dataclasses import dataclass

Value = str | float | int | None
"""A cell: a text, or a number that stays one in Excel."""
Row = tuple[Value, ...]
Table = tuple[str, tuple[Row, ...]]
"""A title, and rows of which the first names the columns."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A chapter; where it has neither rows, sentences nor pictures it says so.

    ``lines`` are sentences below the table; ``pictures`` are SVG with a caption each, and have a
    page of their own in print.
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


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a page says above its chapters, the chapters, and all tables of the workbook."""

    language: str
    title: str
    page_title: str
    names: str
    made: str
    parts: tuple[Part, ...]
    tables: tuple[Table, ...]
    nothing: str
    lacks: str
