"""The path from "yes" to the order: what it lacks, and what stands in the customer's way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from salestoolkit.core.sheets import Entry, Sheet, is_filled

PathCode = Literal[
    "no_steps",
    "no_budget",
    "no_signature",
    "no_order",
    "step_without_person",
    "step_without_date",
    "obstacle_without_help",
    "out_of_order",
    "late",
]

NEEDED: dict[str, PathCode] = {
    "budget": "no_budget",
    "signature": "no_signature",
    "order": "no_order",
}
"""Kinds of step without which nothing is bought, and what is said where one is missing."""


@dataclass(frozen=True, kw_only=True)
class PathGap:
    """Something that the path lacks; ``step`` names where, empty where it is the whole path."""

    code: PathCode
    step: str = ""
    day: date | None = None


def path_gaps(steps: Sequence[Entry], *, as_of: date) -> tuple[PathGap, ...]:
    """What the path still lacks, the gaps of the whole path first; none where it is clear.

    Parameters
    ----------
    steps : sequence of Entry
        The sheet ``purchase_path``, in the order in which the customer goes it. What is done already
        needs neither date nor help.
    as_of : date
        Steps that were to be done before it and are not are late.

    Examples
    --------
    >>> signs = Entry({"step": "The owner signs", "kind": "signature", "who": "Owner",
    ...                "on": date(2026, 12, 18)})
    >>> [gap.code for gap in path_gaps([signs], as_of=date(2026, 12, 1))]
    ['no_budget', 'no_order']
    """
    if not steps:
        return (PathGap(code="no_steps"),)
    return (*_missing_kinds(steps), *_of_steps(steps, as_of), *_order(steps))


def hurdles(sheet: Sheet, entry: Entry) -> tuple[str, ...]:
    """Keys of the questions of a check list that are not answered with yes, in its order.

    Unknown counts as a hurdle: the customer will find it before we do.
    """
    return tuple(
        field.key
        for field in sheet
        if field.type == "yes_no_unknown" and entry[field.key] is not True
    )


def _missing_kinds(steps: Sequence[Entry]) -> Iterator[PathGap]:
    present = {step["kind"] for step in steps}
    for kind, code in NEEDED.items():
        if kind not in present:
            yield PathGap(code=code)


def _of_steps(steps: Sequence[Entry], as_of: date) -> Iterator[PathGap]:
    for step in steps:
        if step["done_on"] is not None:
            continue
        name, day = step.text("step"), step["on"]
        if not is_filled(step["who"]):
            yield PathGap(code="step_without_person", step=name)
        if day is None:
            yield PathGap(code="step_without_date", step=name)
        elif day < as_of:
            yield PathGap(code="late", step=name, day=day)
        if is_filled(step["in_the_way"]) and not is_filled(step["help"]):
            yield PathGap(code="obstacle_without_help", step=name)


def _order(steps: Sequence[Entry]) -> Iterator[PathGap]:
    """Steps that are to be done before the one that comes before them."""
    dated = [step for step in steps if step["on"] is not None]
    for before, after in pairwise(dated):
        if after["on"] < before["on"]:
            yield PathGap(code="out_of_order", step=after.text("step"), day=after["on"])
