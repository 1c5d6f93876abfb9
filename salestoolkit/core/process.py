"""The sales process: ordered stages that a deal passes through, and everybody's part in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from salestoolkit.core.process_parts import (
    RACI,
    UNIVERSAL_STAGES,
    Activity,
    BuyingPart,
    Document,
    Handover,
    Move,
    Passes,
    Side,
    Stage,
    Stakeholder,
    Version,
)
from salestoolkit.errors import InvalidValue

__all__ = [
    "RACI",
    "UNIVERSAL_STAGES",
    "Activity",
    "BuyingPart",
    "Document",
    "Handover",
    "Move",
    "Passes",
    "SalesProcess",
    "Side",
    "Stage",
    "Stakeholder",
    "Version",
]

Keyed = TypeVar("Keyed", Stage, Activity, Stakeholder)
Translations = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class SalesProcess:
    """Ordered stages of one pipeline; the last leads back to the first.

    Verbs return a new process; this one never changes. ``language`` is that of its texts;
    ``translations`` holds them in other languages (language -> text as written -> translation).
    ``linked`` names the pipeline whose deals belong to deals of this one (the buyer's funnel beside
    the seller's). ``moves`` are ways between stages that are meant, beside the one to the next stage.

    Examples
    --------
    >>> sale = SalesProcess(name="Sale", stages=(Stage(key="offer", name="Offer"),))
    >>> longer = sale.with_stage(Stage(key="signing", name="Signing"))
    >>> [stage.name for stage in longer.stages], len(sale.stages)
    (['Offer', 'Signing'], 1)
    """

    name: str
    stages: tuple[Stage, ...]
    pipeline: str | None = None
    linked: str | None = None
    language: str | None = None
    market: str | None = None
    activities: tuple[Activity, ...] = ()
    stakeholders: tuple[Stakeholder, ...] = ()
    handovers: tuple[Handover, ...] = ()
    moves: tuple[Move, ...] = ()
    versions: tuple[Version, ...] = ()
    translations: Translations = field(default_factory=dict, hash=False)

    @property
    def deal_stages(self) -> tuple[Stage, ...]:
        """Stages that deals pass through, in order: the funnel. A win is leaving the last one."""
        return tuple(stage for stage in self.stages if stage.passes == "deal")

    def stage(self, key: str) -> Stage:
        """The stage with this key, or with this name; InvalidValue names those there are."""
        return _find(self.stages, key, "process_no_stage")

    def activity(self, key: str) -> Activity:
        """The activity with this key or name; one that a stage merely names has no parts yet."""
        by_key = next((item for item in self.activities if item.key == key), None)
        if by_key is not None:
            return by_key
        # what a stage names is meant before an activity that merely bears the name
        if any(key in stage.activities for stage in self.stages):
            return Activity(key=key, name=key)
        by_name = _lookup(self.activities, key)
        if by_name is not None:
            return by_name
        named = (Activity(key=name, name=name) for name in self.activity_keys)
        return _find(named, key, "process_no_activity")

    def stakeholder(self, key: str) -> Stakeholder:
        """The stakeholder with this key or name; one that is merely named belongs to nobody yet."""
        return _lookup(self.stakeholders, key) or Stakeholder(key=key, name=key)

    @property
    def activity_keys(self) -> tuple[str, ...]:
        """Keys of all activities, those of the stages first, each once."""
        named = [key for stage in self.stages for key in stage.activities]
        return tuple(dict.fromkeys([*named, *(activity.key for activity in self.activities)]))

    def stages_of(self, activity: str) -> tuple[Stage, ...]:
        """Stages to which an activity belongs."""
        key = self.activity(activity).key
        return tuple(stage for stage in self.stages if key in stage.activities)

    def with_stages(self, stages: tuple[Stage, ...]) -> SalesProcess:
        """The same process with other stages."""
        return replace(self, stages=stages)

    def with_stage(
        self, stage: Stage, *, before: str | None = None, after: str | None = None
    ) -> SalesProcess:
        """With one more stage: before or after another one (by key or name), else at the end.

        Raises
        ------
        InvalidValue
            ``process_key_twice`` where there is a stage with this key; ``process_no_stage`` where
            ``before`` or ``after`` names none.
        """
        if any(other.key == stage.key for other in self.stages):
            raise InvalidValue("process_key_twice", field="stage", value=stage.key)
        place = self._place(before, after)
        return self.with_stages((*self.stages[:place], stage, *self.stages[place:]))

    def without_stage(self, key: str) -> SalesProcess:
        """Without a stage, and without the hand-overs and moves that lead to it."""
        gone = self.stage(key)
        return replace(
            self,
            stages=tuple(stage for stage in self.stages if stage is not gone),
            handovers=tuple(item for item in self.handovers if item.stage != gone.key),
            moves=tuple(move for move in self.moves if gone.key not in (move.start, move.end)),
        )

    def move_stage(
        self, key: str, *, before: str | None = None, after: str | None = None
    ) -> SalesProcess:
        """With a stage in another place: before or after another one, else at the end.

        Before or after itself it stays where it is.
        """
        moved = self.stage(key)
        place = self._place(before, after)
        place -= place > self.stages.index(moved)
        rest = tuple(stage for stage in self.stages if stage is not moved)
        return self.with_stages((*rest[:place], moved, *rest[place:]))

    def change_stage(self, key: str, /, **changes: Any) -> SalesProcess:
        """With other values in a stage: ``change_stage("contact", name="First call", target_days=5)``.

        A new ``key`` is carried into hand-overs and moves.
        """
        old = self.stage(key)
        new = replace(old, **changes)
        if new.key != old.key and any(stage.key == new.key for stage in self.stages):
            raise InvalidValue("process_key_twice", field="stage", value=new.key)

        def carried(name: str) -> str:
            return new.key if name == old.key else name

        return replace(
            self,
            stages=tuple(new if stage is old else stage for stage in self.stages),
            handovers=tuple(replace(item, stage=carried(item.stage)) for item in self.handovers),
            moves=tuple(
                replace(move, start=carried(move.start), end=carried(move.end))
                for move in self.moves
            ),
        )

    def with_activity(
        self, stage: str, activity: Activity | str, *, at: int | None = None
    ) -> SalesProcess:
        """With an activity in a stage, at a position among its activities, else at the end.

        A text names an activity of the process (by key or name), or a new one that needs no more
        than a name. An activity that the stage has already stays where it is.
        """
        known = self._with_known(activity)
        key, here = known._key_of(activity), known.stage(stage)
        if key in here.activities:
            return known
        place = len(here.activities) if at is None else at
        return known.change_stage(
            here.key, activities=(*here.activities[:place], key, *here.activities[place:])
        )

    def without_activity(self, activity: str, *, stage: str | None = None) -> SalesProcess:
        """Without an activity in one stage, or in all; what no stage has is forgotten."""
        gone = self.activity(activity).key
        there = None if stage is None else self.stage(stage).key
        stages = tuple(
            replace(item, activities=tuple(key for key in item.activities if key != gone))
            if there in (None, item.key)
            else item
            for item in self.stages
        )
        used = {key for item in stages for key in item.activities}
        kept = tuple(item for item in self.activities if item.key != gone or gone in used)
        return replace(self, stages=stages, activities=kept)

    def replace_activity(self, old: str, new: Activity | str) -> SalesProcess:
        """With another activity in the place of one (by key or name), in every stage that has it.

        Where the new one is only a text, the people keep their parts.
        """
        gone = self.activity(old)
        if isinstance(new, str):
            known = _lookup(self.activities, new)
            new = known or replace(gone, key=new, name=new)
        stages = tuple(
            replace(
                stage,
                activities=tuple(
                    dict.fromkeys(new.key if key == gone.key else key for key in stage.activities)
                ),
            )
            for stage in self.stages
        )
        there = any(item.key == new.key for item in self.activities)
        merged = there and gone.key != new.key
        kept = tuple(item for item in self.activities if not (merged and item.key == gone.key))
        place = new.key if there else gone.key
        return replace(self, stages=stages, activities=_with(kept, new, at=place))

    def change_activity(self, key: str, /, **changes: Any) -> SalesProcess:
        """With other values in an activity: its name, or who has which part in it (`RACI`).

        Raises
        ------
        InvalidValue
            ``process_activity_twice`` where another activity has the new key.
        """
        old = self.activity(key)
        changed = replace(old, **changes)
        if changed.key != old.key and changed.key in self.activity_keys:
            raise InvalidValue("process_activity_twice", value=changed.key)
        return self.replace_activity(old.key, changed)

    def assign(self, activity: str, /, **parts: str | Iterable[str]) -> SalesProcess:
        """With people's parts in an activity: ``assign("proposal", responsible="rep")``.

        Each part (`RACI`) takes one stakeholder or several, by key or name; parts that are not named
        stay as they are.
        """
        changes = {}
        for part, people in parts.items():
            if part not in RACI:
                raise InvalidValue("process_no_part", value=part, allowed=", ".join(RACI))
            names = (people,) if isinstance(people, str) else tuple(people)
            changes[part] = tuple(dict.fromkeys(self.stakeholder(name).key for name in names))
        return self.change_activity(activity, **changes)

    def with_stakeholder(self, stakeholder: Stakeholder) -> SalesProcess:
        """With a stakeholder; one of the same key is replaced."""
        people = _with(self.stakeholders, stakeholder, at=stakeholder.key)
        return replace(self, stakeholders=people)

    def without_stakeholder(self, key: str) -> SalesProcess:
        """Without a stakeholder, in every activity and stage as well."""
        gone = _find(self.stakeholders, key, "process_no_stakeholder")
        activities = tuple(_without_person(item, gone.key) for item in self.activities)
        stages = tuple(
            replace(stage, owner=None) if stage.owner == gone.key else stage
            for stage in self.stages
        )
        kept = tuple(item for item in self.stakeholders if item is not gone)
        return replace(self, stakeholders=kept, activities=activities, stages=stages)

    def with_handover(self, handover: Handover) -> SalesProcess:
        """With one more hand-over between departments; its stage must exist."""
        stage = self.stage(handover.stage)
        return replace(self, handovers=(*self.handovers, replace(handover, stage=stage.key)))

    def with_move(self, start: str, end: str, reason: str | None = None) -> SalesProcess:
        """With a way between two stages that is meant: a skip, or a way back."""
        move = Move(start=self.stage(start).key, end=self.stage(end).key, reason=reason)
        others = [m for m in self.moves if (m.start, m.end) != (move.start, move.end)]
        return replace(self, moves=(*others, move))

    def with_version(self, version: Version) -> SalesProcess:
        """With one more version, the latest last.

        Raises
        ------
        InvalidValue
            ``process_version_order`` where its day lies before that of the latest version.
        """
        if self.versions and version.date < self.versions[-1].date:
            raise InvalidValue(
                "process_version_order", value=version.date, allowed=self.versions[-1].date
            )
        return replace(self, versions=(*self.versions, version))

    def _place(self, before: str | None, after: str | None) -> int:
        if before is not None and after is not None:
            raise InvalidValue("process_before_after", value=f"{before}, {after}")
        if before is not None:
            return self.stages.index(self.stage(before))
        if after is not None:
            return self.stages.index(self.stage(after)) + 1
        return len(self.stages)

    def _with_known(self, activity: Activity | str) -> SalesProcess:
        if isinstance(activity, str):
            return self
        return replace(self, activities=_with(self.activities, activity, at=activity.key))

    def _key_of(self, activity: Activity | str) -> str:
        if isinstance(activity, Activity):
            return activity.key
        known = _lookup(self.activities, activity)
        return activity if known is None else known.key


def _without_person(activity: Activity, key: str) -> Activity:
    left: dict[str, Any] = {
        part: tuple(person for person in getattr(activity, part) if person != key) for part in RACI
    }
    return replace(activity, **left)


def _with(items: tuple[Keyed, ...], new: Keyed, *, at: str) -> tuple[Keyed, ...]:
    """The items with a new one in the place of the one with a key, else at the end."""
    if all(item.key != at for item in items):
        return items + (new,)  # noqa: RUF005 (mypy loses the kind of the items)
    return tuple(new if item.key == at else item for item in items)


def _lookup(items: Iterable[Keyed], key: str) -> Keyed | None:
    """The item with this key, else the first with this name."""
    listed = tuple(items)
    by_key = next((item for item in listed if item.key == key), None)
    return by_key or next((item for item in listed if item.name == key), None)


def _find(items: Iterable[Keyed], key: str, code: str) -> Keyed:
    listed = tuple(items)
    found = _lookup(listed, key)
    if found is None:
        names = ", ".join(item.key for item in listed) or "–"
        raise InvalidValue(code, value=key, allowed=names)
    return found
