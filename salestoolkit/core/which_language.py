"""Is a text English or Polish? Told by frequent words and letters, so that a sentence is enough."""

from __future__ import annotations

import re
from typing import Literal

from salestoolkit.core.plain_text import without_accents

Language = Literal["en", "pl"]

_WORD = re.compile(r"[^\W\d_]+")
_FREQUENT_POLISH = """
albo ale bardzo bedzie bez bo brutto byl byla byli bylo cena cene ceny chce chcemy chyba ciagle co
czy dla dobra dobre dobry dobrze dziekuje dziekujemy dzien gdyby gdzie ich ile im inny jak jakie
jako jednak jesli jest jestem jestesmy jeszcze juz kiedy kto ktora ktore ktory ma maja mam mamy mi
mnie moge moze mozemy mozna musi musimy musze na nad nam nami nas nasz nasza nasze naszego naszej
naszych netto nic nie niestety nikt niz od oferta oferty oni oraz pan pana panem pani panie panstwa
panstwo panu po pod pozdrawiam prosze przed przez przy raczej sa sie skad swoj ta tak takie tam te
tego tej ten teraz tez to trzeba tu tutaj tych tylko tym umowa umowy w wam was wasz wasza wasze wiec
wszystko wy z za ze zeby zl
"""
_POLISH = frozenset(_FREQUENT_POLISH.split())
_FREQUENT_ENGLISH = """
about after all already am an and any anything are as at be because been before but by can cannot
could did does doing don't even ever for from get give got had has have he hello her here his how if
in is it its just know less let like more much my need never new not nothing now of off only or
other our out over please re really regards right said say see she should so some something still
than thank thanks that the their them then there they thing think this time too under up us use very
want was we were what when where which while who why will with without would yes yet you your
"""
_ENGLISH = frozenset(_FREQUENT_ENGLISH.split())
_POLISH_SIGN = re.compile(r"[ąćęłńóśźż]", re.IGNORECASE)
_POLISH_SHAPE = re.compile(
    r"sz|cz|rz|dz|[zsc]i[aeou]|^w[scdtz]|^p[rs]z|[jw]y|"
    r"(?:ego|emu|ej|ych|ach|ami|owy|owa|owe|amy|emy|cie|nie|ski|ska|uje|yk|aj|uj)$"
)
_ENGLISH_SHAPE = re.compile(
    r"[qvx]|th|sh|wh|ck|gh|ee|oo|ea|ou|ll|tt|ss|(?:ing|ed|ly|er|ion|ment|able|ful|ies|es|ay|ow)$"
)
_WRITTEN_ALIKE = "a i o do on no to go by me my ten pan im data plan"
_BOTH = frozenset(_WRITTEN_ALIKE.split())
"""Words that both languages write alike tell nothing."""


def language_of(text: str, *, fallback: Language = "en") -> Language:
    """The language of a text, ``fallback`` where nothing in it tells.

    A frequent word counts two, a Polish letter two, a shape of a word (``sz``, ``th``) one. For a
    sentence of a longer message pass the language of the message as ``fallback``: "OK, Monday"
    alone says little.

    Examples
    --------
    >>> language_of("Za drogo, nie stać nas.")
    'pl'
    >>> language_of("nie mamy na to budzetu")
    'pl'
    >>> language_of("We already have a supplier.")
    'en'
    >>> language_of("OK, 2026-11-26!", fallback="pl")
    'pl'
    """
    words = [without_accents(word) for word in _WORD.findall(text.lower())]
    telling = [word for word in words if word not in _BOTH]
    polish = sum(_weight(word, _POLISH, _POLISH_SHAPE) for word in telling)
    polish += 2 * len(_POLISH_SIGN.findall(text))
    english = sum(_weight(word, _ENGLISH, _ENGLISH_SHAPE) for word in telling)
    if polish == english:
        return fallback
    return "pl" if polish > english else "en"


def _weight(word: str, frequent: frozenset[str], shape: re.Pattern[str]) -> int:
    return 2 if word in frequent else int(shape.search(word) is not None)
