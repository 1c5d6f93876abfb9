"""Sales processes as a TOML file that a team edits and keeps in git."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import get_args

import tomlkit
from tomlkit.exceptions import ParseError, TOMLKitError
from tomlkit.items import Table, Whitespace

from salestoolkit.core.process import UNIVERSAL_STAGES, Passes, SalesProcess, Stage
from salestoolkit.errors import BookError
from salestoolkit.sources.toml_entry import TomlEntry

Processes = Mapping[str | None, SalesProcess]

PASSES = get_args(Passes)
RESERVED = ("won", "lost", "open", "reopened")
"""Words of the stage log: no stage may be called so."""


@dataclass(frozen=True)
class Additions:
    """A process file's new text, and the keys of the stages that were added, by pipeline."""

    text: str
    stages: dict[str | None, list[str]]


_STAGE_KEYS = tuple(field.name for field in fields(Stage))
_PROCESS_KEYS = ("name", "pipeline", "language", "stage")
_INTRODUCTION = (
    "The sales process of this deal book: one [[process]] for each pipeline, its stages in order.",
    "Edit it freely: put the stages in order, rename them (name; key is the CRM's own word), and set",
    f"  universal = one of {', '.join(UNIVERSAL_STAGES)}",
    f"  passes = one of {', '.join(PASSES)} (the funnel looks at deals)",
    "  waiting = true where the wait is out of the seller's hands",
    "  target_days, win_probability (0 to 1), purpose, owner,",
    "  activities, entry_criteria, exit_criteria, metrics (lists of texts)",
)


def read_processes(path: Path) -> dict[str | None, SalesProcess]:
    """Read the processes of a file, by pipeline (None where a process names none).

    Raises
    ------
    BookError
        ``process_unreadable``, ``process_syntax``, or one of ``toml_*`` and ``process_*`` with
        file, line, key, value and what is allowed.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BookError("process_unreadable", file=str(path), reason=reason) from error
    return parse_processes(text, file=str(path))


def parse_processes(text: str, *, file: str) -> dict[str | None, SalesProcess]:
    """Processes of a TOML text; ``file`` names it in errors, which are those of `read_processes`.

    Examples
    --------
    >>> text = '[[process]]\\nname = "Sales"\\n[[process.stage]]\\nkey = "Offer"\\n'
    >>> parse_processes(text, file="process.toml")[None].stages[0].name
    'Offer'
    """
    try:
        raw = tomlkit.parse(text).unwrap()
    except TOMLKitError as error:
        line = error.line if isinstance(error, ParseError) else 1
        reason = re.sub(r" at line \d+ col \d+$", "", str(error))
        raise BookError("process_syntax", file=file, line=line, reason=reason) from error
    top = TomlEntry(file=file, source=text, raw=raw)
    top.only(("process",))
    found: dict[str | None, SalesProcess] = {}
    for entry in top.entries("process"):
        process = _process(entry)
        if process.pipeline in found:
            entry.fail("process_twice", "pipeline")
        found[process.pipeline] = process
    return found


def dump_processes(processes: Iterable[SalesProcess]) -> str:
    """The text of a new process file."""
    document = tomlkit.document()
    for line in _INTRODUCTION:
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    listed = tomlkit.aot()
    for process in processes:
        listed.append(_process_table(process))
    document.add("process", listed)
    return tomlkit.dumps(document)


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
    document = tomlkit.parse(text)
    listed = document.setdefault("process", tomlkit.aot())
    added: dict[str | None, list[str]] = {}
    for pipeline, process in offered.items():
        table = next((item for item in listed if item.get("pipeline") == pipeline), None)
        before = set(ever.get(pipeline or "", ()))
        if table is None:
            if not before:
                listed.append(_process_table(process))
                added[pipeline] = [stage.key for stage in process.stages]
            continue
        new = _insert(table, process, before)
        if new:
            added[pipeline] = new
    return Additions(text=tomlkit.dumps(document) if added else text, stages=added)


def _insert(table: Table, process: SalesProcess, before: set[str]) -> list[str]:
    """Put the stages that are new behind the ones they follow; their keys."""
    stages = table.get("stage", ())
    known = [stage["key"] for stage in stages]
    new = []
    place = 0
    for stage in process.stages:
        if stage.key in known:
            place = known.index(stage.key) + 1
        elif stage.key not in before:
            if not known:
                stages = table["stage"] = tomlkit.aot()
            stages.insert(place, _stage_table(stage, last=tomlkit.nl()))
            known.insert(place, stage.key)
            place += 1
            new.append(stage.key)
    return new


def _process(entry: TomlEntry) -> SalesProcess:
    entry.only(_PROCESS_KEYS)
    pipeline = entry.text("pipeline")
    stages: list[Stage] = []
    for number, stage_entry in enumerate(entry.entries("stage")):
        stage = _stage(stage_entry)
        if stage.key in {earlier.key for earlier in stages[:number]}:
            stage_entry.fail("process_twice", "key")
        stages.append(stage)
    return SalesProcess(
        name=entry.text("name") or pipeline or "",
        stages=tuple(stages),
        pipeline=pipeline,
        language=entry.text("language"),
    )


def _stage(entry: TomlEntry) -> Stage:
    entry.only(_STAGE_KEYS)
    key = entry.text("key")
    if not key or key in RESERVED:
        entry.fail("process_stage_key", "key", reserved=", ".join(RESERVED))
    return Stage(
        key=key,
        name=entry.text("name") or key,
        universal=entry.choice("universal", UNIVERSAL_STAGES),
        passes=entry.choice("passes", PASSES) or "deal",
        waiting=entry.switch("waiting"),
        target_days=entry.number("target_days"),
        win_probability=entry.number("win_probability", highest=1.0),
        purpose=entry.text("purpose"),
        owner=entry.text("owner"),
        activities=entry.texts("activities"),
        entry_criteria=entry.texts("entry_criteria"),
        exit_criteria=entry.texts("exit_criteria"),
        metrics=entry.texts("metrics"),
    )


def _process_table(process: SalesProcess) -> Table:
    table = tomlkit.table()
    table["name"] = process.name
    if process.pipeline is not None:
        table["pipeline"] = process.pipeline
    if process.language is not None:
        table["language"] = process.language
    if process.stages:
        table["stage"] = tomlkit.aot()
    for stage in process.stages:
        table["stage"].append(_stage_table(stage))
    return table


def _stage_table(stage: Stage, *, last: Whitespace | None = None) -> Table:
    table = tomlkit.table()
    for key in _STAGE_KEYS:
        value = getattr(stage, key)
        if value is None or value == () or value is False:
            continue
        table[key] = list(value) if isinstance(value, tuple) else value
    if last is not None:
        table.add(last)
    return table
