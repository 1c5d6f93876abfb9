"""What reasons of lost deals mean: which say nothing, and which theme of the objections they speak of."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from salestoolkit.core.reason_words import reason_key


def words_for_nothing() -> frozenset[str]:
    """Reasons that say nothing, in all languages read: what `lost_reasons` takes as ``other``.

    >>> "inny powod" in words_for_nothing(), "price" in words_for_nothing()
    (True, False)
    """
    return frozenset(reason_key(word) for word in _told()["nothing"])


def theme_of_reason(reason: str) -> str | None:
    """The theme of the objections that a reason speaks of; None where it speaks of none.

    >>> theme_of_reason("Za drogo"), theme_of_reason("Chose a competitor"), theme_of_reason("Went quiet")
    ('price', 'competitor', None)
    """
    said = f" {reason_key(reason)}"
    for theme, beginnings in _told()["theme"].items():
        if any(f" {beginning}" in said for beginning in beginnings):
            return str(theme)
    return None


@lru_cache
def _told() -> Mapping[str, Any]:
    file = files("salestoolkit").joinpath("content", "formats", "lost_reasons.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
