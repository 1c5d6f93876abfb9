"""A sequence planned for people: only by channels that each of them allows, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from salestoolkit.core.cadence_plan import Rhythm, Step, plan_steps, starts
from salestoolkit.core.consent import split_by_consent
from salestoolkit.core.contact_rules import ContactRules
from salestoolkit.core.marketing_objections import (
    MarketingObjection,
    contact_reference,
    email_key,
    name_key,
)
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import InvalidValue

if TYPE_CHECKING:
    import pandas as pd

ROW = "_row"
YEARS_AHEAD = 2
LAST_YEAR = 9990
"""No calendar goes on for long after it."""


@dataclass(frozen=True)
class PlannedLead:
    """Somebody who may be contacted, and when and by what that is planned."""

    contact: Mapping[Any, Any]
    steps: tuple[Step, ...]

    @property
    def identity(self) -> str:
        """What tells this person apart from others, the same in every plan."""
        told = self.contact
        person = name_key(told.get("name")), name_key(told.get("organization"))
        return contact_reference(told) or email_key(told.get("email")) or "/".join(person)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A sequence for each lead; ``left_out`` are those whom no channel of it may reach.

    ``reasons`` tell of each of them why, by channel (codes of `salestoolkit.core.consent_verdict.REASONS`).
    ``len(leads) + len(left_out) == n``.
    """

    leads: tuple[PlannedLead, ...]
    left_out: tuple[Mapping[Any, Any], ...]
    reasons: tuple[Mapping[str, str], ...]
    rhythm: Rhythm

    @property
    def n(self) -> int:
        """Contacts of the list."""
        return len(self.leads) + len(self.left_out)


def plan_people(
    contacts: pd.DataFrame,
    rhythm: Rhythm,
    *,
    rules: ContactRules,
    as_of: date,
    start: date,
    calendar: WorkCalendar,
    objections: Sequence[MarketingObjection] = (),
) -> Planned:
    """Plan a sequence for everybody on a list who may be contacted by some channel of it.

    Each person gets only the channels that are allowed for that person; the days follow one another
    as `salestoolkit.core.cadence_plan.plan_steps` has it.

    Raises
    ------
    InvalidValue
        ``unknown_channel``; ``cadence_nobody`` where nobody may be contacted at all; ``cadence_start``
        where the sequence begins before ``as_of``, or more than `YEARS_AHEAD` calendar years later.
    """
    last = date(min(as_of.year + YEARS_AHEAD, LAST_YEAR), 12, 31)
    if not as_of <= start <= last:
        raise InvalidValue("cadence_start", value=start, allowed=f"{as_of} \N{EN DASH} {last}")
    frame = contacts.assign(**{ROW: range(len(contacts))})
    splits = {
        channel: split_by_consent(
            frame, channel=channel, rules=rules, as_of=as_of, objections=objections
        )
        for channel in dict.fromkeys(rhythm.channels)
    }
    said_no: dict[str, dict[int, str]] = {
        channel: dict(zip(split.left_out[ROW], split.left_out["reason"], strict=True))
        for channel, split in splits.items()
    }
    allowed: dict[int, set[str]] = {row: set() for row in range(len(frame))}
    for channel, split in splits.items():
        for row in split.allowed[ROW]:
            allowed[row].add(channel)
    rows: list[dict[Any, Any]] = contacts.to_dict("records")
    nobody = [row for row, channels in allowed.items() if not channels]
    reached = [row for row, channels in allowed.items() if channels]
    if not reached:
        raise InvalidValue("cadence_nobody", channels=", ".join(splits))
    days = starts(len(reached), start=start, calendar=calendar, a_day=rhythm.a_day)
    return Planned(
        leads=tuple(
            PlannedLead(
                contact=rows[row],
                steps=plan_steps(rhythm, start=day, calendar=calendar, allowed=allowed[row]),
            )
            for row, day in zip(reached, days, strict=True)
        ),
        left_out=tuple(rows[row] for row in nobody),
        reasons=tuple({channel: why[row] for channel, why in said_no.items()} for row in nobody),
        rhythm=rhythm,
    )
