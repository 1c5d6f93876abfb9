"""`schedule install` and `uninstall`: what is done, and what a person is told of it."""

from __future__ import annotations

import getpass
import os
import shlex
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from salestoolkit.reports.schedule.install import (
    install_cron,
    install_systemd,
    turning_on,
    uninstall_cron,
    uninstall_systemd,
    units_of,
)
from salestoolkit.reports.schedule.kept_runs import load_runs
from salestoolkit.reports.schedule.schedule_file import Schedule
from salestoolkit.reports.schedule.units import (
    PATHS,
    USUAL_MINUTES,
    Call,
    cron_block,
    service_unit,
    this_program,
    timer_unit,
)
from salestoolkit.words.errors import plain
from salestoolkit.words.schedule import moment_in_words
from salestoolkit.words.words import Words

LOG = "run-due.log"
LONGEST_PATHS = 400
Which = Literal["cron", "systemd"]


def call_of(schedule: Schedule, *, minutes: int = USUAL_MINUTES) -> Call:
    """The call of run-due that makes a schedule, by the toolkit that is running now."""
    return Call(
        program=this_program(),
        schedule=schedule.file,
        log=schedule.state / LOG,
        minutes=minutes,
        zone=str(schedule.zone),
        paths=_paths(),
    )


def printed(schedule: Schedule, which: Which, words: Words, *, minutes: int) -> str:
    """What would be installed, as a person could put it there by hand."""
    call = call_of(schedule, minutes=minutes)
    if which == "cron":
        return "".join(f"{line}\n" for line in cron_block(call))
    units, description = units_of(call), _description(schedule, words)
    return "\n".join(
        (
            f"# {units.service}",
            service_unit(call, description=description),
            f"# {units.timer}",
            timer_unit(call, description=description),
        )
    )


def install_and_tell(
    schedule: Schedule, which: Which, words: Words, *, minutes: int, now: datetime
) -> tuple[list[str], int]:
    """Install the calls; what to tell, and 0 where they will be made by themselves, else 1."""
    call = call_of(schedule, minutes=minutes)
    known = load_runs(schedule.state, now=now)
    # what was due before is nobody's to catch up
    known.started(tuple(run.name for run in schedule.runs), now=now).save()
    tell = _cron_lines if which == "cron" else _systemd_lines
    lines, outcome = tell(schedule, call, words, now)
    moment = moment_in_words(now.astimezone(schedule.zone), words)
    command = shlex.join(["salestoolkit", "schedule", "uninstall", str(schedule.file)])
    if not known.runs:
        lines.append(words.text("schedule.install.since", moment=moment))
    lines.append(words.text("schedule.install.undo", command=command))
    return lines, outcome


def uninstall_and_tell(schedule: Schedule, words: Words, *, now: datetime) -> Iterator[str]:
    """Take the calls out wherever they are; what to tell."""
    call = call_of(schedule)
    change = uninstall_cron(call, copies=schedule.state, now=now)
    if change.changed:
        yield words.text("schedule.install.gone_cron")
        yield words.text("schedule.install.cron_copy", path=str(change.copy))
    units = uninstall_systemd(call)
    if units is not None:
        yield words.text(
            "schedule.install.gone_systemd", service=str(units.service), timer=str(units.timer)
        )
    if not change.changed and units is None:
        yield words.text("schedule.install.none")


def _paths() -> str:
    """Where this user's programs are, each place once; the usual places where that is very long."""
    own = ":".join(dict.fromkeys(filter(None, os.environ.get("PATH", "").split(":"))))
    # some crons cut a command off after a thousand characters
    return own if own and len(own) <= LONGEST_PATHS else PATHS


def _cron_lines(
    schedule: Schedule, call: Call, words: Words, now: datetime
) -> tuple[list[str], int]:
    change = install_cron(call, copies=schedule.state, now=now)
    say = words.text
    if not change.changed:
        return [say("schedule.install.cron_same")], 0
    lines = [say("schedule.install.cron", often=_often(call, words))]
    if change.copy is not None:
        lines.append(say("schedule.install.cron_copy", path=str(change.copy)))
    lines.append(say("schedule.install.cron_log", path=str(call.log)))
    lines.append(say("schedule.install.cron_see"))
    return lines, 0


def _systemd_lines(
    schedule: Schedule, call: Call, words: Words, now: datetime
) -> tuple[list[str], int]:
    units = install_systemd(call, description=_description(schedule, words))
    say = words.text
    often = _often(call, words)
    paths = {"service": str(units.service), "timer": str(units.timer)}
    lines = [say("schedule.install.systemd", often=often, **paths)]
    if units.refused is None:
        lines.append(say("schedule.install.systemd_on", name=call.name))
    else:
        command = shlex.join(["systemctl", "--user", *turning_on(units)])
        reason = plain(units.refused, length=200)
        lines.append(say("schedule.install.systemd_off", reason=reason, command=command))
    lines.append(say("schedule.install.systemd_linger", user=getpass.getuser()))
    return lines, 0 if units.refused is None else 1


def _often(call: Call, words: Words) -> str:
    if call.minutes in (1, 60):
        return words.text(f"schedule.often.{'minute' if call.minutes == 1 else 'hour'}")
    return words.text("schedule.often.minutes", minutes=words.count("minute", call.minutes))


def _description(schedule: Schedule, words: Words) -> str:
    return words.text("schedule.unit.description", name=schedule.file.stem)
