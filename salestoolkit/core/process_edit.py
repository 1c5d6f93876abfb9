"""A process while somebody edits it: every step can be taken back and taken again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from salestoolkit.core.process import SalesProcess

_NOT_DECOMPOSED = str.maketrans("łŁøØđĐß", "lLoOdDs")


@dataclass(frozen=True)
class Editing:
    """A process with what it was before (latest last) and what was taken back (next last).

    Examples
    --------
    >>> first = SalesProcess(name="Sale", stages=())
    >>> editing = Editing(first).do(SalesProcess(name="Sales", stages=()))
    >>> editing.undo().current.name, editing.undo().redo().current.name
    ('Sale', 'Sales')
    """

    current: SalesProcess
    past: tuple[SalesProcess, ...] = ()
    future: tuple[SalesProcess, ...] = ()

    def do(self, new: SalesProcess) -> Editing:
        """One step further; a step that changes nothing is none."""
        if new == self.current:
            return self
        return Editing(new, (*self.past, self.current))

    def undo(self) -> Editing:
        """One step back; the same where there is none to take back."""
        if not self.past:
            return self
        return Editing(self.past[-1], self.past[:-1], (*self.future, self.current))

    def redo(self) -> Editing:
        """The step taken back last, taken again; the same where there is none."""
        if not self.future:
            return self
        return Editing(self.future[-1], (*self.past, self.current), self.future[:-1])


def shifted(process: SalesProcess, stage: str, by: int) -> SalesProcess:
    """The process with a stage moved by some places; at an end it stays there."""
    stages = list(process.stages)
    place = stages.index(process.stage(stage))
    moved = stages.pop(place)
    stages.insert(min(max(place + by, 0), len(stages)), moved)
    return process.with_stages(tuple(stages))


def shifted_activity(process: SalesProcess, stage: str, activity: str, by: int) -> SalesProcess:
    """The process with an activity moved by some places within its stage."""
    listed = list(process.stage(stage).activities)
    place = listed.index(process.activity(activity).key)
    moved = listed.pop(place)
    listed.insert(min(max(place + by, 0), len(listed)), moved)
    return process.change_stage(stage, activities=tuple(listed))


def renamed_activity(process: SalesProcess, activity: str, name: str) -> SalesProcess:
    """The process with an activity called otherwise; people keep their parts in it."""
    old = process.activity(activity)
    return process.replace_activity(old.key, replace(old, name=name))


def key_for(name: str, taken: Iterable[str]) -> str:
    """A key made from a name, unlike any that is taken.

    Examples
    --------
    >>> key_for("Umowa pośrednictwa", ["offer"]), key_for("Offer", ["offer"])
    ('umowa_posrednictwa', 'offer_2')
    """
    plain = unicodedata.normalize("NFKD", name.translate(_NOT_DECOMPOSED))
    letters = plain.encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[:40] or "stage"
    used = set(taken)
    candidates = (base, *(f"{base}_{number}" for number in range(2, len(used) + 3)))
    return next(key for key in candidates if key not in used)
