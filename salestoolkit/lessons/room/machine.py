"""Checks of the machine: disk, memory, folder, ports, network, clock."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime
from pathlib import Path

import salestoolkit
from salestoolkit.errors import InvalidValue
from salestoolkit.lessons.room.checked import Checked, State, checked
from salestoolkit.lessons.room.network import HERE, can_listen, free_ports, room_address
from salestoolkit.lessons.room.serving import FIRST_PORT

GIB, MIB = 1024**3, 1024**2
PERSON = 350 * MIB
"""Memory of one participant: benchmarks/workshop_room.py, rounded up."""
SERVER = 100 * MIB
"""Memory of a JupyterLab server: the same."""
DISK = 1 * GIB
"""Free space below which lessons, logs and swap begin to trouble each other."""


def disk(folder: Path) -> Checked:
    """Whether the disk of the folder has room."""
    free = shutil.disk_usage(_existing(folder)).free
    return checked("disk", free >= DISK, found=_gigabytes(free), needed=_gigabytes(DISK))


def memory(people: int, *, available: int | None = None) -> Checked:
    """Whether all participants fit into the memory that is free now."""
    import psutil

    free = psutil.virtual_memory().available if available is None else available
    needed = people * PERSON + SERVER
    state: State = "ok" if free >= needed else "remark"
    sizes = {"found": _gigabytes(free), "needed": _gigabytes(needed)}
    return checked("memory", state, people=people, **sizes)


def writable(folder: Path) -> Checked:
    """Whether files can be made in the folder, or where it would be made."""
    try:
        with tempfile.NamedTemporaryFile(dir=_existing(folder)):
            return checked("folder", True)
    except OSError as error:
        return checked("folder", False, reason=error.strerror or str(error))


def ports(teams: int) -> Checked:
    """Whether servers could listen, here and from the first port of a room on."""
    try:
        found = free_ports(HERE, teams, first=FIRST_PORT)
    except InvalidValue:
        return checked("ports", False, found=FIRST_PORT)
    span = str(found[0]) if teams == 1 else f"{found[0]}–{found[-1]}"
    return checked("ports", can_listen(HERE, 0), found=span)


def network() -> Checked:
    """Under which address others would reach this machine."""
    try:
        return checked("network", "ok", found=room_address())
    except InvalidValue:
        return checked("network", "remark")


def clock(now: datetime, *, installed: datetime | None = None) -> Checked:
    """Whether the clock is later than the installation of the toolkit."""
    if installed is None:
        changed = Path(salestoolkit.__file__).stat().st_mtime
        installed = datetime.fromtimestamp(changed, now.tzinfo)
    return checked("clock", now >= installed, day=now.date(), time=now.strftime("%H:%M"))


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    place = folder.resolve()
    while not place.is_dir():
        place = place.parent
    return place


def _gigabytes(size: float) -> float:
    return round(size / GIB, 1)
