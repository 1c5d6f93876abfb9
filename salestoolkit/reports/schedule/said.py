"""What a call of the scheduler did, and what is due when, in sentences."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from datetime import datetime

from salestoolkit.core.schedule_times import Due, due_moments, next_due
from salestoolkit.reports.schedule.drop_folder import Dropped
from salestoolkit.reports.schedule.due import Event, next_runs
from salestoolkit.reports.schedule.kept_runs import KeptRuns
from salestoolkit.reports.schedule.making import MadeBatch, batch_lines
from salestoolkit.reports.schedule.schedule_file import Schedule, ScheduledRun
from salestoolkit.reports.schedule.settle import RunOutcome
from salestoolkit.words.errors import plain
from salestoolkit.words.schedule import due_in_words, moment_in_words, rule_in_words
from salestoolkit.words.words import Words

SHOWN = 3
"""Due moments of each run that are shown where no day is named."""
INDENT = "  "


def event_lines(event: Event, schedule: Schedule, words: Words) -> Iterator[str]:
    """What became of files that were dropped, or of a run that was due."""
    if isinstance(event, Dropped):
        yield from _dropped_lines(event, words)
    else:
        yield from _run_lines(event, schedule, words)


def nothing_due_line(schedule: Schedule, words: Words, *, now: datetime) -> str:
    """That nothing was due, and what is next."""
    for run, due in next_runs(schedule, after=now):
        said = due_in_words(due, words)
        return words.text("schedule.did.nothing", name=plain(run.name), due=said)
    return words.text("schedule.did.idle")


def schedule_lines(
    schedule: Schedule, kept: KeptRuns, words: Words, *, now: datetime, until: datetime | None
) -> Iterator[str]:
    """What a schedule says: each run's rule, its next due moments and what was done last."""

    def say(key: str, **fields: object) -> str:
        return words.text(f"schedule.show.{key}", **fields)

    yield say("title", path=plain(schedule.file, length=300), zone=str(schedule.zone))
    if schedule.drop is not None:
        drop, book = schedule.drop.folder, schedule.drop.usual.book
        yield say("drop", folder=plain(drop, length=300), book=plain(book, length=300))
    for run in schedule.runs:
        name, rule = plain(run.name), rule_in_words(run.rule, words)
        yield say("run", name=name, batch=plain(run.batch.name), rule=rule)
        dues = _coming(schedule, run, now, until)
        for due in dues:
            yield INDENT + due_in_words(due, words)
        if not dues and until is not None:
            yield INDENT + say("none", day=until.astimezone(schedule.zone).date())
    yield from _kept_lines(schedule, kept, words)


def _coming(
    schedule: Schedule, run: ScheduledRun, now: datetime, until: datetime | None
) -> tuple[Due, ...]:
    if until is not None:
        return due_moments(run.rule, schedule.zone, after=now, until=until)
    found: list[Due] = []
    while len(found) < SHOWN:
        found.append(next_due(run.rule, schedule.zone, after=found[-1].moment if found else now))
    return tuple(found)


def _kept_lines(schedule: Schedule, kept: KeptRuns, words: Words) -> Iterator[str]:
    known = [(run, kept.runs[run.name]) for run in schedule.runs if run.name in kept.runs]
    for run, one in known:
        name = plain(run.name)
        if one.done is None:
            moment = moment_in_words(one.since.astimezone(schedule.zone), words)
            yield words.text("schedule.show.since", name=name, moment=moment)
        else:
            due = moment_in_words(one.done.astimezone(schedule.zone), words)
            outcome = words.text(f"schedule.outcome.{one.outcome}")
            yield words.text("schedule.show.state", name=name, due=due, outcome=outcome)
    if not known and schedule.runs:
        yield words.text("schedule.show.unused")


def _dropped_lines(event: Dropped, words: Words) -> Iterator[str]:
    files = ", ".join(plain(file, length=200) for file in event.files)
    sentence = "" if event.error is None else words.error(event.error)
    if not event.files:
        yield words.text("schedule.did.trouble", sentence=sentence)
        return
    folder = plain(event.places[0].parent, length=300) if event.places else ""
    fields = {
        "refused": {"sentence": sentence, "folder": folder},
        "left": {"sentence": sentence},
    }.get(event.fate, {})
    yield words.text(f"schedule.did.{event.fate}", files=files, **fields)
    if event.summary is not None:
        # a call that finds nothing new, as most do, need not wait for what reads deals
        from salestoolkit.words.imported import import_sections

        for section in import_sections(event.summary, words)[-2:]:
            yield from (INDENT + line for line in section.lines)


def _run_lines(event: RunOutcome, schedule: Schedule, words: Words) -> Iterator[str]:
    name, due = plain(event.name), due_in_words(event.due, words)
    if event.missed:
        yield words.text("schedule.did.caught_up", name=name, n=len(event.missed))
    sentence = "" if event.error is None else words.error(event.error)
    undelivered = isinstance(event.result, MadeBatch) and event.result.only_undelivered
    key = "undelivered" if event.fate == "failed" and undelivered else event.fate
    several: dict[str, dict[str, object]] = {
        "could_not": {"tries": event.tries, "most": event.most, "sentence": sentence},
        "given_up": {
            "tries": event.tries,
            "sentence": sentence,
            "command": _by_hand("batch", event, schedule),
        },
        "waiting": {"sentence": sentence},
        "undelivered": {"command": _by_hand("deliver", event, schedule)},
    }
    yield words.text(f"schedule.did.{key}", name=name, due=due, **several.get(key, {}))
    if isinstance(event.result, MadeBatch):
        yield from (INDENT + line for line in batch_lines(event.result, words))


def _by_hand(command: str, event: RunOutcome, schedule: Schedule) -> str:
    """The command that does something about the batch of a run."""
    batch = next(run.batch for run in schedule.runs if run.name == event.name)
    return shlex.join(["salestoolkit", command, str(batch)])
