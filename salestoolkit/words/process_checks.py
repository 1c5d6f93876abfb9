"""What a map of a process still lacks, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from salestoolkit.core.mapping_steps import MappingStep
from salestoolkit.core.process import SalesProcess
from salestoolkit.core.process_checks import Check
from salestoolkit.words.words import Words

TOPIC = "process_checks"


@dataclass(frozen=True, kw_only=True)
class StepSaid:
    """One of the four steps of mapping in words: what is missing, or that it is done."""

    title: str
    done: bool
    lines: tuple[str, ...]


def check_sentences(
    checks: Sequence[Check], process: SalesProcess, words: Words
) -> tuple[str, ...]:
    """A sentence for each kind of gap, places with the same one listed together.

    The process gives the names: pass it in the language of the words.
    """
    said: dict[str, str] = {}
    for check in checks:
        listed = words.has(f"{TOPIC}.listed.{check.code}")
        same = [other for other in checks if other.code == check.code] if listed else [check]
        if listed:
            where = ", ".join(dict.fromkeys(_place(other, process) for other in same))
            said.setdefault(check.code, words.text(f"{TOPIC}.listed.{check.code}", where=where))
        else:
            sentence = _single(check, process, words)
            said.setdefault(sentence, sentence)
    return tuple(said.values())


def steps_said(
    steps: Sequence[MappingStep], process: SalesProcess, words: Words
) -> tuple[StepSaid, ...]:
    """The four steps of mapping in words."""
    return tuple(
        StepSaid(
            title=words.text(f"{TOPIC}.steps.{step.step}.title"),
            done=step.done,
            lines=check_sentences(step.missing, process, words)
            or (words.text(f"{TOPIC}.steps.{step.step}.done"),),
        )
        for step in steps
    )


def _single(check: Check, process: SalesProcess, words: Words) -> str:
    fields = dict(check.fields)
    if check.stage is not None:
        fields["stage"] = process.stage(check.stage).name
    if check.activity is not None:
        fields["activity"] = process.activity(check.activity).name
    if check.code == "goal_lacks":
        fields["field"] = words.text(f"{TOPIC}.goal_fields.{fields['field']}")
    return words.text(f"{TOPIC}.single.{check.code}", **fields)


def _place(check: Check, process: SalesProcess) -> str:
    if check.stage is not None:
        return process.stage(check.stage).name
    return process.activity(check.activity or "").name
