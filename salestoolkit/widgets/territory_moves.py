"""A form for moving accounts between owners or territories: before and after at once.

All it does can be done without it: see `salestoolkit.widgets.territory_moves_desk.TerritoryMovesDesk`.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import ipywidgets as w

from salestoolkit.core.territory import TerritoryCoverage
from salestoolkit.errors import SalesToolkitError
from salestoolkit.widgets.narrow import narrow
from salestoolkit.widgets.sheet_fields import ALERT, HINT
from salestoolkit.widgets.territory_moves_desk import TerritoryMovesDesk
from salestoolkit.words.territory_moves import (
    place_name,
    plan_header,
    plan_lines,
    plan_rows,
    rule_lines,
)

NAMED = "salestoolkit-territory-moves"
LOOK: dict[str, Any] = {"style": {"description_width": "12em"}, "layout": {"width": "98%"}}
BUTTON = {"width": "auto", "flex": "0 0 auto"}
ROWS = 12
STYLE = f"""
<style>
.{NAMED} .widget-select {{ flex-direction: column; height: auto; }}
.{NAMED} .widget-select > .widget-label {{ width: 100% !important; text-align: left; }}
.{NAMED} .widget-select > select {{ width: 100%; }}
.{NAMED} .widget-html-content {{ min-width: 0; flex: 1 1 0; line-height: 1.45; }}
</style>
""".strip()
"""The list of accounts has the whole width for its names, and a wide table moves by itself."""
TABLE = "border-collapse:collapse;line-height:1.5"
CELL = "padding:2px 6px;border-bottom:1px solid #d5dae1;text-align:{};{}"
CHANGED, WHOLE = "font-weight:bold;", "white-space:nowrap;"
SHORT = 14
"""Letters of a cell that is not broken into two lines."""


class TerritoryMoves(w.VBox):  # type: ignore[misc]  # ipywidgets has no type hints
    """Whose accounts go to whom, and beside it what that changes.

    ``desk`` does the work; ``said`` shows its last good result, ``status`` what is wrong.
    """

    def __init__(self, desk: TerritoryMovesDesk) -> None:
        self.desk, self.words = desk, desk.words
        self.said, self.status = w.HTML(), w.HTML()
        self.by = self._choice("by", [(desk.label(f"by_{one}"), one) for one in desk.kinds])
        self.by.value = desk.plan.by
        self.from_, self.to = self._choice("from", []), self._choice("to", [])
        self.accounts = w.SelectMultiple(description=desk.label("accounts"), rows=ROWS, **LOOK)
        self.move = self._button("move", self._moved)
        self.undo = self._button("undo", self._undone)
        self.save = self._button("save", self._saved)
        self._fill()
        self.by.observe(self._between, names="value")
        self.from_.observe(self._given, names="value")
        self.to.observe(self._chosen, names="value")
        self.accounts.observe(self._chosen, names="value")
        buttons = [self.move, self.undo, *([self.save] if desk.folder is not None else [])]
        hint = w.HTML(HINT.format(escape(desk.label("accounts_hint"))))
        left = w.VBox(
            [
                self.by,
                self.from_,
                self.to,
                self.accounts,
                hint,
                w.HBox(buttons, layout={"flex_flow": "row wrap"}),
                self.status,
            ],
            layout={"flex": "1 1 480px", "min_width": "300px"},
        )
        right = w.VBox([self.said], layout={"flex": "1 1 520px", "min_width": "300px"})
        title = f"{narrow(NAMED)}{STYLE}<h3>{escape(desk.label('title'))}</h3>"
        heading = w.HTML(f"{title}<p>{escape(desk.label('note'))}</p>")
        super().__init__([heading, w.HBox([left, right], layout={"flex_flow": "row wrap"})])
        self.add_class(NAMED)
        self.show()

    def show(self) -> None:
        """Show the desk's plan with what is chosen."""
        plan = self.desk.shown
        head, *rest = plan_lines(self.words, plan)
        if plan is not self.desk.plan:
            rest.append(self.words.text("territory_moves.say.preview"))
        lines = "".join(f"<li>{escape(line)}</li>" for line in rest)
        notes = "".join(
            f"<p>{HINT.format(escape(line))}</p>" for line in rule_lines(self.words, plan)
        )
        self.said.value = (
            f"<p aria-live='polite'><b>{escape(head)}</b></p><ul>{lines}</ul>{self._table()}{notes}"
        )
        self.move.disabled = not self.accounts.value
        self.undo.disabled = not self.desk.plan.moves
        self.save.disabled = self.desk.plan.moved.empty

    def _table(self) -> str:
        plan = self.desk.shown
        head = "".join(
            f'<th scope="col" style="{CELL.format("right" if at else "left", "")}">{escape(name)}</th>'
            for at, name in enumerate(plan_header(self.words, plan))
        )
        title = escape(self.desk.label("title"))
        rows = "".join(f"<tr>{_cells(row)}</tr>" for row in plan_rows(self.words, plan))
        return (
            f'<div style="overflow-x:auto" tabindex="0" role="group" aria-label="{title}">'
            f'<table style="{TABLE}">'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )

    def _choice(self, key: str, options: list[tuple[str, str]]) -> Any:
        return w.Dropdown(description=self.desk.label(key), options=options, **LOOK)

    def _button(self, key: str, pressed: Any) -> Any:
        button = w.Button(description=self.desk.label(key), layout=BUTTON)
        button.on_click(pressed)
        return button

    def _fill(self) -> None:
        """Offer those who have accounts, and those to whom they can go."""
        sources = self.desk.sources()
        kept, target = self.from_.value, self.to.value
        self.from_.options = [(place_name(self.words, name), name) for name in sources]
        self.from_.value = kept if kept in sources else sources[0]
        names = self.desk.plan.names
        self.to.options = [(place_name(self.words, name), name) for name in names]
        other = next((name for name in names if name != self.from_.value), names[0])
        self.to.value = target if target in names else other
        self._offer()

    def _offer(self) -> None:
        self.accounts.value = ()
        self.accounts.options = self.desk.options(self.from_.value)

    def _between(self, change: Any) -> None:
        self.desk.between(change["new"])
        self.from_.value = self.to.value = None
        self._fill()
        self.show()

    def _given(self, change: Any) -> None:
        if change["new"] is not None:
            self._offer()
            self._chosen(change)

    def _chosen(self, _: Any) -> None:
        if self.to.value is not None:
            self._try(lambda: self.desk.choose(self.accounts.value, self.to.value))

    def _moved(self, _: Any) -> None:
        self._try(lambda: self.desk.move(self.accounts.value, self.to.value), refill=True)

    def _undone(self, _: Any) -> None:
        self._try(self.desk.undo, refill=True)

    def _try(self, act: Any, *, refill: bool = False) -> None:
        try:
            act()
        except SalesToolkitError as error:
            self.status.value = ALERT.format(escape(self.words.error(error)))
            return
        self.status.value = ""
        if refill:
            self._fill()
        self.show()

    def _saved(self, _: Any) -> None:
        try:
            path, copy = self.desk.save()
        except SalesToolkitError as error:
            self.status.value = ALERT.format(escape(self.words.error(error)))
            return
        told = [self.words.text("territory_moves.widget.saved", path=path)]
        if copy is not None:
            told.append(self.words.text("territory_moves.widget.copy", path=copy))
        self.status.value = f"<span role='status'>{escape(' '.join(told))}</span>"


def _cells(row: list[str]) -> str:
    head, *rest = row
    cells = "".join(
        f'<td style="{CELL.format("right", _look(cell))}">{escape(cell)}</td>' for cell in rest
    )
    return f'<th scope="row" style="{CELL.format("left", "font-weight:normal")}">{escape(head)}</th>{cells}'


def _look(cell: str) -> str:
    return (CHANGED if "→" in cell else "") + (WHOLE if len(cell) <= SHORT else "")


def territory_moves(
    coverage: TerritoryCoverage,
    *,
    by: str = "owner",
    language: str = "en",
    folder: Path | str | None = None,
) -> TerritoryMoves:
    """Move accounts between owners or territories, and see at once what it changes.

    Parameters
    ----------
    coverage : TerritoryCoverage
        From `salestoolkit.core.territory.cover_territories`.
    by : str
        ``owner`` or ``territory``.
    folder : path, optional
        Where the plan is saved as a table.

    Examples
    --------
    In a notebook, with a field and its last quarter::

        found = cover_territories(work, start=date(2026, 7, 1), end=date(2026, 10, 1))
        territory_moves(found, language="pl", folder="plans")
    """
    return TerritoryMoves(TerritoryMovesDesk(coverage, by=by, language=language, folder=folder))
