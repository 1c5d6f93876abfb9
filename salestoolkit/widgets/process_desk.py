"""What the editor of a process does, without a screen: each action is one call, and can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from salestoolkit.core.process import RACI, Activity, SalesProcess, Stage
from salestoolkit.core.process_edit import (
    Editing,
    key_for,
    renamed_activity,
    shifted,
    shifted_activity,
)
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.processes import Saved, read_team_processes, save_processes
from salestoolkit.sources.processes.keys import RESERVED

NAME_LENGTH = 200
PARTS = ("", "R", "A", "RA", "C", "I")
"""The parts that a person can have in an activity, as letters of `RACI`."""

_LETTERS = dict(zip("RACI", RACI, strict=True))


class ProcessDesk:
    """The processes of a file on a desk: edited one step at a time, saved as TOML.

    ``place`` says which process of the file is edited. Nothing is written before `save`.

    Parameters
    ----------
    path : path
        The process file.
    processes : sequence of SalesProcess, optional
        What to begin with; else what the file holds. With it there need be no file yet: the first
        `save` writes it.

    Raises
    ------
    BookError
        Where the file is to be read and is missing, holds no process, or is no process file.
    """

    def __init__(self, path: str | Path, processes: Sequence[SalesProcess] | None = None) -> None:
        self.path = Path(path)
        found = tuple(read_team_processes(self.path).values()) if processes is None else processes
        self.edits = [Editing(process) for process in found]
        self.place = 0
        self._saved = None if processes is not None else self.processes

    @property
    def processes(self) -> tuple[SalesProcess, ...]:
        """All processes as they stand."""
        return tuple(edit.current for edit in self.edits)

    @property
    def process(self) -> SalesProcess:
        """The process being edited, as it stands."""
        return self.edits[self.place].current

    @property
    def unsaved(self) -> bool:
        """Whether something has changed since the last save."""
        return self._saved != self.processes

    def undo(self) -> None:
        """Take the last step back."""
        self.edits[self.place] = self.edits[self.place].undo()

    def redo(self) -> None:
        """Take the step that was taken back again."""
        self.edits[self.place] = self.edits[self.place].redo()

    def save(self) -> Saved:
        """Write the file, comments kept; the former file stays beside it as a copy."""
        written = save_processes(self.path, self.processes)
        self._saved = self.processes
        return written

    def add_stage(self, name: str, *, after: str | None = None) -> str:
        """A new stage behind another one, else at the end; its key."""
        called = self._free_name(name)
        key = key_for(called, (*RESERVED, *(stage.key for stage in self.process.stages)))
        before = self.process.stage(after) if after is not None else None
        passes = before.passes if before is not None else "deal"
        self._do(self.process.with_stage(Stage(key=key, name=called, passes=passes), after=after))
        return key

    def remove_stage(self, stage: str) -> None:
        """Take a stage out."""
        self._do(self.process.without_stage(stage))

    def shift_stage(self, stage: str, by: int) -> None:
        """Move a stage by some places: -1 is one up."""
        self._do(shifted(self.process, stage, by))

    def change_stage(self, stage: str, **values: Any) -> None:
        """Other values in a stage; numbers may come as texts (``"12,5"``), empty means none."""
        changes = {name: _READ.get(name, _same)(value) for name, value in values.items()}
        if "name" in changes and changes["name"] != self.process.stage(stage).name:
            changes["name"] = self._free_name(changes["name"])
        self._do(self.process.change_stage(stage, **changes))

    def add_activity(self, stage: str, name: str) -> str:
        """An activity in a stage: one that the process knows by this name, or a new one; its key."""
        called = _name(name)
        known = next((item for item in self._activities() if item.name == called), None)
        taken = self.process.activity_keys
        activity = known or Activity(key=key_for(called, taken), name=called)
        self._do(self.process.with_activity(stage, activity))
        return activity.key

    def rename_activity(self, activity: str, name: str) -> None:
        """Call an activity otherwise, in every stage that has it."""
        self._do(renamed_activity(self.process, activity, _name(name)))

    def remove_activity(self, stage: str, activity: str) -> None:
        """Take an activity out of a stage."""
        self._do(self.process.without_activity(activity, stage=stage))

    def shift_activity(self, stage: str, activity: str, by: int) -> None:
        """Move an activity by some places within its stage."""
        self._do(shifted_activity(self.process, stage, activity, by))

    def move_activity(self, activity: str, start: str, end: str) -> None:
        """Move an activity from one stage to another."""
        moved = self.process.activity(activity)
        there = self.process.with_activity(end, moved)
        self._do(there.without_activity(moved.key, stage=start))

    def part_of(self, activity: str, person: str) -> str:
        """The letters of a person's part in an activity, ``""`` for none."""
        parts = self.process.activity(activity)
        return "".join(
            letter for letter, part in _LETTERS.items() if person in getattr(parts, part)
        )

    def assign(self, activity: str, person: str, letters: str) -> None:
        """Give a person a part in an activity: letters of R, A, C, I; none takes it away."""
        if letters not in PARTS:
            raise InvalidValue("process_no_part", value=letters, allowed=", ".join(PARTS[1:]))
        old = self.process.activity(activity)
        changes: dict[str, Any] = {}
        for letter, part in _LETTERS.items():
            others = tuple(key for key in getattr(old, part) if key != person)
            stays = letter in letters and person in getattr(old, part)
            wanted = (*others, person) if letter in letters else others
            changes[part] = getattr(old, part) if stays else wanted
        self._do(self.process.replace_activity(old.key, replace(old, **changes)))

    def _do(self, new: SalesProcess) -> None:
        self.edits[self.place] = self.edits[self.place].do(new)

    def _activities(self) -> tuple[Activity, ...]:
        return tuple(self.process.activity(key) for key in self.process.activity_keys)

    def _free_name(self, text: str) -> str:
        called = _name(text)
        if any(stage.name.casefold() == called.casefold() for stage in self.process.stages):
            raise InvalidValue("process_name_taken", value=called)
        return called


def _name(text: str) -> str:
    called = " ".join(str(text).split())
    if not called or len(called) > NAME_LENGTH:
        raise InvalidValue("process_name_length", value=called[:NAME_LENGTH], allowed=NAME_LENGTH)
    return called


def _same(value: Any) -> Any:
    return value


def _text(value: str | None) -> str | None:
    return (value or "").strip() or None


def _lines(value: str | Sequence[str]) -> tuple[str, ...]:
    lines = value.splitlines() if isinstance(value, str) else value
    return tuple(line.strip() for line in lines if line.strip())


def _number(code: str, highest: float) -> Callable[[Any], float | None]:
    def read(value: Any) -> float | None:
        text = str("" if value is None else value).strip().removesuffix("%").strip()
        if not text:
            return None
        try:
            number = float(text.replace(",", "."))
        except ValueError:
            number = -1.0
        if not 0 <= number <= highest:
            raise InvalidValue(code, value=text, allowed=f"0–{highest:g}")
        return number

    return read


def _share(value: Any) -> float | None:
    percent = _number("process_percent", 100)(value)
    return None if percent is None else percent / 100


_READ: dict[str, Callable[[Any], Any]] = {
    "name": _name,
    "purpose": _text,
    "owner": _text,
    "target_days": _number("process_days", 3650),
    "win_probability": _share,
    "entry_criteria": _lines,
    "exit_criteria": _lines,
    "client_steps": _lines,
    "metrics": _lines,
}
