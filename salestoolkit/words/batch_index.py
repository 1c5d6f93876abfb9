"""An index of reports in words: how figures differ from a week ago."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from salestoolkit.words.errors import plain
from salestoolkit.words.words import Words

NAMES = 12
"""Reports that a sentence names; the rest are counted."""
NAME_LENGTH = 80


def notebook_title(words: Words, kind: str | None, notebook: str) -> str:
    """What a kind of page is called; a team's own notebook by its file's name."""
    key = f"batch_index.kind.{kind}"
    return words.text(key) if words.has(key) else PurePath(notebook).stem


def figure_change(
    words: Words, name: str, figure: Mapping[str, Any], difference: float, currency: str | None
) -> str:
    """A figure, and by how much it is more or less than it was: ``won deals: 131 (+7)``."""
    return words.text(
        "batch_index.change.figure",
        figure=figure_name(words, name, figure),
        value=_value(words, figure["value"], figure["unit"], currency),
        difference=_difference(words, difference, figure["unit"], currency),
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


def _value(words: Words, value: float, unit: str, currency: str | None) -> str:
    if unit == "share":
        return words.percent(value, digits=1)
    if unit == "money":
        return words.money(value, currency, digits=0)
    return words.number(value)


def _difference(words: Words, difference: float, unit: str, currency: str | None) -> str:
    size = abs(difference)
    if unit == "share":
        shown = words.text("batch_index.change.points", value=words.number(100 * size, digits=1))
    else:
        shown = _value(words, size, unit, currency)
    return words.text(f"batch_index.change.{'plus' if difference > 0 else 'minus'}", value=shown)
