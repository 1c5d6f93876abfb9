"""Who says what in a written talk, and which of the speakers is the client."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

Side = Literal["client", "seller"]

SPEAKER = re.compile(
    r"^\s*(?:\[?\(?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?\)?\]?\s*)?[-–]?\s*"
    r"(?P<who>[^\W\d_][^:\n]{0,39}?)\s*(?:\(\d{1,2}:\d{2}(?::\d{2})?\))?\s*:\s+(?P<said>\S.*)$"
)
FEWEST = 2


def turns(lines: Iterable[str]) -> list[tuple[str | None, str]]:
    """Speaker and words of each line of a talk; a line without a speaker goes on with the last one.

    A text is a talk where at least two speakers come up, one of them twice; else nobody is named.

    Examples
    --------
    >>> turns(["Client: Too dear.", "Seller: Than what?", "Client: Than my budget."])
    [('Client', 'Too dear.'), ('Seller', 'Than what?'), ('Client', 'Than my budget.')]
    """
    kept = list(lines)
    found = [SPEAKER.match(line) for line in kept]
    names = Counter(hit["who"].casefold() for hit in found if hit)
    told = {name for name, n in names.items()}
    if len(told) < FEWEST or max(names.values(), default=0) < FEWEST:
        return [(None, line) for line in kept]
    speaker: str | None = None
    spoken: list[tuple[str | None, str]] = []
    for line, hit in zip(kept, found, strict=True):
        if hit:
            speaker = hit["who"].strip()
        spoken.append((speaker, hit["said"] if hit else line))
    return spoken


def sides(
    speakers: Iterable[str], *, clients: Sequence[str], sellers: Sequence[str]
) -> dict[str, Side]:
    """Which side each speaker is on, as far as that can be told.

    Parameters
    ----------
    clients, sellers : sequence of str
        Beginnings of words for a client and for a seller, and names of our own people.

    Notes
    -----
    Of two speakers one of whom is known, the other is on the other side.
    """
    names = list(dict.fromkeys(speakers))
    found: dict[str, Side] = {}
    for name in names:
        plain = name.casefold()
        if any(re.search(rf"\b{re.escape(word)}", plain) for word in sellers):
            found[name] = "seller"
        elif any(re.search(rf"\b{re.escape(word)}", plain) for word in clients):
            found[name] = "client"
    unknown = [name for name in names if name not in found]
    known = set(found.values())
    if unknown and len(known) == 1 and (len(names) == FEWEST or known == {"seller"}):
        other: Side = "client" if known == {"seller"} else "seller"
        found |= dict.fromkeys(unknown, other)
    return found
