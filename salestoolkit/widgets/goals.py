"""A form for planning a goal: what is typed on the left is a plan on the right, in words and pictures.

All it does can be done without it: see `salestoolkit.widgets.goal_desk.GoalDesk`.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w

from salestoolkit.charts.goal_plan import goal_plan_chart
from salestoolkit.charts.goals import goal_chance_chart
from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.work_calendar import QUIET
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.goal_desk import RATES, GoalDesk, GoalEntry, Planned
from salestoolkit.widgets.narrow import FOCUS
from salestoolkit.widgets.picture import Picture
from salestoolkit.widgets.read_outs import with_read_outs
from salestoolkit.widgets.sheet_fields import ALERT, HINT
from salestoolkit.words import Words, load_words
from salestoolkit.words.goals import plan_sentences

LOOK: dict[str, Any] = {
    "style": {"description_width": "20em"},
    "layout": {"width": "98%", "max_width": "44em"},
}
NOTE = {"margin": "-4px 0 6px 21em"}
GROUPS = {
    "goal": ("name", "who", "amount", "start", "until", "chance"),
    "rate": ("source", "rate", "passed", "entered", "lead_days"),
    "people": ("reps", "names", "calls_per_day", "leave_days", "country", "quiet"),
}
"""Boxes under each heading."""
USED = {
    "known": ("rate", "lead_days"),
    "counted": ("passed", "entered", "lead_days"),
    "book": (),
}
"""Boxes that count for each source of the rate; the others are greyed out."""
BUTTON = {"width": "auto", "align_self": "flex-start"}
WIDTH = 640


class GoalForm(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """The form; ``planned`` is the last plan that could be made, and its picture stays until the next."""

    def __init__(self, desk: GoalDesk, words: Words, entry: GoalEntry) -> None:
        self.desk, self.words = desk, words
        self.planned: Planned | None = None
        self.boxes = {
            one.name: self._box(one.name, getattr(entry, one.name)) for one in fields(entry)
        }
        self.notes = {name: w.HTML(layout=NOTE) for name in self.boxes}
        self.status, self.said, self.picture = w.HTML(), w.HTML(), Picture(words)
        self.save = w.Button(description=self._say("save"), layout=BUTTON)
        self.save.on_click(self._save)
        for box in self.boxes.values():
            box.observe(self._changed, names="value")
        parts: list[w.Widget] = [w.HTML(FOCUS, layout={"display": "none"})]
        for group, names in GROUPS.items():
            parts.append(w.HTML(f"<h3>{escape(self._say(f'group_{group}'))}</h3>"))
            parts += with_read_outs(
                [w.VBox([self.boxes[name], self.notes[name]]) for name in names], words
            )
        keep = [self.save] if desk.path is not None else []
        super().__init__([*parts, *keep, self.status, self.said, self.picture])
        self._changed(None)

    @property
    def entry(self) -> GoalEntry:
        """What stands in the boxes."""
        return GoalEntry(**{name: box.value for name, box in self.boxes.items()})

    def _box(self, name: str, value: Any) -> w.Widget:
        look = {"description": self._say(f"box_{name}"), **LOOK}
        if name == "source":
            listed = [one for one in RATES if one != "book" or self.desk.book is not None]
            options = [(self._say(f"source_{one}"), one) for one in listed]
            return w.Dropdown(options=options, value=value, **look)
        if name == "quiet":
            options = [(self.words.text(f"goals.quiet.{one}"), one) for one in QUIET]
            return w.SelectMultiple(options=options, value=value, rows=len(QUIET), **look)
        if name in ("start", "until"):
            return w.DatePicker(value=value, **look)
        if name == "names":
            return w.Textarea(value=value, rows=3, continuous_update=False, **look)
        return w.Text(value=str(value), continuous_update=False, **look)

    def _changed(self, _: Any) -> None:
        for name in ("rate", "passed", "entered", "lead_days"):
            self.boxes[name].disabled = name not in USED[self.boxes["source"].value]
        for note in self.notes.values():
            note.value = ""
        try:
            found = self.desk.plan(self.entry)
        except SalesToolkitError as error:
            self._fault(error)
            return
        self.planned = found
        self._show(found)

    def _show(self, found: Planned) -> None:
        self.status.value = ""
        lines = plan_sentences(self.words, found.plan, found.basis)
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        self.said.value = f"<h3>{escape(self._say('plan'))}</h3><ul>{items}</ul>"
        charts = [goal_plan_chart(found.plan, self.words, width=WIDTH)]
        if found.curves:
            charts.insert(0, goal_chance_chart(found.curves, self.words, width=WIDTH))
        self.picture.show(*charts)

    def _fault(self, error: SalesToolkitError) -> None:
        """Say what is wrong under its box; the last plan and its picture stay."""
        sentence = escape(self.words.error(error))
        name = str(error.fields.get("field", ""))
        if name in self.notes:
            self.notes[name].value = ALERT.format(sentence)
        last = self._say("last" if self.planned is not None else "none")
        shown = ALERT.format(sentence) if name not in self.notes else ""
        self.status.value = f"{shown} {HINT.format(escape(last))}"

    def _save(self, _: Any) -> None:
        try:
            saved = self.desk.save(self.entry)
        except SalesToolkitError as error:
            self._fault(error)
            return
        except OSError as error:
            self.status.value = ALERT.format(escape(self.words.refused(error)))
            return
        if saved is not None:
            text = self._say("saved", path=saved.path.name)
            self.status.value = f'<span role="status">{escape(text)}</span>'

    def _say(self, key: str, **more: Any) -> str:
        return self.words.text(f"goal_form.{key}", **more)


def goal_form(
    *,
    language: str,
    today: date,
    country: str | None = None,
    book: HasHistory | None = None,
    path: Path | str | None = None,
) -> GoalForm:
    """A form that plans a goal of won deals for the next calendar year.

    Parameters
    ----------
    language : str
        ``en`` or ``pl``.
    today : date
        The plan begins after it.
    country : str, optional
        Whose holidays count to begin with.
    book : HasHistory, optional
        The team's deals, so that the rate can come from them.
    path : Path, optional
        The team's file of goals; without it there is no button that saves.
    """
    words = load_words(language)
    entry = GoalEntry(
        name=words.text("goal_form.first_name", year=str(today.year + 1)),
        start=date(today.year + 1, 1, 1),
        until=date(today.year + 1, 12, 31),
        country=country or "",
    )
    file = None if path is None else Path(path)
    desk = GoalDesk(today=today, book=book, path=file, language=language)
    return GoalForm(desk, words, entry)
