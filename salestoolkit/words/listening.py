"""The listening drill in words: what a listener avoids, and what is said about each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salestoolkit.core.listening import ListeningWords, Remark

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

LISTS = ("but", "accusing", "pressing")


def listening_words(words: Words) -> ListeningWords:
    """What a listener avoids in a language."""
    lists = {name: words.text(f"listening.lists.{name}").split("|") for name in LISTS}
    return ListeningWords(**lists)


def remark_sentence(words: Words, step: str, remark: Remark | None, **fields: Any) -> str:
    """What is said about a step: what it lacks, or that it is right."""
    code = "right" if remark is None else remark.code
    value = None if remark is None else remark.value
    return words.text(f"listening.said.{step}.{code}", value=value, **fields)
