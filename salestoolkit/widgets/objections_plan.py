"""A form for planning answers together: collect, group, agree, and a script for the first call.

All it does can be done without it: see `salestoolkit.widgets.objection_plan_desk.ObjectionPlanDesk`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w

from salestoolkit.core.objections import THEMES
from salestoolkit.errors import SalesToolkitError
from salestoolkit.sources.objections import load_objections
from salestoolkit.widgets.narrow import FOCUS
from salestoolkit.widgets.objection_plan_desk import ObjectionPlanDesk
from salestoolkit.widgets.sheet_fields import ALERT, HINT, FieldBox
from salestoolkit.words.errors import plain
from salestoolkit.words.objections import quoted, theme_name

STATUS = '<span role="status">{}</span>'
NAME_SHOWN = 70
AGREED = ("behind", "questions", "answer", "proof", "next_step", "owner", "agreed")
"""Fields that the team fills in for each sentence."""
WIDE: dict[str, Any] = {"style": {"description_width": "19em"}, "layout": {"width": "98%"}}
BUTTON = {"width": "auto", "align_self": "flex-start"}


class ObjectionPlanForm(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """The form; ``desk`` does the work, ``status`` says what was done, beside where it was done."""

    def __init__(
        self, desk: ObjectionPlanDesk, *, now: Callable[[], datetime] = datetime.now
    ) -> None:
        self.desk, self.words, self._now = desk, desk.words, now
        self._loading = False
        self.groups, self.script = w.VBox(), w.HTML()
        self.notes = {name: w.HTML() for name in ("add", "agree", "keep")}
        self.status = self.notes["add"]
        self.lines = w.Textarea(description=self._say("brainstorm_box"), rows=6, **WIDE)
        self.which = w.Dropdown(description=self._say("which"), **WIDE)
        self.library = w.Dropdown(description=self._say("library"), **WIDE)
        self.groups.children = [w.HTML(HINT.format(escape(self._say("group_none"))))]
        self.boxes = {
            key: FieldBox(desk.sheet.field(key), self.words, self._changed) for key in AGREED
        }
        self.buttons = {
            name: self._button(name, act)
            for name, act in (
                ("add", self._add),
                ("take_over", self._take_over),
                ("keep", self._keep),
                ("undo", self._undo),
            )
        }
        self.which.observe(lambda _: self._show_entry(), names="value")
        super().__init__(self._parts())
        self._refresh()

    @property
    def row(self) -> int:
        """Place of the sentence that is being answered."""
        return int(self.which.value or 0)

    def _parts(self) -> list[w.Widget]:
        return [
            w.HTML(f"{FOCUS}<h3>{escape(self._say('title'))}</h3>"),
            *self._step("brainstorm", self.lines, self.buttons["add"]),
            self.notes["add"],
            *self._step("group", self.groups),
            *self._step("agree", self.which, self.library, self.buttons["take_over"]),
            self.notes["agree"],
            *self.boxes.values(),
            w.HTML(f"<h4>{escape(self._say('step_script'))}</h4>"),
            self.script,
            w.HBox([self.buttons["keep"], self.buttons["undo"]]),
            self.notes["keep"],
        ]

    def _step(self, name: str, *below: w.Widget) -> list[w.Widget]:
        head = f"<h4>{escape(self._say(f'step_{name}'))}</h4>"
        return [w.HTML(head + HINT.format(escape(self._say(f"{name}_help")))), *below]

    def _button(self, name: str, act: Callable[[], str]) -> w.Button:
        made = w.Button(description=self._say(name), layout=BUTTON)

        def clicked(_: Any) -> None:
            self._beside({"take_over": "agree", "undo": "keep"}.get(name, name))
            try:
                said = act()
            except (SalesToolkitError, OSError) as error:
                self._fault(error)
                return
            self._refresh()
            self.status.value = STATUS.format(escape(said))

        made.on_click(clicked)
        return made

    def _add(self) -> str:
        new = self.desk.brainstorm(self.lines.value)
        self.lines.value = ""
        if not new:
            return self._say("added_none")
        return self._say("added", n=new, all=len(self.desk.entries))

    def _take_over(self) -> str:
        card = self.desk.take_over(self.row, self.library.value or "")
        return self._say("taken_over", says=quoted(self.words, card))

    def _keep(self) -> str:
        kept = self.desk.keep_agreed()
        if not kept.keys:
            return self._say("kept_none")
        said = self._say("kept", n=len(kept.keys), path=self.desk.library.name)
        if kept.copy is not None:
            said = f"{said} {self._say('kept_copy', copy=kept.copy.name)}"
        return said

    def _undo(self) -> str:
        self.desk.undo()
        return self._saved()

    def _changed(self, key: str, value: Any) -> None:
        self._set(self.row, key, value)

    def _set(self, row: int, key: str, value: Any) -> None:
        if self._loading:
            return
        self._beside("agree")
        try:
            self.desk.set(row, key, value)
        except (SalesToolkitError, OSError) as error:
            self._fault(error)
            return
        self._refresh(boxes=False)
        self.status.value = STATUS.format(escape(self._saved()))

    def _refresh(self, *, boxes: bool = True) -> None:
        """Show what the desk holds: the lists, the entry that is chosen, the script."""
        self._loading = True
        names = [(self._name(row), row) for row in self._said()]
        if list(self.which.options) != names:
            chosen = self.row
            self.which.options = names
            rows = [row for _, row in names]
            self.which.value = chosen if chosen in rows else next(iter(rows), None)
            self.groups.children = [self._group_box(row) for row in self._said()]
        self._loading = False
        self.buttons["undo"].disabled = not self.desk.can_undo
        self._show_entry(boxes=boxes)
        self._show_script()

    def _said(self) -> list[int]:
        return sorted(row for rows in self.desk.groups.values() for row in rows)

    def _name(self, row: int) -> str:
        says = plain(self.desk.entries[row].text("says"), length=NAME_SHOWN)
        return self._say("listed", n=row + 1, says=says)

    def _group_box(self, row: int) -> w.Dropdown:
        themes = [(theme_name(self.words, theme), theme) for theme in THEMES]
        box = w.Dropdown(
            description=self._name(row),
            options=[(self._say("not_grouped"), ""), *themes],
            value=self.desk.entries[row]["theme"] or "",
            style={"description_width": "32em"},
            layout={"width": "98%"},
        )
        box.observe(lambda change: self._set(row, "theme", change["new"]), names="value")
        return box

    def _show_entry(self, *, boxes: bool = True) -> None:
        if self._loading:
            return
        there = bool(self._said())
        entry = self.desk.entries[self.row] if there else None
        self._loading = True
        cards = self.desk.suggestions(self.row) if there else ()
        options = [(plain(card.says, length=NAME_SHOWN), card.key) for card in cards]
        if list(self.library.options) != options:
            self.library.options = options
            self.library.value = options[0][1] if options else None
        for name, box in self.boxes.items():
            box.box.disabled = not there
            if boxes and entry is not None:
                box.show(entry[name])
        self._loading = False

    def _show_script(self) -> None:
        script = self.desk.script
        if not script:
            self.script.value = HINT.format(escape(self._say("script_none")))
            return
        parts = (
            f"<h5>{escape(head)}</h5><ul>{''.join(f'<li>{escape(x)}</li>' for x in lines)}</ul>"
            for head, lines in script
        )
        self.script.value = "".join(parts)

    def _beside(self, place: str) -> None:
        """Say what is done next beside where it is done, and nothing elsewhere."""
        self.status.value = ""
        self.status = self.notes[place]

    def _saved(self) -> str:
        return self._say("saved", time=f"{self._now():%H:%M:%S}", path=self.desk.path.name)

    def _fault(self, error: SalesToolkitError | OSError) -> None:
        if isinstance(error, SalesToolkitError):
            sentence = self.words.error(error)
        else:
            sentence = self.words.refused(error)
        self.status.value = ALERT.format(escape(sentence))

    def _say(self, key: str, **fields: Any) -> str:
        return self.words.text(f"objection_plan.form.{key}", **fields)


def objection_plan_form(
    path: str | Path,
    *,
    library: Path,
    language: str = "en",
    market: str | None = None,
    industry: str | None = None,
) -> ObjectionPlanForm:
    """A form in which a team plans its answers, and which saves as it goes.

    Parameters
    ----------
    path : Path
        File of the plan, such as ``"team/sheets/objection_plan.toml"``.
    library : Path
        The team's file of objections, ``"team/objections.toml"``.
    """
    cards = load_objections(language, market=market, industry=industry, team=library)
    desk = ObjectionPlanDesk(path, library=library, cards=cards, language=language)
    return ObjectionPlanForm(desk)
