"""What a quota page says: where a team, a product or a person stands, and what it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from salestoolkit.core.part import Part
from salestoolkit.core.quota_deals import Closed
from salestoolkit.core.quota_factors import Band, Spread
from salestoolkit.core.quota_people import Person, Ramp
from salestoolkit.core.quota_target import Target
from salestoolkit.core.quota_why import Why

LEVEL = 0.8
"""Level of the interval of what is expected in the end."""
WANTED = 0.8
"""The chance that what it takes is planned for."""
FEW = 10
"""Wins in the period, expected in the end, below which the number is called small."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """What will be closed by the end of the period: mean, median and 80 % interval; wins to expect."""

    mean: float
    median: float
    low: float
    high: float
    wins: float


@dataclass(frozen=True, kw_only=True)
class OpenWork:
    """Open deals: their number, value, and what of them is won in the period on average."""

    n: int
    value: float | None
    valued: int
    wins: float | None
    in_time: float | None


@dataclass(frozen=True, kw_only=True)
class Takes:
    """What the rest of a quota takes.

    ``left`` = quota - closed, at least 0, ``deals`` as many wins of ``size`` (the mean of won deals),
    ``in_time`` what the open deals bring on average. ``new_deals`` must be begun from tomorrow on for
    the quota to be made with the chance `WANTED`; None with the ``reason``: ``too_late``, ``too_many``
    (20 times what comes at the present pace), ``no_size``. ``coming`` begin at the present pace.
    ``calls`` = new deals x calls a new deal.
    """

    left: float
    deals: int | None
    size: float | None
    in_time: float
    new_deals: int | None
    coming: float
    calls: int | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class Commit:
    """What a person, or the people of a team, said would come: ``people`` of them spoke."""

    amount: float
    said_on: date | None
    times: int
    people: int


@dataclass(frozen=True, kw_only=True)
class QuotaStanding:
    """Where one stands with its quota at the end of ``as_of``.

    ``kind`` is ``all``, ``team``, ``territory``, ``product`` or ``owner``. ``attainment`` = closed /
    quota; None for a quota of 0 or none. ``chance`` that closed + wins + inflow >= quota; 1 where it is met.
    ``reason`` says why there is no chance: ``no_quota``, ``left`` (the quota ended with the person),
    ``not_yet`` (too little history to forecast). ``ended`` is what of the quotas of people who left was
    not counted; ``outside`` what was won by people or parts without a quota, which is not held against
    it. ``coverage`` = value of the open deals / what is left (deals / deals for a quota of
    deals, margin / margin for one of margin), ``weighted`` with what they bring in the period on average.
    """

    kind: str
    name: str
    target: Target | None
    closed: Closed
    new: Closed
    existing: Closed
    amount: float
    attainment: float | None
    chance: float | None
    expected: Expected | None
    open: OpenWork
    coverage: float | None
    weighted: float | None
    takes: Takes | None = None
    commit: Commit | None = None
    why: Why | None = None
    band: Band | None = None
    person: Person | None = None
    ramp: float | None = None
    ended: float = 0.0
    outside: Closed = field(default_factory=Closed.none)
    reason: str | None = None

    @property
    def quota(self) -> float | None:
        """The amount that is to be reached."""
        return None if self.target is None else self.target.amount

    @property
    def met(self) -> bool:
        """Whether the quota is reached by what is closed."""
        return self.quota is not None and self.amount >= self.quota - 1e-9

    @property
    def final(self) -> float:
        """What is expected in the end, what is closed where nothing more is."""
        return self.amount if self.expected is None else self.expected.mean

    @property
    def final_share(self) -> float | None:
        """What is expected in the end / quota: by it teams and products are ranked."""
        return self.final / self.quota if self.quota else None

    @property
    def small(self) -> bool:
        """Whether this is about few wins."""
        return (self.expected.wins if self.expected else self.closed.deals) < FEW


@dataclass(frozen=True, kw_only=True, eq=False)
class QuotaCheck:
    """Quotas of a period, as seen at the end of ``as_of``.

    whole : the part's own standing, or that of all
    teams, products, territories : ranked by what is expected in the end as a share of the quota
    people : by name; for who leads them, and for each person's own page
    apart : lines of quotas that are set apart, how many by reason
    limits : ``over`` (the period is over), ``ahead`` (it has not begun), ``not_yet``, ``no_margin``,
        ``no_clients``, ``two_teams``, ``other_currency`` (deals), ``narrowed`` (nobody has a quota for
        the first or last days that were asked for, so these are left out), ``partial`` (not all days
        have a quota), ``spread`` (a longer quota was shared out), ``without_quota`` (something
        was won by those without one), ``plain_total`` (a plain rule tells the forecast's total, not ``model``)
    deals : open deals of the part as `salestoolkit.core.forecast_result.Forecast.deals` has them, those
        on which most is counted first; empty where the page is about all
    two_teams : people whom the table of reps puts into several teams
    """

    as_of: date
    start: date
    until: date
    metric: str
    metrics: tuple[str, ...]
    currency: str | None
    pipeline: str | None
    part: Part | None
    whole: QuotaStanding
    teams: tuple[QuotaStanding, ...] = ()
    products: tuple[QuotaStanding, ...] = ()
    territories: tuple[QuotaStanding, ...] = ()
    people: tuple[QuotaStanding, ...] = ()
    spread: Spread | None = None
    ramp: Ramp | None = None
    apart: dict[str, int] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    two_teams: tuple[str, ...] = ()
    model: str | None = None
    calls_per_deal: float | None = None
    deals: pd.DataFrame = field(default_factory=pd.DataFrame)
    definition: str = "quota"

    @property
    def over(self) -> bool:
        """Whether the period is over."""
        return self.until <= self.as_of
