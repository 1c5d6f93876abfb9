"""Who does what, in words: activities against departments, and the client's own path."""

from __future__ import annotations

from dataclasses import dataclass

from salestoolkit.core.process import SalesProcess
from salestoolkit.core.process_lanes import CLIENT, OTHERS, LaneRow, lanes_of
from salestoolkit.core.process_language import in_language
from salestoolkit.words.words import Words

TOPIC = "process_people"


@dataclass(frozen=True, kw_only=True)
class StagePeople:
    """One stage: a row for each activity, and what the client does meanwhile (``""``: not said)."""

    stage: str
    activities: tuple[tuple[str, ...], ...]
    path: str


@dataclass(frozen=True, kw_only=True)
class PeopleTable:
    """What each column is called, the activity first, and the rows of every stage."""

    header: tuple[str, ...]
    stages: tuple[StagePeople, ...]


def people_table(process: SalesProcess, words: Words, *, stage: str | None = None) -> PeopleTable:
    """Activities against departments, of all stages or of one, in the language of the words."""
    shown = in_language(process, words.language, mark=f"{{text}} ({process.language})")
    if stage is not None:
        shown = shown.with_stages((shown.stage(stage),))
    table = lanes_of(shown)
    names = [
        words.text(f"{TOPIC}.{lane}") if lane in (CLIENT, OTHERS) else lane for lane in table.lanes
    ]

    def cells(row: LaneRow) -> tuple[str, ...]:
        letters = (row.letters.get(lane, "") for lane in table.lanes)
        return (shown.activity(row.activity or "").name, *letters)

    def people(key: str, name: str) -> StagePeople:
        rows = [row for row in table.rows if row.stage == key]
        steps = [step.rstrip(".") for row in rows for step in row.steps]
        path = words.text(f"{TOPIC}.path", steps="; ".join(steps)) if steps else ""
        listed = tuple(cells(row) for row in rows if row.activity is not None)
        return StagePeople(stage=name, activities=listed, path=path)

    header = (words.text(f"{TOPIC}.activity"), *names)
    return PeopleTable(
        header=header, stages=tuple(people(one.key, one.name) for one in shown.stages)
    )
