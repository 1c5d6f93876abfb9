"""What was worked out once for an Arrow table is kept for as long as the table lives."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Made = TypeVar("Made")

_kept: dict[int, dict[Hashable, Any]] = {}


def remember(owner: Any, key: Hashable, make: Callable[[], Made]) -> Made:
    """``make()``, or what it gave the last time for this owner and key.

    Deal books and Arrow tables cannot be hashed, so they are told apart by identity; what is kept
    goes when the owner does.

    Parameters
    ----------
    owner : Any
        Anything immutable that takes weak references: a deal book, an Arrow table.
    key : Hashable
        What distinguishes one result for the owner from another.
    make : Callable
        Works the result out.
    """
    place = id(owner)
    if place not in _kept:
        _kept[place] = {}
        weakref.finalize(owner, _kept.pop, place, None)
    results = _kept[place]
    if key not in results:
        results[key] = make()
    made: Made = results[key]
    return made
