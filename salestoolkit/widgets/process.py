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
from salestoolkit.widgets.narrow import FOCUS
from salestoolkit.widgets.process_activities import ActivityBox
from salestoolkit.widgets.process_desk import ProcessDesk
from salestoolkit.widgets.process_fields import StageFields, button, offer, say, shown, text_box
from salestoolkit.words import Words, load_words
from salestoolkit.words.errors import plain


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
        self.fields = StageFields(words, self._field_changed)
        self.activities = ActivityBox(desk, words, self._act, self.message_below)
        right = w.VBox(
            [self.message, self.fields, self.activities],
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
            w.HTML(f"{FOCUS}<b>{escape(self._say('stages'))}</b>"),
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

    def _add_stage(self) -> None:
        key = self.desk.add_stage(self.new_stage.value, after=self.stage)
        self.new_stage.value = ""
        self._load(stage=key)

    def _save(self) -> str:
        written = self.desk.save()
        said = self._say("saved", path=plain(written.path))
        return f"{said} {self._say('copy', path=plain(written.copy))}" if written.copy else said

    def _field_changed(self, name: str, value: Any) -> None:
        if not self._loading and self.stage is not None:
            stage = self.stage
            self._act(lambda: self.desk.change_stage(stage, **{name: value}))(None)

    def _process_chosen(self, change: dict[str, Any]) -> None:
        if not self._loading:
            self.desk.place = change["new"] or 0
            self._load()

    def _stage_chosen(self, _: dict[str, Any]) -> None:
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

    def _load(self, *, stage: str | None = None) -> None:
        """Show the process as it stands; what was chosen stays so where it still exists."""
        with self._quietly():
            process = self.desk.process
            offer(self.process, [(shown(p.name), i) for i, p in enumerate(self.desk.processes)])
            self.process.value = self.desk.place
            self.process.layout.display = "" if len(self.desk.processes) > 1 else "none"
            rows = [(self._row(i, s), s.key) for i, s in enumerate(process.stages, 1)]
            offer(self.stages, rows, stage or self.stage)
            here = process.stage(self.stage) if self.stage is not None else None
            self.fields.show(here, process)
            self.activities.show(here, process)
            edit = self.desk.edits[self.desk.place]
            self.undo.disabled, self.redo.disabled = not edit.past, not edit.future
            state = self._say("unsaved" if self.desk.unsaved else "all_saved")
            self.state.value = f"<i>{escape(state)}</i>"
            self.picture.value = process_map(process, self.words, layout="phone").figure

    def _row(self, number: int, stage: Any) -> str:
        waiting = f" ({self._say('waiting_mark')})" if stage.waiting else ""
        return f"{number}. {shown(stage.name)}{waiting}"

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
