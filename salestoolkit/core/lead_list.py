"""A list of leads as a team keeps it: those that can be judged, and the rows that cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from salestoolkit.core.ideal_profile import Fact, Profile
from salestoolkit.core.qualification import Answer, Qualification, Scheme, Verdict, qualify

if TYPE_CHECKING:
    import pandas as pd

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


def joined(lists: Sequence[LeadList]) -> LeadList:
    """Several lists as one; what one has no column for and another has is not said to lack.

    The header is that of the first list, and so are the columns of its own rows alone.
    """
    lacking = [set(one.without) for one in lists]
    return LeadList(
        header=lists[0].header,
        leads=tuple(lead for one in lists for lead in one.leads),
        set_apart=tuple(apart for one in lists for apart in one.set_apart),
        without=tuple(name for name in lists[0].without if all(name in one for one in lacking)),
    )


def told_of_deals(found: LeadList) -> pd.DataFrame:
    """What a list notes of deals, by the id of the deal: answers, facts, and ``asked_on``.

    A deal that stands in the list twice is taken as it stands first.
    """
    import pandas as pd

    rows = {}
    for one in found.leads:
        if one.deal_id is not None and one.deal_id not in rows:
            rows[one.deal_id] = {"asked_on": one.asked_on, **one.answers, **one.facts}
    return pd.DataFrame.from_dict(rows, orient="index")


def verdicts_of_deals(
    found: LeadList, scheme: Scheme, profile: Profile | None = None
) -> dict[str, Verdict]:
    """The verdict of each deal in a list, by the id of the deal."""
    named = [one for one in reversed(found.leads) if one.deal_id is not None]
    return {str(one.deal_id): one.judged(scheme, profile).verdict for one in named}
