"""How far a workshop has come: which exercises were tried and solved, kept in its folder."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from salestoolkit.lessons.folder import PROGRESS
from salestoolkit.sources.whole_files import (
    keep_copy,
    saying_what_cannot_be_written,
    write_whole,
)

Progress = dict[str, dict[str, Any]]
"""By the exercise's number: ``tries``, and whether it was once ``solved``."""


def read_progress(folder: Path) -> Progress:
    """What is kept; nothing where there is no file or somebody broke it."""
    try:
        kept = tomllib.loads((folder / PROGRESS).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return {number: dict(entry) for number, entry in kept.items() if isinstance(entry, dict)}


def note_try(folder: Path, number: str, *, right: bool) -> None:
    """Count one try of an exercise; what was solved once stays solved.

    Raises
    ------
    ImportFailed
        ``cannot_write`` where the folder cannot be written.
    """
    import tomlkit

    progress = read_progress(folder)
    before = progress.get(number, {})
    tries = before.get("tries", 0)
    progress[number] = {
        "tries": (tries if isinstance(tries, int) else 0) + 1,
        "solved": right or before.get("solved") is True,
    }
    text = tomlkit.dumps(dict(sorted(progress.items())))
    with saying_what_cannot_be_written(folder / PROGRESS):
        _keep_broken(folder / PROGRESS)
        write_whole(folder / PROGRESS, text.encode())


def _keep_broken(path: Path) -> None:
    """A file that cannot be read is copied before a new one takes its place."""
    if not path.is_file():
        return
    try:
        tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError:
        keep_copy(path)
