"""How far a workshop has come: which exercises were tried and solved, kept in its folder."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from salestoolkit.lessons.folder import PROGRESS
from salestoolkit.sources.file_locks import one_at_a_time
from salestoolkit.sources.whole_files import (
    keep_copy,
    saying_what_cannot_be_written,
    write_whole,
)

LOCK = ".progress.lock"
"""Held while the file is read and written: several people of a team work in one folder."""
LAST_LESSON = "last_lesson"
"""Beside the exercises: the lesson that was opened last."""

Progress = dict[str, dict[str, Any]]
"""By the exercise's number: ``tries``, how many of them were ``wrong``, whether it was once ``solved``,
and ``last``, by which the same answer is known when a cell runs again."""


def read_progress(folder: Path) -> Progress:
    """What is kept; nothing where there is no file or somebody broke it."""
    kept = _read(folder)
    return {number: dict(entry) for number, entry in kept.items() if isinstance(entry, dict)}


def note_try(folder: Path, number: str, *, right: bool, answer: Any = None) -> int:
    """Count one try of an exercise, and say how many were wrong so far.

    What was solved once stays solved, and a right answer forgets no wrong one. The answer that was
    given last, checked again as "run all" does, is no new try.

    Raises
    ------
    ImportFailed
        ``cannot_write`` where the folder cannot be written.
    """
    mark = _mark(answer)
    with _changing(folder) as kept:
        entry = kept.get(number)
        before = entry if isinstance(entry, dict) else {}
        wrong = _count(before, "wrong")
        if before.get("last") == mark:
            return wrong
        wrong += not right
        kept[number] = {
            "tries": _count(before, "tries") + 1,
            "wrong": wrong,
            "solved": right or before.get("solved") is True,
            "last": mark,
        }
    return wrong


def wrong_so_far(folder: Path, number: str) -> int:
    """How many tries of an exercise were wrong."""
    return _count(read_progress(folder).get(number, {}), "wrong")


def note_lesson(folder: Path, lesson: str) -> str | None:
    """Note that a lesson is open now, and say which one was open before; None where it is the first.

    Raises
    ------
    ImportFailed
        ``cannot_write`` where the folder cannot be written.
    """
    with _changing(folder) as kept:
        before = kept.get(LAST_LESSON)
        kept[LAST_LESSON] = lesson
    return before if isinstance(before, str) else None


def forget_tries(folder: Path, lesson: str) -> None:
    """Begin a lesson's exercises anew: their tries and what was solved are gone.

    Raises
    ------
    ImportFailed
        ``cannot_write`` where the folder cannot be written.
    """
    with _changing(folder) as kept:
        for name in [name for name in kept if name.startswith(f"{lesson}.")]:
            del kept[name]


def _read(folder: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((folder / PROGRESS).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return {}


@contextmanager
def _changing(folder: Path) -> Iterator[dict[str, Any]]:
    """What is kept, to be changed by one kernel at a time; written where it is another then."""
    with saying_what_cannot_be_written(folder / PROGRESS), one_at_a_time(folder / LOCK):
        before = _read(folder)
        kept = dict(before)
        yield kept
        if kept != before:
            _write(folder, kept)


def _write(folder: Path, kept: Mapping[str, Any]) -> None:
    import tomlkit

    # plain values stand before tables in TOML
    ordered = sorted(kept.items(), key=lambda item: (isinstance(item[1], dict), item[0]))
    _keep_broken(folder / PROGRESS)
    write_whole(folder / PROGRESS, tomlkit.dumps(dict(ordered)).encode())


def _keep_broken(path: Path) -> None:
    """A file that cannot be read is copied before a new one takes its place."""
    if not path.is_file():
        return
    try:
        tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        keep_copy(path)


def _count(entry: Mapping[str, Any], name: str) -> int:
    value = entry.get(name)
    return max(value, 0) if isinstance(value, int) else 0


def _mark(answer: Any) -> str:
    """A few letters by which an answer is known again, without keeping it."""
    try:
        said = repr(answer)
    except Exception:  # an answer may be anything, and its repr may raise anything
        said = type(answer).__name__
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:12]
