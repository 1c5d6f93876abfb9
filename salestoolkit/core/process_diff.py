"""What changed between two states of a sales process, part by part, as a changelog tells it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

from salestoolkit.core.list_diff import list_changes
from salestoolkit.core.process import RACI, SalesProcess
from salestoolkit.core.process_match import IDENTITIES, matched, staying

Part = Literal["process", "stage", "activity", "stakeholder", "handover", "move", "version"]
Kind = Literal["added", "removed", "replaced", "renamed", "moved", "reordered", "changed"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that differs.

    ``part`` is what it is about and ``name`` what that is called: the stage, the activity, the
    stakeholder, what is handed over, the start of a way, the author of a version. ``field`` is the value
    or list that differs, None where the whole part was added, removed, moved or put in order.
    ``old`` and ``new`` are the values before and after, the names of people and activities in the
    place of their keys; for a stage that was added or moved ``new`` is the name of the one before it, None
    where it comes first. ``stage`` is the name of the stage that it belongs to, where it belongs to one;
    ``end`` is the other end of a way, the taker of a hand-over.
    """

    part: Part
    kind: Kind
    name: str
    field: str | None = None
    old: Any = None
    new: Any = None
    stage: str | None = None
    end: str | None = None


_STAGE_NAMES: dict[str, str] = {"activities": "activity", "owner": "stakeholder"}
_LISTS: dict[Part, str] = {
    "activity": "activities",
    "stakeholder": "stakeholders",
    "handover": "handovers",
    "move": "moves",
    "version": "versions",
}


def diff(old: SalesProcess, new: SalesProcess) -> tuple[Change, ...]:
    """What changed from one process to another: the process, its stages, people, hand-overs, ways.

    Texts in other languages and the name of the language are left out: they change no process.

    Examples
    --------
    >>> from salestoolkit.core.process import Stage
    >>> sale = SalesProcess(name="Sale", stages=(Stage(key="offer", name="Offer"),))
    >>> longer = sale.with_stage(Stage(key="talks", name="Negotiation"), after="offer")
    >>> [(change.kind, change.name, change.new) for change in diff(sale, longer)]
    [('added', 'Negotiation', 'Offer')]
    """
    changes: list[Change] = []
    for field in ("name", "pipeline", "linked", "market"):
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            changes.append(
                Change(
                    part="process",
                    kind="changed",
                    name=new.name,
                    field=field,
                    old=before,
                    new=after,
                )
            )
    changes += _stages(old, new)
    # what a stage got or lost has been told there
    told = _in_stages(old) ^ _in_stages(new)
    for part in _LISTS:
        changes += _listed(part, old, new, told)
    return tuple(changes)


def _stages(old: SalesProcess, new: SalesProcess) -> Iterator[Change]:
    places = matched(old.stages, new.stages, IDENTITIES["stage"])
    stay = staying([place for place in places if place is not None])
    for place, before in enumerate(old.stages):
        if place not in places:
            yield Change(part="stage", kind="removed", name=before.name, stage=before.name)
    previous: str | None = None
    for after, at in zip(new.stages, places, strict=True):
        name = after.name
        if at is None:
            yield Change(part="stage", kind="added", name=name, new=previous, stage=name)
        else:
            if at not in stay:
                yield Change(part="stage", kind="moved", name=name, new=previous, stage=name)
            yield from _stage(old, old.stages[at], new, after)
        previous = name


def _stage(old: SalesProcess, before: Any, new: SalesProcess, after: Any) -> Iterator[Change]:
    for field in (one.name for one in fields(after)):
        was, now = getattr(before, field), getattr(after, field)
        if was == now:
            continue
        kind = _STAGE_NAMES.get(field)
        yield from _values(
            "stage",
            after.name,
            field,
            was,
            now,
            stage=after.name,
            say_old=_namer(old, kind),
            say_new=_namer(new, kind),
        )


