"""Who buys together: who decides, who has not been spoken to, and what hangs on one person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from salestoolkit.core.sheets import Entry, is_filled

CommitteeCode = Literal[
    "nobody",
    "no_decider",
    "decider_not_spoken",
    "single_threaded",
    "no_champion",
    "blocker_not_spoken",
    "stance_unknown",
    "step_missing",
    "step_past",
]


@dataclass(frozen=True, kw_only=True)
class CommitteeGap:
    """Something that a buying committee lacks; ``names`` says with whom."""

    code: CommitteeCode
    names: tuple[str, ...] = ()


def committee_gaps(people: Iterable[Entry], *, as_of: date) -> tuple[CommitteeGap, ...]:
    """What a buying committee lacks on a day, most important first; none where nothing is missing.

    A deal hangs on one thread where at most one person has been spoken to. A champion is somebody
    who stands for us when we are not in the room: being in favour is less.

    Parameters
    ----------
    people : iterable of Entry
        Entries of the sheet ``buying_committee``.

    Examples
    --------
    >>> anna = Entry({"person": "Anna", "parts": ["uses"], "spoken_on": date(2026, 11, 20)})
    >>> [gap.code for gap in committee_gaps([anna], as_of=date(2026, 11, 26))][:3]
    ['no_decider', 'single_threaded', 'no_champion']
    """
    listed = [one for one in people if is_filled(one["person"])]
    if not listed:
        return (CommitteeGap(code="nobody"),)
    return (*_deciders(listed, as_of), *_threads(listed, as_of), *_next_steps(listed, as_of))


def spoken_to(person: Entry, *, as_of: date) -> bool:
    """Whether somebody had spoken to a person by a day."""
    spoken = person["spoken_on"]
    return spoken is not None and spoken <= as_of


def deciders(people: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those who decide."""
    return tuple(_with_part(people, "decides"))


_Gaps = Iterator[CommitteeGap]


def _deciders(people: Sequence[Entry], as_of: date) -> _Gaps:
    found = deciders(people)
    unheard = [one for one in found if not spoken_to(one, as_of=as_of)]
    if not found:
        yield CommitteeGap(code="no_decider")
    elif unheard:
        yield CommitteeGap(code="decider_not_spoken", names=_names(unheard))


def _threads(people: Sequence[Entry], as_of: date) -> _Gaps:
    spoken = [one for one in people if spoken_to(one, as_of=as_of)]
    if len(spoken) <= 1:
        yield CommitteeGap(code="single_threaded", names=_names(spoken))
    if not any(one["stance"] == "champion" for one in people):
        yield CommitteeGap(code="no_champion")
    blocking = [one for one in _with_part(people, "blocks") if not spoken_to(one, as_of=as_of)]
    if blocking:
        yield CommitteeGap(code="blocker_not_spoken", names=_names(blocking))


def _next_steps(people: Sequence[Entry], as_of: date) -> _Gaps:
    spoken = [one for one in people if spoken_to(one, as_of=as_of)]
    unclear = [one for one in spoken if one["stance"] in (None, "unknown")]
    if unclear:
        yield CommitteeGap(code="stance_unknown", names=_names(unclear))
    without = [one for one in people if not is_filled(one["next_step"])]
    if without:
        yield CommitteeGap(code="step_missing", names=_names(without))
    past = [
        one
        for one in people
        if is_filled(one["next_step"])
        and one["next_step_on"] is not None
        and one["next_step_on"] < as_of
    ]
    if past:
        yield CommitteeGap(code="step_past", names=_names(past))


def _with_part(people: Iterable[Entry], part: str) -> list[Entry]:
    return [one for one in people if part in (one["parts"] or ())]


def _names(people: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(one.text("person") for one in people)
