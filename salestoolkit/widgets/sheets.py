"""A form for any sheet, which saves as it is filled in.

All it does can be done without it: see `salestoolkit.widgets.sheet_desk.SheetDesk`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w

from salestoolkit.core.sheets import Sheet
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.narrow import narrow
from salestoolkit.widgets.sheet_desk import SheetDesk
from salestoolkit.widgets.sheet_fields import ALERT, HINT, FieldBox
from salestoolkit.words import Words
from salestoolkit.words.errors import plain
from salestoolkit.words.sheets import shown

NAME_SHOWN = 60
NAMED = "salestoolkit-sheet"
"""Class of a form, by which its labels are found."""


class SheetForm(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """The form: which entry, its boxes, and a line that says when it was saved.

    ``desk`` does the work; ``status`` says what was done, ``progress`` what is still missing.
    """

    def __init__(self, desk: SheetDesk, *, now: Callable[[], datetime] = datetime.now) -> None:
        self.desk, self.words, self._now = desk, desk.words, now
        self._loading = False
        self.status, self.progress = w.HTML(), w.HTML()
        self.boxes = {field.key: FieldBox(field, self.words, self._changed) for field in desk.sheet}
        self.chosen = w.Dropdown(
            description=self._say("entry"), style={"description_width": "initial"}
        )
        self.chosen.observe(self._entry_chosen, names="value")
        self.buttons = {
            "add": self._button("add", lambda: desk.add()),
            "duplicate": self._button("duplicate", lambda: desk.duplicate(self.row)),
            "remove": self._button("remove", lambda: desk.remove(self.row)),
            "undo": self._button("undo", desk.undo, said="undone"),
            "reload": self._button("reload", desk.reload, said="loaded"),
        }
        super().__init__([_heading(desk.sheet, self.words), self._bar(), *self._body()])
        self.add_class(NAMED)
        self._load(0)
        self.status.value = escape(
            self._say("nothing_saved" if not desk.path.exists() else "loaded")
        )

    @property
    def row(self) -> int:
        """Place of the entry that is shown."""
        return int(self.chosen.value or 0)

    def _bar(self) -> w.HBox:
        many = [self.chosen, *(self.buttons[name] for name in ("add", "duplicate", "remove"))]
        ever = [self.buttons["undo"], self.buttons["reload"]]
        return w.HBox(
            [*(many if self.desk.sheet.repeats else []), *ever],
            layout={"flex_flow": "row wrap"},
        )

    def _body(self) -> list[w.Widget]:
        """The line that says what was saved, the boxes under their headings, what is missing."""
        parts: list[w.Widget] = [self.status]
        group = None
        for field in self.desk.sheet:
            if field.group != group and field.group:
                parts.append(w.HTML(f"<h4>{escape(field.group)}</h4>"))
            group = field.group
            parts.append(self.boxes[field.key])
        return [*parts, self.progress]

    def _changed(self, key: str, value: Any) -> None:
        if self._loading:
            return
        box, reread = self.boxes[key], self.desk.reread
        try:
            self.desk.set(self.row, key, value)
        except (SalesToolkitError, OSError) as error:
            sentence = self._sentence(error)
            box.fault(sentence)
            self.status.value = ALERT.format(escape(self._say("not_saved", sentence=sentence)))
            return
        box.hint()
        if self.desk.reread != reread:
            self._load(self.row)
        self._name_entries(self.row)
        self._tell("saved")

    def _entry_chosen(self, change: dict[str, Any]) -> None:
        if not self._loading and change["new"] is not None:
            self._load(change["new"])

    def _button(self, name: str, act: Callable[[], int | None], *, said: str = "saved") -> w.Button:
        made = w.Button(description=self._say(name), layout={"width": "auto"})

        def clicked(_: Any) -> None:
            try:
                place = act()
            except (SalesToolkitError, OSError) as error:
                sentence = self._say("not_saved", sentence=self._sentence(error))
                self.status.value = ALERT.format(escape(sentence))
                return
            self._load(self.row if place is None else place)
            self._tell(said)

        made.on_click(clicked)
        return made

    def _load(self, row: int) -> None:
        """Show an entry, or the last one where there are not so many."""
        row = min(row, len(self.desk.entries) - 1)
        self._loading = True
        self.chosen.options = [
            (self._name(place), place) for place in range(len(self.desk.entries))
        ]
        self.chosen.value = row
        for key, box in self.boxes.items():
            box.show(self.desk.entries[row][key])
        self._loading = False
        self._missing()

    def _name_entries(self, row: int) -> None:
        """List the entries by what is in them now, with one of them chosen."""
        names = [(self._name(place), place) for place in range(len(self.desk.entries))]
        if names == list(self.chosen.options) and self.chosen.value == row:
            return
        self._loading = True
        self.chosen.options = names
        self.chosen.value = row
        self._loading = False

    def _name(self, place: int) -> str:
        """An entry in the list: its number and the first thing that is filled in."""
        entry = self.desk.entries[place]
        texts = (shown(field, entry[field.key], self.words) for field in self.desk.sheet)
        first = next((text for text in texts if text), self._say("blank"))
        return f"{place + 1}. {plain(first, length=NAME_SHOWN)}"

    def _tell(self, said: str) -> None:
        time, copy = f"{self._now():%H:%M:%S}", self.desk.copy
        if said == "saved" and copy is not None:
            text = self._say("saved_copy", time=time, copy=copy.name)
        else:
            text = self._say(said, time=time)
        self.status.value = f'<span role="status">{escape(text)}</span>'
        self.buttons["undo"].disabled = not self.desk.can_undo
        self._missing()

    def _missing(self) -> None:
        """How much is filled in, and the question to answer next."""
        found = self.desk.completeness
        lines = [
            self._say(
                "filled",
                filled=found.filled,
                fields=found.fields,
                required_filled=found.required_filled,
                required=found.required,
            )
        ]
        gaps = [gap for gap in self.desk.gaps(self.row) if gap.required]
        lines.append(
            self._say("next_question", question=gaps[0].question) if gaps else self._say("complete")
        )
        self.progress.value = "".join(f"<p>{escape(line)}</p>" for line in lines)
        self.buttons["undo"].disabled = not self.desk.can_undo

    def _sentence(self, error: SalesToolkitError | OSError) -> str:
        if isinstance(error, SalesToolkitError):
            return self.words.error(error)
        return self.words.unexpected(error)

    def _say(self, key: str, **fields: Any) -> str:
        return self.words.text(f"sheets.form.{key}", **fields)


def sheet_form(sheet: str | Path | Sheet, path: str | Path, *, language: str = "en") -> SheetForm:
    """A form that fills in a sheet and saves as it goes.

    Parameters
    ----------
    sheet : str, Path or Sheet
        Name of a sheet (``"persona"``), or the TOML file that defines a team's own.
    path : Path
        The team's file, such as ``"sheets/persona.toml"``; it is made by the first change.
    language : str
        Language of the form, ``en`` or ``pl``; the file is the same in both.
    """
    return SheetForm(SheetDesk(sheet, path, language=language))


def _heading(sheet: Sheet, words: Words) -> w.HTML:
    facts = [
        words.text(f"sheets.{key}", **{key: text})
        for key, text in (("who", sheet.who), ("takes", sheet.takes))
        if text
    ]
    lines = "".join(f"<div>{escape(line)}</div>" for line in (sheet.purpose, *facts))
    mark = HINT.format(escape(words.text("sheets.required_mark")))
    return w.HTML(f"{narrow(NAMED)}<h3>{escape(sheet.title)}</h3>{lines}{mark}")
