"""A role-play for two or three: who plays what, what the observer looks for, what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

BEHAVIOURS = (
    *("heard_out", "asked", "summed_up"),
    *("their_words", "no_pressing", "next_step"),
)
"""What the observer looks for, in the order in which it happens in a talk."""

LEVELS = ("not_yet", "partly", "yes")
"""How far a behaviour was seen."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One scene as its observer saw it.

    ``seen`` holds a level for each behaviour that the observer has ticked. It is meant for the people
    in the scene: there is no sum, so that nobody is ranked by it.
    """

    on: date
    objection: str
    seller: str = ""
    client: str = ""
    observer: str = ""
    seen: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""

    @property
    def open(self) -> tuple[str, ...]:
        """Behaviours that the observer has not ticked yet."""
        return tuple(name for name in BEHAVIOURS if name not in self.seen)

    def at(self, level: str) -> tuple[str, ...]:
        """Behaviours that were seen at a level, in the order of a talk.

        Examples
        --------
        >>> Scene(on=date(2026, 11, 26), objection="late", seen={"asked": "yes"}).at("yes")
        ('asked',)
        """
        return tuple(name for name in BEHAVIOURS if self.seen.get(name) == level)
