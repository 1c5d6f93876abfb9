"""A folder that is written whole or not at all, by one program at a time."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pyarrow as pa

from salestoolkit.errors import ImportFailed

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
    try:
        with lock:
            _hold(lock, folder)
            yield
    finally:
        _unmake(made)


@contextmanager
def saying_what_cannot_be_written(path: Path) -> Iterator[None]:
    """Turn what the system says about a full disk or a closed folder into one sentence of ours."""
    try:
        yield
    except (OSError, pa.ArrowException) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ImportFailed("cannot_write", value=str(path), reason=reason) from error


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file so that a reader sees the old one or the new one, never half of it."""
    with new_file(path.parent, path.name) as temporary:
        temporary.write_bytes(content)
    temporary.replace(path)


def write_keeping(path: Path, content: bytes) -> Path | None:
    """Write a file whole; another one of its name is copied beside it first, and the copy is named.

    Raises
    ------
    ImportFailed
        ``file_is_folder``, ``cannot_write``.
    """
    if path.is_dir():
        raise ImportFailed("file_is_folder", file=str(path))
    with saying_what_cannot_be_written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        present = path.read_bytes() if path.exists() else content
        copy = None if present == content else free_name(path)
        if copy is not None:
            write_whole(copy, present)
        write_whole(path, content)
    return copy


def free_name(path: Path) -> Path:
    """The name under which a copy of a file is kept: ``process.before-1.toml``."""
    number = 1
    while (copy := path.with_name(f"{path.stem}.before-{number}{path.suffix}")).exists():
        number += 1
    return copy


@contextmanager
def new_file(folder: Path, name: str) -> Iterator[Path]:
    """A path to write to, safe on the disk afterwards, gone again if writing fails."""
    path = folder / f".new-{name}"
    try:
        yield path
        with path.open("rb+") as file:
            os.fsync(file.fileno())
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise


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


def _hold(lock: IO[bytes], folder: Path) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        raise ImportFailed("book_locked", value=str(folder)) from error
