"""What a status or a stage says: open, won, lost, and which of the seven stages it resembles."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from salestoolkit.core.process import UNIVERSAL_STAGES

FATES = ("open", "won", "lost", "deleted")
"""What a status can say."""

_LETTERS_WITHOUT_ACCENT = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "đ": "d", "æ": "ae"})
_LEADING_NUMBER = re.compile(r"^\s*\(?\d+(?:[.,]\d+)?\s*%?\s*[.):–—-]*\s+")
_TRAILING_NOTE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_OTHER_SIGNS = re.compile(r"[^\w+#%&<>]+|_+")


def plain(text: str) -> str:
    """A text without case, accents and punctuation, for comparison.

    Examples
    --------
    >>> plain("  Zamknięta – Wygrana! ")
    'zamknieta wygrana'
    """
    bare = text.casefold()
    if not bare.isascii():
        letters = unicodedata.normalize("NFKD", bare.translate(_LETTERS_WITHOUT_ACCENT))
        bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return _OTHER_SIGNS.sub(" ", bare).strip()


def bare_stage(text: str) -> str:
    """A stage's name in plain letters, without a number before it and a note in brackets behind it.

    Examples
    --------
    >>> bare_stage("6. Closed Won (100%)")
    'closed won'
    """
    short = _TRAILING_NOTE.sub("", _LEADING_NUMBER.sub("", text))
    return plain(short) or plain(text)


@lru_cache
def stage_words() -> Mapping[str, Any]:
    """Tables of ``content/formats/stages.toml``."""
    source = files("salestoolkit").joinpath("content", "formats", "stages.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def fate_of_status(text: str, mapping: Mapping[str, Any] | None = None) -> str | None:
    """What a status says (open, won, lost, deleted), or None where it cannot be read.

    ``mapping`` is the table ``[status]`` of a mapping file: lists of words by fate, compared as
    written; they go before ours.

    Examples
    --------
    >>> fate_of_status("Ganho"), fate_of_status("Sprzedaż!", {"won": ["Sprzedaż!"]}), fate_of_status("?")
    ('won', 'won', None)
    """
    for fate in FATES:
        if text.strip().casefold() in _own_words(mapping or {}, fate):
            return fate
    return _packaged_fates().get(bare_stage(text))


def fate_of_stage(text: str, mapping: Mapping[str, Any] | None = None) -> str | None:
    """won or lost where a stage's name says that the deal is closed, else None.

    Examples
    --------
    >>> fate_of_stage("Closed Lost"), fate_of_stage("Negotiation")
    ('lost', None)
    """
    fate = fate_of_status(text, mapping)
    return fate if fate in ("won", "lost") else None


def fate_of_chance(
    chance: float | None, *, is_won: bool | None = None, is_closed: bool | None = None
) -> str | None:
    """won or lost where a stage's chance is 1 or 0, or the stage is marked so: these close a deal.

    Examples
    --------
    >>> fate_of_chance(1.0), fate_of_chance(0.4), fate_of_chance(None, is_closed=True)
    ('won', None, 'lost')
    """
    if is_won or (chance is not None and chance >= 1):
        return "won"
    return "lost" if is_closed or (chance is not None and chance <= 0) else None


def universal_stage(text: str) -> str | None:
    """Which of the seven stages a stage's name resembles, or None.

    The longest phrase of the packaged synonyms found in the name, whole words only, decides.

    Examples
    --------
    >>> universal_stage("Negocjacje z klientem"), universal_stage("Appointment Scheduled")
    ('closing', 'contact')
    >>> universal_stage("Krok 7") is None
    True
    """
    words = f" {bare_stage(text)} "
    best: tuple[int, str] | None = None
    for phrase, stage in _phrases():
        if f" {phrase} " in words and (best is None or len(phrase) > best[0]):
            best = (len(phrase), stage)
    return best[1] if best else None


def is_placeholder(text: str) -> bool:
    """True for what a form leaves where nobody chose anything: ``Select``, ``-- wybierz --``."""
    return plain(text) in _form_words("placeholders")


def is_total(text: str) -> bool:
    """True for the label of a row of totals: ``Total``, ``Suma:``, ``Grand Totals (5 records)``."""
    return bare_stage(text) in _form_words("totals")


@lru_cache
def hint(form: str) -> str:
    """A pattern that every one of these forms matches (``placeholder`` or ``total``), to look at few."""
    return "(?i)" + "|".join(map(re.escape, stage_words()["forms"][f"{form}_hints"]))


def truth(text: str) -> bool | None:
    """A yes or no in any of the languages read, or None.

    Examples
    --------
    >>> truth("TRUE"), truth("nie"), truth("maybe")
    (True, False, None)
    """
    word = plain(text)
    if word in _form_words("true"):
        return True
    return False if word in _form_words("false") else None


def _own_words(mapping: Mapping[str, Any], fate: str) -> set[str]:
    words = mapping.get(fate, ())
    listed = [words] if isinstance(words, str) else words
    return {str(word).strip().casefold() for word in listed}


@lru_cache
def _form_words(name: str) -> frozenset[str]:
    return frozenset(stage_words()["forms"][name])


@lru_cache
def _packaged_fates() -> Mapping[str, str]:
    return {plain(word): fate for fate in FATES for word in stage_words()["status"][fate]}


@lru_cache
def _phrases() -> tuple[tuple[str, str], ...]:
    table = stage_words()["universal"]
    return tuple((plain(phrase), stage) for stage in UNIVERSAL_STAGES for phrase in table[stage])