def _listed(
    part: Part, old: SalesProcess, new: SalesProcess, told: frozenset[str]
) -> Iterator[Change]:
    was: Sequence[Any] = getattr(old, _LISTS[part])
    now: Sequence[Any] = getattr(new, _LISTS[part])
    places = matched(was, now, IDENTITIES[part])
    for place, before in enumerate(was):
        if place not in places and not (part == "activity" and before.key in told):
            yield _whole("removed", part, before, old)
    for after, at in zip(now, places, strict=True):
        if at is None:
            if not (part == "activity" and after.key in told):
                yield _whole("added", part, after, new)
            if part == "activity":
                yield from _people(old, new, None, after)
        elif part == "activity":
            yield from _activity(old, was[at], new, after)
        else:
            yield from _fields(part, old, was[at], new, after)
    kept = [place for place in places if place is not None]
    if len(staying(kept)) != len(kept):
        yield Change(part=part, kind="reordered", name=new.name)


def _in_stages(process: SalesProcess) -> frozenset[str]:
    return frozenset(key for stage in process.stages for key in stage.activities)


def _activity(old: SalesProcess, before: Any, new: SalesProcess, after: Any) -> Iterator[Change]:
    for field in ("key", "name"):
        was, now = getattr(before, field), getattr(after, field)
        if was != now:
            yield from _values("activity", after.name, field, was, now)
    yield from _people(old, new, before, after)


def _people(old: SalesProcess, new: SalesProcess, before: Any, after: Any) -> Iterator[Change]:
    for part in RACI:
        was = () if before is None else getattr(before, part)
        yield from _values(
            "activity",
            after.name,
            part,
            was,
            getattr(after, part),
            say_old=_namer(old, "stakeholder"),
            say_new=_namer(new, "stakeholder"),
        )


def _fields(
    part: Part, old: SalesProcess, before: Any, new: SalesProcess, after: Any
) -> Iterator[Change]:
    name, stage, end = _called(part, after, new)
    for field in (one.name for one in fields(after)):
        was, now = getattr(before, field), getattr(after, field)
        at_stage = field in ("stage", "start", "end") and part in ("handover", "move")
        kind = "stage" if at_stage else None
        yield from _values(
            part,
            name,
            field,
            was,
            now,
            stage=stage,
            end=end,
            say_old=_namer(old, kind),
            say_new=_namer(new, kind),
        )


def _whole(kind: Kind, part: Part, what: Any, process: SalesProcess) -> Change:
    name, stage, end = _called(part, what, process)
    detail = (what.date, what.reason) if part == "version" else getattr(what, "giver", None)
    return Change(part=part, kind=kind, name=name, stage=stage, end=end, new=detail)


def _called(part: Part, what: Any, process: SalesProcess) -> tuple[str, str | None, str | None]:
    """What a part is called, the stage it belongs to, and its other end."""
    if part == "handover":
        return what.what, _stage_name(process, what.stage), what.taker
    if part == "move":
        start = _stage_name(process, what.start)
        return start, start, _stage_name(process, what.end)
    if part == "version":
        return what.author, None, None
    return what.name, None, None


def _stage_name(process: SalesProcess, key: str) -> str:
    return next((stage.name for stage in process.stages if stage.key == key), key)


def _namer(process: SalesProcess, kind: str | None) -> Callable[[Any], Any]:
    """How a key is said: by the name of what it stands for."""
    if kind is None:
        return lambda value: value
    if kind == "stage":
        return lambda key: _stage_name(process, key)
    find = getattr(process, kind)
    return lambda key: key if key is None else find(key).name


def _values(
    part: Part,
    name: str,
    field: str,
    was: Any,
    now: Any,
    *,
    stage: str | None = None,
    end: str | None = None,
    say_old: Callable[[Any], Any] = lambda value: value,
    say_new: Callable[[Any], Any] = lambda value: value,
) -> Iterator[Change]:
    """Changes of one value, or of each item of a list."""

    def change(kind: Kind, old: Any, new: Any) -> Change:
        return Change(
            part=part, kind=kind, name=name, field=field, old=old, new=new, stage=stage, end=end
        )

    if was == now:
        return
    if not isinstance(now, tuple):
        before, after = say_old(was), say_new(now)
        if before == after:
            before, after = was, now
        yield change("renamed" if field == "name" else "changed", before, after)
        return
    told = False
    for kind, before, after in list_changes(was, now):
        told = True
        old = None if before is None else say_old(before)
        new = None if after is None else say_new(after)
        if old == new:
            old, new = before, after
        yield change(kind, old, new)
    if not told:
        yield change("reordered", None, None)
