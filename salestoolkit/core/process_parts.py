"""What a sales process is made of: stages, activities, the people in them, hand-overs, versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Passes = Literal["lead", "deal", "customer"]
Side = Literal["us", "client", "partner"]
BuyingPart = Literal["decides", "uses", "pays", "advises", "opens_doors", "blocks"]

UNIVERSAL_STAGES = (
    "prospecting",
    "research",
    "contact",
    "qualification",
    "presentation",
    "closing",
    "retention",
)
"""Keys of the seven stages every process is compared with; the last leads back to the first."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A paper that a stage waits for.

    ``source`` is who gives it (a text); ``days`` how many days it usually takes.
    """

    name: str
    source: str | None = None
    days: float | None = None


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of a sales process.

    ``key`` is what the stage log holds: for an imported process the CRM's own stage name; ``crm``
    lists further names that the stage bears in the CRM. ``universal`` is the one of the seven stages
    it resembles, or None; words and next actions are found through it. ``passes`` says what goes
    through it (lead, deal or customer). ``waiting`` marks a wait that is out of the seller's hands.
    ``win_probability`` is 0-1, ``target_days`` the days that a deal may stay. ``activities`` holds
    keys of the process's activities (or texts of activities that need no more than a name),
    ``owner`` the key of a stakeholder (or a text), ``metrics`` the names of the measures that watch
    the stage, ``client_steps`` what the client does meanwhile, ``documents`` what is waited for.
    """

    key: str
    name: str
    universal: str | None = None
    passes: Passes = "deal"
    waiting: bool = False
    target_days: float | None = None
    win_probability: float | None = None
    purpose: str | None = None
    owner: str | None = None
    crm: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    entry_criteria: tuple[str, ...] = ()
    exit_criteria: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    client_steps: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Something people do in one stage or in several, and who has which part in it.

    The four parts hold keys of stakeholders (or texts): who does it, who answers for the result,
    who is asked before, who is told after.
    """

    key: str
    name: str
    responsible: tuple[str, ...] = ()
    accountable: tuple[str, ...] = ()
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()


RACI = ("responsible", "accountable", "consulted", "informed")
"""The parts that a stakeholder can have in an activity."""


@dataclass(frozen=True, kw_only=True)
class Stakeholder:
    """Somebody who has a part in the sale, as a role rather than a person.

    ``department`` is a text such as "sales"; ``side`` tells us from the client and from partners.
    ``buying_part`` is what someone on the client's side does in the purchase.
    """

    key: str
    name: str
    department: str | None = None
    side: Side = "us"
    buying_part: BuyingPart | None = None


@dataclass(frozen=True, kw_only=True)
class Handover:
    """What one department hands over to another before a stage begins.

    ``stage`` is the key of the stage that the taker begins with, ``what`` what changes hands (such
    as an MQL), ``criteria`` what must be true of it, ``days`` in how many days it is taken up,
    ``returned_because`` the agreed reasons to send it back.
    """

    giver: str
    taker: str
    stage: str
    what: str
    criteria: tuple[str, ...] = ()
    days: float | None = None
    returned_because: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Move:
    """A way between two stages that is meant, beside the one to the next stage: a skip or a way back."""

    start: str
    end: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Version:
    """One revision of a process: the first day it held, who made it and why."""

    date: date
    author: str
    reason: str
