"""What the decisions in a list of contracts mean, in the languages read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from salestoolkit.core.plain_text import folded
from salestoolkit.core.retention_contracts import Decision

MEANINGS: tuple[Decision, ...] = ("renewed", "lost", "pending")


@lru_cache
def decision_words() -> Mapping[str, Decision]:
    """Words of a decision, folded, with what they mean.

    >>> words = decision_words()
    >>> words["przedłużona"], words["odeszła"], words["w toku"], words.get("blue")
    ('renewed', 'lost', 'pending', None)
    """
    file = files("salestoolkit").joinpath("content", "formats", "contracts.toml")
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return {folded(word): meaning for meaning in MEANINGS for word in told[meaning]}
