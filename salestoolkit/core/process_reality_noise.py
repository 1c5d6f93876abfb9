"""What is worth saying when a process is held against its deals, and what is noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from salestoolkit.core.process_reality import Reality

NOTABLE_DEALS, NOTABLE_SHARE = 5, 0.05
"""How often, and in what share of the cases, something happens before it is worth a sentence."""


@dataclass(frozen=True, kw_only=True)
class WaysOff:
    """Moves between stages that the map lacks: ``n`` of ``of`` moves, and of which kind.

    A skip over stages that no deal ever enters is not among them: the map has a stage too many there,
    which is said by itself. Moves that are meant are none either.
    """

    n: int
    of: int
    skips: int
    backs: int
    unknown: int

    @property
    def share(self) -> float | None:
        """Share of all moves between stages; None without any."""
        return self.n / self.of if self.of else None


def notable(n: int, share: float | None, *, least: float = NOTABLE_SHARE) -> bool:
    """Whether something happened often enough to be said.

    >>> notable(5, 0.06), notable(4, 0.5), notable(50, 0.01)
    (True, False, False)
    """
    return share is not None and n >= NOTABLE_DEALS and share >= least


def ways_off(reality: Reality) -> WaysOff:
    """All moves between stages that the map lacks, by kind."""
    counts = {"skip": 0, "back": 0, "unknown": 0}
    every = 0
    for row in reality.moves.to_dict("records"):
        if row["kind"] not in {"next", *counts}:
            continue
        every += int(row["n"])
        if row["kind"] in counts and not row["meant"] and not passed_over(reality, row):
            counts[str(row["kind"])] += int(row["n"])
    return WaysOff(
        n=sum(counts.values()),
        of=every,
        skips=counts["skip"],
        backs=counts["back"],
        unknown=counts["unknown"],
    )


def passed_over(reality: Reality, move: Mapping[Any, Any]) -> bool:
    """Whether a move leaves out only stages that no deal ever enters.

    A win before the last deal stage counts too: then the stages behind it are empty.
    """
    if move["kind"] not in {"skip", "won_early"}:
        return False
    keys = [stage.key for stage in reality.process.stages]
    first = keys.index(str(move["start"])) + 1
    last = keys.index(str(move["end"])) if move["kind"] == "skip" else len(keys)
    between = {stage.key for stage in reality.process.stages[first:last] if stage.passes == "deal"}
    return between <= set(reality.never_entered)
