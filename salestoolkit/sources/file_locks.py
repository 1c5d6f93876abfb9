"""One program at a time: a lock on an open file, which the system lets go of when its holder dies."""

from __future__ import annotations

import sys
from typing import IO

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
