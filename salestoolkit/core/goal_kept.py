"""A goal as a team keeps it: with its own rates, people and working days."""

from __future__ import annotations

from dataclasses import dataclass

from salestoolkit.core.capacity import Team
from salestoolkit.core.goal_basis import Basis
from salestoolkit.core.goal_checks import a_number
from salestoolkit.core.goal_evidence import Evidence
from salestoolkit.core.goal_parts import Goal
from salestoolkit.core.goal_rates import StageRate
from salestoolkit.core.lead_time import LeadTime


@dataclass(frozen=True, kw_only=True)
class KeptGoal:
    """One goal of a goals file.

    ``today`` is the metric's value as the team reads it, ``done`` what is reached in the period,
    ``attempts`` what is planned for the rest of it, each an ``attempt`` (a call); ``lead_days`` the
    days from an attempt to its success. ``stages`` lead from the attempt to the success;
    ``pipeline`` names the process.
    """

    goal: Goal
    pipeline: str | None = None
    today: float | None = None
    done: float = 0.0
    attempts: int | None = None
    attempt: str = "call"
    lead_days: float | None = None
    stages: tuple[StageRate, ...] = ()
    team: Team | None = None

    def __post_init__(self) -> None:
        a_number(self.done, "done")
        for field in ("today", "lead_days"):
            if getattr(self, field) is not None:
                a_number(getattr(self, field), field)
        # refuses an attempt that has no name, and attempts that are no number
        _ = self.evidence

    @property
    def evidence(self) -> Evidence:
        """What the file alone says of the goal."""
        return Evidence(
            basis=Basis(
                stages=self.stages,
                lead=None if self.lead_days is None else LeadTime.fixed(self.lead_days),
                team=self.team,
                done=self.done,
                attempt=self.attempt,
            ),
            today=self.today,
            attempts=self.attempts,
        )
