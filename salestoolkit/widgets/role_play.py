"""A role-play for two or three people at one screen, with what the observer saw, kept between them.

All it does can be done without it: see `salestoolkit.widgets.role_play_desk.RolePlayDesk`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w

from salestoolkit.core.objections import Objection
from salestoolkit.core.role_play import BEHAVIOURS, LEVELS
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.narrow import FOCUS
from salestoolkit.widgets.role_play_desk import RolePlayDesk
from salestoolkit.widgets.sheet_fields import ALERT, HINT

STATUS = '<span role="status">{}</span>'
CARD = '<div style="border:2px solid #1b4b7a;padding:0.6em 1em;max-width:44em">{}</div>'
NOTICE = '<p style="background:#f3f6f9;border-left:4px solid #1b4b7a;padding:0.5em 0.8em">{}</p>'
LOOK: dict[str, Any] = {"style": {"description_width": "17em"}, "layout": {"width": "98%"}}
AT_THE_END = ("finish", "save", "forget")
BUTTON = {"width": "auto", "align_self": "flex-start"}


class RolePlayForm(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """The role-play; ``desk`` does the work. The client's card is folded until it is asked for.

    ``status`` says what was done last.
    """

    def __init__(self, desk: RolePlayDesk) -> None:
        self.desk, self.words = desk, desk.words
        self._loading = False
        self.roles, self.card, self.said = w.HTML(), w.HTML(), w.HTML()
        self.places = {"scene": w.HTML(), "ending": w.HTML()}
        self.status = self.places["scene"]
        self.observing = w.HTML()
        self.names = {
            place: w.Text(description=self._say(place), continuous_update=False, **LOOK)
            for place in ("first", "second", "third")
        }
        self.levels = {name: self._level_box(name) for name in BEHAVIOURS}
        self.remark = w.Textarea(description=self._say("remark"), rows=3, **LOOK)
        acts: dict[str, Callable[[], str]] = {
            "swap": self._swap,
            "new": self._new,
            "show": self._fold,
            "finish": self._finish,
            "save": self._save,
            "forget": self._forget,
        }
        self.buttons = {name: self._button(name, act) for name, act in acts.items()}
        self.unfolded = False
        for box in self.names.values():
            box.observe(lambda _: self._named(), names="value")
        super().__init__(self._parts())
        self._show(self._say("started"))

    def _parts(self) -> list[w.Widget]:
        private = self._say("private", save=self._say("save"), path=_short(self.desk.path))
        head = f"{FOCUS}<h3>{escape(self._say('title'))}</h3>{NOTICE.format(escape(private))}"
        return [
            w.HTML(head),
            w.HTML(f"<h4>{escape(self._say('names'))}</h4>"),
            *self.names.values(),
            self.roles,
            w.HBox([self.buttons["swap"], self.buttons["new"]]),
            self.places["scene"],
            self.buttons["show"],
            self.card,
            self.observing,
            *self.levels.values(),
            w.HTML(HINT.format(escape(self._say("remark_help")))),
            self.remark,
            self.buttons["finish"],
            self.said,
            w.HBox([self.buttons["save"], self.buttons["forget"]]),
            self.places["ending"],
        ]

    def _level_box(self, name: str) -> w.RadioButtons:
        options = [(self.words.text(f"role_play.level.{level}"), level) for level in LEVELS]
        box = w.RadioButtons(
            description=self.words.text(f"role_play.behaviour.{name}"),
            options=options,
            value=None,
            orientation="horizontal",
            **LOOK,
        )
        box.observe(lambda change: self._seen(name, change["new"]), names="value")
        return box

    def _button(self, name: str, act: Callable[[], str]) -> w.Button:
        made = w.Button(description=self._say(name, client=""), layout=BUTTON)

        def clicked(_: Any) -> None:
            # what was done is said beside where it was done, and nothing elsewhere
            self.status.value = ""
            self.status = self.places["ending" if name in AT_THE_END else "scene"]
            try:
                said = act()
            except SalesToolkitError as error:
                self.status.value = ALERT.format(escape(self.words.error(error)))
                return
            self.status.value = STATUS.format(escape(said))

        made.on_click(clicked)
        return made

    def _named(self) -> None:
        self.desk.name(*(box.value for box in self.names.values()))
        self._fold_away()

    def _swap(self) -> str:
        self.desk.swap()
        return self._show(self._say("swapped"))

    def _new(self) -> str:
        self.desk.new()
        return self._show(self._say("started"))

    def _forget(self) -> str:
        self.desk.forget()
        return self._show(self._say("forgotten"))

    def _save(self) -> str:
        self.desk.remark(self.remark.value)
        return self._say("saved", path=_short(self.desk.save()))

    def _seen(self, name: str, level: str | None) -> None:
        if level is not None and not self._loading:
            self.desk.see(name, level)

    def _finish(self) -> str:
        """What was seen, for those who played: no sum, nobody is ranked by it."""
        self.desk.remark(self.remark.value)
        scene, lines = self.desk.scene, []
        for level in reversed(LEVELS):
            names = "; ".join(self._behaviour(name) for name in scene.at(level))
            if names:
                head = escape(self._say(f"seen_{level}"))
                lines.append(f"<li><strong>{head}:</strong> {escape(names)}</li>")
        if scene.remark:
            lines.append(f"<li>{escape(scene.remark)}</li>")
        first = escape(self._say("talk_first", **self._people()))
        self.said.value = f"<p>{first}</p><ul>{''.join(lines)}</ul>"
        if scene.open:
            return self._say("open", names="; ".join(self._behaviour(name) for name in scene.open))
        return ""

    def _behaviour(self, name: str) -> str:
        return self.words.text(f"role_play.behaviour.{name}")

    def _fold(self) -> str:
        self.unfolded = not self.unfolded
        self._show_card()
        return self._say("look_away", seller=self.desk.seller) if self.unfolded else ""

    def _fold_away(self) -> None:
        self.unfolded = False
        self._show_card()
        people = self._people()
        three = "roles_three" if len(self.desk.people) == 3 else "roles"
        self.roles.value = f"<p><strong>{escape(self._say(three, **people))}</strong></p>"
        observe = self._say("observe", observer=self.desk.observer)
        help_ = HINT.format(escape(self._say("observe_help", seller=self.desk.seller)))
        self.observing.value = f"<h4>{escape(observe)}</h4>{help_}"

    def _show(self, said: str) -> str:
        """Show the scene with all boxes empty and the card folded; what is to be said of it."""
        self._loading = True
        for box in self.levels.values():
            box.value = None
        self.remark.value, self.said.value = "", ""
        self._loading = False
        self._fold_away()
        if self.desk.current is None:
            said = self._say("none_left", n=len(self.desk.objections), new=self._say("new"))
        self.status.value = STATUS.format(escape(said))
        return said

    def _show_card(self) -> None:
        card = self.desk.current
        name = "hide" if self.unfolded else "show"
        self.buttons["show"].description = self._say(name, client=self.desk.client)
        self.buttons["show"].disabled = card is None
        if card is None or not self.unfolded:
            self.card.value = HINT.format(escape(self._say("card_closed")))
            return
        hints = "".join(f"<li>{escape(x)}</li>" for x in self.words.texts("role_play.form.play"))
        self.card.value = CARD.format(
            f"<h4>{escape(self._say('card_title', client=self.desk.client))}</h4>"
            f"<p><strong>{escape(self._say('begin', says=card.says))}</strong></p>"
            f"<p>{escape(self._say('hidden', behind=card.behind))}</p><ul>{hints}</ul>"
        )

    def _people(self) -> dict[str, str]:
        return {name: getattr(self.desk, name) for name in ("seller", "client", "observer")}

    def _say(self, key: str, **fields: Any) -> str:
        return self.words.text(f"role_play.form.{key}", **fields)


def role_play(
    objections: Sequence[Objection], *, language: str, today: date, path: Path, seed: int = 0
) -> RolePlayForm:
    """A role-play for two or three people at one screen.

    Parameters
    ----------
    path : Path
        File in which a scene is kept on request, for those who played it.
    """
    desk = RolePlayDesk(objections, language=language, today=today, path=path, seed=seed)
    return RolePlayForm(desk)


def _short(path: Path) -> str:
    """A file with the folder that it lies in."""
    return f"{path.parent.name}/{path.name}"
