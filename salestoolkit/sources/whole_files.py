"""Files that are written whole or not at all; nothing that a person made is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from salestoolkit.errors import ImportFailed


def write_keeping(path: Path, content: bytes) -> Path | None:
    """Write a file whole; another one of its name is copied beside it first, and the copy returned.

    Raises
    ------
    ImportFailed
        ``path_is_folder``, ``cannot_write``.
    """
    if path.is_dir():
        raise ImportFailed("path_is_folder", value=str(path))
    with saying_what_cannot_be_written(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        copy = keep_copy(path) if path.exists() and path.read_bytes() != content else None
        write_whole(path, content)
    return copy


def keep_copy(path: Path) -> Path:
    """Copy a file beside itself, as ``process.before-1.toml``; one a state, none twice."""
    present = path.read_bytes()
    number = 1
    while (copy := path.with_name(f"{path.stem}.before-{number}{path.suffix}")).exists():
        if copy.is_file() and copy.read_bytes() == present:
            return copy
        number += 1
    write_whole(copy, present)
    return copy


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Replace a file so that a reader sees the old one or the new one, never half of it.

    A link stays a link: what it points at is replaced. A ``private`` one nobody else can read.
    """
    target = path.resolve()
    # several kernels of a team may write one file at once: each writes its own, the last one stays
    with new_file(target.parent, f"{os.getpid()}-{target.name}") as temporary:
        if private:
            temporary.touch(mode=0o600)
        temporary.write_bytes(content)
    temporary.replace(target)


def copy_folder(source: Path, to: Path) -> None:
    """Copy a folder to where there is none: a reader sees all of it or nothing, whatever interrupts."""
    to.parent.mkdir(parents=True, exist_ok=True)
    new = to.with_name(f".new-{to.name}")
    # what a killed process left behind
    shutil.rmtree(new, ignore_errors=True)
    try:
        shutil.copytree(source, new)
        new.rename(to)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


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


@contextmanager
def saying_what_cannot_be_written(
    path: Path, *, also: tuple[type[Exception], ...] = ()
) -> Iterator[None]:
    """Turn what the system says about a full disk or a closed folder into one sentence of ours.

    Parameters
    ----------
    also : tuple of exceptions
        What a library raises in place of the system's own errors.
    """
    refused: tuple[type[Exception], ...] = (OSError, *also)
    try:
        yield
    except refused as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ImportFailed("cannot_write", value=str(path), reason=reason) from error
