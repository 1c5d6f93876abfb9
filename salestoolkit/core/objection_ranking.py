"""Objections of several teams, ranked by in how many teams and how often they came up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from salestoolkit.core.objection_plan import bare
from salestoolkit.core.objections import Note, Objection
from salestoolkit.core.sheets import Entry, is_filled


@dataclass(frozen=True, kw_only=True)
class Letters:
    """What was found in the letters that a team mined: of how many messages, and in how many a theme."""

    messages: int
    themes: tuple[tuple[str, int], ...]
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What one team says of objections: its plan's entries, its own cards, the talks it noted.

    ``letters`` is what its mined letters say, None where it mined none.
    """

    plan: Sequence[Entry] = ()
    cards: Sequence[Objection] = ()
    notes: Sequence[Note] = ()
    letters: Letters | None = None


@dataclass(frozen=True, kw_only=True)
class RankedObjection:
    """One objection across teams.

    ``teams`` are the places of the teams that named it in a plan, a card or a noted talk; ``talks``
    counts the noted talks in which it came up, ``went_on`` those of them that went on after it.
    ``letters`` counts the mined messages with its theme: letters tell the theme, not the card, so
    objections of one theme share the count. ``says`` is None for a theme that no team named.
    """

    says: str | None
    theme: str | None
    teams: tuple[int, ...]
    talks: int
    went_on: int
    letters: int = 0


def letters_of(heard: Sequence[Heard]) -> Letters | None:
    """The mined letters of all teams together, None where none were mined; the same ones count once.

    Examples
    --------
    >>> one = Heard(letters=Letters(messages=9, themes=(("price", 4),)))
    >>> two = Heard(letters=Letters(messages=5, themes=(("price", 1), ("trust", 2))))
    >>> letters_of([one, two, one])
    Letters(messages=14, themes=(('price', 5), ('trust', 2)), first=None, last=None)
    """
    listed = list(dict.fromkeys(team.letters for team in heard if team.letters is not None))
    if not listed:
        return None
    themes: Counter[str] = Counter()
    for one in listed:
        themes.update(dict(one.themes))
    days = [day for one in listed for day in (one.first, one.last) if day is not None]
    return Letters(
        messages=sum(one.messages for one in listed),
        themes=tuple(themes.items()),
        first=min(days, default=None),
        last=max(days, default=None),
    )


def ranked_objections(
    heard: Sequence[Heard], library: Mapping[str, Objection]
) -> tuple[RankedObjection, ...]:
    """Objections by the number of teams that know them, then by noted talks, letters and their words.

    The same card of the library, or the same words (without accents, signs and capitals), are one
    objection; what two teams say in different words is two. A theme that is in mined letters and that
    no team named has a row of its own.

    Parameters
    ----------
    library : mapping
        The packaged cards by key, for the words of those that a team only names.

    Examples
    --------
    >>> one = Heard(plan=[Entry({"says": "Too expensive!"}), Entry({"says": "Not now"})])
    >>> two = Heard(plan=[Entry({"says": "too expensive"})])
    >>> [(found.says, found.teams) for found in ranked_objections([one, two], {})]
    [('Too expensive!', (0, 1)), ('Not now', (0,))]
    """
    named: dict[str, tuple[str, str | None]] = {}
    teams: dict[str, set[int]] = {}
    talks: dict[str, list[bool]] = {}
    for place, team in enumerate(heard):
        own = {card.key: card for card in team.cards}
        for says, theme, key in _mentions(team, own, library):
            known = named.get(key, (says, None))
            named[key] = (known[0], known[1] or theme)
            teams.setdefault(key, set()).add(place)
        for note in team.notes:
            talks.setdefault(_same(note.objection, own, library), []).append(note.worked)
    letters = letters_of(heard)
    written = dict(letters.themes) if letters is not None else {}
    found = [
        RankedObjection(
            says=says,
            theme=theme,
            teams=tuple(sorted(teams[key])),
            talks=len(talks.get(key, ())),
            went_on=sum(talks.get(key, ())),
            letters=written.get(theme or "", 0),
        )
        for key, (says, theme) in named.items()
    ]
    spoken = {one.theme for one in found}
    found += [
        RankedObjection(says=None, theme=theme, teams=(), talks=0, went_on=0, letters=count)
        for theme, count in written.items()
        if count and theme not in spoken
    ]
    return tuple(sorted(found, key=_rank))


def _rank(one: RankedObjection) -> tuple[int, int, int, str]:
    return -len(one.teams), -one.talks, -one.letters, bare(one.says or "")


def _mentions(
    team: Heard, own: Mapping[str, Objection], library: Mapping[str, Objection]
) -> list[tuple[str, str | None, str]]:
    """Words, theme and identity of everything that a team names."""
    found: list[tuple[str, str | None, str]] = []
    for entry in team.plan:
        card = entry.text("card") if is_filled(entry["card"]) else ""
        known = card in library or card in own
        key = _same(card, own, library) if known else f"={bare(entry.text('says'))}"
        if is_filled(entry["says"]):
            found.append((entry.text("says"), entry.text("theme") or None, key))
    found += [(card.says, card.theme, _same(card.key, own, library)) for card in team.cards]
    for note in team.notes:
        one = own.get(note.objection) or library.get(note.objection)
        says, theme = (one.says, one.theme) if one else (note.objection, None)
        found.append((says, theme, _same(note.objection, own, library)))
    return found


def _same(key: str, own: Mapping[str, Objection], library: Mapping[str, Objection]) -> str:
    """By what an objection is known again: its card in the library, else its words."""
    if key in library or key not in own:
        return key
    return f"={bare(own[key].says)}"
