"""Text as patterns read it: small letters without accents, one space between words, contractions apart."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

BREAK = ","
"""Stands for any sign that parts a sentence: comma, colon, dash, bracket, full stop; "?" is kept."""

_TOKEN = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*|%|[,;:()\[\]–—…?!./\"„”“]|(?<=\s)-(?=\s)")
_KEPT = ("%", "?")
_SHORT = {
    "ll": "will",
    "re": "are",
    "ve": "have",
    "d": "would",
    "m": "am",
    "s": "is",
}
_HELPING = ("do", "does", "did", "is", "are", "was", "would", "could", "should", "have", "has")
_WHOLE = {
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "shan't": "shall not",
    "ain't": "is not",
    "let's": "let us",
    **{f"{verb}nt": f"{verb} not" for verb in _HELPING},
    "dont": "do not",
    "cant": "can not",
    "wont": "will not",
    "im": "i am",
    "ive": "i have",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "got to",
}
_STRAIGHT = str.maketrans({"’": "'", "`": "'", "ł": "l"})


def plain(text: str) -> str:
    """The words of a sentence as patterns see them, with a space before and after each.

    Examples
    --------
    >>> plain("Za drogo, nie stać nas!")
    ' za drogo , nie stac nas , '
    >>> plain("Isn’t it cheap?")
    ' is not it cheap ? '
    """
    return f" {' '.join(_plain_token(token) for token in _TOKEN.findall(text))} "


@lru_cache(maxsize=65536)
def _plain_token(token: str) -> str:
    """One token; kept, as a language uses the same words again and again."""
    if token in _KEPT:
        return token
    if not token[0].isalnum():
        return BREAK
    word = without_accents(token.lower()).translate(_STRAIGHT)
    if word in _WHOLE:
        return _WHOLE[word]
    if "'" not in word:
        return word
    if word.endswith("n't"):
        return f"{word[:-3]} not"
    stem, _, ending = word.rpartition("'")
    return f"{stem} {_SHORT.get(ending, ending)}"


def folded(text: str) -> str:
    """A name or a value as it is compared: its case and its spaces do not count, its accents do.

    >>> folded("  Młyn   WODNY ")
    'młyn wodny'
    """
    return " ".join(text.split()).casefold()


def without_accents(text: str) -> str:
    """The text without accents; people leave them out on phones and old keyboards.

    >>> without_accents("zażółć gęślą jaźń")
    'zazolc gesla jazn'
    """
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text.replace("ł", "l").replace("Ł", "L"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
