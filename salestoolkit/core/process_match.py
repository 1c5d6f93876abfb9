"""Which part of an old process became which part of a new one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from salestoolkit.core.process import Stage

Identity = tuple[str, ...]

_BESIDE_NAMES = tuple(field.name for field in fields(Stage) if field.name not in ("key", "name"))

IDENTITIES: dict[str, tuple[Identity, ...]] = {
    "process": (("pipeline",), ("name",)),
    "stage": (("key",), ("name",), _BESIDE_NAMES),
    "activity": (("key",), ("name",)),
    "stakeholder": (("key",), ("name",)),
    "handover": (("stage", "what"), ("giver", "taker", "stage"), ("giver", "taker", "what")),
    "move": (("start", "end"),),
    "version": (("date", "author"), ("date", "reason"), ("author", "reason")),
}
"""By kind of part: the fields by which it is the same one still, the surest first."""


def matched(
    old: Sequence[Any], new: Sequence[Any], identities: Sequence[Identity]
) -> list[int | None]:
    """For each new part the place of the old one that it was, None where it is new.

    Examples
    --------
    >>> from salestoolkit.core.process import Stage
    >>> offer, demo = Stage(key="offer", name="Offer"), Stage(key="demo", name="Demo")
    >>> matched([offer], [demo, Stage(key="offer", name="Proposal")], [("key",)])
    [None, 0]
    """
    found: list[int | None] = [None] * len(new)
    free = list(range(len(old)))
    for identity in (None, *identities):
        for place, part in enumerate(new):
            if found[place] is not None:
                continue
            same = next((i for i in free if _alike(old[i], part, identity)), None)
            if same is not None:
                found[place] = same
                free.remove(same)
    return found


def _alike(old: Any, new: Any, identity: Identity | None) -> bool:
    if identity is None:
        return bool(old == new)
    return all(getattr(old, field) == getattr(new, field) for field in identity)


def staying(places: Sequence[int]) -> set[int]:
    """The most places that can stay where they are when the rest moves: a longest rising run.

    Examples
    --------
    >>> sorted(staying([0, 3, 1, 2]))
    [0, 1, 2]
    """
    ends: list[int] = []
    runs: list[list[int]] = []
    for place in places:
        at = bisect_left(ends, place)
        run = [*(runs[at - 1] if at else []), place]
        ends[at : at + 1] = [place]
        runs[at : at + 1] = [run]
    return set(runs[-1]) if runs else set()
