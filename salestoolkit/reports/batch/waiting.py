"""Reports that are finished and wait for their batch to end: a crash loses none of them."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from salestoolkit.reports.batch.disk import name_folder, throw_away, write_safely
from salestoolkit.reports.batch.manifest import Entry, entry_json, read_entry

ENTRY = "entry.json"


class WaitingReports:
    """A folder with a folder for each report: its files by format, and its entry."""

    def __init__(self, folder: Path, *, trash: Path) -> None:
        self.folder = folder
        self.trash = trash
        folder.mkdir(exist_ok=True)
        self._entries = {entry.key: entry for entry in self._read()}

    def get(self, key: str) -> Entry | None:
        """The report that waits under this key."""
        return self._entries.get(key)

    def path(self, entry: Entry, format: str) -> Path:
        """Where a file of it lies."""
        return self._place(entry.key) / format

    def put(self, entry: Entry, files: Mapping[str, bytes]) -> None:
        """Keep a report, on the disk when this returns; an earlier one under its key goes."""
        place = self._place(entry.key)
        new = place.with_name(f".new-{place.name}")
        shutil.rmtree(new, ignore_errors=True)
        try:
            new.mkdir()
            for format, content in files.items():
                write_safely(new / format, content, at=entry.made_at)
            text = json.dumps(entry_json(entry), ensure_ascii=False, default=str)
            write_safely(new / ENTRY, text.encode())
            name_folder(new, place, trash=self.trash)
        except BaseException:
            # a full disk gets back the room that half a report takes
            shutil.rmtree(new, ignore_errors=True)
            raise
        self._entries[entry.key] = entry

    def clear(self) -> None:
        """Drop all: their batch is whole, and has them."""
        self._entries.clear()
        throw_away(self.folder, self.trash)
        self.folder.mkdir()

    def _place(self, key: str) -> Path:
        return self.folder / hashlib.sha256(key.encode()).hexdigest()[:32]

    def _read(self) -> Iterator[Entry]:
        for place in self.folder.iterdir():
            if place.name.startswith("."):
                # half a report, from a run that was killed
                shutil.rmtree(place, ignore_errors=True)
                continue
            with suppress(OSError, ValueError, KeyError, TypeError):
                entry = read_entry(json.loads((place / ENTRY).read_text(encoding="utf-8")))
                if all((place / file.format).stat().st_size == file.bytes for file in entry.files):
                    yield entry
