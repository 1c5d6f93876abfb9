"""What a check found: how it stands, and the figures that its sentence needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

State = Literal["ok", "remark", "fault"]


@dataclass(frozen=True, kw_only=True)
class Checked:
    """One line of the check: ``remark`` can be lived with, ``fault`` cannot."""

    name: str
    state: State
    fields: Mapping[str, Any] = field(default_factory=dict)


def checked(name: str, state: State | bool, **fields: Any) -> Checked:
    """A line of the check; a truth says ``ok`` or ``fault``."""
    if isinstance(state, bool):
        state = "ok" if state else "fault"
    return Checked(name=name, state=state, fields=fields)
