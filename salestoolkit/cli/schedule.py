"""`salestoolkit run-due` and `salestoolkit schedule`: batches at their time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from salestoolkit.cli.app import LanguageOption, app, parse_date, saying_what_is_kept, words_of
from salestoolkit.errors import InvalidValue, SalesToolkitError

if TYPE_CHECKING:
    from salestoolkit.reports.schedule.schedule_file import Schedule
    from salestoolkit.words import Words

schedule_app = typer.Typer(
    name="schedule", help="When batches are made, and who calls run-due.", no_args_is_help=True
)
app.add_typer(schedule_app)

FURTHEST = timedelta(days=3660)
"""Ahead; more is a slip of the pen, and public holidays are not known for ever."""

FileArgument = Annotated[
    Path, typer.Argument(metavar="SCHEDULE.toml", help="When which batch is made.")
]
NowOption = Annotated[
    str | None,
    typer.Option("--now", metavar="MOMENT", hidden=True, help="As if it were then: ISO 8601."),
]
CronOption = Annotated[bool, typer.Option("--cron", help="The crontab of this user.")]
SystemdOption = Annotated[bool, typer.Option("--systemd", help="A systemd timer of this user.")]


@app.command("run-due")
def run_due_command(
    file: FileArgument, now: NowOption = None, language: LanguageOption = None
) -> int:
    """Import what was dropped, then make the batches that are due: for a scheduler to call."""
    from salestoolkit.reports.batch.exits import LOCKED, NOTHING_MADE
    from salestoolkit.reports.schedule.due import Event, run_due
    from salestoolkit.reports.schedule.making import make_batch
    from salestoolkit.reports.schedule.said import event_lines, nothing_due_line

    words, told = words_of(language), list[Event]()
    try:
        schedule, words = _opened(file, language)
        clock = _clock(schedule, now)

        def tell(event: Event) -> None:
            told.append(event)
            for line in event_lines(event, schedule, words):
                print(line, flush=True)

        with saying_what_is_kept(words):
            outcome = run_due(
                schedule,
                clock=clock,
                words=words,
                make=partial(make_batch, clock=clock),
                tell=tell,
            )
        if not told:
            print(nothing_due_line(schedule, words, now=clock()))
        return outcome
    except SalesToolkitError as error:
        print(words.error(error), file=sys.stderr)
        return LOCKED if error.code == "schedule_locked" else NOTHING_MADE


@schedule_app.command()
def show(
    file: FileArgument,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Everything due until then, YYYY-MM-DD.")
    ] = None,
    now: NowOption = None,
    language: LanguageOption = None,
) -> None:
    """Say when which batch is due next, and what was made last."""
    from salestoolkit.reports.schedule.kept_runs import load_runs
    from salestoolkit.reports.schedule.said import schedule_lines

    schedule, words = _opened(file, language)
    moment = _clock(schedule, now)()
    day = parse_date(until, "--until")
    end = None
    if day is not None:
        if day > (latest := moment.date() + FURTHEST):
            raise InvalidValue("schedule_until", value=day, allowed=latest)
        end = datetime.combine(day + timedelta(days=1), time(), schedule.zone)
    kept = load_runs(schedule.state, now=moment)
    for line in schedule_lines(schedule, kept, words, now=moment, until=end):
        print(line)


@schedule_app.command()
def install(
    file: FileArgument,
    cron: CronOption = False,
    systemd: SystemdOption = False,
    print_only: Annotated[
        bool, typer.Option("--print", help="Print what would be installed; change nothing.")
    ] = False,
    every_minutes: Annotated[
        int, typer.Option(metavar="MINUTES", help="From one call of run-due to the next.")
    ] = 15,
    now: NowOption = None,
    language: LanguageOption = None,
) -> int:
    """Have cron or systemd call run-due for this user."""
    from salestoolkit.reports.schedule.installing import install_and_tell, printed

    if cron == systemd:
        raise InvalidValue("schedule_which")
    schedule, words = _opened(file, language)
    which: Literal["cron", "systemd"] = "cron" if cron else "systemd"
    if print_only:
        print(printed(schedule, which, words, minutes=every_minutes), end="")
        return 0
    moment = _clock(schedule, now)()
    lines, outcome = install_and_tell(schedule, which, words, minutes=every_minutes, now=moment)
    for line in lines:
        print(line)
    return outcome


@schedule_app.command()
def uninstall(file: FileArgument, now: NowOption = None, language: LanguageOption = None) -> None:
    """Take what `schedule install` wrote out of cron and systemd again."""
    from salestoolkit.reports.schedule.installing import uninstall_and_tell

    schedule, words = _opened(file, language)
    for line in uninstall_and_tell(schedule, words, now=_clock(schedule, now)()):
        print(line)


def _opened(file: Path, language: str | None) -> tuple[Schedule, Words]:
    """The schedule, and words in the language asked for, else in its own."""
    from salestoolkit.reports.schedule.schedule_file import read_schedule

    schedule = read_schedule(file)
    return schedule, words_of(language or schedule.language)


def _clock(schedule: Schedule, text: str | None) -> Callable[[], datetime]:
    """The time in the schedule's zone, or one that stands still."""
    if text is None:
        return lambda: datetime.now(schedule.zone)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidValue("schedule_moment", option="--now", value=text) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=schedule.zone)
    still = moment.astimezone(schedule.zone)
    return lambda: still
