"""The part of the process editor for the activities of a stage, and for who has which part in them."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import ipywidgets as w

from salestoolkit.core.process import SalesProcess, Stage, Stakeholder
from salestoolkit.widgets.process_desk import PARTS, ProcessDesk
from salestoolkit.widgets.process_fields import LABELS, LINE, button, offer, say, shown, text_box
from salestoolkit.words import Words

SIDES = ("us", "partner", "client")
"""Who comes first among those who can have a part."""

Act = Callable[[Callable[[], Any]], Callable[[Any], None]]
"""Makes of an action what a button does: the action, then everything shown anew."""


class ActivityBox(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """Activities of one stage: a list, what can be done with the chosen one, and people's parts."""

    def __init__(self, desk: ProcessDesk, words: Words, act: Act, message: w.HTML) -> None:
        self.desk, self.words, self._act = desk, words, act
        self.stage: str | None = None
        self._loading = False
        self.list = w.Select(
            description=say(words, "activities"),
            rows=7,
            style={"description_width": "0"},
            layout=LINE,
        )
        self.list.observe(self._chosen, names="value")
        self.name = text_box(words, "activity_name")
        self.other = w.Dropdown(description=say(words, "other_stage"), style=LABELS, layout=LINE)
        self.title = w.HTML()
        self.people: dict[str, w.Dropdown] = {}
        self.parts = w.VBox()
        super().__init__(
            [
                w.HTML(f"<b>{escape(say(words, 'activities'))}</b>"),
                message,
                self.list,
                self._row(up=self._up, down=self._down, remove=self._remove),
                self.name,
                self._row(add_activity=self._add, rename_activity=self._rename),
                self.other,
                button(words, "move_activity", act(self._move)),
                self.title,
                self.parts,
            ]
        )

    @property
    def chosen(self) -> str | None:
        """Key of the chosen activity, None where there is none."""
        value: str | None = self.list.value
        return value

    def show(self, stage: Stage | None, process: SalesProcess) -> None:
        """Show the activities of a stage; what was chosen stays so where it still exists."""
        self._loading = True
        self.stage = None if stage is None else stage.key
        keys = () if stage is None else stage.activities
        names = [(shown(process.activity(key).name), key) for key in keys]
        offer(self.list, names, self.chosen)
        others = [(shown(other.name), other.key) for other in process.stages if other is not stage]
        offer(self.other, others, self.other.value)
        self._show_parts(process)
        self._loading = False

    def _row(self, **actions: Callable[[], None]) -> w.HBox:
        buttons = [button(self.words, key, self._act(act)) for key, act in actions.items()]
        return w.HBox(buttons, layout={"flex_flow": "row wrap"})

    def _chosen(self, _: dict[str, Any]) -> None:
        if not self._loading:
            self._loading = True
            self._show_parts(self.desk.process)
            self._loading = False

    def _up(self) -> None:
        self._shift(-1)

    def _down(self) -> None:
        self._shift(1)

    def _shift(self, by: int) -> None:
        if self.stage is not None and self.chosen is not None:
            self.desk.shift_activity(self.stage, self.chosen, by)

    def _remove(self) -> None:
        if self.stage is not None and self.chosen is not None:
            self.desk.remove_activity(self.stage, self.chosen)

    def _add(self) -> None:
        if self.stage is not None:
            key = self.desk.add_activity(self.stage, self.name.value)
            self.name.value = ""
            self.show(self.desk.process.stage(self.stage), self.desk.process)
            self.list.value = key

    def _rename(self) -> None:
        if self.chosen is not None:
            self.desk.rename_activity(self.chosen, self.name.value)
            self.name.value = ""

    def _move(self) -> None:
        if self.stage and self.chosen and self.other.value:
            self.desk.move_activity(self.chosen, self.stage, self.other.value)

    def _show_parts(self, process: SalesProcess) -> None:
        """One choice for each stakeholder: the part in the chosen activity."""
        if self.chosen is None:
            self.title.value, self.parts.children = "", ()
            return
        name = shown(process.activity(self.chosen).name)
        self.title.value = f"<b>{escape(say(self.words, 'parts', activity=name))}</b>"
        people = sorted(process.stakeholders, key=lambda person: SIDES.index(person.side))
        boxes = [self._part_box(person) for person in people]
        if list(self.parts.children) != boxes:
            self.parts.children = boxes

    def _part_box(self, person: Stakeholder) -> w.Dropdown:
        box = self.people.get(person.key)
        if box is None:
            box = w.Dropdown(style={"description_width": "19em"}, layout=LINE)
            key = person.key
            box.observe(lambda change: self._part_changed(key, change["new"]), names="value")
            self.people[key] = box
        held = self.desk.part_of(self.chosen or "", person.key)
        options = [(say(self.words, f"part.{letters or 'none'}"), letters) for letters in PARTS]
        if held not in PARTS:
            # a file may hold more than the editor gives: it is shown and stays as it is
            options.append((held, held))
        box.description = shown(person.name)
        offer(box, options, held)
        return box

    def _part_changed(self, person: str, letters: str) -> None:
        if not self._loading and self.chosen is not None:
            activity = self.chosen
            self._act(lambda: self.desk.assign(activity, person, letters))(None)
