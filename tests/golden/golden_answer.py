"""What an adapter answers, and the keys that it knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """What the toolkit says about one case."""

    get: Callable[[str], Any]
    headline: list[Any]


Case = dict[str, Any]


class NoSuchKey(LookupError):
    """An expected key that the adapter of this kind does not know."""


def from_values(values: dict[str, Any]) -> Callable[[str], Any]:
    """Answers from a dictionary; a key that is not in it is a fault."""

    def get(key: str) -> Any:
        if key not in values:
            raise NoSuchKey(key)
        return values[key]

    return get
