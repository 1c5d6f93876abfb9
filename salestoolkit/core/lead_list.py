"""A list of leads as a team keeps it: those that can be judged, and the rows that cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from salestoolkit.core.ideal_profile import Fact, Profile
from salestoolkit.core.qualification import Answer, Qualification, Scheme, qualify

Fault = Literal["no_company", "not_an_answer", "not_a_number", "not_a_date", "repeated", "broken"]


@dataclass(frozen=True, kw_only=True)
class Lead:
    """One row of a list: who it is, what was answered, what is known of the company."""

    line: int
    company: str
    contact: str = ""
    deal_id: str | None = None
    asked_on: date | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    cells: tuple[str, ...] = ()

    def judged(self, scheme: Scheme, profile: Profile | None = None) -> Qualification:
        """The lead's verdict: see `salestoolkit.core.qualification.qualify`."""
        return qualify(scheme, self.answers, profile=profile, facts=self.facts)


@dataclass(frozen=True, kw_only=True)
class SetApart:
    """A row that was not judged: its line, what is wrong, in which column, and what stands there."""

    line: int
    fault: Fault
    column: str = ""
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class LeadList:
    """What a list of leads holds: every row is among the ``leads`` or ``set_apart``.

    ``header`` are the file's columns; ``without`` names the criteria and the profile's fields that it
    has no column for: they are unknown for every lead.
    """

    header: tuple[str, ...]
    leads: tuple[Lead, ...]
    set_apart: tuple[SetApart, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Rows of the file."""
        return len(self.leads) + len(self.set_apart)
