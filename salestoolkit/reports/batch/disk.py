"""Files and folders that are safe on the disk before they get their name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from salestoolkit.errors import ReportError

SYNCED_AT_ONCE = 8


@contextmanager
def saying_what_cannot_be_written(path: Path) -> Iterator[None]:
    """Turn what the system says of a full disk or a closed folder into one sentence of ours."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ReportError("output_not_writable", value=str(path), reason=reason) from error


def write_safely(path: Path, content: bytes) -> None:
    """Write a new file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_dated(path: Path, content: bytes, at: datetime | None) -> None:
    """Write a new file that bears a time; the disk gets it when the system likes."""
    path.write_bytes(content)
    if at is not None:
        os.utime(path, (at.timestamp(), at.timestamp()))


def sync_files(paths: Iterable[Path]) -> None:
    """Wait until the disk has the content of files: all at once, which it does far faster."""
    with ThreadPoolExecutor(SYNCED_AT_ONCE) as pool:
        for _ in pool.map(_sync, paths):
            pass


def link_or_copy(source: Path, to: Path) -> None:
    """The same file under another name: linked where the file system can, else copied."""
    try:
        os.link(source, to)
    except OSError:
        shutil.copy2(source, to)
        _sync(to)


def _sync(path: Path) -> None:
    # Windows waits only for a file that is open to be written
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder; a system that cannot say is not waited for."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        # some network file systems have no such call for a folder
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def name_folder(made: Path, to: Path, *, trash: Path) -> None:
    """Give a finished folder its name; another one of that name goes to the trash first."""
    sync_folder(made)
    if to.exists():
        throw_away(to, trash)
    made.rename(to)
    sync_folder(to.parent)


def throw_away(folder: Path, trash: Path) -> None:
    """Remove a folder so that nobody ever sees half of it: first its name goes, then its files."""
    trash.mkdir(parents=True, exist_ok=True)
    number = 1
    while (gone := trash / f"{folder.name}-{number}").exists():
        number += 1
    folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)
