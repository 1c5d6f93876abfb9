"""How much a notebook says."""

from __future__ import annotations

from typing import Any

MOST_OUTPUT = 20_000_000
"""Characters that one notebook may print, and as many that it may show: a page has a million at most."""


def text_size(value: Any) -> int:
    """Letters in all texts of a value, however deep.

    >>> text_size({"text/html": "<b>x</b>", "more": ["ab", 3]})
    10
    """
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(text_size(one) for one in value.values())
    return sum(text_size(one) for one in value) if isinstance(value, list | tuple) else 0
