"""The lower half of the funnel widget: a number is chosen, and its deals are listed and saved."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import ipywidgets as w

from salestoolkit.widgets.attempts import attempt
from salestoolkit.widgets.funnel_desk import SHOWN, FunnelDesk
from salestoolkit.words.drill import drill_cells, drill_count, drill_title
from salestoolkit.words.errors import plain

LABELS, LINE = {"description_width": "13em"}, {"width": "98%"}
CELL = (
    "text-align:left;vertical-align:top;white-space:nowrap;"
    "padding:2px 10px 2px 0;font-size:12px;line-height:1.35"
)
NAME_LENGTH = 40
NAMED = "salestoolkit-funnel-deals"
STYLE = f"<style>.{NAMED} .widget-html-content {{ min-width: 0; flex: 1 1 0; }}</style>"
"""A table with many columns moves by itself, not the whole panel."""


class DealsPanel(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """Buttons for the stages and for what may be seen of one; a table of its deals; saving them."""

    def __init__(self, desk: FunnelDesk) -> None:
        self.desk, self.words = desk, desk.words
        self._loading = False
        self.table, self.said = w.HTML(), w.HTML()
        self.stage, self.what = self._choice("stage"), self._choice("what")
        self.stage.observe(lambda _: self.offer(), names="value")
        self.what.observe(lambda _: self._look(), names="value")
        saves = w.HBox([self._save_button(kind) for kind in ("csv", "xlsx")])
        title = w.HTML(f"{STYLE}<h4>{escape(self._say('look'))}</h4>")
        super().__init__([title, self.stage, self.what, self.table, saves, self.said])
        self.add_class(NAMED)

    def _choice(self, key: str) -> Any:
        return w.ToggleButtons(
            description=self._say(key),
            style={**LABELS, "button_width": "auto"},
            layout=LINE,
        )

    def offer(self) -> None:
        """Offer the stages, and what may be seen of the one chosen, each with its number of deals."""
        if self._loading:
            return
        self._loading = True
        stages = [(plain(one.name, length=NAME_LENGTH), one.key) for one in self._stages()]
        chosen = self.stage.value
        self.stage.options = [(self._say("whole"), ""), *stages]
        self.stage.value = chosen if chosen in dict(stages).values() else ""
        counts, kept = self.desk.counts(self.stage.value or None), self.what.value
        self.what.options = [(self._counted(what, n), what) for what, n in counts.items()]
        self.what.value = kept if kept in counts else next(iter(counts))
        self._loading = False
        self._look()

    def _stages(self) -> Sequence[Any]:
        """Stages of which something is known."""
        return [one for one in self.desk.process.deal_stages if self.desk.counts(one.key)]

    def _look(self) -> None:
        """Show the deals behind the number that is chosen."""
        if self._loading or self.what.value is None:
            return
        self.said.value = ""
        self.desk.look_at(self.what.value, self.stage.value or None)
        number, frame = self.desk.deals()
        title = drill_title(self.words, self.desk.selection, self.desk.process, number)
        parts = [f"<p aria-live='polite'>{escape(title)}</p>"]
        if number:
            header, rows = drill_cells(self.words, frame, self.desk.process)
            parts.append(_table(header, rows, title))
        if number > SHOWN:
            parts.append(f"<p>{escape(self._more(number))}</p>")
        self.table.value = "".join(parts)

    def _more(self, number: int) -> str:
        count = drill_count(self.words, self.desk.selection, number, case=".genitive")
        return self._say("first", shown=self.words.number(SHOWN), count=count)

    def _counted(self, what: str, n: int) -> str:
        label = self.words.text(f"funnel_desk.what.{what}")
        return self._say("show", label=label, n=self.words.number(n))

    def save(self, kind: str) -> None:
        """Save the deals as ``csv`` or ``xlsx``, and say where, or what went wrong."""

        def act() -> str:
            number = self.desk.book.count_selected(self.desk.selection)
            path, copy = self.desk.save(f".{kind}")
            key = "saved" if copy is None else "saved_copy"
            count = drill_count(self.words, self.desk.selection, number)
            return self._say(key, count=count, path=str(path), copy=copy.name if copy else "")

        self.said.value = attempt(act, self.words)

    def _save_button(self, kind: str) -> w.Button:
        made = w.Button(description=self._say(kind), layout={"width": "auto"})
        made.on_click(lambda _: self.save(kind))
        return made

    def _say(self, key: str, **fields: Any) -> str:
        return self.words.text(f"funnel_desk.form.{key}", **fields)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], title: str) -> str:
    def line(tag: str, cells: Sequence[str]) -> str:
        scope = ' scope="col"' if tag == "th" else ""
        inside = "".join(f'<{tag}{scope} style="{CELL}">{escape(one)}</{tag}>' for one in cells)
        return f"<tr>{inside}</tr>"

    body = "".join(line("td", row) for row in rows)
    head = line("th", header)
    return (
        f'<div style="overflow-x:auto" tabindex="0" role="group" aria-label="{escape(title)}">'
        '<table style="border-collapse:collapse">'
        f"<thead>{head}</thead><tbody>{body}</tbody></table></div>"
    )
