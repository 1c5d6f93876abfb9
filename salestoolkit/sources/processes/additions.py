"""Add to a team's process file the stages that a newer export knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from salestoolkit.core.process import SalesProcess
from salestoolkit.sources.processes.read import Processes, parse_processes
from salestoolkit.sources.processes.update import updated_text


@dataclass(frozen=True)
class Additions:
    """A process file's new text, and the keys of the stages that were added, by pipeline."""

    text: str
    stages: dict[str | None, list[str]]


def with_new_stages(text: str, offered: Processes, ever: Mapping[str, Iterable[str]]) -> Additions:
    """A process file's text with the stages that an export knows and the file does not.

    A new stage comes after the one it follows in the export; a new pipeline comes last. A stage
    that was offered before (``ever``: stage keys by pipeline, ``""`` for none) and is not in the file
    was taken out by a person: it stays out.

    Returns
    -------
    Additions
        The text, comments and layout kept, and the new stages by pipeline.
    """
    processes = parse_processes(text, file="process.toml")
    added: dict[str | None, list[str]] = {}
    for pipeline, process in offered.items():
        known = processes.get(pipeline)
        before = set(ever.get(pipeline or "", ()))
        if known is not None:
            processes[pipeline], new = _inserted(known, process, before)
            if new:
                added[pipeline] = new
        elif not before:
            processes[pipeline] = process
            added[pipeline] = [stage.key for stage in process.stages]
    return Additions(text=updated_text(text, processes.values()), stages=added)


def _inserted(
    known: SalesProcess, offered: SalesProcess, before: set[str]
) -> tuple[SalesProcess, list[str]]:
    """A process with the stages that are new behind the ones they follow, and their keys."""
    stages = list(known.stages)
    new = []
    place = 0
    for stage in offered.stages:
        keys = [one.key for one in stages]
        if stage.key in keys:
            place = keys.index(stage.key) + 1
        elif stage.key not in before:
            stages.insert(place, stage)
            place += 1
            new.append(stage.key)
    return known.with_stages(tuple(stages)), new
