"""Names of sheets: what Excel allows, each once."""

from __future__ import annotations

import re
from collections.abc import Iterable

from salestoolkit.core.process import SalesProcess

LONGEST = 31
"""Excel's limit for the name of a sheet, in its own units."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\ufffe\uffff\ud800-\udfff]+")


def stage_titles(processes: Iterable[SalesProcess], *, other: str) -> list[str]:
    """Names of the sheets of stages; ``other`` is for a process whose name leaves nothing."""
    taken: set[str] = set()
    return [_title(process.name, other, taken) for process in processes]


def people_titles(stage_sheets: Iterable[str], *, people: str) -> list[str]:
    """Names of the sheets of people; with the name of the process where there are several."""
    listed = list(stage_sheets)
    taken = {title.casefold() for title in listed}
    if len(listed) == 1:
        return [_title(people, people, taken)]
    return [_title(f"{people} – {title}", people, taken) for title in listed]


def _title(name: str, other: str, taken: set[str]) -> str:
    """A name that fits, and differs from those taken in more than case; it joins them."""
    bare = " ".join(_FORBIDDEN.sub(" ", name).split()).strip("'") or other
    if bare.casefold() == "history":
        # the name is Excel's own
        bare = f"{bare} 1"
    title, number = _cut(bare, LONGEST), 1
    while title.casefold() in taken:
        number += 1
        tail = f" ({number})"
        title = _cut(bare, LONGEST - len(tail)) + tail
    taken.add(title.casefold())
    return title


def _cut(text: str, length: int) -> str:
    while len(text.encode("utf-16-le")) // 2 > length:
        text = text[:-1]
    return text.strip(" '")
