"""The script of a first call: an opening, questions, and the answers that a team has agreed on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from salestoolkit.core.objection_plan import for_script
from salestoolkit.core.sheets import Entry

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

Part = tuple[str, tuple[str, ...]]
"""A heading of the script and the lines below it."""

_FIXED = ("before", "open", "listen")
_ENDING = ("unknown", "close")


def call_script(words: Words, entries: Sequence[Entry]) -> tuple[Part, ...]:
    """The parts of a script in the order of a call; empty where no answer is agreed on yet."""
    agreed = for_script(entries)
    if not agreed:
        return ()
    return (
        *(_fixed(words, name) for name in _FIXED),
        *(_objection(words, entry) for entry in agreed),
        *(_fixed(words, name) for name in _ENDING),
    )


def _fixed(words: Words, name: str) -> Part:
    key = f"objection_plan.script.{name}"
    return words.text(key), words.texts(f"{key}_lines")


def _objection(words: Words, entry: Entry) -> Part:
    def say(name: str, **fields: str) -> str:
        return words.text(f"objection_plan.script.{name}", **fields)

    lines = [say("ask", question=question) for question in entry["questions"] or ()]
    lines += [say("sum_up"), say("answer", answer=entry.text("answer"))]
    if entry.text("proof"):
        lines.append(say("proof", proof=entry.text("proof")))
    if entry.text("next_step"):
        lines.append(say("next_step", next_step=entry.text("next_step")))
    return say("objection", says=entry.text("says")), tuple(lines)
