"""What leads from a page's numbers to the deals behind them: selections, and a command that shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salestoolkit.core.breakdown_parts import OWNER
from salestoolkit.core.drill import Selection
from salestoolkit.core.drill_counts import Drill
from salestoolkit.reports.labels import name_of
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import records

COMMAND = "salestoolkit deals --book BOOK"

LONGEST = 500
"""Characters of a note that a page shows; a longer command (a name may be of any length) is in its data."""
LEADER = "--for leader"
"""What the command needs where the page, or a part of it, is about a person."""


def selection_record(drill: Drill, currency: str | None) -> dict[str, Any]:
    """For each count of a page the selection of its deals, as ``salestoolkit deals --select`` takes it.

    ``currency`` is the one that the page was asked for; None where it holds all deals.
    """
    audit = drill.audit

    def texts(selections: Mapping[str, Selection]) -> dict[str, str]:
        return {name: str(_of_currency(one, currency)) for name, one in selections.items()}

    return {
        "command": f"{_command(drill)} --select",
        "figures": texts(drill.of_figures()),
        "stages": {str(key): texts(drill.of_stage(key)) for key in audit.stages["stage"]},
        "leaks": {str(key): texts(drill.of_leak(key)) for key in audit.leaks["stage"]},
        "breakdowns": {name: texts(parts) for name, parts in drill.of_breakdowns().items()},
        "ways": {stage: texts(ways) for stage, ways in drill.of_ways().items()},
        "reasons": texts(drill.of_reasons()),
        "competitors": {name: texts(fates) for name, fates in drill.of_competitors().items()},
        "work": {stage: texts(places) for stage, places in drill.of_work().items()},
        "periods": {name: texts(period) for name, period in drill.of_periods().items()},
    }


def stage_note(drill: Drill, words: Words, currency: str | None) -> str | None:
    """The command that lists the deals lost at the stage where most are; None where none are known."""
    rows = [row for row in records(drill.audit, "stages") if not is_unknown(row["lost_here"])]
    row = max(rows, key=lambda one: one["lost_here"], default=None)
    if row is None or not row["lost_here"]:
        return None
    chosen = _of_currency(drill.of_stage(row["stage"])["lost_here"], currency)
    return words.text(
        "drill.page.stage",
        stage=name_of(row["name"]),
        command=f"{_command(drill)} --select {_quoted(chosen)}",
    )


def leak_note(drill: Drill, words: Words, currency: str | None) -> str | None:
    """The command that lists the deals of the largest leak that did not move on; None without one."""
    key = drill.audit.leak_stage
    if not key:
        return None
    row: Any = drill.audit.leaks.set_index("stage").loc[key]
    chosen = _of_currency(drill.of_leak(key)["not_advanced"], currency)
    return words.text(
        "drill.page.leak",
        stage=name_of(row["name"]),
        command=f"{_command(drill)} --select {_quoted(chosen)}",
    )


def _command(drill: Drill) -> str:
    """The command that lists the deals of a page's selections."""
    told = {one.dimension for one in drill.audit.breakdowns}
    people = OWNER in {*drill.page.filters, *told}
    return f"{COMMAND} {LEADER}" if people else COMMAND


def deals_note(drill: Drill, words: Words, currency: str | None) -> str | None:
    """Both commands in a row, where they are short enough to be typed; None where there is nothing to list."""
    told = [way(drill, words, currency) for way in (stage_note, leak_note)]
    return " ".join(one for one in told if one is not None and len(one) <= LONGEST) or None


def _of_currency(selection: Selection, currency: str | None) -> Selection:
    return selection if currency is None else selection.narrowed(currency=currency)


def _quoted(selection: Selection) -> str:
    """A selection as one argument: in double quotation marks, which every shell takes, where it may be."""
    text = str(selection)
    if not set(text) & set('"$`\\!'):
        return f'"{text}"'
    return "'" + text.replace("'", "'\\''") + "'"
