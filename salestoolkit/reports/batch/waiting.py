"""Reports that are finished and wait for their batch to end: a crash loses none of them."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from salestoolkit.reports.batch.disk import throw_away, write_dated
from salestoolkit.reports.batch.edited import file_digest
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
        """Keep a report, so that a killed process does not lose it; an earlier one under its key goes.

        Nobody waits for the disk here: what a power cut tears is noticed, and made again.
        """
        place = self._place(entry.key)
        new = place.with_name(f".new-{place.name}")
        shutil.rmtree(new, ignore_errors=True)
        try:
            new.mkdir()
            for format, content in files.items():
                write_dated(new / format, content, entry.made_at)
            text = json.dumps(entry_json(entry), ensure_ascii=False, default=str)
            (new / ENTRY).write_text(text, encoding="utf-8")
            if place.exists():
                throw_away(place, self.trash)
            new.rename(place)
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
                if all(file_digest(place / file.format) == file.sha256 for file in entry.files):
                    yield entry
