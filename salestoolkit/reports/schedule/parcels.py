"""What lies in the drop folder: which files are one import, and which are still being written."""

from __future__ import annotations

import gzip
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from salestoolkit.errors import ImportFailed
from salestoolkit.reports.schedule.drop_options import Drop, ImportOptions

READ, REFUSED = "read", "refused"
"""Folders in the drop folder to which its files are moved."""
UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp")
"""How programs name what they are still fetching."""
OFFICE_LOCK = "~$"
LITTER = {"thumbs.db", "desktop.ini"}
GIVEN_UP_AFTER = timedelta(hours=1)
"""A download that has not grown for so long holds nothing back any more."""
MILLION = 1_000_000
PIECE = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """Files that are imported together: the loose ones of one day, or all in a folder.

    ``name`` is the folder's, empty for loose files. ``whole`` is whether all of it has arrived.
    """

    name: str
    files: tuple[Path, ...]
    options: ImportOptions
    whole: bool


def parcels_in(drop: Drop, *, zone: ZoneInfo, now: datetime) -> list[Parcel]:
    """What lies in the drop folder: folders by name, then loose files, those of older days first.

    Links are no files here: see `links_in`.
    """
    found = [_parcel(drop, name, inside, now) for name, inside in _folders(drop.folder)]
    loose = [path for path in _entries(drop.folder) if path.is_file()]
    # what belongs together may not all have arrived: then none of the loose files is touched
    whole = _whole(loose, drop, now)

    def dropped_on(path: Path) -> date:
        return datetime.fromtimestamp(path.stat().st_mtime, zone).date()

    files = sorted(filter(_to_read, loose), key=lambda path: (dropped_on(path), path.name))
    for _, together in groupby(files, dropped_on):
        found.append(Parcel(name="", files=tuple(together), options=drop.usual, whole=whole))
    return [parcel for parcel in found if parcel.files]


def links_in(drop: Drop) -> list[Path]:
    """Symbolic links anywhere in the drop folder: they may point out of it, so nothing follows them."""
    linked = [path for path in _visible(drop.folder) if path.is_symlink()]
    for _, inside in _folders(drop.folder):
        linked += [path for path in inside if path.is_symlink()]
    return linked


def refuse_too_large(path: Path, most_mb: int) -> None:
    """Refuse a file that is larger than allowed, or would be when it is unpacked.

    Raises
    ------
    ImportFailed
        ``dropped_too_large``
    """
    most = most_mb * MILLION
    if path.stat().st_size > most or any(size > most for size in _unpacked(path, most)):
        raise ImportFailed("dropped_too_large", file=path.name, allowed=most_mb)


def newest_day(files: Iterable[Path], zone: ZoneInfo) -> date:
    """The day on which the newest of some files was written."""
    return datetime.fromtimestamp(max(path.stat().st_mtime for path in files), zone).date()


def _unpacked(path: Path, most: int) -> Iterator[int]:
    """How large the content of an archive is; whoever reads a damaged one says what is wrong with it."""
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
        yield sum(inside.file_size for inside in archive.infolist())
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if packed:
        size = 0
        with suppress(OSError, EOFError, zlib.error), gzip.open(path) as inside:
            while size <= most and (piece := inside.read(PIECE)):
                size += len(piece)
        yield size


def _folders(folder: Path) -> Iterator[tuple[str, list[Path]]]:
    """The folders in the drop folder with all the files and links in them."""
    for path in _entries(folder):
        if path.is_dir() and path.name not in (READ, REFUSED):
            inside = []
            for place, names, files in os.walk(path, followlinks=False):
                names[:] = sorted(name for name in names if not name.startswith("."))
                here = [Path(place) / name for name in (*names, *files)]
                inside += [one for one in here if one.is_symlink() or one.is_file()]
            yield path.name, sorted(path for path in inside if not path.name.startswith("."))


def _parcel(drop: Drop, name: str, inside: list[Path], now: datetime) -> Parcel:
    files = [path for path in inside if not path.is_symlink()]
    return Parcel(
        name=name,
        files=tuple(filter(_to_read, files)),
        options=drop.by_folder.get(name, drop.usual),
        whole=_whole(files, drop, now),
    )


def _visible(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _entries(folder: Path) -> list[Path]:
    return [path for path in _visible(folder) if not path.is_symlink()]


def _unfinished(path: Path) -> bool:
    return path.name.lower().endswith(UNFINISHED)


def _to_read(path: Path) -> bool:
    aside = path.name.startswith(OFFICE_LOCK) or path.name.lower() in LITTER
    return not aside and not _unfinished(path)


def _whole(files: Iterable[Path], drop: Drop, now: datetime) -> bool:
    settle = timedelta(seconds=drop.settle_seconds)
    return all(
        now - changed_at(path) >= (GIVEN_UP_AFTER if _unfinished(path) else settle)
        for path in files
    )


def changed_at(path: Path) -> datetime:
    """When a file was last changed, or came to lie here.

    On Windows ``st_ctime`` is when it was made; elsewhere it is when anything of it changed, by the
    clock of this machine, whatever time of writing was brought along.
    """
    known = path.stat()
    return datetime.fromtimestamp(known.st_mtime if os.name == "nt" else known.st_ctime, UTC)
