"""A test of channels or templates as it was agreed: the arms, who is asked, what counts, for how long."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from salestoolkit.core.channel_plan import LooksRule
from salestoolkit.core.plain_text import folded
from salestoolkit.errors import InvalidValue

CHANNELS = (
    *("call", "email", "sms", "linkedin", "facebook", "instagram", "x", "whatsapp"),
    *("letter", "event", "visit"),
)
"""Ways to reach a lead, social networks one by one; their names are words of ``channel_test``."""
KINDS = ("yes_no", "amount")
LOOKS = ("once", "daily", "any_time")
"""When results may be read: at the end, on any day until the planned number is in, or without end."""
MOST_ARMS = 8
LONGEST_WINDOW = 730
FEWEST_ARMS = 2


@dataclass(frozen=True, kw_only=True)
class PlannedArm:
    """One way of making contact: its channel, the template used, and its part of the leads.

    ``share`` is a weight: arms of 2 and 1 get two leads and one lead of every three.
    """

    name: str
    channel: str = "email"
    template: str = ""
    share: float = 1.0

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidValue("channel_arm_unnamed", field="name", value=self.name)
        if self.channel not in CHANNELS:
            allowed = ", ".join(CHANNELS)
            raise InvalidValue(
                "channel_unknown", field="channel", value=self.channel, allowed=allowed
            )
        _number(self.share, "share", above=0.0, most=1000.0)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What counts as success, and within how many days of the contact.

    ``usual`` is the rate (0-1) or the mean amount expected without any difference, ``smallest`` the
    difference worth knowing in the same unit, ``spread`` the standard deviation of an amount.
    """

    name: str = "reply"
    kind: str = "yes_no"
    window_days: int = 14
    usual: float | None = None
    smallest: float | None = None
    spread: float | None = None
    currency: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            allowed = ", ".join(KINDS)
            raise InvalidValue("channel_unknown", field="kind", value=self.kind, allowed=allowed)
        _whole(self.window_days, "window_days", least=1, most=LONGEST_WINDOW)
        most = 1.0 if self.kind == "yes_no" else math.inf
        for key in ("usual", "smallest", "spread"):
            value = getattr(self, key)
            if value is not None:
                _number(value, key, above=None if key == "usual" else 0.0, most=most)
        if self.kind == "yes_no" and (self.usual or 0.0) + (self.smallest or 0.0) > 1:
            raise InvalidValue("channel_beyond_all", field="smallest", value=self.smallest)


@dataclass(frozen=True, kw_only=True)
class ChannelTest:
    """A test as it was agreed before the first contact.

    ``arms`` are compared in their order: the first is what is done today. ``seed`` makes the assignment
    reproducible. ``stratify`` names columns of the list of leads in whose groups the arms are balanced,
    ``cluster`` a column whose groups stay together (all leads of a rep in one arm), of about
    ``cluster_leads`` leads each, whose outcomes are alike by ``cluster_likeness`` (0-1).
    """

    name: str
    arms: tuple[PlannedArm, ...]
    outcome: Outcome = field(default_factory=Outcome)
    who: str = ""
    language: str = "en"
    market: str | None = None
    seed: int = 1
    starts: date | None = None
    leads_per_day: float | None = None
    power: float = 0.8
    level: float = 0.95
    looks: LooksRule = "daily"
    stratify: tuple[str, ...] = ()
    cluster: str | None = None
    cluster_leads: float | None = None
    cluster_likeness: float | None = None

    def __post_init__(self) -> None:
        names = [arm.name for arm in self.arms]
        if not FEWEST_ARMS <= len(names) <= MOST_ARMS:
            allowed = f"{FEWEST_ARMS}-{MOST_ARMS}"
            raise InvalidValue("channel_arm_count", field="arm", value=len(names), allowed=allowed)
        twice = next((name for name in names if named_like(name, names) > 1), None)
        if twice is not None:
            raise InvalidValue("channel_arm_twice", field="arm", value=twice)
        _whole(self.seed, "seed", least=0, most=2**53)
        if self.leads_per_day is not None:
            _number(self.leads_per_day, "leads_per_day", above=0.0, most=1e7)
        for key in ("power", "level"):
            value = getattr(self, key)
            _number(value, key, above=0.0, most=1.0)
            if not 0.5 <= value < 1:
                raise InvalidValue("channel_number", field=key, value=value, allowed="0.5-0.999")
        if self.cluster_leads is not None:
            _number(self.cluster_leads, "cluster_leads", above=1.0, most=1e6)
        if self.cluster_likeness is not None:
            _number(self.cluster_likeness, "cluster_likeness", above=None, most=1.0)
        if self.looks not in LOOKS:
            allowed = ", ".join(LOOKS)
            raise InvalidValue("channel_unknown", field="looks", value=self.looks, allowed=allowed)

    @property
    def shares(self) -> tuple[float, ...]:
        """Each arm's part of the leads; together 1."""
        total = math.fsum(arm.share for arm in self.arms)
        return tuple(arm.share / total for arm in self.arms)

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels of all arms, each once."""
        return tuple(dict.fromkeys(arm.channel for arm in self.arms))

    def arm_of(self, name: str) -> str | None:
        """The arm that is meant by a name as somebody typed it; None where there is none."""
        wanted = folded(name)
        return next((arm.name for arm in self.arms if folded(arm.name) == wanted), None)


def named_like(name: str, names: Sequence[str]) -> int:
    """How many of the names are this one, whatever the case and the spaces."""
    return sum(folded(other) == folded(name) for other in names)


def _number(value: Any, field: str, *, above: float | None, most: float) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    wrong = not number or not math.isfinite(value) or value > most
    if wrong or (value < 0 if above is None else value <= above):
        low = "0" if above is None else f"> {above:g}"
        allowed = f"{low}-{most:g}" if math.isfinite(most) else f"{low} …"
        raise InvalidValue("channel_number", field=field, value=value, allowed=allowed)


def _whole(value: Any, field: str, *, least: int, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InvalidValue("channel_number", field=field, value=value, allowed=f"{least}-{most}")
