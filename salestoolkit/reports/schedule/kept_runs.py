"""What is kept of the runs: when each was done last, so that none is missed and none made twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

from salestoolkit.errors import ReportError
from salestoolkit.sources.whole_files import saying_what_cannot_be_written, write_whole

FILE = "runs.json"
FORMAT = 1
AHEAD = timedelta(days=1)
"""A clock may be set back by hours; a run noted for a later day than that stops all runs until then."""

Outcome = Literal["made", "failed", "given_up", "missed"]
"""``failed``: the batch ran, some of its reports did not; ``missed``: too late to be caught up."""


@dataclass(frozen=True, kw_only=True)
class KeptRun:
    """What is known of one run.

    ``since`` is when it was first seen: nothing before is due. ``done`` is the latest due moment that
    is settled, with its ``outcome`` and when it ``ended``. ``trying`` is the due moment that is being
    tried, ``tries`` how often so far.
    """

    since: datetime
    done: datetime | None = None
    outcome: Outcome | None = None
    ended: datetime | None = None
    trying: datetime | None = None
    tries: int = 0

    @property
    def settled(self) -> datetime:
        """What lies before is done, or never was due."""
        return self.since if self.done is None else max(self.since, self.done)

    def tried(self, due: datetime) -> KeptRun:
        """With one more try at a due moment."""
        return replace(self, trying=due, tries=self.tries_at(due) + 1)

    def tries_at(self, due: datetime) -> int:
        """How often a due moment was tried."""
        return self.tries if self.trying == due else 0

    def closed(self, due: datetime, *, outcome: Outcome, ended: datetime) -> KeptRun:
        """With a due moment settled; it is never due again."""
        return KeptRun(since=self.since, done=due, outcome=outcome, ended=ended)


@dataclass(frozen=True)
class KeptRuns:
    """The runs of a schedule by name, in a file of its state folder that is replaced whole."""

    folder: Path
    runs: Mapping[str, KeptRun] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Where it is kept."""
        return self.folder / FILE

    def started(self, names: tuple[str, ...], *, now: datetime) -> KeptRuns:
        """With every run that is new here beginning now."""
        new = {name: KeptRun(since=now) for name in names if name not in self.runs}
        return replace(self, runs={**self.runs, **new}) if new else self

    def with_run(self, name: str, run: KeptRun) -> KeptRuns:
        """With something new about one run."""
        return replace(self, runs={**self.runs, name: run})

    def save(self) -> KeptRuns:
        """Write the file; ImportFailed ``cannot_write``."""
        said = {
            "format": FORMAT,
            "runs": {name: _to_json(run) for name, run in self.runs.items()},
        }
        with saying_what_cannot_be_written(self.path):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode())
        return self


def load_runs(folder: Path, *, now: datetime) -> KeptRuns:
    """What is kept in a state folder; nothing where there is none.

    Raises
    ------
    ReportError
        ``schedule_state_broken``; ``schedule_state_ahead`` where a run is noted for a day to come: a
        clock that was wrong once would else keep all runs from being due.
    """
    path = folder / FILE
    if not path.exists():
        return KeptRuns(folder)
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            raise ValueError("format")
        runs = {name: _from_json(raw) for name, raw in said["runs"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ReportError("schedule_state_broken", path=str(path)) from error
    for name, run in runs.items():
        if run.settled > now + AHEAD:
            moment = run.settled.isoformat()
            raise ReportError("schedule_state_ahead", path=str(path), name=name, value=moment)
    return KeptRuns(folder, runs)


def _to_json(run: KeptRun) -> dict[str, Any]:
    return {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in vars(run).items()
        if value
    }


def _from_json(raw: Mapping[str, Any]) -> KeptRun:
    said: dict[str, Any] = dict(raw)
    for name in ("since", "done", "ended", "trying"):
        if name in said:
            said[name] = datetime.fromisoformat(said[name]).astimezone(UTC)
    if said.get("outcome") not in (None, *get_args(Outcome)):
        raise ValueError("outcome")
    if not isinstance(said.get("tries", 0), int):
        raise TypeError("tries")
    return KeptRun(**said)
