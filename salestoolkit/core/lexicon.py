"""A lexicon: patterns by which a sentence is told to hold an objection, and of which theme.

A pattern is a row of words, each with a space between:

- ``word`` that word; ``stem*`` every word that begins so; ``a|b*`` either; ``too_high`` both, in a row;
- ``@name`` any of a class of words; ``word?`` may be missing; ``#`` a number;
- ``^`` the beginning of the sentence, ``,`` any sign in it, ``?`` its question mark;
- ``..`` up to two words in between, ``...`` up to six; never across a sign, a "not" or a "but";
- ``one & other`` both, anywhere in the sentence;
- ``!`` at the end: a "not" before it changes nothing; nor before a pattern with a "not" of its own.

Words are given as `plain_text.plain` writes them: small letters, no accents, "is not" for "isn't".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from salestoolkit.errors import InvalidValue

_KEY = 5
_GAPS = {"..": 2, "...": 6}
_SIGNS = ("^", "?")


@dataclass(frozen=True)
class Pattern:
    """A pattern: what all must be found, and words one of which must be there."""

    sources: tuple[str, ...]
    keys: tuple[str, ...]
    negatable: bool = True

    @cached_property
    def parts(self) -> tuple[re.Pattern[str], ...]:
        """The regular expressions; a lexicon has hundreds, and a text needs few of them."""
        return tuple(re.compile(source) for source in self.sources)


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Patterns of one language.

    ``says`` are the patterns of each theme, ``unless`` those that take a theme back ("the price is
    fine"), ``resolved`` those that take back every theme ("that is sorted now"). ``negators`` turn
    what follows into its opposite, ``breaks`` ("but") end what they reach.
    """

    language: str
    version: str
    says: Mapping[str, Sequence[Pattern]]
    unless: Mapping[str, Sequence[Pattern]]
    resolved: Sequence[Pattern]
    negated: re.Pattern[str]
    breaks: re.Pattern[str]
    index: Mapping[str, Sequence[tuple[str, Pattern]]] = field(repr=False)

    def candidates(self, text: str) -> list[tuple[str, Pattern]]:
        """Patterns that may be found in a plain text: one of their key words begins there."""
        found: dict[int, tuple[str, Pattern]] = {}
        for word in set(text.split()):
            beginnings = [word[:length] for length in range(1, min(len(word), _KEY) + 1)]
            for key in (*beginnings, f"{word} "):
                for entry in self.index.get(key, ()):
                    found[id(entry)] = entry
        return list(found.values())


@dataclass(frozen=True)
class Writing:
    """What the patterns of one language may refer to."""

    classes: Mapping[str, Sequence[str]]
    negators: Sequence[str]
    breaks: Sequence[str] = ()

    @property
    def stops(self) -> tuple[str, ...]:
        """Words that a gap does not cross."""
        return (*self.negators, *self.breaks, ",", "?")


def build_lexicon(
    *,
    language: str,
    version: str,
    classes: Mapping[str, Sequence[str]],
    negators: Sequence[str],
    opinions: Sequence[str],
    breaks: Sequence[str],
    joins: Sequence[str],
    resolved: Sequence[str],
    says: Mapping[str, Sequence[str]],
    unless: Mapping[str, Sequence[str]],
) -> Lexicon:
    """Compile the patterns of a language.

    Parameters
    ----------
    negators, breaks, joins, opinions : sequence of str
        "not"; "but"; "and", "because", which end the reach of a "not"; "think", "say", across which
        a "not" reaches far ("I do not think that it is too expensive").

    Raises
    ------
    InvalidValue
        ``lexicon_pattern`` where a pattern names a class that there is not, or no word at all.
    """
    writing = Writing(classes, negators, breaks)
    made = {theme: [compile_pattern(text, writing) for text in says[theme]] for theme in says}
    back = {theme: [compile_pattern(text, writing) for text in unless[theme]] for theme in unless}
    entries = [(theme, pattern) for theme in made for pattern in made[theme]]
    return Lexicon(
        language=language,
        version=version,
        says=made,
        unless=back,
        resolved=[compile_pattern(text, writing) for text in resolved],
        negated=_negated(negators, (*breaks, *joins), opinions),
        breaks=re.compile(rf" (?:{_words(breaks)})(?= )"),
        index=_index(entries),
    )


