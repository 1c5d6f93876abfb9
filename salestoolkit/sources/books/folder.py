"""A folder that is written whole or not at all, by one program at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.file_locks import take
from salestoolkit.sources.whole_files import saying_what_cannot_be_written

LOCK = ".salestoolkit.lock"
"""Marks a folder as ours, and is held by the program that writes in it."""


@contextmanager
def writing(folder: Path, *, known: Callable[[Path], bool]) -> Iterator[None]:
    """Hold a folder for writing; it is made where it is missing, and unmade if nothing was kept.

    The operating system lets go of the lock when its holder dies, so none is ever stale.

    Parameters
    ----------
    known : Callable
        Whether a folder that is not empty is one of ours, and may be written in.

    Raises
    ------
    ImportFailed
        ``book_is_file``, ``book_not_ours``, ``book_locked`` or ``cannot_write``.
    """
    if folder.exists() and not folder.is_dir():
        raise ImportFailed("book_is_file", value=str(folder))
    with saying_what_cannot_be_written(folder):
        if folder.is_dir() and not _may_write(folder, known):
            raise ImportFailed("book_not_ours", value=str(folder))
        made = _make(folder)
        lock = (folder / LOCK).open("a+b")
    held = False
    try:
        with lock:
            held = take(lock)
            if not held:
                raise ImportFailed("book_locked", value=str(folder))
            yield
    finally:
        # whoever is refused leaves the folder alone: it is another's now, even where both made it
        if held:
            _unmake(made)


def remove_leftovers(folder: Path) -> None:
    """Remove what an interrupted writer left; the caller holds the folder."""
    for path in folder.glob(".new-*"):
        with suppress(OSError):
            path.unlink()


def _may_write(folder: Path, known: Callable[[Path], bool]) -> bool:
    return not any(folder.iterdir()) or (folder / LOCK).is_file() or known(folder)


def _make(folder: Path) -> list[Path]:
    missing = [path for path in (folder, *folder.absolute().parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _unmake(made: list[Path]) -> None:
    """Remove folders that we made if nothing but the lock came to lie in them."""
    for path in made:
        if {entry.name for entry in path.glob("*")} | {entry.name for entry in path.glob(".*")} <= {
            LOCK
        }:
            with suppress(OSError):
                (path / LOCK).unlink(missing_ok=True)
                path.rmdir()
