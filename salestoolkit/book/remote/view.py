"""As of which day a book's tables are looked at, and what places of a process stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from salestoolkit.core.counts import LOST, WON

REOPENED, NO_STAGE = -1, -2
TRUSTED = ("observed", "inferred", "overwritten", "bulk")
"""Provenances, from the one whose date is most to be trusted."""
INFERRED = TRUSTED.index("inferred")
UNTOLD = len(TRUSTED)
"""Rank of a provenance that is none of these."""


@dataclass(frozen=True)
class View:
    """As of which day the tables are looked at, and the keys of the stages in order.

    ``as_of`` is in days since 1970; ``back`` tells that the tables were exported later.
    """

    stages: tuple[str, ...]
    as_of: int
    back: bool

    @property
    def won(self) -> int:
        """Place of a win: past every stage."""
        return len(self.stages)

    @property
    def lost(self) -> int:
        """Place of a loss."""
        return self.won + 1

    @property
    def open(self) -> int:
        """Place of what has not ended yet."""
        return self.won + 2

    @property
    def width(self) -> int:
        """Places that there are, with `REOPENED` and `NO_STAGE`: what a packed place takes up."""
        return self.won + 4

    def staged(self, place: Any) -> Any:
        """Whether a place is a stage."""
        return (place >= 0) & (place < self.won)

    def known(self, day: Any) -> Any:
        """Whether what happened on a day counts; what has no date does so at the export only."""
        by_then = (day <= self.as_of).fill_null(False)
        return by_then if self.back else by_then | day.isnull()


def place_of(column: Any, names: Sequence[str], *, ends: bool) -> Any:
    """Place of a stage in the process; of won, lost and reopened too where ``ends``; else `NO_STAGE`."""
    import ibis

    places = [(name, place) for place, name in enumerate(names)]
    if ends:
        places += [(WON, len(names)), (LOST, len(names) + 1), ("reopened", REOPENED)]
    if not places:
        return ibis.literal(NO_STAGE, "int16")
    return column.cases(*places, else_=NO_STAGE).fill_null(NO_STAGE).cast("int16")
