"""What a list lost, what it got, and what took the place of what."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from typing import Literal, TypeVar

Item = TypeVar("Item", bound=Hashable)
ItemKind = Literal["added", "removed", "replaced"]


def list_changes(
    was: Sequence[Item], now: Sequence[Item]
) -> list[tuple[ItemKind, Item | None, Item | None]]:
    """Items that a list lost, got, or has in the place of others; nothing where only the order differs.

    Examples
    --------
    >>> list_changes(("calls", "e-mails"), ("samples", "e-mails", "visits"))
    [('replaced', 'calls', 'samples'), ('added', None, 'visits')]
    >>> list_changes(("calls", "e-mails"), ("e-mails", "calls"))
    []
    """
    gone, come = _surplus(was, now), _surplus(now, was)
    found: list[tuple[ItemKind, Item | None, Item | None]] = []
    for tag, start, end, new_start, new_end in SequenceMatcher(None, was, now, False).get_opcodes():
        if tag != "replace":
            continue
        for before, after in zip(range(start, end), range(new_start, new_end), strict=False):
            if before in gone and after in come:
                gone.discard(before)
                come.discard(after)
                found.append(("replaced", was[before], now[after]))
    found += [("removed", was[place], None) for place in sorted(gone)]
    found += [("added", None, now[place]) for place in sorted(come)]
    return found


def _surplus(here: Sequence[Item], there: Sequence[Item]) -> set[int]:
    """Places of items that stand here more often than there."""
    left = list(there)
    found = set()
    for place, item in enumerate(here):
        if item in left:
            left.remove(item)
        else:
            found.add(place)
    return found
