"""The boxes of a sheet's form: one for each type of field, with its label and what is said below it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as w

from salestoolkit.core.sheets import Field
from salestoolkit.widgets.read_outs import with_read_outs
from salestoolkit.words import Words
from salestoolkit.words.sheets import in_box

LABELS = {"description_width": "19em"}
LINE = {"width": "98%"}
ALERT = '<span role="alert" style="color:#a33b00;font-weight:bold">{}</span>'
HINT = '<span style="color:#4b5563;font-size:0.85em">{}</span>'
NOT_CHOSEN = ""
"""A dropdown shows its first choice only where that has a value."""

INDENT = {"margin": "-4px 0 6px 20em"}


class FieldBox(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """One field: a box with its label, and below it a hint, or what is wrong with what was typed."""

    def __init__(self, field: Field, words: Words, changed: Callable[[str, Any], None]) -> None:
        self.field, self.words = field, words
        self.box = _box(field, words)
        self.note = w.HTML(layout=INDENT)
        self.hint()
        self.box.observe(lambda change: changed(field.key, change["new"]), names="value")
        super().__init__([*with_read_outs([self.box], words), self.note])

    def show(self, value: Any) -> None:
        """Put a value into the box."""
        if self.field.type == "choices":
            self.box.value = value or ()
        elif self.field.type == "choice":
            self.box.value = value or NOT_CHOSEN
        elif self.field.type == "yes_no_unknown":
            self.box.value = {True: "yes", False: "no"}.get(value, "unknown")
        elif self.field.type == "date":
            self.box.value = value
        else:
            self.box.value = in_box(self.field, value, self.words)
        self.hint()

    def hint(self) -> None:
        """Say below the box what helps to fill it in."""
        self.note.value = HINT.format(escape(self.field.hint)) if self.field.hint else ""

    def fault(self, sentence: str) -> None:
        """Say below the box what is wrong."""
        self.note.value = ALERT.format(escape(sentence))


def _box(field: Field, words: Words) -> Any:
    """The box for a field, with its label beside it."""
    label = f"{field.label} *" if field.required else field.label
    look: dict[str, Any] = {"description": label, "style": LABELS, "layout": LINE}
    not_chosen = (words.text("sheets.form.not_chosen"), NOT_CHOSEN)
    choices = [(text, key) for key, text in field.choices.items()]
    if field.type == "choice":
        return w.Dropdown(options=[not_chosen, *choices], **look)
    if field.type == "choices":
        return w.SelectMultiple(options=choices, rows=min(len(choices), 6), **look)
    if field.type == "yes_no_unknown":
        options = [(words.text(f"sheets.{name}"), name) for name in ("unknown", "yes", "no")]
        return w.Dropdown(options=options, **look)
    if field.type == "date":
        return w.DatePicker(**look)
    look["continuous_update"] = False
    if field.type in ("long_text", "list"):
        hint = words.text("sheets.form.list_hint") if field.type == "list" else ""
        return w.Textarea(rows=3, placeholder=hint, **look)
    hint = {"money": words.text("sheets.form.money_hint"), "percent": "%"}.get(field.type, "")
    return w.Text(placeholder=hint, **look)
