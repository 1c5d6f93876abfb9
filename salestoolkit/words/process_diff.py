"""What changed between two states of a sales process, in sentences that read like a changelog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from salestoolkit.core.process import RACI, Document
from salestoolkit.core.process_diff import Change
from salestoolkit.words.errors import plain
from salestoolkit.words.words import Words

TOPIC = "process_diff"
TEXT_LENGTH = 160
_CHOICES = {
    "passes": "passes",
    "side": "sides",
    "buying_part": "buying_parts",
    "market": "markets",
}


@dataclass(frozen=True, kw_only=True)
class ChangeGroup:
    """Changes that belong together: of the process, of a stage, of people."""

    title: str
    lines: tuple[str, ...]


def changelog(changes: Sequence[Change], words: Words) -> tuple[ChangeGroup, ...]:
    """Sentences of all changes: of the process first, then stage by stage, then people and the rest.

    Hand-overs and ways stand under groups of their own; nothing at all where nothing changed.
    """
    groups: dict[str, list[str]] = {}
    for change in changes:
        title = words.text(f"{TOPIC}.groups.{change.part}")
        if change.part == "stage" and change.stage is not None:
            title = _shown(change.stage)
        groups.setdefault(title, []).append(change_sentence(change, words))
    return tuple(ChangeGroup(title=title, lines=tuple(lines)) for title, lines in groups.items())


def change_sentence(change: Change, words: Words) -> str:
    """One change as a sentence.

    Examples
    --------
    >>> from salestoolkit.words import load_words
    >>> change = Change(part="stage", kind="added", name="Negotiation", new="Presentation")
    >>> change_sentence(change, load_words("en"))
    'Stage “Negotiation” was added after “Presentation”.'
    """
    if change.field is None:
        return _whole(change, words)
    fields = {
        "name": _shown(change.name),
        "stage": _shown(change.stage),
        "end": _shown(change.end),
        "old": shown_value(change.field, change.old, words),
        "new": shown_value(change.field, change.new, words),
    }
    if change.field in RACI:
        part = words.text(f"{TOPIC}.parts.{change.field}")
        return words.text(f"{TOPIC}.part.{change.kind}", part=part, **fields)
    if words.has(f"{TOPIC}.nouns.{change.field}"):
        return _item(change, fields, words)
    return words.text(f"{TOPIC}.{change.part}.{change.field}.{_form(change)}", **fields)


def _whole(change: Change, words: Words) -> str:
    """A part that was added, taken out, moved, or a list of them put into another order."""
    form: str = change.kind
    fields = {"new": _shown(change.new), "date": "", "reason": ""}
    if change.part == "stage" and change.kind in ("added", "moved") and change.new is None:
        form = f"{form}_first"
    if change.part == "version" and change.new is not None:
        day, reason = change.new
        fields |= {"date": words.date(day), "reason": _shown(reason).rstrip(".")}
    return words.text(
        f"{TOPIC}.{change.part}.whole.{form}",
        name=_shown(change.name),
        stage=_shown(change.stage),
        end=_shown(change.end),
        **fields,
    )


def _item(change: Change, fields: dict[str, str], words: Words) -> str:
    """One item of a list: an activity, a criterion, a document."""
    form: str = change.kind
    if isinstance(change.old, Document) and isinstance(change.new, Document):
        form = "altered" if change.old.name == change.new.name else form
    nouns = {name: words.text(f"{TOPIC}.nouns.{change.field}.{name}") for name in _NOUNS}
    place = fields["stage"] if change.part == "stage" else fields["name"]
    return words.text(f"{TOPIC}.list.{form}.{change.part}", place=place, **nouns, **fields)


_NOUNS = ("noun", "genitive", "plural")


def _form(change: Change) -> str:
    if change.field == "waiting":
        return "yes" if change.new else "no"
    if change.kind == "renamed":
        return "renamed"
    if change.old is None:
        return "set"
    return "unset" if change.new is None else "changed"


def shown_value(field: str, value: Any, words: Words) -> str:
    """A value of a process as people read it: days, percent, names of choices, or as written."""
    if value is None:
        return words.text(f"{TOPIC}.unknown")
    if isinstance(value, Document):
        return _document(value, words)
    if isinstance(value, date):
        return words.date(value)
    if field in ("target_days", "days"):
        return words.days(value)
    if field == "win_probability":
        return words.percent(value, digits=0 if round(value * 100, 6).is_integer() else 1)
    if field == "universal":
        return words.text(f"stages.{value}.name")
    if field in _CHOICES and words.has(f"{TOPIC}.{_CHOICES[field]}.{value}"):
        return words.text(f"{TOPIC}.{_CHOICES[field]}.{value}")
    return _shown(value)


def _document(document: Document, words: Words) -> str:
    details = [] if document.source is None else [_shown(document.source)]
    details += [] if document.days is None else [words.days(document.days)]
    if not details:
        return _shown(document.name)
    return words.text(f"{TOPIC}.document", name=_shown(document.name), details=", ".join(details))


def _shown(value: Any) -> str:
    return "" if value is None else plain(value, length=TEXT_LENGTH)
