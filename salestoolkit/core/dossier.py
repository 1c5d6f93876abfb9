"""What is known of a lead: each fact with its source and day, what is missing, what contradicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from salestoolkit.core.buying_committee import CommitteeCode, committee_gaps
from salestoolkit.core.plain_text import folded
from salestoolkit.core.sheets import Entry, Sheet, Value, gaps, is_filled

CARD, COMMITTEE = "lead_dossier", "buying_committee"
"""The sheets that a dossier is made of: facts about the company, and its people."""

BEFORE_A_CALL: tuple[CommitteeCode, ...] = ("nobody", "no_decider")
"""What of the committee must be known before a call; the rest is asked in it, or afterwards."""

QuestionKind = Literal["field", "committee", "differs", "source"]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that is known, where it comes from, and when it was found."""

    value: Value = None
    source: str = ""
    found_on: date | None = None

    @property
    def known(self) -> bool:
        """Whether there is a value."""
        return is_filled(self.value)

    @property
    def traced(self) -> bool:
        """Whether both its source and its day are known."""
        return bool(self.source.strip()) and self.found_on is not None


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """What a team knows of one lead.

    ``facts`` are by the key of the sheet ``lead_dossier``; ``others`` are values that another source
    gives for the same thing, set beside it until a person chooses. ``people`` are entries of the sheet
    ``buying_committee``. ``delete_on`` is when the whole dossier goes if nothing comes of the lead.
    """

    name: str
    language: str
    opened_on: date | None = None
    delete_on: date | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    others: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    people: tuple[Entry, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))
        object.__setattr__(self, "others", MappingProxyType(dict(self.others)))

    @property
    def company(self) -> str:
        """The company's name; the file's where it is not filled in."""
        value = self.facts.get("company", Fact()).value
        return value.strip() if isinstance(value, str) and value.strip() else self.name

    @property
    def card(self) -> Entry:
        """The facts as an entry of the sheet ``lead_dossier``."""
        return Entry({key: fact.value for key, fact in self.facts.items()})


@dataclass(frozen=True, kw_only=True)
class Question:
    """What to find out next: a field, someone of the committee, a contradiction, or a source.

    ``key`` is the field's key or the committee gap's code; ``text`` the question of a field, as its
    sheet asks it; ``names`` the people or the values that it is about.
    """

    kind: QuestionKind
    key: str
    text: str = ""
    names: tuple[str, ...] = ()
    needed: bool = False


def next_questions(dossier: Dossier, card: Sheet, *, as_of: date) -> tuple[Question, ...]:
    """What to find out next, in the order in which a call needs it.

    First what must be known before a call: required fields in the order of the sheet and who decides;
    then contradictions, since a wrong fact is worse than none; then what the committee lacks, fields
    that help, and facts whose source or day is missing.

    Parameters
    ----------
    card : Sheet
        The sheet ``lead_dossier``; its order is the order of need.

    Examples
    --------
    >>> from salestoolkit.core.sheets import Field
    >>> fields = (
    ...     Field(key="company", type="text", label="Company", required=True),
    ...     Field(key="news", type="text", label="News"),
    ... )
    >>> sheet = Sheet(name="lead_dossier", language="en", title="Dossier", fields=fields)
    >>> empty = Dossier(name="alfa", language="en")
    >>> [one.key for one in next_questions(empty, sheet, as_of=date(2026, 11, 26))]
    ['company', 'nobody', 'news']
    """
    asked = [
        Question(kind="field", key=gap.key, text=gap.question, needed=gap.required)
        for gap in gaps(card, dossier.card)
    ]
    people = [
        Question(kind="committee", key=gap.code, names=gap.names, needed=gap.code in BEFORE_A_CALL)
        for gap in committee_gaps(dossier.people, as_of=as_of)
    ]
    return (
        *(one for one in (*asked, *people) if one.needed),
        *_contradictions(dossier, card),
        *(one for one in (*people, *asked) if not one.needed),
        *_untraced(dossier, card),
    )


def ready_to_call(dossier: Dossier, card: Sheet, *, as_of: date) -> bool:
    """Whether nothing is missing that must be known before a call."""
    return not any(one.needed for one in next_questions(dossier, card, as_of=as_of))


def same_value(one: Any, other: Any) -> bool:
    """Whether two values say the same; texts are compared without case and surplus blanks.

    Examples
    --------
    >>> same_value("Alfa  Sp. z o.o.", "ALFA sp. z o.o."), same_value(120, 125)
    (True, False)
    """
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return folded(value)
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    return value


def _contradictions(dossier: Dossier, card: Sheet) -> list[Question]:
    return [
        Question(kind="differs", key=key, names=tuple(one.source for one in dossier.others[key]))
        for key in card.keys
        if dossier.others.get(key)
    ]


def _untraced(dossier: Dossier, card: Sheet) -> list[Question]:
    return [
        Question(kind="source", key=key)
        for key in card.keys
        # the name tells which lead it is, and needs no source
        if key != "company"
        and (fact := dossier.facts.get(key)) is not None
        and fact.known
        and not fact.traced
    ]
