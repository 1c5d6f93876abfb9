"""The sales process: ordered stages that a deal passes through."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Passes = Literal["lead", "deal", "customer"]

UNIVERSAL_STAGES = (
    "prospecting",
    "research",
    "contact",
    "qualification",
    "presentation",
    "closing",
    "retention",
)
"""Keys of the seven stages every process is compared with; the last leads back to the first."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of a sales process.

    ``key`` is what the stage log holds: for an imported process the CRM's own stage name.
    ``universal`` is the one of the seven stages it resembles, or None; words and next actions
    are found through it. ``passes`` says what goes through it (lead, deal or customer).
    ``waiting`` marks a wait that is out of the seller's hands. ``win_probability`` is 0-1.
    """

    key: str
    name: str
    universal: str | None = None
    passes: Passes = "deal"
    waiting: bool = False
    target_days: float | None = None
    win_probability: float | None = None
    purpose: str | None = None
    owner: str | None = None
    activities: tuple[str, ...] = ()
    entry_criteria: tuple[str, ...] = ()
    exit_criteria: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SalesProcess:
    """Ordered stages of one pipeline. Verbs return a new process; this one never changes."""

    name: str
    stages: tuple[Stage, ...]
    pipeline: str | None = None
    language: str | None = None

    @property
    def deal_stages(self) -> tuple[Stage, ...]:
        """Stages that deals pass through, in order: the funnel. A win is leaving the last one."""
        return tuple(stage for stage in self.stages if stage.passes == "deal")

    def stage(self, key: str) -> Stage:
        """The stage with this key; KeyError names the key where there is none."""
        for stage in self.stages:
            if stage.key == key:
                return stage
        raise KeyError(key)

    def with_stages(self, stages: tuple[Stage, ...]) -> SalesProcess:
        """The same process with other stages."""
        return replace(self, stages=stages)
