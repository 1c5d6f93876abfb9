"""Planning answers to objections: brainstorm, group by theme, agree, and what goes into a script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from salestoolkit.core.objections import THEMES, Objection
from salestoolkit.core.sheets import Entry, is_filled

SHEET = "objection_plan"
"""Name of the sheet on which a team plans its answers."""

FROM_CARD = ("behind", "questions", "answer", "proof", "next_step")
"""Parts that a card of the library lends to an entry of the plan."""

MOST_IN_SCRIPT = 5
"""Objections in a script: nobody looks up more of them during a call."""

_LETTERS = str.maketrans("łŁ", "lL")


def brainstormed(entries: Sequence[Entry], lines: Iterable[str]) -> tuple[Entry, ...]:
    """A plan with new lines at its end; one that says the same as another is taken once.

    Examples
    --------
    >>> plan = brainstormed((), ["Too expensive!", " too expensive", "Not now."])
    >>> [entry.text("says") for entry in plan]
    ['Too expensive!', 'Not now.']
    """
    kept = [entry for entry in entries if any(map(is_filled, entry.values.values()))]
    known = {bare(entry.text("says")) for entry in kept}
    for line in lines:
        says = " ".join(line.split())
        if says and bare(says) not in known:
            known.add(bare(says))
            kept.append(Entry({"says": says}))
    return tuple(kept)


def grouped(entries: Sequence[Entry]) -> dict[str | None, tuple[int, ...]]:
    """Places of the entries under each theme, in the order of the themes; None for not grouped yet."""
    places = range(len(entries))
    said = [place for place in places if is_filled(entries[place]["says"])]
    found = {
        theme: tuple(place for place in said if entries[place]["theme"] == theme)
        for theme in (*THEMES, None)
    }
    return {theme: listed for theme, listed in found.items() if listed}


def taken_over(entry: Entry, card: Objection) -> Entry:
    """An entry with what a card of the library lends it; what the team wrote stays."""
    for part in FROM_CARD:
        if not is_filled(entry[part]) and getattr(card, part):
            entry = entry.with_value(part, getattr(card, part))
    return entry.with_value("theme", card.theme).with_value("card", card.key)


def is_agreed(entry: Entry) -> bool:
    """Whether a team can use an answer: agreed on, with a theme, a question and an answer."""
    needed = ("says", "theme", "questions", "answer")
    return entry["agreed"] is True and all(is_filled(entry[part]) for part in needed)


def for_script(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """What goes into the script of a first call: the agreed answers, five at most."""
    return tuple(entry for entry in entries if is_agreed(entry))[:MOST_IN_SCRIPT]


def card_key(entry: Entry, taken: Collection[str]) -> str:
    """Key of the card that an entry becomes: the one it was taken from, else made of its words.

    Examples
    --------
    >>> card_key(Entry({"says": "Za drogo, i to bardzo, jak na nas!"}), taken=())
    'za_drogo_i_to_bardzo'
    """
    if is_filled(entry["card"]):
        return entry.text("card")
    words = bare(entry.text("says")).split()[:5] or ["card"]
    stem = "_".join(words)
    number, key = 2, stem
    while key in taken:
        key, number = f"{stem}_{number}", number + 1
    return key


def bare(text: str) -> str:
    """Small letters without accents and signs, one space between words."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS).casefold())
    return " ".join(re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode()))
