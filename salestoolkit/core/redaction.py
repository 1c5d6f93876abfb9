"""Personal data taken out of letters and talks before anything of them is kept.

What looks like a name, an address or a number of a person becomes a word in brackets. This is not
perfect: a name in the middle of a sentence that nobody greeted or signed may stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from salestoolkit.core.personal_numbers import SHAPES, UPPER, Shape

NAME = "name"
KINDS = tuple(dict.fromkeys((*(shape.kind for shape in SHAPES), NAME)))
"""What is taken out; each stands in the text as its own name in brackets: ``[phone]``."""

_CAP = rf"[{UPPER}][\w'’]*(?:-[{UPPER}][\w'’]*)*"
_FULL = rf"(?:[{UPPER}]\.[ ]?)*{_CAP}(?:[ ](?:[{UPPER}]\.[ ]?)*{_CAP}){{0,3}}"
_CAPITALS = re.compile(rf"(?<![\w\[]){_CAP}(?:[ ]{_CAP}){{0,2}}")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_BLANKS = re.compile(r"[ .()/-]")
_NEAR = 40
_SHORTEST, _SHORT = 3, 4
_ENDINGS = (
    r"(?:a|ach|ami|e|em|emu|ę|ą|i|ie|iem|iego|im|o|om|owi|owie|ów|u|y|ego|ej|iej|ich"
    r"|ową|owa|owej|s|'s|’s)?"
)


@dataclass(frozen=True, kw_only=True)
class Redacted:
    """A text without personal data, and how much of which kind was taken out."""

    text: str
    counts: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class NameWords:
    """Words of all languages by which a name is known: content ``lexicon/names.toml``.

    ``greetings`` and ``closings`` stand before a name, ``titles`` ("Mr", "Pani") directly before it,
    ``functions`` ("doctor") between a title and a name; ``introductions`` say who is speaking;
    ``headers`` begin a line of names. ``not_names`` follow a greeting or a closing and are none.
    ``first_names`` are names in every form that they take.
    """

    greetings: Sequence[str]
    closings: Sequence[str]
    titles: Sequence[str]
    functions: Sequence[str]
    introductions: Sequence[str]
    headers: Sequence[str]
    joins: Sequence[str]
    not_names: Collection[str]
    first_names: Collection[str]


@dataclass(frozen=True)
class Redactor:
    """Takes personal data out of texts."""

    words: NameWords
    _rules: tuple[re.Pattern[str], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_rules", tuple(_rules(self.words)))

    def redact(self, text: str, *, names: Iterable[str] = ()) -> Redacted:
        """A text with personal data replaced by its kind in brackets.

        Parameters
        ----------
        names : iterable of str
            Names of people known from elsewhere (the headers of the letter): they go wherever they
            stand, in any form.
        """
        counts: Counter[str] = Counter()
        signs = set(text)
        for shape in SHAPES:
            if signs.isdisjoint(shape.signs):
                continue
            text = shape.pattern.sub(partial(_cut, shape, counts), text)
        found = {word for name in names for word in _parts(name)}
        for rule in self._rules:
            text = rule.sub(lambda hit: self._named(hit, found, counts), text)
        text = _CAPITALS.sub(lambda hit: self._known(hit, found, counts), text)
        return Redacted(text=_everywhere(text, found, counts), counts=dict(counts))

    def _named(self, hit: re.Match[str], found: set[str], counts: Counter[str]) -> str:
        """A match with its name taken out, unless what it holds is none."""
        first, *_ = hit["name"].split()
        if first.strip(".,").lower() in self.words.not_names:
            return hit[0]
        begin, end = hit.start("name") - hit.start(), hit.end("name") - hit.start()
        return f"{hit[0][:begin]}{_taken(hit['name'], found, counts)}{hit[0][end:]}"

    def _known(self, hit: re.Match[str], found: set[str], counts: Counter[str]) -> str:
        """A known first name with the surname behind it; words before it stay."""
        words = hit[0].split(" ")
        for place, word in enumerate(words):
            if word.lower() in self.words.first_names:
                name = _taken(" ".join(words[place:]), found, counts)
                return " ".join([*words[:place], name])
        return hit[0]


def _cut(shape: Shape, counts: Counter[str], hit: re.Match[str]) -> str:
    """A match of a shape taken out, where it holds."""
    before, behind = hit.string[max(hit.start() - _NEAR, 0) : hit.start()], hit.string[hit.end() :]
    if not shape.holds(_BLANKS.sub("", hit[0]), before, behind[:_NEAR]):
        return hit[0]
    counts[shape.kind] += 1
    return f"[{shape.kind}]"


def _taken(name: str, found: set[str], counts: Counter[str]) -> str:
    found.update(_parts(name))
    counts[NAME] += 1
    return f"[{NAME}]"


def _parts(name: str) -> list[str]:
    """Words of a name that are long enough to be looked for elsewhere."""
    return [word for word in _WORD.findall(name) if len(word) >= _SHORTEST]


def _everywhere(text: str, names: Collection[str], counts: Counter[str]) -> str:
    """A text without these names, in any form that begins as they do."""
    forms = sorted({_forms(name) for name in names}, key=len, reverse=True)
    if not forms:
        return text
    again = re.compile(rf"(?<![\w\[])(?:{'|'.join(forms)})(?![\w\]])")
    text, n = again.subn(f"[{NAME}]", text)
    counts[NAME] += n
    return text


def _forms(name: str) -> str:
    """Pattern of a name in all its forms; a short one has only its own, or it would be other words."""
    if len(name) <= _SHORT:
        return rf"{re.escape(name)}(?:['’]s)?"
    return re.escape(name[:-1] if name[-1] in "aeioyąęu" else name) + _ENDINGS


def _rules(words: NameWords) -> Iterable[re.Pattern[str]]:
    """Places where a name stands, each with the group ``name``."""
    titles, functions = _any(words.titles), _any(words.functions)
    titled = rf"(?:(?:{titles})\.?[ ]+)?(?:(?:{functions})\.?[ ]+)*"
    several = rf"{_FULL}(?:[ ]?(?:{_any(words.joins)})[ ]{titled}{_FULL})*"
    closing = rf"(?:^|[.!?,;\n]\s*)(?:{_any(words.closings)})\b[ ]*[,.!:–—-]*\s*{titled}"
    yield re.compile(rf"(?m)^[ >]*(?:{_any(words.headers)}):[ ]*(?P<name>{_FULL})")
    yield re.compile(rf"(?P<name>{_FULL})(?=[ ]*[<(]?\[email\])")
    yield re.compile(
        rf"(?m)\b(?:{titles})\b\.?(?:[ ](?:{_any(words.joins)})[ ](?:{titles})\b\.?)?"
        rf"(?:[ ](?:{functions})\b\.?)*[ ](?P<name>{_FULL})"
    )
    yield re.compile(rf"(?m)\b(?:{_any(words.functions)})\.[ ](?P<name>{_FULL})")
    yield re.compile(
        rf"(?m)(?:^|[.:;!?\n>][ ]*)(?:{_any(words.greetings)})[ ,]+{titled}(?P<name>{several})"
    )
    yield re.compile(
        rf"(?m)^[ >]*(?:{_any(words.greetings)})[ ]+(?P<name>[^\W\d_]+(?:[ ][^\W\d_]+)?)(?=[,!])"
    )
    yield re.compile(rf"(?m){closing}(?P<name>{_FULL})(?=[ ]*[,|.]?[ ]*$)")
    yield re.compile(rf"{closing}(?P<name>[^\W\d_]+(?:[ ][^\W\d_]+)?)(?=[ ]*[.!]?\s*\Z)")
    yield re.compile(
        rf"\b(?:{_any(words.introductions)})[ ]+"
        rf"(?P<name>{_CAP}(?:[ ]{_CAP})+|{_CAP}(?=[ ](?:from|z|here|speaking)\b))"
    )


def _any(words: Iterable[str]) -> str:
    """One of some words, in small or capital letters."""
    chosen = sorted(words, key=len, reverse=True)
    return rf"(?i:{'|'.join(re.escape(word) for word in chosen)})"
