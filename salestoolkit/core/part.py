"""The part of a deal book that a page is about."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Part:
    """Deals with one value of a column, held against the others; ``""``: deals without one.

    ``within`` are further columns with the one value that all deals of the book have, the others too:
    the book that the part is looked for in holds no more than those.
    """

    dimension: str
    value: str
    within: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """All columns that its deals are chosen by with their values, its own the last."""
        return (*self.within, (self.dimension, self.value))

    @property
    def key(self) -> tuple[str, str]:
        """Columns and values as two texts, never those of another part.

        Examples
        --------
        >>> Part(dimension="team", value="North").key
        ('team', 'North')
        >>> Part(dimension="team", value="North", within=(("territory", "West"),)).key
        ('territory, team', '["West", "North"]')
        """
        if not self.within:
            return self.dimension, self.value
        columns, values = zip(*self.columns, strict=True)
        return ", ".join(columns), json.dumps(values, ensure_ascii=False)
