"""What a scheduler is told: lines of a crontab, units of systemd. Only texts; nothing is installed here."""

from __future__ import annotations

import hashlib
import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from salestoolkit.errors import InvalidValue

EVERY_MINUTES = (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60)
"""Minutes that divide an hour: no other step comes round evenly in a crontab."""
USUAL_MINUTES = 15
PATHS = "/usr/local/bin:/usr/bin:/bin"
"""Where programs usually are."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call of run-due as a scheduler makes it.

    Parameters
    ----------
    program : sequence of str
        The program and what comes before ``run-due``, with absolute paths: see `this_program`.
    schedule : Path
        The schedule file.
    log : Path
        To which what the calls say is added, where the scheduler has no log of its own.
    minutes : int
        From one call to the next: of `EVERY_MINUTES`.
    zone : str
        By whose clock these minutes are counted, where a scheduler can be told.
    paths : str
        Where the program looks for others, such as a browser: a scheduler has no PATH worth the name.

    Raises
    ------
    InvalidValue
        ``schedule_minutes``; ``schedule_path`` where a path holds a line break or the like.
    """

    program: tuple[str, ...]
    schedule: Path
    log: Path
    minutes: int = USUAL_MINUTES
    zone: str = "UTC"
    paths: str = PATHS

    def __post_init__(self) -> None:
        if self.minutes not in EVERY_MINUTES:
            allowed = ", ".join(map(str, EVERY_MINUTES))
            raise InvalidValue("schedule_minutes", value=self.minutes, allowed=allowed)
        for text in (*self.program, str(self.schedule), str(self.log), self.paths):
            # a line of a crontab or of a unit ends at its end, whatever it is quoted in
            if not text.isprintable():
                raise InvalidValue("schedule_path", path=text, value="crontab, systemd")

    @property
    def command(self) -> tuple[str, ...]:
        """Program and arguments, with a language and paths that do not depend on who calls."""
        settings = ("LANG=C.UTF-8", f"PATH={self.paths}")
        return ("/usr/bin/env", *settings, *self.program, "run-due", str(self.schedule))

    @property
    def name(self) -> str:
        """A name that no other schedule of this machine has.

        >>> program, log = ("/opt/bin/salestoolkit",), Path("/srv/log")
        >>> Call(program=program, schedule=Path("/srv/team.toml"), log=log).name
        'salestoolkit-team-9939a2'
        """
        digest = hashlib.sha256(str(self.schedule).encode()).hexdigest()[:6]
        stem = re.sub(r"[^A-Za-z0-9]+", "-", self.schedule.stem).strip("-")[:40]
        return "-".join(filter(None, ("salestoolkit", stem, digest)))


def this_program() -> tuple[str, ...]:
    """How the toolkit that is running is called: by its absolute path, or by its interpreter's."""
    script = Path(sys.executable).with_name("salestoolkit")
    if script.is_file():
        return (str(script),)
    return (sys.executable, "-m", "salestoolkit.cli")


def cron_line(call: Call) -> str:
    """The line of a crontab that makes a call.

    Cron gives a line to a shell, and takes a percent sign for a line break unless it is escaped.

    >>> call = Call(program=("/opt/bin/salestoolkit",), schedule=Path("/srv/100% new/s.toml"),
    ...             log=Path("/srv/log"))
    >>> cron_line(call).split("PATH=")[1]
    "/usr/local/bin:/usr/bin:/bin /opt/bin/salestoolkit run-due '/srv/100\\\\% new/s.toml' >> /srv/log 2>&1"
    """
    minutes = {1: "*", 60: "0"}.get(call.minutes, f"*/{call.minutes}")
    shell = f"{shlex.join(call.command)} >> {shlex.quote(str(call.log))} 2>&1"
    return f"{minutes} * * * * " + shell.replace("%", "\\%")


def cron_block(call: Call) -> tuple[str, ...]:
    """The lines of a crontab between two marks, by which they are found again."""
    return (_mark("BEGIN", call), cron_line(call), _mark("END", call))


def with_block(crontab: str, call: Call) -> str:
    """A crontab with the call in it once; its other lines are as they were."""
    return "".join(f"{line}\n" for line in (*_others(crontab, call), *cron_block(call)))


def without_block(crontab: str, call: Call) -> str:
    """A crontab without the call; its other lines are as they were."""
    return "".join(f"{line}\n" for line in _others(crontab, call))


def service_unit(call: Call, *, description: str) -> str:
    """The unit of systemd that makes one call; what it says goes to the journal."""
    command = " ".join(map(systemd_word, call.command))
    return _unit(
        ("Unit", [f"Description={_plain(description)}", "Documentation=man:systemd.timer(5)"]),
        ("Service", ["Type=oneshot", f"ExecStart={command}"]),
    )


def timer_unit(call: Call, *, description: str) -> str:
    """The unit of systemd that says when; a time at which the machine was off is made up for."""
    return _unit(
        ("Unit", [f"Description={_plain(description)}"]),
        ("Timer", [f"OnCalendar={on_calendar(call)}", "AccuracySec=1s", "Persistent=true"]),
        ("Install", ["WantedBy=timers.target"]),
    )


def on_calendar(call: Call) -> str:
    """The moments of the calls as systemd writes them, by the clock of the schedule's zone.

    >>> on_calendar(Call(program=("x",), schedule=Path("s"), log=Path("l"), zone="Europe/Warsaw"))
    '*-*-* *:00/15:00 Europe/Warsaw'
    """
    minutes = "00" if call.minutes == 60 else f"00/{call.minutes}"
    return f"*-*-* *:{minutes}:00 {call.zone}"


def systemd_word(text: str) -> str:
    r"""A word of a command line of systemd: quoted, with what it would replace written twice.

    >>> print(systemd_word('/srv/50% "new" $HOME'))
    "/srv/50%% \"new\" $$HOME"
    """
    for plain, written in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        text = text.replace(plain, written)
    return f'"{text}"'


def _others(crontab: str, call: Call) -> list[str]:
    """The lines that are not between our marks; without the second mark ours is the line after the first."""
    lines = crontab.removesuffix("\n").split("\n") if crontab else []
    begin, end = _mark("BEGIN", call), _mark("END", call)
    while begin in lines:
        first = lines.index(begin)
        last = lines.index(end, first) if end in lines[first:] else first + 1
        del lines[first : last + 1]
    return lines


def _mark(word: str, call: Call) -> str:
    return f"# {word} {call.name}: {call.schedule}"


def _unit(*sections: tuple[str, Sequence[str]]) -> str:
    return "\n".join("\n".join((f"[{name}]", *lines, "")) for name, lines in sections)


def _plain(text: str) -> str:
    """A description, in which a percent sign stands for itself."""
    return text.replace("%", "%%").rstrip("\\")
