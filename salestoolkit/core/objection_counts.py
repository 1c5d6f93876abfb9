"""What was mined, counted: which objections come up how often, where, and in whose words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from salestoolkit.core.mined import MinedMessage, MinedSentence
from salestoolkit.core.objections import THEMES
from salestoolkit.core.plain_text import plain, without_accents

EXAMPLES = 3
SHORTEST, LONGEST = 20, 220
"""Signs of a sentence that is worth quoting."""
FEWEST_MESSAGES = 5
"""Messages in which a phrase must come up to be suggested as a new theme."""
MOST_SUGGESTIONS = 10
DIMENSIONS = ("stage", "outcome", "lost_reason", "month", "owner")


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a message belongs: its deal and what is known of it, None where nothing is."""

    deal: str | None = None
    stage: str | None = None
    outcome: str | None = None
    lost_reason: str | None = None
    owner: str | None = None
    month: str | None = None


@dataclass(frozen=True, kw_only=True)
class Example:
    """A sentence without personal data that stands for a theme."""

    theme: str
    text: str
    file: str
    message: int


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A phrase that comes up with a doubt and that no theme knows: perhaps a theme of its own."""

    phrase: str
    messages: int
    example: str


@dataclass(frozen=True, kw_only=True)
class Mined:
    """What letters and talks say against buying.

    ``with_objection`` counts sentences, ``with_any`` messages with at least one. ``first`` and ``last``
    are the days of the earliest and the latest message that has one.

    themes : one row a theme: theme, sentences, messages, deals
        Sentences that hold it; messages and deals with at least one of them.
    by : theme, messages by stage, outcome, lost_reason, month, and owner where it was asked for
        Messages of each value with the theme, and ``of``: all messages of that value.
    deals : one row a deal with a message: deal, and a column of true and false for each theme
    """

    messages: int
    sentences: int
    client_sentences: int
    with_objection: int
    with_any: int
    first: date | None
    last: date | None
    themes: pd.DataFrame
    by: Mapping[str, pd.DataFrame]
    deals: pd.DataFrame
    examples: tuple[Example, ...]
    suggestions: tuple[Suggestion, ...]
    redacted: Mapping[str, int]


@dataclass
class Tally:
    """Adds up mined messages one by one, so that a mailbox need not fit into memory.

    ``doubts`` are words that come with an objection ("but", "worry"), ``empty`` those that tell
    nothing; both are looked at for suggestions only.
    """

    doubts: frozenset[str]
    empty: frozenset[str]
    by_owner: bool = False
    messages: int = 0
    sentences: int = 0
    client_sentences: int = 0
    with_objection: int = 0
    with_any: int = 0
    first: date | None = None
    last: date | None = None
    redacted: Counter[str] = field(default_factory=Counter)
    _said: Counter[str] = field(default_factory=Counter)
    _in: Counter[str] = field(default_factory=Counter)
    _deals: dict[str, set[str]] = field(default_factory=dict)
    _by: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _of: Counter[tuple[str, str]] = field(default_factory=Counter)
    _examples: dict[str, list[Example]] = field(default_factory=dict)
    _phrases: Counter[str] = field(default_factory=Counter)
    _usual: Counter[str] = field(default_factory=Counter)
    _heard: dict[str, str] = field(default_factory=dict)

    def add(self, mined: MinedMessage, place: Place, *, file: str) -> None:
        """Count a message; ``file`` is the name by which it is quoted."""
        self.messages += 1
        self.sentences += len(mined.sentences)
        heard = [one for one in mined.sentences if one.side != "seller"]
        self.client_sentences += len(heard)
        self.with_objection += sum(bool(one.labels) for one in heard)
        self.with_any += bool(mined.labels)
        if (day := mined.message.at) is not None:
            self.first, self.last = min(self.first or day, day), max(self.last or day, day)
        self.redacted.update(mined.redacted)
        self._said.update(label for one in heard for label in one.labels)
        self._in.update(mined.labels)
        if place.deal is not None:
            self._deals.setdefault(place.deal, set()).update(mined.labels)
        for dimension in DIMENSIONS:
            value = getattr(place, dimension)
            if value is not None and (self.by_owner or dimension != "owner"):
                self._of[dimension, value] += 1
                self._by.update((dimension, value, theme) for theme in mined.labels)
        for one in heard:
            self._quote(one, file, mined.message.number)
        self._listen(heard)

    def result(self) -> Mined:
        """All that was counted."""
        themes = [
            {
                "theme": theme,
                "sentences": self._said[theme],
                "messages": self._in[theme],
                "deals": sum(theme in found for found in self._deals.values()),
            }
            for theme in THEMES
        ]
        rows = [
            {"deal": deal, **{theme: theme in found for theme in THEMES}}
            for deal, found in sorted(self._deals.items())
        ]
        return Mined(
            messages=self.messages,
            sentences=self.sentences,
            client_sentences=self.client_sentences,
            with_objection=self.with_objection,
            with_any=self.with_any,
            first=self.first,
            last=self.last,
            themes=pd.DataFrame(themes),
            by={name: self._table(name) for name in DIMENSIONS if self.by_owner or name != "owner"},
            deals=pd.DataFrame(rows, columns=["deal", *THEMES]),
            examples=tuple(one for theme in THEMES for one in self._examples.get(theme, ())),
            suggestions=self._suggestions(),
            redacted=dict(self.redacted),
        )

    def _table(self, dimension: str) -> pd.DataFrame:
        rows: list[dict[str, Any]] = [
            {dimension: value, "theme": theme, "messages": n, "of": self._of[name, value]}
            for (name, value, theme), n in sorted(self._by.items())
            if name == dimension
        ]
        return pd.DataFrame(rows, columns=[dimension, "theme", "messages", "of"])

    def _quote(self, one: MinedSentence, file: str, number: int) -> None:
        """Keep a sentence as an example: of different messages, the shorter the better."""
        if not SHORTEST <= len(one.text) <= LONGEST:
            return
        for theme in one.labels:
            kept = self._examples.setdefault(theme, [])
            told = {one.text.casefold(), (file, number)}
            if any(
                other.text.casefold() in told or (other.file, other.message) in told
                for other in kept
            ):
                continue
            kept.append(Example(theme=theme, text=one.text, file=file, message=number))
            if len(kept) > EXAMPLES:
                kept.remove(max(kept, key=lambda other: len(other.text)))

    def _listen(self, heard: Sequence[MinedSentence]) -> None:
        """Note phrases of sentences that no theme explains, with a doubt in them and without."""
        doubtful: set[str] = set()
        usual: set[str] = set()
        for one in heard:
            if one.labels:
                continue
            phrases = set(_phrases(one.text, self.empty))
            if self.doubts.isdisjoint(plain(one.text).split()):
                usual |= phrases
            else:
                doubtful |= phrases
                for phrase in phrases - self._heard.keys():
                    self._heard[phrase] = one.text
        self._phrases.update(doubtful)
        self._usual.update(usual)

    def _suggestions(self) -> tuple[Suggestion, ...]:
        """Phrases that come up with doubts at least twice as often as without."""
        frequent = [
            (phrase, n)
            for phrase, n in self._phrases.items()
            if n >= FEWEST_MESSAGES and n >= 2 * self._usual[phrase]
        ]
        chosen: list[Suggestion] = []
        for phrase, n in sorted(frequent, key=lambda pair: (-pair[1], -len(pair[0]), pair[0])):
            example = self._heard[phrase]
            # two phrases with a word or a sentence between them are one thing that people say
            words = set(phrase.split())
            if any(words & set(o.phrase.split()) or example == o.example for o in chosen):
                continue
            chosen.append(Suggestion(phrase=phrase, messages=n, example=example))
        return tuple(chosen[:MOST_SUGGESTIONS])


_WORDS = re.compile(r"[^\W\d_]{3,}")


def _phrases(text: str, empty: frozenset[str]) -> list[str]:
    """Rows of two telling words of a sentence, those that tell nothing left out between them."""
    words = _WORDS.findall(text.lower())
    telling = [word for word in words if without_accents(word) not in empty]
    return [f"{one} {two}" for one, two in pairwise(telling)]
