"""An index of reports in words: how figures differ from a week ago."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from salestoolkit.words.errors import plain
from salestoolkit.words.formats import rounded
from salestoolkit.words.words import Words

NAMES = 12
"""Reports that a sentence names; the rest are counted."""
NAME_LENGTH = 80
SHARES = ("share", "chance")
DECIMALS = {"share": 3, "chance": 2, "money": 0}
"""As many as are shown: shares to a tenth of a percent, chances to a whole one."""
COUNT_DECIMALS = 2


def notebook_title(words: Words, kind: str | None, notebook: str) -> str:
    """What a kind of page is called; a team's own notebook by its file's name."""
    key = f"batch_index.kind.{kind}"
    return words.text(key) if words.has(key) else PurePath(notebook).stem


def figure_change(
    words: Words, name: str, figure: Mapping[str, Any], then: float, currency: str | None
) -> str | None:
    """A figure, and by how much it is more or less than it was: ``won deals: 131 (+7)``.

    The difference is that of the figures as they are shown; None where they are shown alike.
    """
    unit = figure["unit"]
    places = DECIMALS.get(unit, COUNT_DECIMALS)
    now = rounded(figure["value"], places)
    difference = now - rounded(then, places)
    if not difference:
        return None
    size = abs(difference)
    points = words.number(100 * size, digits=max(0, places - 2))
    more = "plus" if difference > 0 else "minus"
    shown = (
        words.text("batch_index.change.points", value=points)
        if unit in SHARES
        else _value(words, size, unit, currency)
    )
    return words.text(
        "batch_index.change.figure",
        figure=figure_name(words, name, figure),
        value=_value(words, now, unit, currency),
        difference=words.text(f"batch_index.change.{more}", value=shown),
    )


def figure_name(words: Words, name: str, figure: Mapping[str, Any]) -> str:
    """What a figure is called: by its own label where it has one."""
    label = figure.get("label")
    return plain(label, length=NAME_LENGTH) if label else words.text(f"batch_index.figure.{name}")


def names(words: Words, labels: Sequence[str]) -> str:
    """Labels of reports in a row, the first dozen of them."""
    shown = [plain(label, length=NAME_LENGTH) for label in labels[:NAMES]]
    if len(labels) > NAMES:
        shown.append(words.text("batch_index.since.more", n=len(labels) - NAMES))
    return "; ".join(shown)


def _value(words: Words, value: Decimal, unit: str, currency: str | None) -> str:
    if unit in SHARES:
        return words.percent(value, digits=DECIMALS[unit] - 2)
    if unit == "money":
        return words.money(value, currency, digits=DECIMALS[unit])
    return words.number(value)
