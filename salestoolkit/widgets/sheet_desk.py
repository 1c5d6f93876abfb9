"""What the form of a sheet does, without a screen: each change is one call, and is in the file after it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from salestoolkit.core.sheets import (
    Completeness,
    Entry,
    Gap,
    Sheet,
    completeness,
    fault_in,
    gaps,
)
from salestoolkit.errors import BookError, InvalidValue
from salestoolkit.sources.sheets import load_sheet, read_sheet, save_sheet
from salestoolkit.words import Words, load_words
from salestoolkit.words.sheets import fault_error, typed

Entries = tuple[Entry, ...]


class SheetDesk:
    """A sheet being filled in: whatever is set is kept in its file at once, or refused whole.

    ``entries`` is what is filled in, with one empty entry to begin with. ``copy`` is the copy of the
    former file that the last change made, None where nothing was taken out. ``reread`` counts how
    often the file was found changed by somebody else and was read anew.

    Parameters
    ----------
    sheet : str, Path or Sheet
        Name of a sheet, or the TOML file that defines one.
    path : Path
        The team's file. It is made by the first change.

    Raises
    ------
    BookError
        Where the file that is there cannot be read.
    """

    def __init__(
        self, sheet: str | Path | Sheet, path: str | Path, *, language: str = "en"
    ) -> None:
        self.sheet = sheet if isinstance(sheet, Sheet) else load_sheet(sheet, language)
        self.path = Path(path)
        self.words: Words = load_words(self.sheet.language)
        self.copy: Path | None = None
        self.reread = 0
        self._past: list[Entries] = []
        self.reload()

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._past)

    def reload(self) -> None:
        """Read the file anew; what was done before can no longer be undone."""
        seen = self._on_disk()
        self.entries: Entries = read_sheet(self.path, self.sheet) or (Entry(),)
        self._seen = seen
        self._past = []

    def set(self, row: int, key: str, value: Any) -> None:
        """Fill in a field with what somebody typed or chose; None or an empty text empties it.

        Raises
        ------
        InvalidValue
            ``sheet_<code>`` where the value does not fit the field; the file is left as it is.
        BookError
            ``sheet_changed_elsewhere`` where the file has other entries now.
        """
        if key not in self.sheet.keys:
            raise InvalidValue("sheet_unknown_key", field=key, allowed=", ".join(self.sheet.keys))
        field = self.sheet.field(key)
        read = typed(field, value, self.words)
        fault = fault_in(field, read)
        if fault is not None:
            raise fault_error(field, fault)
        self._look()
        entry = self._entry(row).with_value(key, read)
        self._keep((*self.entries[:row], entry, *self.entries[row + 1 :]))

    def add(self) -> int:
        """An empty entry at the end; its place."""
        self._look()
        self._keep((*self.entries, Entry()))
        return len(self.entries) - 1

    def duplicate(self, row: int) -> int:
        """The same entry once more, behind the first; its place."""
        self._look()
        self._keep((*self.entries[: row + 1], self._entry(row), *self.entries[row + 1 :]))
        return row + 1

    def remove(self, row: int) -> None:
        """Take an entry out; the file as it was is kept as a copy."""
        self._look()
        self._entry(row)
        self._keep((*self.entries[:row], *self.entries[row + 1 :]) or (Entry(),))

    def undo(self) -> None:
        """Take the last change back, in the file too; nothing where there is none."""
        self._look()
        if self._past:
            before = self._past.pop()
            self._save(before)

    def gaps(self, row: int) -> tuple[Gap, ...]:
        """What an entry lacks, with the question to ask next first."""
        return gaps(self.sheet, self._entry(row))

    @property
    def completeness(self) -> Completeness:
        """How much is filled in."""
        return completeness(self.sheet, self.entries)

    def _entry(self, row: int) -> Entry:
        if not 0 <= row < len(self.entries):
            raise InvalidValue("sheet_no_entry", value=row + 1, allowed=len(self.entries))
        return self.entries[row]

    def _look(self) -> None:
        """Take up what somebody else has written meanwhile, where it is plain which entry is which."""
        seen = self._on_disk()
        if seen == self._seen:
            return
        fresh = read_sheet(self.path, self.sheet) or (Entry(),)
        if len(fresh) != len(self.entries):
            raise BookError(
                "sheet_changed_elsewhere",
                file=str(self.path),
                value=len(fresh),
                allowed=len(self.entries),
            )
        self.entries, self._seen, self._past = fresh, seen, []
        self.reread += 1

    def _keep(self, entries: Entries) -> None:
        before = self.entries
        self._save(entries)
        if entries != before:
            self._past.append(before)

    def _save(self, entries: Entries) -> None:
        self.copy = save_sheet(self.path, self.sheet, entries)
        self.entries = entries
        self._seen = self._on_disk()

    def _on_disk(self) -> bytes | None:
        return self.path.read_bytes() if self.path.is_file() else None
