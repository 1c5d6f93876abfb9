"""The check before people come: each line says how it stands, and what to do where it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from salestoolkit.lessons.room import machine, software
from salestoolkit.lessons.room.checked import Checked
from salestoolkit.words import Words


def check_room(
    folder: Path, *, language: str, people: int, teams: int, now: datetime, browser: Path | None
) -> Iterator[Checked]:
    """All checks, each made when it is asked for: the last ones take seconds.

    Parameters
    ----------
    folder : Path
        Where the workshop is or will be.
    language : str
        What the workshop speaks.
    people : int
        How many will work at once on this machine.
    teams : int
        How many servers would be started for them.
    now : datetime
        What the clock says, with its time zone.
    browser : Path, optional
        The browser that was found on this machine.
    """
    yield software.python()
    yield software.packages()
    yield software.extras()
    yield software.menus(language)
    yield machine.clock(now)
    yield machine.writable(folder)
    yield machine.disk(folder)
    yield machine.memory(people)
    yield machine.ports(teams)
    yield machine.network()
    yield software.browser(browser)
    yield software.fonts()
    yield software.kernel()


def line(found: Checked, words: Words) -> str:
    """One line of the check in words."""
    fields = dict(found.fields)
    if "people" in fields:
        fields["people"] = words.count("person", fields["people"])
    if "reason" in fields:
        fields["reason"] = words.reason(fields["reason"])
    key = f"workshop.check.{found.name}"
    said = words.text(f"{key}.{found.state}", **fields)
    state = words.text(f"workshop.check.{found.state}")
    return f"[{state}] {words.text(f'{key}.title')}: {said}"


def tell_checked(
    found: Iterator[Checked],
    words: Words,
    *,
    folder: Path,
    people: int,
    say: Callable[[str], None] = print,
) -> int:
    """Print each line as it is found, then what follows from all; 1 where there is a fault."""
    shown = words.count("person", people)
    say(words.text("workshop.check.heading", path=str(folder), people=shown))
    states = []
    for one in found:
        say(line(one, words))
        states.append(one.state)
    outcome = "faults" if "fault" in states else "remarks" if "remark" in states else "well"
    say(words.text(f"workshop.check.{outcome}"))
    return 1 if outcome == "faults" else 0
