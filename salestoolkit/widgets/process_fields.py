"""The boxes of the process editor for what one stage holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import ipywidgets as w
from babel.numbers import get_decimal_symbol

from salestoolkit.core.process import Passes, SalesProcess, Stage
from salestoolkit.words import Words
from salestoolkit.words.errors import plain

LABELS = {"description_width": "13em"}
LINES = 2, 6
"""Fewest and most rows of a box for several lines."""
LINE = {"width": "98%"}
LETTERS_A_ROW = 44
NAME_SHOWN = 60

LONG = ("purpose", "entry_criteria", "exit_criteria", "client_steps")
SHORT = ("name", "target_days", "win_probability")


class StageFields(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """Name, owner, days, chance, criteria of one stage; each change is told as (field, value)."""

    def __init__(self, words: Words, changed: Callable[[str, Any], None]) -> None:
        self.words = words
        self.boxes: dict[str, Any] = {name: text_box(words, name) for name in SHORT}
        self.boxes["owner"] = w.Combobox(
            description=say(words, "owner"),
            ensure_option=False,
            continuous_update=False,
            style=LABELS,
            layout=LINE,
        )
        self.boxes["passes"] = w.Dropdown(
            description=say(words, "passes"),
            options=[(say(words, f"passing.{value}"), value) for value in get_args(Passes)],
            style=LABELS,
            layout=LINE,
        )
        self.boxes["waiting"] = w.Checkbox(
            description=say(words, "waiting"), indent=True, style=LABELS, layout=LINE
        )
        for name in LONG:
            self.boxes[name] = w.Textarea(
                description=say(words, name),
                placeholder=say(words, f"hint.{name}"),
                rows=2,
                continuous_update=False,
                style=LABELS,
                layout=LINE,
            )
        for name, box in self.boxes.items():
            box.observe(_telling(name, changed, self), names="value")
        self.people: dict[str, str] = {}
        order = ("name", "owner", "target_days", "win_probability", "passes", "waiting", *LONG)
        super().__init__([self.boxes[name] for name in order])

    def show(self, stage: Stage | None, process: SalesProcess) -> None:
        """Fill the boxes with what a stage holds; without one they are hidden."""
        self.layout.display = "none" if stage is None else ""
        if stage is None:
            return
        self.people = {person.name: person.key for person in process.stakeholders}
        self.boxes["owner"].options = list(self.people)
        owner = process.stakeholder(stage.owner).name if stage.owner else ""
        chance = stage.win_probability
        shown = {
            "name": stage.name,
            "owner": owner,
            "passes": stage.passes,
            "waiting": stage.waiting,
            "purpose": stage.purpose or "",
            "target_days": self._number(stage.target_days),
            "win_probability": self._number(None if chance is None else chance * 100),
            "entry_criteria": "\n".join(stage.entry_criteria),
            "exit_criteria": "\n".join(stage.exit_criteria),
            "client_steps": "\n".join(stage.client_steps),
        }
        for name, value in shown.items():
            self.boxes[name].value = value
        for name in LONG:
            self.boxes[name].rows = min(max(_rows(shown[name]), LINES[0]), LINES[1])

    def value_of(self, name: str, value: Any) -> Any:
        """What a box says: an owner by key, where the process knows the name."""
        return self.people.get(value, value) if name == "owner" else value

    def _number(self, value: float | None) -> str:
        """As a person would type it: the language's decimal sign, no grouping."""
        if value is None:
            return ""
        return f"{value:.10g}".replace(".", get_decimal_symbol(self.words.language))


def _rows(text: Any) -> int:
    """Rows that a text takes in a box of its usual width."""
    return sum(1 + len(line) // LETTERS_A_ROW for line in str(text).splitlines())


def button(words: Words, key: str, clicked: Callable[[Any], None], *, style: str = "") -> w.Button:
    """A button with its words, and what it does when somebody hovers over it."""
    made = w.Button(
        description=say(words, key),
        tooltip=say(words, f"tip.{key}"),
        button_style=style,
        layout={"width": "auto"},
    )
    made.on_click(clicked)
    return made


def text_box(words: Words, key: str) -> w.Text:
    """A box for one line; what is typed counts when the box is left."""
    return w.Text(
        description=say(words, key),
        placeholder=say(words, f"hint.{key}"),
        continuous_update=False,
        style=LABELS,
        layout=LINE,
    )


def say(words: Words, key: str, **fields: Any) -> str:
    """Words of the editor."""
    return words.text(f"process_editor.{key}", **fields)


def offer(box: Any, options: list[tuple[str, Any]], chosen: Any = None) -> None:
    """New options for a box, the chosen one kept where it still exists, else the first.

    Two stages may bear one name: the box tells them apart by their key.
    """
    values = [value for _, value in options]
    if list(box.options) != options:
        box.options = options
    wanted = chosen if chosen in values else next(iter(values), None)
    if box.value != wanted:
        box.value = wanted


def shown(name: str) -> str:
    """A name as a list shows it: one line, and not too long."""
    return plain(name, length=NAME_SHOWN)


def _telling(
    name: str, changed: Callable[[str, Any], None], fields: StageFields
) -> Callable[[dict[str, Any]], None]:
    return lambda change: changed(name, fields.value_of(name, change["new"]))
