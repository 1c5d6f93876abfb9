"""Pages that a person has changed since we wrote them: noticed, and never lost."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from salestoolkit.reports.batch.manifest import INDEX, NAME, Entry, Manifest, PageFile

EDITED = "edited"
SAME_TIME = 2.0
"""Seconds; some file systems keep the time of a file only to the even second."""
OURS = (NAME, INDEX)


def is_as_written(path: Path, file: PageFile, entry: Entry) -> bool:
    """Whether a file is what was made: size and time tell, else its digest."""
    try:
        found = path.stat()
    except OSError:
        return False
    if found.st_size != file.bytes:
        return False
    made_at = entry.made_at
    if made_at is not None and abs(found.st_mtime - made_at.timestamp()) < SAME_TIME:
        return True
    # a copied folder has other times
    return file_digest(path) == file.sha256


def is_whole(folder: Path, entry: Entry) -> bool:
    """Whether all files of a report lie in a run's folder as they were made."""
    return all(is_as_written(folder / file.name, file, entry) for file in entry.files)


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def keep_edited(run: Path, manifest: Manifest, to: Path) -> tuple[str, ...]:
    """Copy to a folder what a person changed or added in a run; the names of the copies.

    What lies there already is not copied twice: two runs may share a page, and so its change.
    """
    return tuple(_copied(path, run, to) for path in _not_ours(run, manifest))


def _not_ours(run: Path, manifest: Manifest) -> Iterator[Path]:
    known = {file.name: (file, entry) for entry in manifest.reports for file in entry.files}
    partial = {entry.partial for entry in manifest.reports}
    for path in sorted(run.rglob("*")):
        name = path.relative_to(run).as_posix()
        if not path.is_file() or name in OURS or name in partial:
            continue
        if name not in known or not is_as_written(path, *known[name]):
            yield path


def _copied(path: Path, run: Path, to: Path) -> str:
    to.mkdir(exist_ok=True)
    number, copy = 1, to / path.relative_to(run).as_posix().replace("/", "_")
    stem = copy.stem
    while copy.exists() and file_digest(copy) != file_digest(path):
        number += 1
        copy = copy.with_name(f"{stem}-{number}{path.suffix}")
    if not copy.exists():
        shutil.copy2(path, copy)
    return copy.name
