"""Change some values of one section of a TOML file; everything else in it stays as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from salestoolkit.sources.processes.write import assignment, written
from salestoolkit.sources.toml_text import Statement, statements

Cut = tuple[int, int, str]
"""Offsets between which a text is replaced, and by what."""


def edited(
    text: str, old: Mapping[str, Any], new: Mapping[str, Any], *, order: Iterable[str]
) -> str:
    """A section's text with other values.

    Parameters
    ----------
    text : str
        The section from its header on; sections below it (``[[process.stage.documents]]``) count as
        values of it.
    old, new : mapping
        Values by key, before and after; those that are missing are not written.
    order : iterable of str
        The order of keys, to find the place of a new one.
    """
    found = statements(text)
    depth = len(found[0].names)
    present: dict[str, list[Statement]] = {}
    for statement in found[1:]:
        key = statement.names[depth] if statement.header else statement.names[0]
        present.setdefault(key, []).append(statement)
    changed = {key for key in {*old, *new} if old.get(key) != new.get(key)}
    changed |= {key for key in new if key == "name" and key not in present and changed}
    cuts: list[Cut] = []
    for key in changed & set(present):
        cuts += _replaced(text, found, present[key], key, old.get(key), new.get(key))
    fresh = [key for key in order if key in changed and key in new and not _stays(present, key)]
    cuts += _added(found[0], present, fresh, new, tuple(order))
    for start, end, instead in sorted(cuts, key=lambda cut: cut[:2], reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def _stays(present: Mapping[str, list[Statement]], key: str) -> bool:
    """Whether a key's new value is written where the old one stands."""
    return len(present.get(key, ())) == 1 and not present[key][0].header


def _replaced(
    text: str, found: list[Statement], here: list[Statement], key: str, old: Any, new: Any
) -> list[Cut]:
    """What becomes of the statements of a key that changed or went."""
    if new is not None and len(here) == 1 and not here[0].header:
        start, end = here[0].value
        return [(start, end, _value(text, here[0], old, new))]
    cuts = []
    for statement in here:
        # a section below ends where the next one begins
        after = [other.start for other in found if other.header and other.start > statement.start]
        end = min(after, default=len(text)) if statement.header else statement.end
        cuts.append((statement.start, end, ""))
    return cuts


def _added(
    header: Statement,
    present: Mapping[str, list[Statement]],
    fresh: list[str],
    new: Mapping[str, Any],
    order: tuple[str, ...],
) -> list[Cut]:
    """New keys, each behind the nearest one that comes before it in the order of keys."""
    places: dict[int, str] = {}
    for key in fresh:
        before = [
            statement.end
            for other in order[: order.index(key)]
            for statement in present.get(other, ())
            if not statement.header
        ]
        place = before[-1] if before else header.end
        places[place] = places.get(place, "") + assignment(key, new[key])
    return [(place, place, lines) for place, lines in places.items()]


def _value(text: str, statement: Statement, old: Any, new: Any) -> str:
    """The new value as TOML; a list with a line for each item keeps the lines that stay."""
    if isinstance(new, tuple) and isinstance(old, tuple) and new:
        kept = _items(text, statement, old, new)
        if kept is not None:
            return kept
    return assignment("x", new).removeprefix("x = ").removesuffix("\n")


def _items(
    text: str, statement: Statement, old: tuple[Any, ...], new: tuple[Any, ...]
) -> str | None:
    """A list with a line for each item, comments kept; None where it was written otherwise."""
    start, end = statement.value
    if len(statement.items) != len(old) or not old:
        return None
    first = text.find("\n", start, statement.items[0][0]) + 1
    if not first:
        return None
    lines: dict[Any, list[str]] = {}
    place = first
    for item, (item_start, item_end) in zip(old, statement.items, strict=True):
        if item_start < place:
            return None
        line_end = text.find("\n", item_end, end) + 1
        if not line_end:
            return None
        after = text[item_end:line_end]
        comma = "" if after.lstrip().startswith(",") else ","
        lines.setdefault(item, []).append(text[place:item_end] + comma + after)
        place = line_end
    margin = text[text.rfind("\n", 0, statement.items[0][0]) + 1 : statement.items[0][0]]
    said = [lines[it].pop(0) if lines.get(it) else f"{margin}{written(it)},\n" for it in new]
    return text[start:first] + "".join(said) + text[place:end]
