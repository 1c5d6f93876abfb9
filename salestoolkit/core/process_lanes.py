"""Who has which part where: activities against departments, with the client's own path beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from salestoolkit.core.process import RACI, Activity, SalesProcess, Stakeholder

LETTERS = dict(zip(RACI, "RACI", strict=True))
"""R does it, A answers for the result, C is asked before, I is told after."""

CLIENT, OTHERS = "client", "others"
"""Lanes that are no department of ours: everybody at the client's, and who belongs to none."""


@dataclass(frozen=True, kw_only=True)
class LaneRow:
    """An activity of a stage with the letters of each lane; or what the client does there.

    ``activity`` is None in the row of the client's path; ``steps`` are the client's steps then.
    """

    stage: str
    activity: str | None = None
    letters: Mapping[str, str] = field(default_factory=dict, hash=False)
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lanes:
    """Lanes (departments, then partners' names, then `CLIENT`) and rows in the order of the stages."""

    lanes: tuple[str, ...]
    rows: tuple[LaneRow, ...]


def lanes_of(process: SalesProcess) -> Lanes:
    """Activities against departments, stage by stage, each stage ending in the client's own path.

    Examples
    --------
    >>> from salestoolkit.core.process import Stage
    >>> rep = Stakeholder(key="rep", name="Rep", department="Sales")
    >>> offer = Stage(key="offer", name="Offer", client_steps=("Reads it",))
    >>> sale = SalesProcess(name="Sale", stages=(offer,), stakeholders=(rep,))
    >>> sale = sale.with_activity("offer", "Write it").assign("Write it", responsible="rep")
    >>> table = lanes_of(sale)
    >>> table.lanes, dict(table.rows[0].letters), table.rows[1].steps
    (('Sales',), {'Sales': 'R'}, ('Reads it',))
    """
    rows: list[LaneRow] = []
    for stage in process.stages:
        for key in stage.activities:
            letters = _letters(process, process.activity(key))
            rows.append(LaneRow(stage=stage.key, activity=key, letters=letters))
        if stage.client_steps:
            rows.append(LaneRow(stage=stage.key, steps=stage.client_steps))
    used = {lane for row in rows for lane in row.letters}
    named = dict.fromkeys(lane_of(person) for person in process.stakeholders)
    order = [lane for lane in (*named, OTHERS) if lane != CLIENT]
    lanes = tuple(dict.fromkeys(lane for lane in (*order, CLIENT) if lane in used))
    return Lanes(lanes=lanes, rows=tuple(rows))


def lane_of(person: Stakeholder) -> str:
    """The lane of a stakeholder: the department, a partner's own name, or the client."""
    if person.side == "client":
        return CLIENT
    if person.side == "partner":
        return person.name
    return person.department or OTHERS


def _letters(process: SalesProcess, activity: Activity) -> dict[str, str]:
    found: dict[str, str] = {}
    for part, letter in LETTERS.items():
        for key in getattr(activity, part):
            lane = lane_of(process.stakeholder(key))
            if letter not in found.get(lane, ""):
                found[lane] = found.get(lane, "") + letter
    return found
