"""Which objections does a sentence hold? Several, one, or none."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence

from salestoolkit.core.lexicon import Lexicon, Pattern
from salestoolkit.core.objections import THEMES
from salestoolkit.core.plain_text import plain


def find_objections(sentence: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Themes of the objections in a sentence, in the order of `THEMES`; empty for none.

    A pattern counts where no "not" reaches it, and where nothing in the same part of the sentence
    (up to a "but") takes it back.

    Examples
    --------
    >>> from salestoolkit.sources.lexicon import load_lexicon
    >>> find_objections("Price is not a problem, but my boss has to agree.", load_lexicon("en"))
    ('authority',)
    """
    text = plain(sentence)
    hits: dict[str, list[int]] = {}
    for theme, pattern in lexicon.candidates(text):
        if (place := _place(pattern, text, lexicon.negated)) is not None:
            hits.setdefault(theme, []).append(place)
    if not hits:
        return ()
    borders = [found.start() for found in lexicon.breaks.finditer(text)]
    resolved = _parts_of(lexicon, lexicon.resolved, text, borders)
    found = []
    for theme in (theme for theme in THEMES if theme in hits):
        taken_back = resolved | _parts_of(lexicon, lexicon.unless.get(theme, ()), text, borders)
        if any(bisect(borders, place) not in taken_back for place in hits[theme]):
            found.append(theme)
    return tuple(found)


def _parts_of(
    lexicon: Lexicon, patterns: Sequence[Pattern], text: str, borders: list[int]
) -> set[int]:
    """Numbers of the parts of the sentence in which one of the patterns is found."""
    # most patterns have none of their telling words there and need not be tried
    likely = (one for one in patterns if any(f" {key}" in text for key in one.keys))
    places = (_place(pattern, text, lexicon.negated) for pattern in likely)
    return {bisect(borders, place) for place in places if place is not None}


def _place(pattern: Pattern, text: str, negated: re.Pattern[str]) -> int | None:
    """Where a pattern is found and no "not" reaches it; None where it is not."""
    place = None
    for part in pattern.parts:
        place = next(
            (
                found.start()
                for found in part.finditer(text)
                if not pattern.negatable or not negated.search(text, 0, found.start() + 1)
            ),
            None,
        )
        if place is None:
            return None
    return place
