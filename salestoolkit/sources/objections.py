"""The library of objections: the packaged cards, and a team's own file, which grows and wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from salestoolkit.core.objections import THEMES, Note, Objection, tally_of
from salestoolkit.core.process import UNIVERSAL_STAGES
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.content import LANGUAGES, load_content, load_market
from salestoolkit.sources.objection_text import CARD, NOTE
from salestoolkit.sources.sheet_definitions import read_text
from salestoolkit.sources.templates import MARKETS, NAMES
from salestoolkit.sources.toml_entry import TomlEntry, read_toml

INDUSTRIES = ("healthcare", "real_estate", "financial_services")
"""Industries with objections of their own."""
SPOKEN = {"pl": "pl", "uk": "en", "us": "en"}
"""The language in which a market's own objections are said."""
IN_MARKET = "in_"

TEXTS = ("says", "behind", "answer", "proof", "next_step", "owner")
KEYS = ("key", "theme", "language", "questions", "stages", *TEXTS)


def load_objections(
    language: str,
    *,
    market: str | None = None,
    industry: str | None = None,
    team: Path | None = None,
) -> tuple[Objection, ...]:
    """The cards that a team can use: universal ones, its industry's, its market's, its own.

    Parameters
    ----------
    language : str
        ``en`` or ``pl``. A card that only one market has is translated into the other language and
        carries its ``original`` words.
    market : str, optional
        ``pl``, ``uk`` or ``us``; without it the objections that only one market has are left out.
    industry : str, optional
        Name of a template, such as ``real_estate``.
    team : Path, optional
        The team's file. What it says of a card wins over the packaged one, its own cards come last,
        and its notes are counted; one that is not there yet says nothing.

    Raises
    ------
    InvalidValue
        ``unknown_language``, ``objection_market`` or ``objection_industry``.
    BookError
        What is wrong in the team's file, with line, key and value.

    Examples
    --------
    >>> len(load_objections("en")), len(load_objections("pl", market="pl", industry="real_estate"))
    (48, 60)
    """
    load_content(language)
    if market is not None and market not in MARKETS:
        raise InvalidValue("objection_market", value=market, allowed=", ".join(MARKETS))
    if industry is not None and industry not in NAMES:
        raise InvalidValue("objection_industry", value=industry, allowed=", ".join(NAMES))
    cards = {
        card.key: card
        for card in packaged(language).values()
        if card.market in (None, market) and card.industry in (None, industry)
    }
    if team is None or not team.exists():
        return tuple(cards.values())
    top = _top(team)
    for card in _own_cards(top, language):
        cards[card.key] = card
    notes = _notes(top)
    return tuple(replace(card, tally=tally_of(card.key, notes)) for card in cards.values())


def find_objection(key: str, language: str, *, team: Path | None = None) -> Objection:
    """One card of the whole library or of a team's file, by its key.

    Raises
    ------
    InvalidValue
        ``objection_unknown`` names those that are nearest.
    """
    cards = {card.key: card for card in load_objections(language, team=team)}
    cards = {**packaged(language), **cards}
    if key not in cards:
        from difflib import get_close_matches

        near = get_close_matches(key, cards, n=5, cutoff=0.4) or list(cards)[:5]
        raise InvalidValue("objection_unknown", value=key, allowed=", ".join(near))
    return cards[key]


def read_notes(path: Path) -> tuple[Note, ...]:
    """What a team noted of its tries, in the order of its file; none where there is no file."""
    return _notes(_top(path)) if path.exists() else ()


@lru_cache
def packaged(language: str) -> Mapping[str, Objection]:
    """All packaged cards by key, of every industry and market."""
    return {
        key: _card(part, key, row, language)
        for part, rows in load_market("objections").items()
        for key, row in rows.items()
    }


def _card(part: str, key: str, row: Mapping[str, Any], language: str) -> Objection:
    words = load_content(language).get(f"objections_{part}.{key}")
    market = part.removeprefix(IN_MARKET) if part.startswith(IN_MARKET) else None
    spoken = language if market is None else SPOKEN[market]
    original = ""
    if spoken != language:
        original = load_content(spoken).text(f"objections_{part}.{key}.says")
    return Objection(
        key=key,
        theme=row.get("theme", part),
        stages=tuple(row["stages"]),
        owner=row["owner"],
        industry=part if part in INDUSTRIES else None,
        market=market,
        language=language,
        original=original,
        questions=tuple(words["questions"]),
        **{name: words[name] for name in ("says", "behind", "answer", "proof", "next_step")},
    )


def _top(path: Path) -> TomlEntry:
    top = read_toml(read_text(path), file=str(path))
    top.only(("language", CARD, NOTE))
    top.choice("language", LANGUAGES)
    return top


def _own_cards(top: TomlEntry, language: str) -> list[Objection]:
    found: list[Objection] = []
    for entry in top.entries(CARD):
        entry.only(KEYS)
        key = entry.needed("key")
        if any(card.key == key for card in found):
            entry.fail("process_twice", "key")
        written = entry.choice("language", LANGUAGES) or top.raw.get("language") or language
        found.append(_own_card(entry, key, written))
    return found


def _own_card(entry: TomlEntry, key: str, language: str) -> Objection:
    """A card of the team: the packaged one of that key with what the team says otherwise, or a new one."""
    theme = entry.choice("theme", THEMES)
    stages = entry.texts("stages")
    if not set(stages) <= set(UNIVERSAL_STAGES):
        entry.fail("toml_not_choice", "stages", allowed=", ".join(UNIVERSAL_STAGES))
    given: dict[str, Any] = {name: entry.text(name) for name in TEXTS}
    given.update(theme=theme, stages=stages, questions=entry.texts("questions"))
    given = {name: value for name, value in given.items() if name in entry.raw}
    base = packaged(language).get(key)
    if base is not None:
        # words of the team's own are nobody's translation any more
        original = "" if "says" in given else base.original
        return replace(base, own=True, original=original, **given)
    if theme is None:
        entry.fail("toml_not_choice", "theme", allowed=", ".join(THEMES))
    entry.needed("says")
    return Objection(key=key, language=language, own=True, **given)


def _notes(top: TomlEntry) -> tuple[Note, ...]:
    found = []
    for entry in top.entries(NOTE):
        entry.only(("objection", "on", "worked"))
        if "worked" not in entry.raw:
            entry.fail("toml_missing", "worked")
        found.append(
            Note(
                objection=entry.needed("objection"),
                on=entry.day("on"),
                worked=entry.switch("worked"),
            )
        )
    return tuple(found)
