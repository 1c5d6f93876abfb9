"""One program at a time: a lock on an open file, which the system lets go of when its holder dies."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

PATIENCE = 10.0
"""Seconds after which whoever waits for a file that is changed in a moment is told so."""
FAR = 1 << 30
"""Windows forbids reading what is locked: the byte that we lock lies behind all that is written."""

if sys.platform == "win32":
    import msvcrt

    def take(file: IO[bytes]) -> bool:
        """Lock an open file; False where another program holds it."""
        file.seek(FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def give_back(file: IO[bytes]) -> None:
        """Let go of it."""
        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def take(file: IO[bytes]) -> bool:
        """Lock an open file; False where another program holds it."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def give_back(file: IO[bytes]) -> None:
        """Let go of it."""
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def one_at_a_time(path: Path, *, patience: float = PATIENCE) -> Iterator[None]:
    """Wait for the lock of a file beside what is read and then written, and hold it for the block.

    Raises
    ------
    TimeoutError
        Where another program held it all the time.
    """
    deadline = time.monotonic() + patience
    with path.open("ab") as file:
        while not take(file):
            if time.monotonic() > deadline:
                raise TimeoutError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
            time.sleep(0.01)
        try:
            yield
        finally:
            give_back(file)