def compile_pattern(text: str, writing: Writing) -> Pattern:
    """Compile one pattern; see the module for how patterns are written.

    Examples
    --------
    >>> pattern = compile_pattern("price* ... too|so high", Writing({}, ("not",)))
    >>> bool(pattern.parts[0].search(" the price we saw is too high "))
    True
    >>> bool(pattern.parts[0].search(" the price is not too high "))
    False
    """
    body = text.removesuffix("!")
    parts = [part.split() for part in body.split("&")]
    keys = max((_keys(part, writing) for part in parts), key=_strength, default=())
    if not keys or not all(parts):
        raise InvalidValue("lexicon_pattern", value=text)
    sources = tuple("".join(_regex(part, writing)) for part in parts)
    own_not = any(
        not set(writing.negators).isdisjoint(choice.split("_"))
        for part in parts
        for element in part
        if element not in _GAPS
        for choice in _choices(_needed(element), writing)
    )
    return Pattern(sources, keys, negatable=not own_not and body == text)


def _regex(elements: Sequence[str], writing: Writing) -> Iterable[str]:
    """The regular expression of a row of words, piece by piece."""
    for element in elements:
        if element in _GAPS:
            yield rf"(?: (?!(?:{_words(writing.stops)}) )[^ ]+){{0,{_GAPS[element]}}}?"
        elif element == "^":
            yield r"\A"
        elif _may_be_missing(element):
            yield f"(?: (?:{_words(_choices(_needed(element), writing))})(?= ))?"
        else:
            yield f" (?:{_words(_choices(element, writing))})(?= )"


def _may_be_missing(element: str) -> bool:
    return element.endswith("?") and element != "?" and not element.endswith("|?")


def _needed(element: str) -> str:
    """The element without the sign that it may be missing."""
    return element[:-1] if _may_be_missing(element) else element


def _choices(element: str, writing: Writing) -> list[str]:
    """The words that an element stands for."""
    chosen: list[str] = []
    for choice in element.split("|"):
        if not choice.startswith("@"):
            chosen.append(choice)
        elif choice[1:] in writing.classes:
            chosen += (
                word for part in writing.classes[choice[1:]] for word in _choices(part, writing)
            )
        else:
            raise InvalidValue("lexicon_pattern", value=element)
    return chosen


def _words(choices: Iterable[str]) -> str:
    """Choices as the inside of a group."""
    return "|".join(
        r"\d[^ ]*"
        if choice == "#"
        else re.escape(choice.replace("_", " ")).replace(r"\ ", " ").replace(r"\*", "[^ ]*")
        for choice in choices
    )


def _keys(elements: Sequence[str], writing: Writing) -> tuple[str, ...]:
    """Beginnings of words, one of which a text must hold: those of the most telling element."""
    options = [
        tuple(_key(choice) for choice in _choices(element, writing))
        for element in elements
        if element not in (*_GAPS, *_SIGNS) and not _may_be_missing(element)
    ]
    return max((keys for keys in options if "" not in keys), key=_strength, default=())


def _key(choice: str) -> str:
    """The beginning of the longest word of a choice, a short word as a whole; digits have none."""
    longest = max(reversed(choice.split("_")), key=lambda word: len(word.strip("*#")))
    key = longest.strip("*#")
    return f"{key} " if key == longest and len(key) < _KEY else key[:_KEY]


def _strength(keys: tuple[str, ...]) -> tuple[int, int]:
    return (min((len(key) for key in keys), default=0), -len(keys))


def _index(
    entries: Sequence[tuple[str, Pattern]],
) -> Mapping[str, Sequence[tuple[str, Pattern]]]:
    index: dict[str, list[tuple[str, Pattern]]] = {}
    for entry in entries:
        for key in set(entry[1].keys):
            index.setdefault(key, []).append(entry)
    return index


def _negated(
    negators: Sequence[str], ends: Sequence[str], opinions: Sequence[str]
) -> re.Pattern[str]:
    """What stands at the end of the text before a hit where a "not" reaches it."""
    not_, stop = _words(negators), _words((*ends, ",", "?"))
    near = rf"(?: (?!(?:{stop}) )[^ ]+){{0,3}}"
    far = rf"(?: (?:{_words(opinions)})(?= ))(?: [^ ]+){{0,6}}"
    return re.compile(rf" (?:{not_})(?= )(?:{near}|{far}) \Z")
