"""What sources of leads are called when a customer introduced them, in the languages read."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files

from salestoolkit.core.plain_text import folded


@lru_cache
def referral_words() -> tuple[str, ...]:
    """Beginnings of the names of such sources, folded.

    >>> any(word in "polecenie klienta" for word in referral_words())
    True
    """
    file = files("salestoolkit").joinpath("content", "formats", "referrals.toml")
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(folded(word) for word in told["sources"])
