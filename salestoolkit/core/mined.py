"""Letters and talks mined for objections: sentence by sentence, with personal data taken out first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from salestoolkit.core.letters import is_list, own_words, sentences
from salestoolkit.core.lexicon import Lexicon
from salestoolkit.core.objection_mining import find_objections
from salestoolkit.core.redaction import Redactor
from salestoolkit.core.talks import Side, sides, turns
from salestoolkit.core.which_language import Language, language_of

Form = Literal["letter", "talk", "row"]


@dataclass(frozen=True, kw_only=True)
class Message:
    """A letter, a talk or a row of a table, as it was read.

    ``names`` are people in its head, ``senders`` the addresses that it came from; ``ours`` tells that
    one of our own people wrote it. ``deal`` is
    the deal's id where a file, a folder, a subject or a column tells it; ``clues`` are words there
    that may be one. ``stage``, ``outcome`` and ``lost_reason`` are columns of a table.
    """

    file: str
    number: int
    text: str
    form: Form = "letter"
    at: date | None = None
    subject: str = ""
    names: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    ours: bool = False
    deal: str | None = None
    clues: tuple[str, ...] = ()
    stage: str | None = None
    outcome: str | None = None
    lost_reason: str | None = None
    language: Language | None = None


@dataclass(frozen=True, kw_only=True)
class MinedSentence:
    """A sentence without personal data, and the themes of the objections in it (often none).

    ``line`` counts the sentence in its message from 1; ``side`` is who said it, None where that
    cannot be told. What the seller says holds no objection: it is not searched.
    """

    line: int
    text: str
    language: str
    side: Side | None
    labels: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MinedMessage:
    """A message's sentences, and how much personal data of which kind was taken out."""

    message: Message
    sentences: tuple[MinedSentence, ...]
    redacted: Mapping[str, int]

    @property
    def labels(self) -> tuple[str, ...]:
        """Themes that come up in it, each once."""
        return tuple(dict.fromkeys(label for one in self.sentences for label in one.labels))


@dataclass(frozen=True)
class Miner:
    """Finds objections in messages.

    ``lexicon`` gives that of a language; ``clients`` and ``sellers`` are words by which the speakers
    of a talk are told apart.
    """

    redactor: Redactor
    lexicon: Callable[[str], Lexicon]
    clients: Sequence[str]
    sellers: Sequence[str]

    def mine(self, message: Message) -> MinedMessage:
        """The sentences of a message with their labels."""
        units, whole = _units(message)
        told = sides((who for who, _ in units if who), clients=self.clients, sellers=self.sellers)
        named = [who for who in told if not self._is_role(who)]
        text = _SEAM.join(said for _, said in units)
        redacted = self.redactor.redact(text, names=(*message.names, *named))
        usual = language_of(text, fallback=message.language or "en")
        found: list[MinedSentence] = []
        for (who, _), said in zip(units, redacted.text.split(_SEAM), strict=True):
            side: Side | None = "seller" if message.ours else told.get(who or "")
            for sentence in [said] if whole else sentences(said):
                if whole or not self._frames(sentence):
                    found.append(self._mined(sentence, len(found) + 1, usual, side))
        return MinedMessage(message=message, sentences=tuple(found), redacted=redacted.counts)

    def _mined(self, text: str, line: int, usual: Language, side: Side | None) -> MinedSentence:
        language = language_of(text, fallback=usual)
        silent = side == "seller" or self._frames(text)
        labels = () if silent else find_objections(text, self.lexicon(language))
        return MinedSentence(line=line, text=text, language=language, side=side, labels=labels)

    def _frames(self, text: str) -> bool:
        """Whether a line is a greeting, a closing or a name and says nothing."""
        words = self.redactor.words
        plain = " ".join(_BARE.sub(" ", text).casefold().split())
        return not plain or plain in words.greetings or plain in words.closings

    def _is_role(self, who: str) -> bool:
        """Whether a speaker is called by a role and not by a name."""
        plain = who.casefold()
        return any(plain.startswith(word) for word in (*self.clients, *self.sellers))


_BARE = re.compile(r"\[[a-z_]+\]|[^\w\s]")
_SEAM = "\n\x1e\n"
"""Between what different people say while personal data is taken out of all of it."""


def _units(message: Message) -> tuple[list[tuple[str | None, str]], bool]:
    """Pieces of a message with who said them, and whether each piece is one sentence."""
    text = message.text.replace("\x1e", " ")
    if message.form != "talk":
        text = own_words(text)
    lines = text.strip().split("\n")
    if message.form == "talk":
        spoken = turns(lines)
        if any(who for who, _ in spoken):
            return [turn for turn in spoken if turn[1].strip()], False
        text = own_words(text)
        lines = text.split("\n")
    if is_list(lines):
        return [(None, " ".join(line.split())) for line in lines], True
    return [(None, text)], False
