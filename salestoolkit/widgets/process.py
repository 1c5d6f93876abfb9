"""An editor for a sales process: stages and activities added, moved, renamed, assigned, with undo.

All it does can be done without it: see `salestoolkit.widgets.process_desk.ProcessDesk`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w

from salestoolkit.charts.process_map import process_map
from salestoolkit.core.process import SalesProcess
from salestoolkit.widgets.attempts import attempt
from salestoolkit.widgets.process_desk import PARTS, ProcessDesk
from salestoolkit.widgets.process_fields import LABELS, StageFields, button, say, text_box
from salestoolkit.words import Words, load_words
from salestoolkit.words.errors import plain

NAME_SHOWN = 60
SIDES = ("us", "partner", "client")
"""Who comes first among those who can have a part."""


class ProcessEditor(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """The editor: stages on the left; what the chosen stage and activity hold on the right.

    ``desk`` does the work; ``message`` shows what was done or what went wrong, beside the boxes, and
    ``message_below`` the same beside the activities, where the first may be out of sight.
    """

    def __init__(self, desk: ProcessDesk, words: Words) -> None:
        self.desk, self.words = desk, words
        self._loading = False
        self.message, self.message_below = w.HTML(), w.HTML()
        self._build_bar()
        self._build_stages()
        self._build_activities()
        self.fields = StageFields(words, self._field_changed)
        right = w.VBox(
            [self.message, self.fields, self.activity_box],
            layout={"width": "64%", "min_width": "30em"},
        )
        left = w.VBox(self.stage_parts, layout={"width": "34%", "min_width": "18em"})
        body = w.HBox([left, right], layout={"flex_flow": "row wrap", "grid_gap": "1em"})
        super().__init__([self.bar, body])
        self._load()

    @property
    def stage(self) -> str | None:
        """Key of the chosen stage, None where there is none."""
        value: str | None = self.stages.value
        return value

    @property
    def activity(self) -> str | None:
        """Key of the chosen activity, None where there is none."""
        value: str | None = self.activities.value
        return value

    def _build_bar(self) -> None:
        self.process = w.Dropdown(
            description=self._say("process"),
            style={"description_width": "initial"},
            layout={"width": "30em", "max_width": "98%"},
        )
        self.undo = button(self.words, "undo", self._act(self.desk.undo))
        self.redo = button(self.words, "redo", self._act(self.desk.redo))
        self.save = button(self.words, "save", self._act(self._save), style="primary")
        self.state = w.HTML()
        self.process.observe(self._process_chosen, names="value")
        self.bar = w.HBox(
            [self.process, self.undo, self.redo, self.save, self.state],
            layout={"flex_flow": "row wrap"},
        )

    def _build_stages(self) -> None:
        self.stages = w.Select(
            description=self._say("stages"),
            rows=12,
            style={"description_width": "0"},
            layout={"width": "98%"},
        )
        self.stages.observe(self._stage_chosen, names="value")
        self.new_stage = text_box(self.words, "new_stage")
        self.new_stage.style.description_width = "initial"
        self.picture = w.HTML()
        shift = self._on_stage(self.desk.shift_stage)
        self.stage_parts = (
            w.HTML(f"<b>{escape(self._say('stages'))}</b>"),
            self.stages,
            w.HBox(
                [
                    button(self.words, "up", self._act(lambda: shift(-1))),
                    button(self.words, "down", self._act(lambda: shift(1))),
                    button(self.words, "remove", self._act(self._on_stage(self.desk.remove_stage))),
                ],
                layout={"flex_flow": "row wrap"},
            ),
            self.new_stage,
            button(self.words, "add_stage", self._act(self._add_stage)),
            self.picture,
        )

    def _build_activities(self) -> None:
        self.activities = w.Select(
            description=self._say("activities"),
            rows=7,
            style={"description_width": "0"},
            layout={"width": "98%"},
        )
        self.activities.observe(self._activity_chosen, names="value")
        self.activity_name = text_box(self.words, "activity_name")
        self.other_stage = w.Dropdown(
            description=self._say("other_stage"),
            style=LABELS,
            layout={"width": "98%"},
        )
        self.parts = w.VBox()
        shift = self._on_activity(self.desk.shift_activity)
        buttons = (
            ("up", self._act(lambda: shift(-1))),
            ("down", self._act(lambda: shift(1))),
            ("remove", self._act(self._on_activity(self.desk.remove_activity))),
        )
        self.activity_box = w.VBox(
            [
                w.HTML(f"<b>{escape(self._say('activities'))}</b>"),
                self.message_below,
                self.activities,
                w.HBox([button(self.words, *each) for each in buttons]),
                self.activity_name,
                w.HBox(
                    [
                        button(self.words, "add_activity", self._act(self._add_activity)),
                        button(self.words, "rename_activity", self._act(self._rename_activity)),
                    ]
                ),
                self.other_stage,
                button(self.words, "move_activity", self._act(self._move_activity)),
                self.parts,
            ]
        )

    def _act(self, act: Callable[[], Any]) -> Callable[[Any], None]:
        """What a button does: the action, then everything shown anew."""

        def done() -> str | None:
            said = act()
            return said if isinstance(said, str) else None

        def clicked(_: Any) -> None:
            said = attempt(done, self.words)
            self.message.value = self.message_below.value = said
            self._load()

        return clicked

    def _on_stage(self, act: Callable[..., None]) -> Callable[..., None]:
        """An action on the chosen stage; nothing where there is none."""

        def run(*values: Any) -> None:
            if self.stage is not None:
                act(self.stage, *values)

        return run

    def _on_activity(self, act: Callable[..., None]) -> Callable[..., None]:
        """An action on the chosen activity of the chosen stage."""

        def run(*values: Any) -> None:
            if self.stage is not None and self.activity is not None:
                act(self.stage, self.activity, *values)

        return run

    def _add_stage(self) -> None:
        key = self.desk.add_stage(self.new_stage.value, after=self.stage)
        self.new_stage.value = ""
        self._load(stage=key)

    def _add_activity(self) -> None:
        if self.stage is not None:
            key = self.desk.add_activity(self.stage, self.activity_name.value)
            self.activity_name.value = ""
            self._load(activity=key)

    def _rename_activity(self) -> None:
        if self.activity is not None:
            self.desk.rename_activity(self.activity, self.activity_name.value)
            self.activity_name.value = ""

    def _move_activity(self) -> None:
        if self.stage and self.activity and self.other_stage.value:
            self.desk.move_activity(self.activity, self.stage, self.other_stage.value)

    def _save(self) -> str:
        written = self.desk.save()
        said = self._say("saved", path=plain(written.path))
        return f"{said} {self._say('copy', path=plain(written.copy))}" if written.copy else said

    def _field_changed(self, name: str, value: Any) -> None:
        if not self._loading and self.stage is not None:
            stage = self.stage
            self._act(lambda: self.desk.change_stage(stage, **{name: value}))(None)

    def _part_changed(self, person: str, letters: str) -> None:
        if not self._loading and self.activity is not None:
            activity = self.activity
            self._act(lambda: self.desk.assign(activity, person, letters))(None)

    def _process_chosen(self, change: dict[str, Any]) -> None:
        if not self._loading:
            self.desk.place = change["new"] or 0
            self._load()

    def _stage_chosen(self, _: dict[str, Any]) -> None:
        if not self._loading:
            self._load()

    def _activity_chosen(self, _: dict[str, Any]) -> None:
        if not self._loading:
            self._load()

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """Set boxes without taking it for something that a person did."""
        before, self._loading = self._loading, True
        try:
            yield
        finally:
            self._loading = before

    def _load(self, *, stage: str | None = None, activity: str | None = None) -> None:
        """Show the process as it stands; what was chosen stays so where it still exists."""
        with self._quietly():
            process = self.desk.process
            _offer(self.process, [(_shown(p.name), i) for i, p in enumerate(self.desk.processes)])
            self.process.value = self.desk.place
            self.process.layout.display = "" if len(self.desk.processes) > 1 else "none"
            rows = [(self._row(i, s), s.key) for i, s in enumerate(process.stages, 1)]
            _offer(self.stages, rows, stage or self.stage)
            here = process.stage(self.stage) if self.stage is not None else None
            names = [(process.activity(key).name, key) for key in (here.activities if here else ())]
            _offer(
                self.activities,
                [(_shown(name), key) for name, key in names],
                activity or self.activity,
            )
            others = [(_shown(s.name), s.key) for s in process.stages if s is not here]
            _offer(self.other_stage, others, self.other_stage.value)
            self.fields.show(here, process)
            self._show_parts(process)
            edit = self.desk.edits[self.desk.place]
            self.undo.disabled, self.redo.disabled = not edit.past, not edit.future
            state = self._say("unsaved" if self.desk.unsaved else "all_saved")
            self.state.value = f"<i>{escape(state)}</i>"
            self.picture.value = process_map(process, self.words, layout="phone").figure

    def _show_parts(self, process: SalesProcess) -> None:
        """One choice for each stakeholder of ours: the part in the chosen activity."""
        if self.activity is None:
            self.parts.children = ()
            return
        title = self._say("parts", activity=_shown(process.activity(self.activity).name))
        self.parts.children = (
            w.HTML(f"<b>{escape(title)}</b>"),
            *(
                self._part_box(person.key, person.name)
                for person in sorted(
                    process.stakeholders, key=lambda person: SIDES.index(person.side)
                )
            ),
        )

    def _part_box(self, key: str, name: str) -> w.Dropdown:
        held = self.desk.part_of(self.activity or "", key)
        options = [(self._say(f"part.{letters or 'none'}"), letters) for letters in PARTS]
        if held not in PARTS:
            # a file may hold more than the editor gives: it is shown and stays as it is
            options.append((held, held))
        box = w.Dropdown(
            description=_shown(name),
            options=options,
            value=held,
            style={"description_width": "19em"},
            layout={"width": "98%"},
        )
        box.observe(lambda change: self._part_changed(key, change["new"]), names="value")
        return box

    def _row(self, number: int, stage: Any) -> str:
        waiting = f" ({self._say('waiting_mark')})" if stage.waiting else ""
        return f"{number}. {_shown(stage.name)}{waiting}"

    def _say(self, key: str, **fields: Any) -> str:
        return say(self.words, key, **fields)


def process_editor(
    path: str | Path,
    *,
    language: str = "en",
    processes: Sequence[SalesProcess] | None = None,
) -> ProcessEditor:
    """An editor for the process file of a team; nothing is written before Save.

    Parameters
    ----------
    path : path
        The process file; where there is none, ``processes`` is what to begin with.
    language : str
        Language of the editor, ``en`` or ``pl``; the process keeps its own.
    processes : sequence of SalesProcess, optional
        What to edit instead of what the file holds.
    """
    return ProcessEditor(ProcessDesk(path, processes), load_words(language))


def _offer(box: Any, options: list[tuple[str, Any]], chosen: Any = None) -> None:
    """New options for a box, the chosen one kept where it still exists, else the first.

    Two stages may bear one name: the box tells them apart by their key.
    """
    values = [value for _, value in options]
    if list(box.options) != options:
        box.options = options
    wanted = chosen if chosen in values else next(iter(values), None)
    if box.value != wanted:
        box.value = wanted


def _shown(name: str) -> str:
    return plain(name, length=NAME_SHOWN)
