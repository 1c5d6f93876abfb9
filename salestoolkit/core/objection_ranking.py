"""Objections of several teams, ranked by in how many teams and how often they came up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from salestoolkit.core.objection_plan import bare
from salestoolkit.core.objections import Note, Objection
from salestoolkit.core.sheets import Entry, is_filled


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What one team says of objections: its plan's entries, its own cards, the talks it noted."""

    plan: Sequence[Entry] = ()
    cards: Sequence[Objection] = ()
    notes: Sequence[Note] = ()


@dataclass(frozen=True, kw_only=True)
class RankedObjection:
    """One objection across teams.

    ``teams`` are the places of the teams that named it in a plan, a card or a noted talk; ``talks``
    counts the noted talks in which it came up, ``went_on`` those of them that went on after it.
    """

    says: str
    theme: str | None
    teams: tuple[int, ...]
    talks: int
    went_on: int


def ranked_objections(
    heard: Sequence[Heard], library: Mapping[str, Objection]
) -> tuple[RankedObjection, ...]:
    """Objections by the number of teams that know them, then by noted talks, then by their words.

    The same card of the library, or the same words (without accents, signs and capitals), are one
    objection; what two teams say in different words is two.

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
    found = [
        RankedObjection(
            says=says,
            theme=theme,
            teams=tuple(sorted(teams[key])),
            talks=len(talks.get(key, ())),
            went_on=sum(talks.get(key, ())),
        )
        for key, (says, theme) in named.items()
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.teams), -one.talks, bare(one.says))))


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
