"""What the cells of a lesson show of a process: its map, its people, its gaps, its changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from salestoolkit.core.mapping_steps import mapping_steps
from salestoolkit.core.process import RACI, SalesProcess
from salestoolkit.core.process_checks import check_people
from salestoolkit.core.process_diff import diff
from salestoolkit.core.process_language import in_language
from salestoolkit.lessons.shown import (
    Block,
    Shown,
    bullets,
    heading,
    numbered,
    paragraph,
    table,
)
from salestoolkit.sources.templates import activity_steps
from salestoolkit.words import Words
from salestoolkit.words.process_checks import check_sentences, steps_said
from salestoolkit.words.process_diff import changelog

if TYPE_CHECKING:
    from salestoolkit.lessons.workshop import Workshop

MAP_FILES = {"pdf": "map.pdf", "png": "map.png", "svg": "map.svg"}
"""What a map is kept as, in the folder ``team``."""


def picture(processes: Sequence[SalesProcess], words: Words) -> Any:
    """The map of processes as a picture."""
    from salestoolkit.charts.process_map import process_maps

    return process_maps(processes, words)


def kept(workshop: Workshop) -> Shown:
    """Keep the map in the team's folder, and say where and what for."""
    from salestoolkit.charts.process_map import save_map

    words, drawn = workshop.words, picture(workshop.processes, workshop.words)
    rows = []
    for name, file in MAP_FILES.items():
        save_map(drawn, workshop.team / file)
        rows.append((f"{workshop.team.name}/{file}", words.text(f"lessons.map.{name}")))
    header = (words.text("lessons.map.file"), words.text("lessons.map.use"))
    return Shown(heading(words.text("lessons.map.title")), table(header, rows))


def changes(old: SalesProcess, new: SalesProcess, words: Words) -> Shown:
    """What changed from one process to another, group by group."""
    groups = changelog(diff(old, new), words)
    if not groups:
        return Shown(paragraph(words.text("lessons.changes.none")))
    blocks: list[Block] = [heading(words.text("lessons.changes.title"))]
    for group in groups:
        blocks += [paragraph(group.title, bold=True), bullets(group.lines)]
    return Shown(*blocks)


def missing(
    process: SalesProcess, words: Words, *, goals: Sequence[Mapping[str, Any]], today: date
) -> Shown:
    """The four steps of mapping, and what each still lacks."""
    shown = in_language(process, words.language)
    blocks: list[Block] = [heading(words.text("lessons.missing.title"))]
    for step in steps_said(mapping_steps(shown, goals=goals, today=today), shown, words):
        state = "done" if step.done else "open"
        title = words.text(f"lessons.missing.{state}", step=step.title)
        blocks += [paragraph(title, bold=True), bullets(step.lines)]
    return Shown(*blocks)


def roles(process: SalesProcess, words: Words, *, stage: str | None = None) -> Shown:
    """Who does what, one row an activity (of one stage, with the client's path beside it); below it
    what is not settled at all."""
    shown = in_language(process, words.language)
    keys = shown.activity_keys if stage is None else shown.stage(stage).activities
    columns = ("activity", *RACI)
    header = [words.text(f"lessons.roles.{name}") for name in columns]
    rows = [_parts(shown, key) for key in keys]
    lines = check_sentences(check_people(shown), shown, words)
    below = bullets(lines) if lines else paragraph(words.text("lessons.roles.settled"))
    path = () if stage is None else shown.stage(stage).client_steps
    return Shown(
        heading(words.text("lessons.roles.title")),
        table(header, rows),
        *(
            [paragraph(words.text("lessons.roles.client"), bold=True), bullets(path)]
            if path
            else []
        ),
        *([heading(words.text("lessons.roles.open"))] if lines else []),
        below,
    )


def steps(activity: str, words: Words) -> Shown:
    """In which order several departments do something together, one line a step."""
    lines = activity_steps(activity, language=words.language)
    return Shown(numbered(lines))


def _parts(process: SalesProcess, key: str) -> tuple[str, ...]:
    """An activity's name, and by part the names of those who have it."""
    activity = process.activity(key)
    people = (
        ", ".join(process.stakeholder(person).name for person in getattr(activity, part))
        for part in RACI
    )
    return (activity.name, *people)
