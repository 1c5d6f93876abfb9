"""The log of a batch's folder: a line a report and a line a run, as JSON, only ever added to."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

Clock = Callable[[], datetime]


def now() -> datetime:
    """This moment, with the offset of the place: when something was written, never what it is about."""
    return datetime.now().astimezone()


@dataclass(frozen=True)
class Log:
    """A file of lines; one that a crash has torn stays, and is not read."""

    path: Path
    clock: Clock = now

    def add(self, event: str, /, **fields: Any) -> None:
        """Add a line, in one piece."""
        line = {"at": self.clock().isoformat(timespec="seconds"), "event": event, **fields}
        text = json.dumps(line, ensure_ascii=False) + "\n"
        with self.path.open("ab+") as file:
            if self._is_torn(file.tell(), file.fileno()):
                text = "\n" + text
            # the name of a file may hold bytes of no letter, which JSON can say
            file.write(text.encode(errors="backslashreplace"))

    def lines(self) -> Iterator[Mapping[str, Any]]:
        """What was logged, in order."""
        if not self.path.exists():
            return
        for line in self.path.read_bytes().splitlines():
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if isinstance(found, dict):
                yield found

    def _is_torn(self, size: int, handle: int) -> bool:
        if not size:
            return False
        os.lseek(handle, -1, os.SEEK_END)
        return os.read(handle, 1) != b"\n"
