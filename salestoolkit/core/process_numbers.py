"""Live numbers of a process: what a deal book says of each stage on the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class StageNumbers:
    """What deals did at one stage by ``as_of``.

    ``entered`` counts deals that came to the stage, ``advanced`` how many of them went on to a later
    stage or were won, ``open_now`` how many stand in it still. ``median_days`` is the Kaplan-Meier
    median of the days in the stage, open stays censored; None where fewer than half have left it.
    """

    entered: int
    advanced: int
    median_days: float | None
    open_now: int


@dataclass(frozen=True, kw_only=True)
class ProcessNumbers:
    """Numbers of the stages of a process (stage key -> numbers) at the end of ``as_of``.

    A stage that the book can say nothing about (one that leads or customers pass) is not in it.

    Examples
    --------
    >>> offer = StageNumbers(entered=40, advanced=25, median_days=6.0, open_now=3)
    >>> ProcessNumbers(as_of=date(2026, 10, 31), stages={"offer": offer}).stages["offer"].advanced
    25
    """

    as_of: date
    stages: Mapping[str, StageNumbers]
