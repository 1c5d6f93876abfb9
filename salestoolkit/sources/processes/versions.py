"""A process as a living document: versions that are published, kept beside the file, and compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from salestoolkit.core.process import SalesProcess, Version
from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.sources.processes.read import (
    Processes,
    parse_processes,
    read_processes,
    read_team_processes,
    read_text,
)
from salestoolkit.sources.processes.save import replace_file
from salestoolkit.sources.processes.update import updated_text
from salestoolkit.sources.whole_files import keep_copy, saying_what_cannot_be_written

FOLDER = "versions"
"""Folder beside a process file that holds its published versions."""


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A published version of a process file: its number from 1, its first day, and where it lies."""

    number: int
    date: date
    path: Path


@dataclass(frozen=True, kw_only=True)
class Published:
    """What was published: the version, its snapshot, and the pipelines that it changed."""

    version: Version
    snapshot: Snapshot
    pipelines: tuple[str | None, ...]


def publish_version(path: Path | str, *, author: str, reason: str, day: date) -> Published:
    """Publish a process file as it is now: note who changed it and why, and keep a copy of it.

    Every process of the file that changed since the last published version gets a
    ``[[process.version]]``; comments stay. The whole file is kept in ``versions/`` beside it.

    Parameters
    ----------
    day : date
        The first day on which the process holds as it is now.

    Raises
    ------
    BookError
        ``process_none``; ``process_unchanged`` where nothing changed since the last version.
    InvalidValue
        ``process_version_blank`` without author or reason; ``process_version_order`` where the day
        lies before that of the latest version.
    """
    for field, value in (("author", author), ("reason", reason)):
        if not value.strip():
            raise InvalidValue("process_version_blank", field=field)
    file = Path(path)
    processes = read_team_processes(file)
    snapshots = versions_of(file)
    changed = _changed(file, processes, snapshots)
    version = Version(date=day, author=author.strip(), reason=reason.strip())
    new = {
        pipeline: process.with_version(version) if pipeline in changed else process
        for pipeline, process in processes.items()
    }
    counted = max(len(process.versions) for process in new.values())
    number = max(counted, *(one.number + 1 for one in snapshots)) if snapshots else counted
    kept = file.parent / FOLDER / f"{file.stem}-{number:03}-{day}{file.suffix}"
    old = read_text(file)
    text = updated_text(old, new.values(), file=str(file))
    if not set(old.splitlines()) <= set(text.splitlines()):
        # written in a way that only a new file could say for certain: the old one is kept
        with saying_what_cannot_be_written(file):
            keep_copy(file)
    replace_file(kept, text)
    try:
        replace_file(file, text)
    except BaseException:
        kept.unlink(missing_ok=True)
        raise
    snapshot = Snapshot(number=number, date=day, path=kept)
    return Published(version=version, snapshot=snapshot, pipelines=changed)


def versions_of(path: Path | str) -> tuple[Snapshot, ...]:
    """Published versions of a process file, the first one first."""
    file = Path(path)
    name = re.compile(
        rf"{re.escape(file.stem)}-(\d{{3,}})-(\d{{4}}-\d\d-\d\d){re.escape(file.suffix)}"
    )
    found = []
    for one in file.parent.joinpath(FOLDER).glob(f"*{file.suffix}"):
        if matched := name.fullmatch(one.name):
            day = date.fromisoformat(matched[2])
            found.append(Snapshot(number=int(matched[1]), date=day, path=one))
    return tuple(sorted(found, key=lambda one: one.number))


def version_text(path: Path | str, which: int | date) -> str:
    """Text of a published version: by its number, or the one that held on a day.

    Raises
    ------
    InvalidValue
        ``process_no_version`` names the versions there are.
    """
    snapshots = versions_of(path)
    found = [
        one
        for one in snapshots
        if (one.date <= which if isinstance(which, date) else one.number == which)
    ]
    if not found:
        known = ", ".join(f"{one.number} ({one.date})" for one in snapshots) or "–"
        raise InvalidValue("process_no_version", value=which, file=str(path), allowed=known)
    return read_text(found[-1].path)


def read_version(name: str) -> dict[str | None, SalesProcess]:
    """Processes of a file, or of a published version of it: ``process.toml@3``, ``process.toml@2026-05-04``.

    Raises
    ------
    BookError, InvalidValue
        As `read_processes` and `version_text` do.
    """
    file, _, which = name.rpartition("@")
    if not file or Path(name).exists():
        return read_team_processes(name)
    if re.fullmatch(r"\d{1,6}", which):
        return parse_processes(version_text(file, int(which)), file=name)
    try:
        day = date.fromisoformat(which)
    except ValueError as error:
        raise InvalidValue("process_version_name", value=name) from error
    return parse_processes(version_text(file, day), file=name)


def _changed(
    file: Path, processes: Processes, snapshots: tuple[Snapshot, ...]
) -> tuple[str | None, ...]:
    """Pipelines whose process differs from the last published version, or was not in it."""
    last = _last(processes, snapshots)
    changed = tuple(
        pipeline for pipeline, now in processes.items() if _differs(now, last.get(pipeline))
    )
    if changed:
        return changed
    if set(last) != set(processes):
        # a process was taken out: the others carry the note of it
        return tuple(processes)
    raise BookError("process_unchanged", file=str(file), value=snapshots[-1].date)


def _last(
    processes: Processes, snapshots: tuple[Snapshot, ...]
) -> Mapping[str | None, SalesProcess]:
    """The last published version; one that the file knows nothing of was never finished."""
    noted = {version for process in processes.values() for version in process.versions}
    for snapshot in reversed(snapshots):
        then = read_processes(snapshot.path)
        if noted & {version for process in then.values() for version in process.versions[-1:]}:
            return then
    return {}


def _differs(now: SalesProcess, before: SalesProcess | None) -> bool:
    return before is None or replace(now, versions=()) != replace(before, versions=())
