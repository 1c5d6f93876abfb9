"""Checks of lesson 01: customise a template, give each activity one owner, read the real paths."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.core.process_checks import activities_of
from salestoolkit.lessons.answers import (
    RIGHT,
    UNANSWERED,
    Verdict,
    as_pair,
    as_process,
    as_text,
    is_missing,
    same,
    verdict,
)

BEFORE, OLD_ACTIVITY = "closing", "cold_calls"
"""The new stage goes before this one of the universal stages; this activity is replaced."""


def customised(answer: Any, template: SalesProcess) -> Verdict:
    """01.1: a pilot stage before closing, and another activity for the cold calls."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    process = as_process(answer)
    if process is None:
        return verdict("not_process", value=type(answer).__name__)
    if process == template:
        return verdict("unchanged")
    return (
        _lost_stage(process, template)
        or _new_stage(process, template)
        or _replaced(process, template)
        or verdict(RIGHT, stage=_new(process, template)[0].name)
    )


def one_owner_each(answer: Any, given: SalesProcess) -> Verdict:
    """01.2: every activity is done by somebody, and one alone answers for its result."""
    if is_missing(answer):
        return verdict(UNANSWERED)
    process = as_process(answer)
    if process is None:
        return verdict("not_process", value=type(answer).__name__)
    for key in given.activity_keys:
        if key not in process.activity_keys:
            return verdict("activity_lost", activity=given.activity(key).name)
    if process == given:
        return verdict("unchanged")
    known = {person.key for person in given.stakeholders}
    for activity in activities_of(process):
        parts = {*activity.responsible, *activity.accountable}
        if strangers := sorted(parts - known):
            people = ", ".join(person.key for person in given.stakeholders)
            return verdict("unknown_person", value=strangers[0], allowed=people)
        if not activity.responsible:
            return verdict("nobody_does", activity=activity.name)
        if not activity.accountable:
            return verdict("no_owner", activity=activity.name)
        if len(activity.accountable) > 1:
            names = [process.stakeholder(key).name for key in activity.accountable]
            return verdict("two_owners", activity=activity.name, people=", ".join(names))
    return verdict(RIGHT, n=len(process.activity_keys))


def commonest_detour(
    answer: Any, paths: Mapping[tuple[str, str], int], order: tuple[str, ...]
) -> Verdict:
    """01.3: the path that the map lacks and deals take most often.

    ``paths`` counts the moves between two stages, by their names, that the map does not have;
    ``order`` names all stages as the map has them.
    """
    if is_missing(answer):
        return verdict(UNANSWERED)
    pair = as_pair(answer)
    names = [as_text(one) for one in pair] if pair else []
    if len(names) != 2 or not all(names):
        return verdict("not_pair")
    start, end = (_known(name or "", order) for name in names)
    for name, found in zip(names, (start, end), strict=True):
        if found is None:
            return verdict("no_stage", value=name, allowed=", ".join(order))
    assert start is not None
    assert end is not None
    return _judged((start, end), paths, order)


def _judged(
    path: tuple[str, str], paths: Mapping[tuple[str, str], int], order: tuple[str, ...]
) -> Verdict:
    start, end = path
    names = {"start": start, "end": end}
    n = paths.get(path, 0)
    if start == end:
        return verdict("same_stage", stage=start)
    if n and n == max(paths.values()):
        return verdict(RIGHT, n=n, **names)
    if order.index(end) == order.index(start) + 1:
        return verdict("on_the_map", **names)
    if not n and paths.get((end, start)):
        return verdict("turned_round", **names)
    if not n:
        return verdict("never", **names)
    more = sum(1 for other in paths.values() if other > n)
    return verdict("rarer", n=n, more=more, **names)


def _known(name: str, order: tuple[str, ...]) -> str | None:
    return next((stage for stage in order if same(stage, name)), None)


def _new(process: SalesProcess, template: SalesProcess) -> list[Stage]:
    keys = {stage.key for stage in template.stages}
    return [stage for stage in process.stages if stage.key not in keys]


def _lost_stage(process: SalesProcess, template: SalesProcess) -> Verdict | None:
    keys = {stage.key for stage in process.stages}
    gone = next((stage for stage in template.stages if stage.key not in keys), None)
    return None if gone is None else verdict("stage_lost", stage=gone.name)


def _new_stage(process: SalesProcess, template: SalesProcess) -> Verdict | None:
    new = _new(process, template)
    if not new:
        return verdict("no_new_stage")
    if len(new) > 1:
        return verdict("several_new", names=", ".join(stage.name for stage in new))
    place = process.stages.index(new[0])
    follows = process.stages[place + 1] if place + 1 < len(process.stages) else None
    if follows is not None and follows.key == BEFORE:
        return None
    closing = template.stage(BEFORE).name
    if follows is None:
        return verdict("at_the_end", stage=new[0].name, closing=closing)
    return verdict("misplaced", stage=new[0].name, follows=follows.name, closing=closing)


def _replaced(process: SalesProcess, template: SalesProcess) -> Verdict | None:
    old = template.activity(OLD_ACTIVITY)
    if OLD_ACTIVITY in process.activity_keys:
        return verdict("activity_still_there", activity=old.name)
    for stage in template.stages_of(OLD_ACTIVITY):
        if len(process.stage(stage.key).activities) < len(stage.activities):
            return verdict("activity_only_removed", activity=old.name, stage=stage.name)
    return None
