"""What the sheets of a process show: the cells of each stage, and who has which part in an activity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from salestoolkit.core.process import RACI, Activity, SalesProcess, Stage
from salestoolkit.sources.content import Content
from salestoolkit.sources.process_excel.cell_text import listed

Value = str | float | None


@dataclass(frozen=True, kw_only=True)
class Column:
    """Somebody who has a part, in the sheet of people: key and name."""

    key: str
    name: str


@dataclass(frozen=True, kw_only=True)
class PeopleView:
    """Activities and who has which part in them: letters by (activity's key, stakeholder's key)."""

    columns: tuple[Column, ...]
    activities: tuple[Activity, ...]
    letters: Mapping[tuple[str, str], str]


def stage_cells(process: SalesProcess, stage: Stage, content: Content) -> dict[str, Value]:
    """The cells of one stage by column."""
    names = [process.activity(key).name for key in stage.activities]
    waiting = "yes" if stage.waiting else "no"
    return {
        "name": stage.name,
        "activities": listed(names),
        "owner": None if stage.owner is None else process.stakeholder(stage.owner).name,
        "entry_criteria": listed(stage.entry_criteria),
        "exit_criteria": listed(stage.exit_criteria),
        "target_days": stage.target_days,
        "win_probability": stage.win_probability,
        "waiting": content.text(f"exchange.sheet.{waiting}"),
    }


def people_view(process: SalesProcess, content: Content) -> PeopleView:
    """All activities, those that a stage merely names too, and everybody with a part in one."""
    named = [key for stage in process.stages for key in stage.activities]
    keys = dict.fromkeys((*(item.key for item in process.activities), *named))
    activities = {item.key: item for item in map(process.activity, keys)}
    people = {item.key: item.name for item in process.stakeholders}
    letters: dict[tuple[str, str], list[str]] = {}
    for activity in activities.values():
        for part in RACI:
            for person in dict.fromkeys(map(process.stakeholder, getattr(activity, part))):
                people.setdefault(person.key, person.name)
                letter = content.text(f"exchange.people.letters.{part}")
                letters.setdefault((activity.key, person.key), []).append(letter)
    return PeopleView(
        columns=tuple(Column(key=key, name=name) for key, name in people.items()),
        activities=tuple(activities.values()),
        letters={pair: ", ".join(found) for pair, found in letters.items()},
    )
