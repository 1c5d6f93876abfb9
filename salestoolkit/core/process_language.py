"""A process in another language: its texts, and what is still to be translated."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from salestoolkit.core.process import SalesProcess

_ONE = {
    "SalesProcess": ("name",),
    "Stage": ("name", "purpose", "owner"),
    "Document": ("name", "source"),
    "Activity": ("name",),
    "Stakeholder": ("name", "department"),
    "Handover": ("giver", "taker", "what"),
    "Move": ("reason",),
}
_MANY = {
    "Stage": ("activities", "entry_criteria", "exit_criteria", "metrics", "client_steps"),
    "Activity": ("responsible", "accountable", "consulted", "informed"),
    "Handover": ("criteria", "returned_because"),
}
_BELOW = {
    "SalesProcess": ("stages", "activities", "stakeholders", "handovers", "moves"),
    "Stage": ("documents",),
}
"""Which fields hold texts that people read, one or many, and which hold further parts. Keys, names
in the CRM and who wrote a version and why are the same in every language."""

Say = Callable[[str], str]


def texts_of(process: SalesProcess) -> tuple[str, ...]:
    """All texts of a process that people read, each once, in the order of the process."""
    found: dict[str, None] = {}

    def note(text: str) -> str:
        if text:
            found[text] = None
        return text

    _say(process, note, _keys(process))
    return tuple(found)


def untranslated(process: SalesProcess, language: str) -> tuple[str, ...]:
    """Texts that have no translation into a language; none where the process is written in it."""
    if process.language == language:
        return ()
    known = process.translations.get(language, {})
    return tuple(text for text in texts_of(process) if text not in known)


def in_language(process: SalesProcess, language: str, *, mark: str = "{text}") -> SalesProcess:
    """The process in a language, to be shown: what is not translated stays as written, and marked.

    Parameters
    ----------
    mark : str
        How a text without a translation is shown, with the field ``text``, such as ``"{text} (pl)"``.

    Examples
    --------
    >>> from salestoolkit.core.process import Stage
    >>> words = {"pl": {"Offer": "Oferta"}}
    >>> offer, signing = Stage(key="offer", name="Offer"), Stage(key="sign", name="Signing")
    >>> sale = SalesProcess(
    ...     name="Sale", stages=(offer, signing), language="en", translations=words
    ... )
    >>> [stage.name for stage in in_language(sale, "pl", mark="{text} (en)").stages]
    ['Oferta', 'Signing (en)']
    """
    if process.language in (None, language):
        return process
    known = process.translations.get(language, {})

    def say(text: str) -> str:
        if not text:
            return text
        return known[text] if text in known else mark.replace("{text}", text)

    said: SalesProcess = _say(process, say, _keys(process))
    return replace(said, language=language)


def with_translations(process: SalesProcess, other: SalesProcess) -> SalesProcess:
    """The process with the texts of the same process in another language as its translations."""
    pairs = dict(zip(_all_texts(process), _all_texts(other), strict=True))
    assert other.language is not None
    translations = {**process.translations, other.language: pairs}
    return replace(process, translations=translations)


def _all_texts(process: SalesProcess) -> list[str]:
    found: list[str] = []

    def note(text: str) -> str:
        found.append(text)
        return text

    _say(process, note, _keys(process))
    return found


def _keys(process: SalesProcess) -> frozenset[str]:
    """Names that point at a part of the process: these are never translated."""
    parts: Iterable[Any] = (*process.activities, *process.stakeholders)
    return frozenset(part.key for part in parts)


def _say(part: Any, say: Say, keys: frozenset[str]) -> Any:
    """The part with every text said in another way."""

    def said(text: str) -> str:
        return text if text in keys else say(text)

    kind = type(part).__name__
    changes: dict[str, Any] = {}
    for name in _ONE.get(kind, ()):
        value = getattr(part, name)
        pointer = name == "owner" and value in keys
        changes[name] = value if value is None or pointer else say(value)
    for name in _MANY.get(kind, ()):
        changes[name] = tuple(said(text) for text in getattr(part, name))
    for name in _BELOW.get(kind, ()):
        changes[name] = tuple(_say(item, say, keys) for item in getattr(part, name))
    return replace(part, **changes) if changes else part
