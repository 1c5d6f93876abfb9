"""Names of places as keys: letter case, dashes, a leading kind of place, and letters without their marks."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection

MOST_HAVE = 0.6
"""Share of names that begin with one word, from which that word is no part of a name (powiat, Landkreis)."""
FEW = 3
KINDS = frozenset(
    {"województwo", "woj.", "woj", "powiat", "pow.", "gmina", "county", "land", "landkreis", "kraj"}
)
"""Kinds of place that are written before a name, told without looking at other names."""
_DASHES = re.compile(r"\s*[‐‑‒–—−-]\s*")
_WITH_REGION = (
    re.compile(r"^(?P<name>[^()\[\]]+?)\s*[(\[](?P<region>[^()\[\]]+)[)\]]$"),
    re.compile(r"^(?P<name>[^,;]+?)\s*[,;]\s*(?P<region>[^,;]+)$"),
    re.compile(r"^(?P<region>[^/|>]+?)\s*[/|>]\s*(?P<name>[^/|>]+)$"),
    re.compile(r"^(?P<name>[^/|>]+?)\s*[/|>]\s*(?P<region>[^/|>]+)$"),
)


def place_key(name: str) -> str:
    """A name whatever its letter case, spaces and dashes; every letter keeps its marks.

    >>> place_key("  Warmińsko – Mazurskie ")
    'warmińsko-mazurskie'
    """
    text = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    return _DASHES.sub("-", text)


def plain_key(name: str) -> str:
    """A name in letters without marks: what is left where a system could not write them.

    >>> plain_key("Świętokrzyskie"), plain_key("Łódzkie")
    ('swietokrzyskie', 'lodzkie')
    """
    text = place_key(name).replace("ł", "l").replace("ø", "o").replace("đ", "d")
    marked = unicodedata.normalize("NFKD", text)
    letters = "".join(one for one in marked if not unicodedata.combining(one))
    return " ".join(re.sub(r"[^\w]+", " ", letters).split())


def code_key(code: str) -> str:
    """A code as a spreadsheet leaves it that took it for a number.

    >>> code_key("0201"), code_key("201.0"), code_key("PL-SL")
    ('201', '201', 'pl-sl')
    """
    text = place_key(code)
    number = re.fullmatch(r"0*(\d+)(?:\.0+)?", text)
    return number[1] if number else text


def lead_word(keys: Collection[str]) -> str:
    """The kind of place that most names begin with; none where there are few names.

    >>> lead_word(["powiat bielski", "powiat radomski", "powiat pucki"])
    'powiat'
    """
    if len(keys) < FEW:
        return ""
    firsts = Counter(key.split(" ", 1)[0] for key in keys if " " in key)
    word, found = firsts.most_common(1)[0] if firsts else ("", 0)
    return word if found >= MOST_HAVE * len(keys) else ""


def without_lead(key: str, words: Collection[str]) -> str:
    """A name without the kind of place before it.

    >>> without_lead("powiat bielski", ["powiat"])
    'bielski'
    """
    first, _, rest = key.partition(" ")
    return rest if rest and (first in words or first in KINDS) else key


def with_region(name: str) -> list[tuple[str, str]]:
    """The ways in which a name may hold a place and the region that it lies in.

    >>> with_region("powiat bielski (śląskie)")
    [('powiat bielski', 'śląskie')]
    """
    found = (pattern.match(name.strip()) for pattern in _WITH_REGION)
    return [(one["name"], one["region"]) for one in found if one]
