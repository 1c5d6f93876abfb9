"""Hashes of files, worked out once for each state of a file."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from salestoolkit.sources.whole_files import write_whole

NAME = "digests.json"
SETTLED_NS = 2_000_000_000
"""A file changed twice within a tick of the file system's clock may look the same both times."""


class Digests:
    """SHA-256 of files and folders, kept between runs by path, size and time of the last change.

    Parameters
    ----------
    folder : Path, optional
        Where they are kept; nowhere without one.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._place = None if folder is None else folder / NAME
        self._kept: dict[str, list[object]] = self._read()
        self._used: dict[str, list[object]] = {}

    def file(self, path: Path) -> str:
        """Hash of a file's bytes; OSError where it cannot be read."""
        found = path.stat()
        state = [found.st_size, found.st_mtime_ns]
        known = self._used.get(str(path)) or self._kept.get(str(path))
        if known is None or known[:2] != state:
            known = [*state, hashlib.sha256(path.read_bytes()).hexdigest()]
        if time.time_ns() - found.st_mtime_ns > SETTLED_NS:
            self._used[str(path)] = known
        return str(known[2])

    def files(self, base: Path, paths: Iterable[Path]) -> str:
        """Hash of several files' names, from ``base``, and bytes."""
        named = sorted((path.relative_to(base).as_posix(), path) for path in paths)
        return combined([[name, self.file(path)] for name, path in named])

    def path(self, path: Path) -> str:
        """Hash of a file, or of all files below a folder."""
        if not path.is_dir():
            return self.file(path)
        return self.files(path, (one for one in path.rglob("*") if one.is_file()))

    def keep(self) -> None:
        """Keep those that were asked for; a cache that cannot be written only costs time."""
        if self._place is not None and self._used and self._used != self._kept:
            with suppress(OSError):
                write_whole(self._place, json.dumps(self._used).encode())

    def _read(self) -> dict[str, list[object]]:
        try:
            kept = json.loads(self._place.read_text(encoding="utf-8")) if self._place else {}
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}


def combined(value: object) -> str:
    """Hash of a value that JSON can say.

    >>> combined({"a": 1, "b": 2}) == combined({"b": 2, "a": 1})
    True
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
