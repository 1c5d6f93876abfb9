"""Open one workshop on this computer: JupyterLab, or the apps without code."""

from __future__ import annotations

import os
import signal
import time
import webbrowser
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from salestoolkit.errors import InvalidValue
from salestoolkit.lessons.folder import language_of
from salestoolkit.lessons.room.app_notebooks import APPS, write_apps
from salestoolkit.lessons.room.network import HERE, free_ports
from salestoolkit.lessons.room.servers import (
    MENUS_EXTRA,
    Running,
    Wanted,
    has_menus,
    new_token,
    running,
)
from salestoolkit.lessons.room.teams import is_room, read_room
from salestoolkit.words import Words

FIRST = "00_start_here.ipynb"
SAY = partial(print, flush=True)
"""Said at once, also where somebody writes it into a file: what follows takes hours."""
ENDS = ("SIGTERM", "SIGHUP")
"""Signals that ask a command to end; Windows has the first alone."""
HUB = "JUPYTERHUB_SERVICE_PREFIX"
"""Set by a JupyterHub in the server of each of its users."""


def in_hub(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this process runs inside a JupyterHub, which has a server for its user already."""
    return bool(environment.get(HUB))


def workshop_language(folder: Path) -> str:
    """Language of the workshop or the room in a folder.

    Raises
    ------
    InvalidValue
        ``no_workshop`` where there is neither.
    """
    language = read_room(folder).language if is_room(folder) else language_of(folder)
    if language is None:
        raise InvalidValue("no_workshop", value=str(folder))
    return language


def needs_extras(*packages: str) -> None:
    """``room_extras`` where a package of the extra ``workshop`` is not installed."""
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise InvalidValue("room_extras", value=", ".join(missing))


def lab_of(
    folder: Path,
    *,
    host: str = HERE,
    port: int,
    token: str,
    language: str,
    reading: bool = False,
) -> Wanted:
    """A JupyterLab over a workshop, which opens with the first lesson; over a room, with its list.

    ``reading``: one lesson at a time, without its code and in the size of a projector.
    """
    view = "/doc" if reading else "/lab"
    first = f"{view}/tree/{FIRST}" if (folder / FIRST).is_file() else "/lab"
    return Wanted(
        kind="lab",
        folder=folder,
        host=host,
        port=port,
        token=token,
        first=first,
        language=language,
        reading=reading,
    )


def apps_of(folder: Path, *, host: str = HERE, port: int, token: str, language: str) -> Wanted:
    """The apps of a workshop, brought up to date.

    Raises
    ------
    InvalidValue
        ``room_extras`` where Voila is not installed, ``room_choose_team`` for a room with teams.
    """
    needs_extras("voila")
    if is_room(folder):
        teams = ", ".join(str(folder / team.folder) for team in read_room(folder).teams)
        raise InvalidValue("room_choose_team", value=str(folder), allowed=teams)
    write_apps(folder, language=language)
    return Wanted(
        kind="apps",
        folder=folder / APPS,
        host=host,
        port=port,
        token=token,
        language=language,
    )


@contextmanager
def opened(
    folder: Path, *, app: bool = False, reading: bool = False, port: int | None = None
) -> Iterator[Running]:
    """A server for this computer alone, until the block ends.

    Raises
    ------
    InvalidValue
        ``no_workshop``, ``room_port_taken``, ``room_reading_app``, ``room_no_start``, and what
        `apps_of` refuses.
    """
    if app and reading:
        raise InvalidValue("room_reading_app", value="--app, --reading")
    language = workshop_language(folder)
    if port is not None and free_ports(HERE, 1, first=port) != (port,):
        raise InvalidValue("room_port_taken", value=port)
    (chosen,) = (port,) if port is not None else free_ports(HERE, 1)
    kind = apps_of if app else partial(lab_of, reading=reading)
    wanted = kind(folder, port=chosen, token=new_token(), language=language)
    with running([wanted]) as (server,):
        yield server


def start(
    folder: Path,
    words: Words,
    *,
    app: bool = False,
    reading: bool = False,
    port: int | None = None,
    browser: bool = True,
    say: Callable[[str], None] = SAY,
) -> None:
    """Open a workshop and stay until Ctrl+C, or until the server is shut down in the browser."""
    if in_hub():
        say(words.text("workshop.start.hub", path=str(folder)))
        return
    with opened(folder, app=app, reading=reading, port=port) as server, until_ctrl_c():
        said = "opened_apps" if app else "opened"
        say(words.text(f"workshop.start.{said}", path=str(folder), link=server.wanted.link))
        if reading:
            say(words.text("workshop.start.reading"))
        say(words.text("workshop.start.here_only"))
        if not app and not has_menus(server.wanted.language):
            say(words.text("workshop.start.menus", package=MENUS_EXTRA))
        say(words.text("workshop.start.end"))
        if browser:
            webbrowser.open(server.wanted.link)
        stay([server])
    say(words.text("workshop.start.ended", path=str(folder)))


def stay(servers: list[Running], *, tell: Callable[[Running], None] | None = None) -> None:
    """Until every server has ended; ``tell`` hears of each that ends."""
    left = list(servers)
    while left:
        time.sleep(0.5)
        for server in [one for one in left if one.ended]:
            left.remove(server)
            if tell is not None:
                tell(server)


@contextmanager
def until_ctrl_c() -> Iterator[None]:
    """The block ends well by Ctrl+C, by a window that is closed, and by a system that shuts down."""
    numbers = [getattr(signal, name) for name in ENDS if hasattr(signal, name)]
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
