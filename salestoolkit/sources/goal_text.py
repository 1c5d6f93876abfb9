"""The text of a goals file: goals are changed where they stand, comments stay with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import tomlkit
from tomlkit.items import AoT, Table

from salestoolkit.core.capacity import HOURS_A_DAY, Rep, Team
from salestoolkit.core.goal_basis import ATTEMPTS
from salestoolkit.core.goal_kept import KeptGoal
from salestoolkit.core.goal_parts import METRICS, Goal
from salestoolkit.core.goal_rates import JEFFREYS, StageRate
from salestoolkit.sources.content import load_content
from salestoolkit.sources.toml_text import statements

GOAL = "goal"
"""Each goal of a file is a section ``[[goal]]``."""


def dump_goals(goals: Sequence[KeptGoal], *, language: str = "en") -> str:
    """The text of a new goals file, with a few comments that say how to edit it."""
    lines = load_content(language).texts("goals.file.introduction")
    known = {"metrics": ", ".join(METRICS), "attempts": ", ".join(ATTEMPTS)}
    head = "".join(f"# {line.format(**known)}".rstrip() + "\n" for line in lines)
    return head + "".join(f"\n{_block(written_goal(goal))}" for goal in goals)


def updated_text(old: str, former: Sequence[KeptGoal], goals: Sequence[KeptGoal]) -> str:
    """A file's text with other goals; one that stays keeps its comments and its layout.

    Goals are told apart by their names; ``former`` are those of the old text, in order.
    """
    ending = "\r\n" if "\r\n" in old else "\n"
    head, *blocks = _split(old.replace("\r\n", "\n"))
    by_name = {kept.goal.name: place for place, kept in enumerate(former)}
    parts = [head]
    for goal in goals:
        place = by_name.get(goal.goal.name)
        if place is None:
            parts.append(f"\n{_block(written_goal(goal))}")
        elif former[place] == goal:
            parts.append(blocks[place])
        else:
            parts.append(_changed(blocks[place], written_goal(goal)))
    joined = ""
    for part in parts:
        joined += part if not joined or joined.endswith("\n") else f"\n{part}"
    return joined.replace("\n", ending)


def written_goal(kept: KeptGoal) -> dict[str, Any]:
    """A goal as TOML holds it; what is as it would be anyway is left out."""
    goal = kept.goal
    found: dict[str, Any] = {"name": goal.name}
    for key in ("metric", "amount", "currency", "who", "start", "until"):
        found[key] = getattr(goal, key)
    found["chance"] = _unless(goal.chance, Goal().chance)
    found["enough"] = _unless(goal.enough, Goal().enough)
    found["measures"] = list(goal.measures) or None
    for key in ("pipeline", "today", "attempts", "lead_days"):
        found[key] = getattr(kept, key)
    found["attempt"] = _unless(kept.attempt, "call")
    found["done"] = _unless(kept.done, 0.0)
    found["stage"] = [_stage(stage) for stage in kept.stages] or None
    found["team"] = None if kept.team is None else _team(kept.team)
    return _known(found)


def _stage(stage: StageRate) -> dict[str, Any]:
    prior = None if tuple(stage.prior) == JEFFREYS else list(stage.prior)
    return _known(
        {
            "name": stage.name or None,
            "rate": stage.rate,
            "passed": stage.passed,
            "entered": stage.entered,
            "prior": prior,
        }
    )


def _team(team: Team) -> dict[str, Any]:
    alike = all(rep == Rep() for rep in team.reps)
    calendar = team.calendar
    return _known(
        {
            "reps": len(team.reps) if alike else None,
            "country": calendar.country or "",
            "days_off": list(calendar.days_off) or None,
            "quiet": list(calendar.quiet) or None,
            "day_in_lieu": _unless(calendar.day_in_lieu, True),
            "calls_per_day": team.calls_per_day,
            "selling_share": team.selling_share,
            "minutes_a_call": team.minutes_a_call,
            "hours_a_day": _unless(team.hours_a_day, HOURS_A_DAY),
            "availability": _unless(team.availability, 1.0),
            "leave_days": _unless(team.leave_days, 0.0),
            "ramp": list(team.ramp) or None,
            "rep": None if alike else [_rep(rep) for rep in team.reps],
        }
    )


def _rep(rep: Rep) -> dict[str, Any]:
    return _known(
        {
            "name": rep.name,
            "starts": rep.starts,
            "leaves": rep.leaves,
            "share": _unless(rep.share, 1.0),
            "ramp": None if rep.ramp is None else list(rep.ramp),
        }
    )


def _unless(value: Any, usual: Any) -> Any:
    return None if value == usual else value


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _split(text: str) -> list[str]:
    """What stands before the first goal, then each goal with the comments right above it."""
    starts = [
        _with_comments(text, found.start)
        for found in statements(text)
        if found.header == "[[" and found.names == (GOAL,)
    ]
    return [text[start:end] for start, end in pairwise([0, *starts, len(text)])]


def _with_comments(text: str, start: int) -> int:
    """Where the comments begin that stand right above a header."""
    while start:
        line = text.rfind("\n", 0, start - 1) + 1
        said = text[line:start].strip()
        if not said.startswith("#") or '"""' in said or "'''" in said:
            break
        start = line
    return start


def _changed(block: str, goal: Mapping[str, Any]) -> str:
    """A goal's part of the text with other values; what is unchanged stays as it is written."""
    body = block.rstrip("\n")
    document = tomlkit.parse(body + "\n")
    table = document[GOAL][0]
    assert isinstance(table, Table)
    _merge(table, goal)
    return tomlkit.dumps(document).rstrip("\n") + (block[len(body) :] or "\n")


def _merge(table: Table, values: Mapping[str, Any]) -> None:
    present = table.unwrap()
    for key in [key for key in present if key not in values]:
        # what says the usual in so many words may stay: it means the same
        if not _says_usual(key, present[key]):
            del table[key]
    for key, value in values.items():
        here = table.get(key)
        if isinstance(value, dict) and isinstance(here, Table):
            _merge(here, value)
        elif isinstance(here, AoT) and isinstance(value, list) and len(here) == len(value):
            for part, new in zip(here, value, strict=True):
                _merge(part, new)
        elif not _same(present.get(key), value):
            table[key] = _item(value)


def _says_usual(key: str, value: Any) -> bool:
    usual: dict[str, Any] = {
        "attempt": "call",
        "chance": 0.8,
        "enough": 0.5,
        "done": 0,
        "availability": 1,
        "leave_days": 0,
    }
    usual |= {"hours_a_day": HOURS_A_DAY, "day_in_lieu": True, "share": 1}
    return value in ("", []) or (key in usual and usual[key] == value)


def _same(present: Any, value: Any) -> bool:
    if isinstance(present, int | float) and isinstance(value, int | float):
        return isinstance(present, bool) == isinstance(value, bool) and present == value
    return type(present) is type(value) and bool(present == value)


def _block(goal: Mapping[str, Any]) -> str:
    document = tomlkit.document()
    listed = tomlkit.aot()
    listed.append(_item(goal))
    document[GOAL] = listed
    return tomlkit.dumps(document)


def _item(value: Any) -> Any:
    if isinstance(value, Mapping):
        table = tomlkit.table()
        for key, inside in value.items():
            table[key] = _item(inside)
        return table
    if isinstance(value, list) and value and isinstance(value[0], Mapping):
        listed = tomlkit.aot()
        for part in value:
            listed.append(_item(part))
        return listed
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return tomlkit.item(int(value))
    return tomlkit.item(value)
