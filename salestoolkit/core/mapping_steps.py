"""The four steps of mapping a sales process, as a list that knows what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from salestoolkit.core.process import SalesProcess
from salestoolkit.core.process_checks import Check, check_people, check_stages

MAPPING_STEPS = ("metrics", "stakeholders", "steps", "track")
"""Choose metrics and goals; name the stakeholders; set steps and activities; track and revise."""

REVISE_AFTER_DAYS = 180
"""A map that nobody has looked at for half a year is not a living one."""

GOAL_FIELDS = ("metric", "amount", "who", "until")
"""What makes a goal specific: each must be filled in."""

_OF_METRICS = frozenset({"no_metrics"})
_OF_STEPS = frozenset(
    {
        *("no_purpose", "no_activities", "no_entry", "no_exit", "no_target_days"),
        *("name_twice", "criterion_too_late", "chance_falls"),
    }
)


@dataclass(frozen=True, kw_only=True)
class MappingStep:
    """One of the four steps: done where nothing is missing."""

    step: str
    missing: tuple[Check, ...]

    @property
    def done(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def mapping_steps(
    process: SalesProcess, *, goals: Sequence[Mapping[str, Any]] = (), today: date
) -> tuple[MappingStep, ...]:
    """The four steps of mapping with what each still lacks, in their order.

    Parameters
    ----------
    process : SalesProcess
        The map as it stands.
    goals : sequence of mappings
        Filled-in SMART cards: each with ``metric``, ``amount``, ``who`` and ``until``.
    today : date
        Day on which the list is looked at: a map should be revised every half a year.
    """
    stages = check_stages(process) if process.stages else (Check(code="no_stages"),)
    missing = {
        "metrics": (*_only(stages, _OF_METRICS), *_goals(goals, today)),
        "stakeholders": (
            *(check for check in stages if check.code == "no_stage_owner"),
            *_sides(process),
            *check_people(process),
        ),
        "steps": _only(stages, _OF_STEPS | {"no_stages"}),
        "track": _versions(process, today),
    }
    return tuple(MappingStep(step=step, missing=missing[step]) for step in MAPPING_STEPS)


def _only(checks: Sequence[Check], codes: frozenset[str]) -> tuple[Check, ...]:
    return tuple(check for check in checks if check.code in codes)


def _goals(goals: Sequence[Mapping[str, Any]], today: date) -> tuple[Check, ...]:
    if not goals:
        return (Check(code="no_goal"),)
    found = []
    for place, goal in enumerate(goals, 1):
        lacking = [name for name in GOAL_FIELDS if goal.get(name) in (None, "")]
        found += [
            Check(code="goal_lacks", fields={"number": place, "field": name}) for name in lacking
        ]
        until = goal.get("until")
        if isinstance(until, date) and until < today:
            found.append(Check(code="goal_over", fields={"number": place}))
    return tuple(found)


def _sides(process: SalesProcess) -> tuple[Check, ...]:
    """Whether anybody of ours and anybody of the client's is named, and who decides there."""
    ours = any(person.side == "us" for person in process.stakeholders)
    client = [person for person in process.stakeholders if person.side == "client"]
    deciding = any(person.buying_part == "decides" for person in client)
    lacks = {
        "no_stakeholders": not ours,
        "no_client_side": not client,
        "nobody_decides": bool(client) and not deciding,
        "no_client_path": not any(stage.client_steps for stage in process.stages),
    }
    return tuple(Check(code=code) for code, missing in lacks.items() if missing)


def _versions(process: SalesProcess, today: date) -> tuple[Check, ...]:
    if not process.versions:
        return (Check(code="no_version"),)
    latest = process.versions[-1].date
    if today - latest > timedelta(days=REVISE_AFTER_DAYS):
        return (Check(code="old_version", fields={"days": (today - latest).days}),)
    return ()
