"""What the form for planning answers does, without a screen: each change is in the file after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from salestoolkit.core.objection_plan import (
    SHEET,
    brainstormed,
    card_key,
    grouped,
    is_agreed,
    taken_over,
)
from salestoolkit.core.objections import Objection
from salestoolkit.core.sheets import Entry, is_filled
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.objection_text import save_card
from salestoolkit.sources.objections import packaged
from salestoolkit.widgets.sheet_desk import SheetDesk
from salestoolkit.words.objection_plan import Part, call_script

CARD_PARTS = ("theme", "says", "behind", "questions", "answer", "proof", "next_step", "owner")
"""Parts of an entry that make a card of the team's library."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Agreed answers that were put into the team's library, and the first copy of its former file."""

    keys: tuple[str, ...]
    copy: Path | None = None


class ObjectionPlanDesk(SheetDesk):
    """A team's plan of answers: brainstorm, group, agree, script.

    Parameters
    ----------
    path : Path
        File of the sheet; it is made by the first change.
    library : Path
        The team's file of objections, which agreed answers are put into.
    cards : sequence of Objection
        Cards that an answer can begin with.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        library: Path,
        cards: Sequence[Objection],
        language: str = "en",
    ) -> None:
        super().__init__(SHEET, path, language=language)
        self.library = library
        self.cards = {card.key: card for card in cards}

    def brainstorm(self, text: str) -> int:
        """Add what was collected, one sentence a line; how many were new."""
        self._look()
        entries = brainstormed(self.entries, text.splitlines())
        new = _said(entries) - _said(self.entries)
        if new:
            self._keep(entries)
        return new

    @property
    def groups(self) -> dict[str | None, tuple[int, ...]]:
        """Places of the entries by theme."""
        return grouped(self.entries)

    def suggestions(self, row: int) -> tuple[Objection, ...]:
        """Cards of the library that an entry can begin with: those of its theme, else all."""
        theme = self._entry(row)["theme"]
        return tuple(card for card in self.cards.values() if theme in (None, card.theme))

    def take_over(self, row: int, key: str) -> Objection:
        """Fill the empty fields of an entry from a card of the library.

        Raises
        ------
        InvalidValue
            ``objection_unknown``.
        """
        if key not in self.cards:
            raise InvalidValue("objection_unknown", value=key, allowed=", ".join(self.cards))
        self._look()
        entry = taken_over(self._entry(row), self.cards[key])
        self._keep((*self.entries[:row], entry, *self.entries[row + 1 :]))
        return self.cards[key]

    @property
    def script(self) -> tuple[Part, ...]:
        """The script of a first call with the agreed answers; empty where there are none."""
        return call_script(self.words, self.entries)

    def keep_agreed(self) -> Kept:
        """Put the agreed answers into the team's library; a card that is there is changed in place."""
        taken = set(packaged(self.words.language)) | set(self.cards)
        keys: list[str] = []
        copies: list[Path] = []
        for row, entry in enumerate(self.entries):
            if not is_agreed(entry):
                continue
            key = card_key(entry, taken)
            fields = {part: entry[part] for part in CARD_PARTS if is_filled(entry[part])}
            copy = save_card(self.library, key, fields, language=self.words.language)
            copies += [copy] if copy is not None else []
            keys.append(key)
            taken.add(key)
            self._remember(row, key)
        return Kept(keys=tuple(keys), copy=copies[0] if copies else None)

    def _remember(self, row: int, key: str) -> None:
        """Write down which card an entry has become, so that it changes this one next time."""
        entry: Entry = self.entries[row]
        if entry.text("card") != key:
            self.set(row, "card", key)


def _said(entries: Sequence[Entry]) -> int:
    return sum(is_filled(entry["says"]) for entry in entries)
