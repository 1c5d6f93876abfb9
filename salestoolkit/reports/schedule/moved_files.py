"""Files of the drop folder moved aside: none is lost, none overwritten, and a move is finished once begun."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from salestoolkit.reports.batch.disk import sync_folder
from salestoolkit.sources.whole_files import (
    new_file,
    saying_what_cannot_be_written,
    write_whole,
)

JOURNAL = "moving.json"
"""What is being moved: after an interruption the next call goes on with it."""
REASON = ".reason.txt"
LONGEST_NAME = 200
"""Bytes: file systems take 255, and a number, the reason's ending and a mark while writing come to it."""


@dataclass(frozen=True, kw_only=True)
class Move:
    """One file that is to lie elsewhere, and for a refused one the text that says why.

    ``size`` and ``changed`` (nanoseconds) tell it from another that has come to lie there under its name.
    """

    path: Path
    folder: Path
    size: int
    changed: int
    reason: str | None = None

    @classmethod
    def of(cls, path: Path, folder: Path, *, reason: str | None = None) -> Move:
        """A move of a file as it is now."""
        known = path.lstat()
        size, changed = known.st_size, known.st_mtime_ns
        return cls(path=path, folder=folder, size=size, changed=changed, reason=reason)

    @property
    def still_due(self) -> bool:
        """Whether the very file is still where it was."""
        try:
            known = self.path.lstat()
        except FileNotFoundError:
            return False
        return (known.st_size, known.st_mtime_ns) == (self.size, self.changed)


def move_all(moves: Sequence[Move], state: Path) -> list[Path]:
    """Move files aside, noting first what is to be moved; where they lie now.

    Raises
    ------
    ImportFailed
        ``cannot_write``; what could not be moved is tried again by `finish_moves`.
    """
    state.mkdir(parents=True, exist_ok=True)
    said = [
        {**vars(move), "path": os.fspath(move.path), "folder": os.fspath(move.folder)}
        for move in moves
    ]
    with saying_what_cannot_be_written(state / JOURNAL):
        write_whole(state / JOURNAL, json.dumps(said).encode())
    return finish_moves(state)


def finish_moves(state: Path) -> list[Path]:
    """Move what an earlier call had begun to move; where it lies now."""
    path = state / JOURNAL
    if not path.exists():
        return []
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        moves = [
            Move(**{**one, "path": Path(one["path"]), "folder": Path(one["folder"])})
            for one in said
        ]
    except (ValueError, TypeError, KeyError):
        # not ours: what lies in the drop folder is then imported again, which changes nothing
        moves = []
    moved = []
    for move in moves:
        if move.still_due:
            with saying_what_cannot_be_written(move.folder):
                moved.append(_move(move))
    path.unlink()
    return moved


def _move(move: Move) -> Path:
    move.folder.mkdir(parents=True, exist_ok=True)
    for target in _names(move.folder, move.path.name):
        reason = target.with_name(target.name + REASON)
        if os.path.lexists(target) or not _free(reason, move.reason):
            continue
        with suppress(FileExistsError):
            if move.reason is not None:
                write_whole(reason, move.reason.encode())
            _place(move.path, target)
            return target
    raise AssertionError("there is always another name")


def _free(path: Path, text: str | None) -> bool:
    """Whether a reason may be written, or was written before an interruption."""
    if text is None or not os.path.lexists(path):
        return True
    return path.is_file() and path.read_bytes() == text.encode()


def _names(folder: Path, name: str) -> Iterator[Path]:
    """The name, cut where it is very long, then ``deals (2).csv``, ``deals (3).csv`` ..."""
    path = Path(name)
    while len(os.fsencode(path.name)) > LONGEST_NAME:
        path = Path(path.stem[:-1] + path.suffix) if len(path.stem) > 1 else Path(path.name[:-1])
    yield folder / path.name
    for number in count(2):
        yield folder / f"{path.stem} ({number}){path.suffix}"


def _place(path: Path, target: Path) -> None:
    """Give a file another place; FileExistsError where something lies there."""
    if path.is_symlink():
        target.symlink_to(path.readlink())
    else:
        try:
            target.hardlink_to(path)
        except FileExistsError:
            raise
        except OSError:
            # another disk, or one that knows no links
            _copy(path, target)
    path.unlink()


def _copy(path: Path, target: Path) -> None:
    with new_file(target.parent, target.name) as temporary:
        shutil.copy2(path, temporary)
    temporary.rename(target)
    # before the original goes: a power cut must not find it nowhere
    sync_folder(target.parent)
