"""A team's folder with a schedule, a clock that stands where a test puts it, and batches that count."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from salestoolkit.errors import SalesToolkitError
from salestoolkit.reports.schedule.due import Event, run_due
from salestoolkit.reports.schedule.schedule_file import Schedule, ScheduledRun, read_schedule
from salestoolkit.reports.schedule.settle import BatchOutcome
from salestoolkit.words import load_words

WARSAW = ZoneInfo("Europe/Warsaw")
TOP = 'zone = "Europe/Warsaw"\n'
MONDAY = (
    '[[run]]\nname = "monday"\nbatch = "monday.toml"\nevery = "week"\non = "monday"\nat = "07:00"\n'
)
BATCH = 'book = "book"\nto = "pages"\n[[report]]\nnotebook = "funnel_audit"\n'
DROP = 'drop = "inbox"\nsettle_seconds = 0\n[import]\nbook = "book"\n'


@dataclass(frozen=True)
class Done:
    """A batch that ended with an exit code."""

    exit_code: int = 0


@dataclass
class Team:
    """The folder, and what was made in it."""

    folder: Path
    makes: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    ends: list[BatchOutcome | BaseException] = field(default_factory=list)
    language: str = "en"

    @property
    def file(self) -> Path:
        return self.folder / "schedule.toml"

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    def write(self, text: str) -> Team:
        self.file.write_text(text, encoding="utf-8")
        return self

    def schedule(self) -> Schedule:
        return read_schedule(self.file)

    def call(self, moment: str) -> int:
        """A scheduler's call at a moment by the clock of Warsaw; each batch ends as `ends` says."""
        now = datetime.fromisoformat(moment)
        now = now if now.tzinfo else now.replace(tzinfo=WARSAW)
        self.events = []
        return run_due(
            self.schedule(),
            clock=lambda: now,
            words=load_words(self.language),
            make=self._make,
            tell=self.events.append,
        )

    def _make(self, run: ScheduledRun) -> BatchOutcome:
        self.makes.append(run.name)
        end = self.ends.pop(0) if self.ends else Done()
        if isinstance(end, BaseException):
            raise end
        return end

    def fates(self) -> list[str]:
        return [event.fate for event in self.events]

    def errors(self) -> list[SalesToolkitError]:
        return [event.error for event in self.events if event.error is not None]

    def drop(self, name: str, text: str = "", *, day: str = "2026-11-30") -> Path:
        """A file that was written on a day, and has lain in the drop folder since."""
        path = self.inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written = datetime.fromisoformat(f"{day}T05:00").replace(tzinfo=WARSAW).timestamp()
        os.utime(path, (written, written))
        return path

    def lying(self, *parts: str) -> Sequence[str]:
        """Files in a folder of the drop folder, as paths from there."""
        folder = self.inbox.joinpath(*parts)
        found = (path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
        return sorted(path.relative_to(folder).as_posix() for path in found)
