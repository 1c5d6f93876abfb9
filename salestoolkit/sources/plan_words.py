"""What a plan is in, by the words that people use for it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from salestoolkit.sources.building.stages import plain


def metric_of(text: str) -> str | None:
    """``deals``, ``revenue`` or ``margin``; None for a word that is not known.

    >>> metric_of("Liczba szans"), metric_of("Przychód"), metric_of("Marża"), metric_of("calls")
    ('deals', 'revenue', 'margin', None)
    """
    return _words().get(plain(text))


@lru_cache
def _words() -> Mapping[str, str]:
    file = files("salestoolkit").joinpath("content", "formats", "plans.toml")
    told = tomllib.loads(file.read_text(encoding="utf-8"))["metric"]
    return {plain(word): name for name, words in told.items() for word in words}
