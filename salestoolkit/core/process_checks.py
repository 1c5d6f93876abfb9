"""What a map of a sales process still lacks, and where it contradicts itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from salestoolkit.core.process import RACI, Activity, Handover, SalesProcess, Stage

EVERYWHERE = 0.8
"""Share of the activities from which somebody counts as being in everything."""
FEW = 5
"""Fewer activities than this are no reason to say that somebody is in everything."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing to settle: ``code`` is what (words ``process_checks``), the rest where.

    ``stage`` and ``activity`` are keys, None where the whole process is meant; ``fields`` holds what
    the sentence names besides.
    """

    code: str
    stage: str | None = None
    activity: str | None = None
    fields: Mapping[str, str | int | float] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, kw_only=True)
class Passing:
    """A place where the work passes from one department to another.

    ``described`` is the agreement about it in the process, None where there is none.
    """

    giver: str
    taker: str
    after: str
    stage: str
    described: Handover | None


def check_process(process: SalesProcess) -> tuple[Check, ...]:
    """Everything that a process lacks or contradicts: its stages first, then its people.

    Examples
    --------
    >>> bare = SalesProcess(name="Sale", stages=(Stage(key="offer", name="Offer"),))
    >>> sorted({check.code for check in check_process(bare)})[:3]
    ['no_activities', 'no_entry', 'no_exit']
    """
    if not process.stages:
        return (Check(code="no_stages"),)
    return (*check_stages(process), *check_people(process))


def check_stages(process: SalesProcess) -> tuple[Check, ...]:
    """Stages without purpose, activities, criteria, owner, days or measures; criteria in a circle."""
    found = [check for stage in process.stages for check in _check_stage(stage)]
    names = Counter(stage.name.strip().casefold() for stage in process.stages)
    found += [
        Check(code="name_twice", stage=stage.key, fields={"name": stage.name})
        for stage in process.stages
        if names[stage.name.strip().casefold()] > 1
    ]
    return (*found, *_criteria_too_late(process), *_falling_chances(process))


def check_people(process: SalesProcess) -> tuple[Check, ...]:
    """Activities without an owner or with two, people who are in everything, silent hand-overs.

    The owner of an activity is who answers for its result (accountable); there should be one.
    """
    found: list[Check] = []
    for activity in activities_of(process):
        if not activity.responsible:
            found.append(Check(code="nobody_does", activity=activity.key))
        if not activity.accountable:
            found.append(Check(code="no_owner", activity=activity.key))
        if len(activity.accountable) > 1:
            names = ", ".join(process.stakeholder(key).name for key in activity.accountable)
            found.append(Check(code="two_owners", activity=activity.key, fields={"people": names}))
    found += [
        Check(code="in_everything", fields={"person": person, "n": n, "all": all_})
        for person, n, all_ in _everywhere(process)
    ]
    found += [
        Check(
            code="silent_handover",
            stage=passing.stage,
            fields={"giver": passing.giver, "taker": passing.taker},
        )
        for passing in passings(process)
        if passing.described is None
    ]
    return tuple(found)


def activities_of(process: SalesProcess) -> tuple[Activity, ...]:
    """All activities of the process, those of the stages first, each once."""
    return tuple(process.activity(key) for key in process.activity_keys)


def passings(process: SalesProcess) -> tuple[Passing, ...]:
    """Each place where the work passes from one of our departments to another.

    The department of a stage is that of its owner; a stage whose owner belongs to none is passed
    over. The last stage leads back to the first: that is a passing, too. Agreed hand-overs are
    listed also where the owners stay the same.
    """
    owned = [(stage, _department(process, stage)) for stage in process.stages]
    known = [(stage, department) for stage, department in owned if department]
    ring = list(pairwise([*known, *known[:1]])) if len(known) > 1 else []
    found: list[Passing] = []
    for (before, giver), (after, taker) in ring:
        if giver != taker:
            agreed = _agreed(process, giver, taker, after.key)
            found.append(
                Passing(
                    giver=giver,
                    taker=taker,
                    after=before.key,
                    stage=after.key,
                    described=agreed,
                )
            )
    described = {id(passing.described) for passing in found}
    keys = [stage.key for stage in process.stages]
    found += [
        Passing(
            giver=item.giver,
            taker=item.taker,
            after=keys[keys.index(item.stage) - 1] if item.stage in keys else "",
            stage=item.stage,
            described=item,
        )
        for item in process.handovers
        if id(item) not in described
    ]
    return tuple(found)


def _check_stage(stage: Stage) -> Iterable[Check]:
    lacks = {
        "no_purpose": not stage.purpose,
        "no_activities": not (stage.activities or stage.waiting),
        "no_entry": not stage.entry_criteria,
        "no_exit": not stage.exit_criteria,
        "no_stage_owner": not stage.owner,
        "no_target_days": stage.target_days is None and stage.passes == "deal",
        "no_metrics": not stage.metrics,
    }
    return [Check(code=code, stage=stage.key) for code, missing in lacks.items() if missing]


def _criteria_too_late(process: SalesProcess) -> list[Check]:
    """Entry criteria that only the exit of the same or a later stage can give."""
    given: dict[str, list[int]] = {}
    for place, stage in enumerate(process.stages):
        for criterion in stage.exit_criteria:
            given.setdefault(_same(criterion), []).append(place)
    found = []
    for place, stage in enumerate(process.stages):
        for criterion in stage.entry_criteria:
            places = given.get(_same(criterion), [])
            if places and min(places) >= place:
                later = process.stages[min(places)]
                names = {"criterion": criterion, "later": later.name}
                found.append(Check(code="criterion_too_late", stage=stage.key, fields=names))
    return found


def _falling_chances(process: SalesProcess) -> list[Check]:
    """Stages from which fewer deals win than from the stage before: a slip of the pen."""
    known = [stage for stage in process.deal_stages if stage.win_probability is not None]
    return [
        Check(code="chance_falls", stage=after.key, fields={"before": before.name})
        for before, after in pairwise(known)
        if (after.win_probability or 0.0) < (before.win_probability or 0.0)
    ]


def _everywhere(process: SalesProcess) -> list[tuple[str, int, int]]:
    """Who has a part in nearly all activities: name, how many, of how many."""
    activities = [item for item in activities_of(process) if any(getattr(item, p) for p in RACI)]
    if len(activities) < FEW:
        return []
    parts: Counter[str] = Counter()
    for activity in activities:
        parts.update({person for part in RACI for person in getattr(activity, part)})
    limit = EVERYWHERE * len(activities)
    return [
        (process.stakeholder(person).name, n, len(activities))
        for person, n in parts.most_common()
        if n >= limit
    ]


def _department(process: SalesProcess, stage: Stage) -> str | None:
    if stage.owner is None:
        return None
    owner = process.stakeholder(stage.owner)
    return owner.department if owner.side == "us" else None


def _agreed(process: SalesProcess, giver: str, taker: str, stage: str) -> Handover | None:
    fitting = [item for item in process.handovers if (item.giver, item.taker) == (giver, taker)]
    at_stage = [item for item in fitting if item.stage == stage]
    return next(iter([*at_stage, *fitting]), None)


def _same(criterion: str) -> str:
    return criterion.strip().rstrip(".").casefold()
