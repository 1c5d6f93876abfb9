"""One call of a scheduler: read what was dropped, then make what is due, each run once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from salestoolkit.core.schedule_times import Due, next_due
from salestoolkit.errors import ReportError, SalesToolkitError
from salestoolkit.reports.batch.exits import LOCKED, NOTHING_MADE, SOME_FAILED, WELL
from salestoolkit.reports.batch.lock import locked
from salestoolkit.reports.batch.log import Log
from salestoolkit.reports.schedule.drop_folder import Dropped, import_dropped
from salestoolkit.reports.schedule.kept_runs import load_runs
from salestoolkit.reports.schedule.schedule_file import Schedule, ScheduledRun
from salestoolkit.reports.schedule.settle import Desk, Make, RunOutcome
from salestoolkit.sources.whole_files import saying_what_cannot_be_written

if TYPE_CHECKING:
    from salestoolkit.words import Words

LOG, LOCK = "log.jsonl", "lock"

EXITS: dict[str, int] = {
    "read": WELL,
    "waiting_files": WELL,
    "refused": SOME_FAILED,
    "left": SOME_FAILED,
    "made": WELL,
    "missed": WELL,
    "failed": SOME_FAILED,
    "could_not": NOTHING_MADE,
    "given_up": NOTHING_MADE,
    "waiting": NOTHING_MADE,
    "locked": LOCKED,
}


Event = Dropped | RunOutcome


def run_due(
    schedule: Schedule,
    *,
    clock: Callable[[], datetime],
    words: Words,
    make: Make,
    tell: Callable[[Event], None] = lambda event: None,
) -> int:
    """Import what was dropped and make what is due; the exit code.

    Parameters
    ----------
    clock : callable
        This moment, with its offset. What is due is asked once, at the beginning.
    make : callable
        Makes a batch.
    tell : callable
        Told of each import and each run when it is over.

    Raises
    ------
    ReportError
        ``schedule_locked`` where another call is at work; ``schedule_state_*``; ``heartbeat_taken``, when
        all that is due was made.
    """
    now = clock()
    with saying_what_cannot_be_written(schedule.state):
        schedule.state.mkdir(parents=True, exist_ok=True)
    exits = [WELL]
    with _alone(schedule, now), _noted(schedule, clock, exits):
        log = Log(schedule.state / LOG, clock=clock)
        kept = load_runs(schedule.state, now=now)
        started = kept.started(tuple(run.name for run in schedule.runs), now=now)
        if started != kept:
            started.save()
        desk = Desk(schedule, started, now, clock, make)
        for event in _events(schedule, desk, now, words):
            _log(log, event)
            tell(event)
            exits.append(EXITS[event.fate])
    return max(exits)


def next_runs(schedule: Schedule, *, after: datetime) -> list[tuple[ScheduledRun, Due]]:
    """The next due moment of each run, soonest first."""
    found = [(run, next_due(run.rule, schedule.zone, after=after)) for run in schedule.runs]
    return sorted(found, key=lambda pair: pair[1].moment.timestamp())


def _events(schedule: Schedule, desk: Desk, now: datetime, words: Words) -> Iterator[Event]:
    yield from import_dropped(schedule, now=now, words=words)
    for run in schedule.runs:
        yield from desk.settle(run)


@contextmanager
def _alone(schedule: Schedule, now: datetime) -> Iterator[None]:
    """Hold the schedule's lock: of two calls at once the second says who holds it."""
    with ExitStack() as stack:
        try:
            with saying_what_cannot_be_written(schedule.state):
                stack.enter_context(locked(schedule.state / LOCK, started=now))
        except ReportError as error:
            holder = {name: error.fields.get(name, "\N{EN DASH}") for name in ("value", "since")}
            raise ReportError("schedule_locked", file=str(schedule.file), **holder) from error
        yield


@contextmanager
def _noted(schedule: Schedule, clock: Callable[[], datetime], exits: list[int]) -> Iterator[None]:
    """Note in the heartbeat that a call began and how it ended."""
    from salestoolkit.reports.delivery import heartbeat

    if schedule.heartbeat is None:
        yield
        return
    outcome: heartbeat.Outcome = "nothing_made"
    problems: list[SalesToolkitError] = []
    with heartbeat.noting(problems):
        heartbeat.beat_started(schedule.heartbeat, at=clock(), what=schedule.file.stem)
    try:
        yield
        outcome = ("well", "some_failed", "nothing_made", "nothing_made")[max(exits)]
    except KeyboardInterrupt:
        outcome = "interrupted"
        raise
    finally:
        due = [due.moment for _, due in next_runs(schedule, after=clock())[:1]]
        with heartbeat.noting(problems):
            heartbeat.beat_finished(
                schedule.heartbeat, at=clock(), outcome=outcome, next_due=due[0] if due else None
            )
    for problem in problems[:1]:
        # said at the end: it is no reason not to make the reports
        raise problem


def _log(log: Log, event: Event) -> None:
    error = None if event.error is None else event.error.code
    if isinstance(event, Dropped):
        if event.fate != "waiting_files":
            log.add("import", fate=event.fate, files=event.files, error=error, **_rows(event))
        return
    log.add(
        "run",
        name=event.name,
        fate=event.fate,
        due=event.due.moment.isoformat(),
        missed=[due.moment.isoformat() for due in event.missed],
        tries=event.tries,
        error=error,
    )


def _rows(event: Dropped) -> dict[str, int]:
    summary = event.summary
    if summary is None:
        return {}
    names = ("rows", "in_book", "repeated", "quarantined", "added", "changed", "moved")
    return {name: getattr(summary, name) for name in names}
