"""A form for a lead in conversation: yes, no or unknown, and what follows from it at once.

All it does can be done without it: see `salestoolkit.widgets.qualification_desk.QualificationDesk`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w

from salestoolkit.core.ideal_profile import Fact, Profile
from salestoolkit.core.qualification import Answer, Criterion, Verdict
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.narrow import FOCUS
from salestoolkit.widgets.qualification_desk import SAID, QualificationDesk, Told
from salestoolkit.widgets.sheet_fields import ALERT, HINT

ANSWERS: dict[str, Answer] = {"yes": True, "no": False, "unknown": None}
LOOK: dict[Verdict, str] = {"hot": "#1b6e3c", "nurture": "#1f4e79", "out": "#6b4f00"}
"""Colours of the line at the left of a verdict; the word beside it says the same."""
WIDE = {"width": "98%", "max_width": "46em"}
SHORT = {"description_width": "11em"}


class QualificationForm(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """The form: which lead, its answers with what the client said, and the verdict that follows.

    ``desk`` does the work; ``status`` says what was saved, ``verdict`` what the lead is.
    """

    def __init__(
        self, desk: QualificationDesk, *, now: Callable[[], datetime] = datetime.now
    ) -> None:
        self.desk, self.words, self._now = desk, desk.words, now
        self._loading = False
        self.status, self.verdict = w.HTML(), w.HTML()
        self.chosen = w.Dropdown(description=self._say("lead"), style=SHORT, layout=WIDE)
        self.company = w.Text(
            description=self._say("company"), style=SHORT, layout=WIDE, continuous_update=False
        )
        self.answers = {key: self._radio(desk.scheme.criterion(key)) for key in desk.scheme.keys}
        self.said = {
            key: self._said(key)
            for key in self.answers
            if SAID.format(key) in desk.sheet.sheet.keys
        }
        self.add = self._button("add", lambda: desk.sheet.add())
        self.undo = self._button("undo", desk.sheet.undo, said="undone")
        self.chosen.observe(self._lead_chosen, names="value")
        self.company.observe(lambda change: self._typed("company", change["new"]), names="value")
        heading = w.HTML(f"{FOCUS}<h3>{escape(desk.scheme.title)}</h3>")
        bar = w.HBox([self.add, self.undo])
        rows = [self._row(key) for key in self.answers]
        super().__init__(
            [heading, self.chosen, bar, self.company, *rows, self.status, self.verdict]
        )
        self._load(0)
        there = desk.sheet.path.exists()
        first = self._say("loaded") if there else self._say("nothing_saved", path=self._path())
        self.status.value = HINT.format(escape(first))

    @property
    def row(self) -> int:
        """Place of the lead that is shown."""
        return int(self.chosen.value or 0)

    def _radio(self, criterion: Criterion) -> Any:
        options = [(self.words.text(f"qualification.answer.{name}"), name) for name in ANSWERS]
        made = w.RadioButtons(
            options=options,
            value="unknown",
            description=criterion.name,
            style=SHORT,
            layout=WIDE,
            orientation="horizontal",
        )
        made.observe(lambda change: self._answered(criterion.key, change["new"]), names="value")
        return made

    def _said(self, key: str) -> Any:
        made = w.Text(
            description=self._say("said"), style=SHORT, layout=WIDE, continuous_update=False
        )
        made.observe(lambda change: self._typed(SAID.format(key), change["new"]), names="value")
        return made

    def _row(self, key: str) -> w.VBox:
        """A criterion: its question to say aloud, the answers, what counts, what was said."""
        criterion = self.desk.scheme.criterion(key)
        counts = HINT.format(escape(self._say("counts", counts=criterion.counts)))
        said = [self.said[key]] if key in self.said else []
        question = w.HTML(f"<strong>{escape(criterion.question)}</strong><br>{counts}")
        return w.VBox([question, self.answers[key], *said], layout={"margin": "0 0 10px 0", **WIDE})

    def _button(self, name: str, act: Callable[[], int | None], *, said: str = "saved") -> w.Button:
        made = w.Button(description=self._say(name), layout={"width": "auto"})

        def clicked(_: Any) -> None:
            place: list[int | None] = []
            if self._kept(lambda: place.append(act()), said=said):
                self._load(self.row if place[0] is None else place[0])

        made.on_click(clicked)
        return made

    def _answered(self, key: str, name: str) -> None:
        if self._loading:
            return
        row, answer = self.row, ANSWERS[name]
        if self._kept(lambda: self.desk.answer(row, key, answer)):
            self._show()
        else:
            self._show_answers(row)

    def _typed(self, key: str, text: str) -> None:
        if self._loading:
            return
        row = self.row
        if self._kept(lambda: self.desk.sheet.set(row, key, text)):
            self._name_leads(row)
            self._show()

    def _kept(self, act: Callable[[], Any], *, said: str = "saved") -> bool:
        """Do something that is saved, and say so, or what went wrong; whether it went well."""
        try:
            act()
        except (SalesToolkitError, OSError) as error:
            sentence = (
                self.words.error(error)
                if isinstance(error, SalesToolkitError)
                else self.words.refused(error)
            )
            self.status.value = ALERT.format(escape(self._say("not_saved", sentence=sentence)))
            return False
        time, copy = f"{self._now():%H:%M:%S}", self.desk.sheet.copy
        text = (
            self._say("saved_copy", time=time, copy=copy.name)
            if copy is not None and said == "saved"
            else self._say(said, time=time)
        )
        self.status.value = f'<span role="status">{escape(text)}</span>'
        return True

    def _lead_chosen(self, change: dict[str, Any]) -> None:
        if not self._loading and change["new"] is not None:
            self._load(change["new"])

    def _load(self, row: int) -> None:
        """Show a lead, or the last one where there are not so many."""
        row = min(row, len(self.desk.leads) - 1)
        self._loading = True
        self.chosen.options = self._names()
        self.chosen.value = row
        entry = self.desk.sheet.entries[row]
        self.company.value = entry.text("company")
        for key, box in self.said.items():
            box.value = entry.text(SAID.format(key))
        self._loading = False
        self._show_answers(row)
        self._show()

    def _show_answers(self, row: int) -> None:
        """Tick what is kept of a lead: an answer that could not be saved is none."""
        self._loading = True
        for key, answer in self.desk.answers(row).items():
            self.answers[key].value = next(n for n, value in ANSWERS.items() if value is answer)
        self._loading = False

    def _name_leads(self, row: int) -> None:
        if self._names() != list(self.chosen.options):
            self._loading = True
            self.chosen.options = self._names()
            self.chosen.value = row
            self._loading = False

    def _names(self) -> list[tuple[str, int]]:
        unnamed = self._say("unnamed")
        return [
            (f"{place + 1}. {name or unnamed}", place) for place, name in enumerate(self.desk.leads)
        ]

    def _show(self) -> None:
        """The verdict with what would make the lead hot, and the question to ask next."""
        self.undo.disabled = not self.desk.sheet.can_undo
        self.verdict.value = _panel(self.desk.told(self.row), self._question)

    def _question(self, question: str | None) -> str:
        if question is None:
            return self.words.text("qualification.says.no_next")
        return self.words.text("qualification.says.next", question=question)

    def _path(self) -> str:
        path = self.desk.sheet.path
        return str(Path(path.parent.name) / path.name)

    def _say(self, key: str, **fields: Any) -> str:
        return self.words.text(f"qualification.form.{key}", **fields)


def qualification_form(
    scheme: str | Path,
    path: str | Path,
    *,
    language: str = "en",
    profile: Profile | None = None,
    facts: Mapping[str, Mapping[str, Fact]] | None = None,
    discount_limit: float | None = None,
) -> QualificationForm:
    """A form that qualifies leads in conversation and saves as it goes; parameters as the desk's."""
    desk = QualificationDesk(
        scheme,
        path,
        language=language,
        profile=profile,
        facts=facts,
        discount_limit=discount_limit,
    )
    return QualificationForm(desk)


def _panel(told: Told, question: Callable[[str | None], str]) -> str:
    lines = []
    for said, steps in told.changes:
        inside = "".join(f"<li>{escape(step)}</li>" for step in steps)
        lines.append(f"<li>{escape(said)}{f'<ol>{inside}</ol>' if inside else ''}</li>")
    changes = f"<ul>{''.join(lines)}</ul>" if lines else ""
    fit = "".join(f"<p>{escape(line)}</p>" for line in told.fit)
    style = f"border-left:6px solid {LOOK[told.verdict]};padding:2px 0 2px 12px;max-width:46em"
    return (
        f'<div role="status" style="{style}"><p><strong>{escape(told.sentence)}</strong></p>'
        f"<p>{escape(question(told.question))}</p>{changes}{fit}</div>"
    )
