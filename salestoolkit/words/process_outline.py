"""A process as an outline of text: its stages in order, then people, hand-overs, ways and versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from salestoolkit.core.process import RACI, SalesProcess, Stage
from salestoolkit.words.errors import plain
from salestoolkit.words.process_diff import shown_value
from salestoolkit.words.words import Words

TOPIC = "process_outline"
TEXT_LENGTH = 2000
"""An outline is read to the end: only what no person wrote is longer."""


@dataclass(frozen=True, kw_only=True)
class OutlineSection:
    """A heading and the lines under it; a line that begins with two spaces belongs to the one above."""

    title: str
    lines: tuple[str, ...]


def process_outline(process: SalesProcess, words: Words) -> tuple[OutlineSection, ...]:
    """The whole process to read; pass it in the language of the words.

    Examples
    --------
    >>> from salestoolkit.words import load_words
    >>> sale = SalesProcess(name="Sale", stages=(Stage(key="offer", name="Offer", target_days=7),))
    >>> process_outline(sale, load_words("en"))[1]
    OutlineSection(title='1. Offer', lines=('Target: 7 days',))
    """
    sections = [OutlineSection(title=_shown(process.name), lines=tuple(_about(process, words)))]
    for number, stage in enumerate(process.stages, 1):
        sections.append(
            OutlineSection(
                title=_title(number, stage, words), lines=tuple(_stage(process, stage, words))
            )
        )
    for group, lines in (
        ("activity", _parts(process, words)),
        ("stakeholder", _stakeholders(process, words)),
        ("handover", _handovers(process, words)),
        ("move", _moves(process, words)),
        ("version", _versions(process, words)),
    ):
        if found := tuple(lines):
            title = words.text(f"{TOPIC}.groups.{group}")
            sections.append(OutlineSection(title=title, lines=found))
    return tuple(sections)


def _about(process: SalesProcess, words: Words) -> Iterator[str]:
    if process.market is not None:
        yield words.text(f"{TOPIC}.market", market=shown_value("market", process.market, words))
    if process.pipeline is not None:
        yield words.text(f"{TOPIC}.pipeline", pipeline=_shown(process.pipeline))
    if process.linked is not None:
        yield words.text(f"{TOPIC}.linked", pipeline=_shown(process.linked))
    if not process.stages:
        yield words.text(f"{TOPIC}.no_stages")


def _title(number: int, stage: Stage, words: Words) -> str:
    details = []
    if stage.passes != "deal":
        details.append(shown_value("passes", stage.passes, words))
    if stage.waiting:
        details.append(words.text(f"{TOPIC}.waiting"))
    form = "stage_more" if details else "stage"
    more = {"details": ", ".join(details)} if details else {}
    return words.text(f"{TOPIC}.{form}", number=str(number), name=_shown(stage.name), **more)


def _stage(process: SalesProcess, stage: Stage, words: Words) -> Iterator[str]:
    values: dict[str, Any] = {
        "purpose": stage.purpose,
        "owner": None if stage.owner is None else process.stakeholder(stage.owner).name,
        "target_days": stage.target_days,
        "win_probability": stage.win_probability,
        "activities": tuple(process.activity(key).name for key in stage.activities),
        "entry_criteria": stage.entry_criteria,
        "exit_criteria": stage.exit_criteria,
        "client_steps": stage.client_steps,
        "documents": stage.documents,
        "metrics": stage.metrics,
        "crm": stage.crm,
    }
    for field, value in values.items():
        label = words.text(f"{TOPIC}.labels.{field}")
        items = value if isinstance(value, tuple) else ()
        if len(items) > 1:
            yield words.text(f"{TOPIC}.item", label=label, text="").rstrip()
            yield from (f"  {_value(field, item, words)}" for item in items)
        elif value is not None and value != ():
            only = items[0] if items else value
            yield words.text(f"{TOPIC}.item", label=label, text=_value(field, only, words))


def _value(field: str, value: Any, words: Words) -> str:
    return _shown(value) if isinstance(value, str) else shown_value(field, value, words)


def _parts(process: SalesProcess, words: Words) -> Iterator[str]:
    for activity in process.activities:
        parts = [
            words.text(f"{TOPIC}.parts.{part}", people=", ".join(_people(process, people)))
            for part in RACI
            if (people := getattr(activity, part))
        ]
        if parts:
            said = "; ".join(parts)
            yield words.text(f"{TOPIC}.item", label=_shown(activity.name), text=said)


def _people(process: SalesProcess, keys: tuple[str, ...]) -> list[str]:
    return [_shown(process.stakeholder(key).name) for key in keys]


def _stakeholders(process: SalesProcess, words: Words) -> Iterator[str]:
    for person in process.stakeholders:
        details = [] if person.department is None else [_shown(person.department)]
        details.append(shown_value("side", person.side, words))
        if person.buying_part is not None:
            details.append(shown_value("buying_part", person.buying_part, words))
        yield words.text(f"{TOPIC}.item", label=_shown(person.name), text=", ".join(details))


def _handovers(process: SalesProcess, words: Words) -> Iterator[str]:
    for handover in process.handovers:
        form, more = "line", {}
        if handover.days is not None:
            form, more = "line_days", {"days": words.days(handover.days)}
        yield words.text(
            f"{TOPIC}.handover.{form}",
            stage=_shown(process.stage(handover.stage).name),
            giver=_shown(handover.giver),
            taker=_shown(handover.taker),
            what=_inside(handover.what),
            **more,
        )
        for field in ("criteria", "returned_because"):
            if items := getattr(handover, field):
                label = words.text(f"{TOPIC}.labels.{field}")
                text = "; ".join(map(_inside, items))
                yield "  " + words.text(f"{TOPIC}.item", label=label, text=text)


def _moves(process: SalesProcess, words: Words) -> Iterator[str]:
    for move in process.moves:
        form, more = "line", {}
        if move.reason:
            form, more = "line_reason", {"reason": _shown(move.reason)}
        yield words.text(
            f"{TOPIC}.move.{form}",
            start=_shown(process.stage(move.start).name),
            end=_shown(process.stage(move.end).name),
            **more,
        )


def _versions(process: SalesProcess, words: Words) -> Iterator[str]:
    for version in process.versions:
        yield words.text(
            f"{TOPIC}.version.line",
            date=words.date(version.date),
            author=_shown(version.author),
            reason=_shown(version.reason),
        )


def _inside(text: str) -> str:
    """A text within a line of ours, where its full stop would end too early."""
    return _shown(text).removesuffix(".")


def _shown(value: Any) -> str:
    return plain(value, length=TEXT_LENGTH)
