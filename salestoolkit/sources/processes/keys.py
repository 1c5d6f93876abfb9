"""What a process file may say: the keys of each section, and the words that some values take."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

from salestoolkit.core.process import (
    Activity,
    BuyingPart,
    Document,
    Handover,
    Move,
    Passes,
    SalesProcess,
    Side,
    Stage,
    Stakeholder,
    Version,
)

PASSES: tuple[str, ...] = get_args(Passes)
SIDES: tuple[str, ...] = get_args(Side)
BUYING_PARTS: tuple[str, ...] = get_args(BuyingPart)
MARKETS = ("pl", "uk", "us")
"""Countries whose ways of selling are known."""

RESERVED = ("won", "lost", "open", "reopened")
"""Words of the stage log: no stage may be called so."""

SECTIONS = {
    "stage": "stages",
    "activity": "activities",
    "stakeholder": "stakeholders",
    "handover": "handovers",
    "move": "moves",
    "version": "versions",
}
"""Sections of a process in the order in which they are written, and the fields they fill."""

PARTS = {
    "stage": Stage,
    "activity": Activity,
    "stakeholder": Stakeholder,
    "handover": Handover,
    "move": Move,
    "version": Version,
}


def keys_of(part: type[Any]) -> tuple[str, ...]:
    """Keys of the section that holds a part of a process."""
    return tuple(field.name for field in fields(part))


DOCUMENT_KEYS = keys_of(Document)
PLAIN_KEYS = ("name", "pipeline", "linked", "language", "market")
"""Keys of a process that hold one value, in the order in which they are written."""
PROCESS_KEYS = (*PLAIN_KEYS, *SECTIONS, "translations")
assert len(PROCESS_KEYS) == len(fields(SalesProcess))
