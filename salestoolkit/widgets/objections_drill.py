"""Active listening as a drill: slow down, ask, sum up, answer or come back with a dated promise.

All it does can be done without it: see `salestoolkit.widgets.objections_drill_desk.DrillDesk`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w

from salestoolkit.core.listening import STEPS
from salestoolkit.core.objections import THEMES, Objection
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.narrow import FOCUS
from salestoolkit.widgets.objections_drill_desk import DrillDesk, Said
from salestoolkit.widgets.read_outs import with_read_outs
from salestoolkit.widgets.sheet_fields import ALERT, HINT
from salestoolkit.words.objections import card_lines, theme_name

GOOD = '<span role="status" style="color:#1b6b3a">✔ {}</span>'
NOTE = '<span role="status">{}</span>'
QUOTE = (
    '<blockquote style="font-size:1.5em;font-weight:bold;border-left:5px solid #1b4b7a;'
    'margin:0.4em 0;padding:0.3em 0.8em">{}</blockquote>'
)
LOOK: dict[str, Any] = {"style": {"description_width": "14em"}, "layout": {"width": "98%"}}
BUTTON = {"width": "auto", "align_self": "flex-start"}
ANSWER, PROMISE = "answer", "promise"


class ObjectionDrill(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """The drill; ``desk`` does the work. Steps that are not due yet are greyed out."""

    def __init__(self, desk: DrillDesk) -> None:
        self.desk, self.words = desk, desk.words
        self.quote, self.count, self.card = w.HTML(), w.HTML(), w.HTML()
        self.notes = {step: w.HTML() for step in STEPS}
        themes = [(theme_name(self.words, theme), theme) for theme in THEMES]
        options = [(self._say("not_chosen"), ""), *themes]
        self.theme = w.Dropdown(description=self._say("theme"), options=options, value="", **LOOK)
        self.question = w.Textarea(description=self._say("question"), rows=2, **LOOK)
        self.summary = w.Textarea(description=self._say("summary"), rows=2, **LOOK)
        ways = [(self._say("answer_now"), ANSWER), (self._say("come_back"), PROMISE)]
        self.way = w.RadioButtons(description=self._say("how"), options=ways, **LOOK)
        self.text = w.Textarea(description=self._say("answer"), rows=4, **LOOK)
        self.day = w.DatePicker(description=self._say("day"), **LOOK)
        (self.dated,) = with_read_outs([self.day], self.words)
        self.buttons = {
            name: self._button(name, act)
            for name, act in (
                ("counted", lambda: self._judge("slow_down", desk.heard(self.theme.value))),
                ("ask", lambda: self._judge("ask", desk.ask(self.question.value))),
                ("sum_up", lambda: self._judge("sum_up", desk.sum_up(self.summary.value))),
                ("finish", self._finish),
                ("next", self._next),
                ("again", self._again),
            )
        }
        self.way.observe(lambda _: self._grey(), names="value")
        super().__init__(self._parts())
        self._show()

    def _parts(self) -> list[w.Widget]:
        return [
            w.HTML(f"{FOCUS}<h3>{escape(self._say('title'))}</h3>"),
            self.count,
            self.quote,
            *self._step("slow_down", self.theme, self.buttons["counted"]),
            *self._step("ask", self.question, self.buttons["ask"]),
            *self._step("sum_up", self.summary, self.buttons["sum_up"]),
            *self._step("answer", self.way, self.text, self.dated, self.buttons["finish"]),
            self.card,
            w.HBox([self.buttons["next"], self.buttons["again"]]),
        ]

    def _step(self, step: str, *boxes: w.Widget) -> list[w.Widget]:
        head = f"<h4>{escape(self.words.text(f'listening.steps.{step}'))}</h4>"
        help_ = HINT.format(escape(self.words.text(f"listening.helps.{step}")))
        return [w.HTML(head + help_), *boxes, self.notes[step]]

    def _button(self, name: str, act: Callable[[], None]) -> w.Button:
        made = w.Button(description=self._say(name), layout=BUTTON)
        made.on_click(lambda _: act())
        return made

    def _judge(self, step: str, said: Said) -> None:
        shown = (GOOD if said.right else NOTE) if said.done else ALERT
        self.notes[step].value = shown.format(escape(said.sentence))
        self._grey()

    def _finish(self) -> None:
        try:
            if self.way.value == PROMISE:
                said = self.desk.promise(self.text.value.strip(), self.day.value)
            else:
                said = self.desk.answer(self.text.value)
        except SalesToolkitError as error:
            self.notes["answer"].value = ALERT.format(escape(self.words.error(error)))
            return
        self._judge("answer", said)
        if said.file is not None:
            file = self._say("promised", path=said.file.name)
            self.notes["answer"].value += f"<br>{escape(file)}"
        if said.done:
            self._show_prepared()

    def _show_prepared(self) -> None:
        card = self.desk.current
        if card is None:
            return
        rows = "".join(
            f'<p style="margin:0.2em 0"><strong>{escape(name)}:</strong> {escape(text)}</p>'
            for name, text in card_lines(self.words, card)
        )
        head = f"<h4>{escape(self._say('prepared'))}</h4><p>{escape(self._say('compare'))}</p>"
        self.card.value = head + rows

    def _next(self) -> None:
        self.desk.next()
        self._show()

    def _again(self) -> None:
        self.desk.again()
        self._show()

    def _show(self) -> None:
        """Show the objection that has come, with all boxes empty."""
        card, n = self.desk.current, len(self.desk.objections)
        for box in (self.question, self.summary, self.text, self.theme):
            box.value = ""
        for note in (*self.notes.values(), self.card):
            note.value = ""
        self.way.value, self.day.value = ANSWER, self.desk.first_day()
        if card is None:
            self.quote.value = escape(self._say("none_left", n=n))
            self.count.value = ""
        else:
            self.quote.value = QUOTE.format(escape(self._say("quoted", says=card.says)))
            place = self._say("seen", n=len(self.desk.seen), all=n)
            self.count.value = HINT.format(escape(place))
        self._grey()

    def _grey(self) -> None:
        """Steps that are not due yet cannot be filled in; the day counts only for a promise."""
        reached = len(STEPS) if self.desk.step is None else STEPS.index(self.desk.step)
        over = self.desk.current is None
        boxes = (
            (self.theme, self.buttons["counted"]),
            (self.question, self.buttons["ask"]),
            (self.summary, self.buttons["sum_up"]),
            (self.way, self.text, self.day, self.buttons["finish"]),
        )
        for place, listed in enumerate(boxes):
            for box in listed:
                box.disabled = over or place > reached
        self.dated.layout.display = "" if self.way.value == PROMISE else "none"
        self.buttons["next"].disabled = over
        self.buttons["again"].layout.display = "" if over else "none"

    def _say(self, key: str, **fields: Any) -> str:
        return self.words.text(f"listening.form.{key}", **fields)


def objections_drill(
    objections: Sequence[Objection],
    *,
    language: str,
    today: date,
    folder: Path,
    country: str | None = None,
    seed: int = 0,
) -> ObjectionDrill:
    """A drill over some objections of the library.

    Parameters
    ----------
    today : date
        A promise is for a later working day of the country.
    folder : Path
        Where promises are put as calendar files (.ics).
    """
    desk = DrillDesk(
        objections, language=language, today=today, country=country, folder=folder, seed=seed
    )
    return ObjectionDrill(desk)
