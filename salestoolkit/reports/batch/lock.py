"""One batch at a time in a folder: a lock that ends with the process that holds it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from salestoolkit.errors import ReportError
from salestoolkit.sources.file_locks import give_back, take


@contextmanager
def locked(path: Path, *, started: datetime) -> Iterator[None]:
    """Hold the lock of a folder; it is on an open file, so a killed process leaves none behind.

    The file stays, and says who held it last; only the lock on it counts.

    Raises
    ------
    ReportError
        ``batch_locked``, or ``batch_locked_by_somebody`` where the holder has not yet said who it is.
    """
    # opened to append: whoever does not get the lock must not empty the file
    with path.open("ab+") as file:
        if not take(file):
            raise _held(path)
        try:
            _say_who(file, started)
            yield
        finally:
            give_back(file)


def _say_who(file: BinaryIO, started: datetime) -> None:
    who = {"pid": os.getpid(), "host": platform.node(), "started": started.isoformat()}
    file.truncate(0)
    file.write(json.dumps(who).encode())
    file.flush()


def _held(path: Path) -> ReportError:
    folder = str(path.parent.parent)
    try:
        who = json.loads(path.read_text(encoding="utf-8"))
        started = datetime.fromisoformat(who["started"])
        since = f"{started:%Y-%m-%d %H:%M:%S}"
        return ReportError(
            "batch_locked", folder=folder, value=str(who["pid"]), host=who["host"], since=since
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ReportError("batch_locked_by_somebody", folder=folder)
