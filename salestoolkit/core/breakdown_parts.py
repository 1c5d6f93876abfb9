"""What a breakdown says of each part: its deals, its chance to win, and how it lies against the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from salestoolkit.core.dimensions import CREATED_MONTH, SIZE_BAND
from salestoolkit.core.ends import Tally

Kind = Literal["named", "none", "other"]
"""A value of the dimension, the deals without one, or the values too many to list, together."""
Reason = Literal["no_deals", "no_values", "one_value", "no_horizon", "filled_late"]
"""Why the parts of a dimension cannot be compared: nobody has filled it in, all deals have the same
value, no age is known by which most wins have happened, or it is filled in as a deal goes on, so that
the deals without a value hardly ever win."""

Group = Literal["part", "period"]
Span = tuple[date, date]
"""Deals created from the first day on and before the second."""

PEOPLE = ("owner", "team", "territory")
"""Dimensions whose parts are people, or may be (one rep a region): they stand by name, never by rank."""
OWNER = "owner"


@dataclass(frozen=True, kw_only=True)
class PartFigures:
    """One part of a breakdown.

    value, kind, merged : the part's own value (``""`` for none and other); how many values the others are
    deals, won, lost, open : counts; ``timed`` of them have a clock
    worth : deals watched through the horizon that the share is worth, n = p (1 - p) / se^2
    share : won within the horizon (Aalen-Johansen, open deals censored), with its interval; None where
        the part was not watched so long (``young``)
    closed_rate : won / (won + lost), biased, for what people usually quote
    drawn : the share drawn towards all named parts (`core.shrinkage`); ``weight`` of its own figure
    difference : share - share of the other named parts, with Newcombe's interval on what both are worth
    p_value : Fisher's exact test of the same numbers, two-sided; ``q_value`` Benjamini and Hochberg's,
        over all parts of all dimensions looked at
    money : timed deals x difference x mean value of a won deal, with its interval
    cycle_days : median days of the deals that win; mean_won_value : of ``valued`` won deals with a value
    stage : deal stage at which it loses most against the rest; stage_rate and stage_reference the
        shares that move on there in its usual time
    """

    value: str
    kind: Kind = "named"
    merged: int = 0
    deals: int
    won: int
    lost: int
    open: int
    timed: int = 0
    worth: float = 0.0
    share: float | None = None
    share_low: float | None = None
    share_high: float | None = None
    young: bool = False
    closed_rate: float | None = None
    drawn: float | None = None
    drawn_low: float | None = None
    drawn_high: float | None = None
    weight: float | None = None
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    p_value: float | None = None
    q_value: float | None = None
    stands_out: bool = False
    money: float | None = None
    money_low: float | None = None
    money_high: float | None = None
    cycle_days: float | None = None
    mean_won_value: float | None = None
    valued: int = 0
    stage: str | None = None
    stage_rate: float | None = None
    stage_reference: float | None = None


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """Deals alike: those of the first and of the second group, and how many of them were won in time."""

    value: str
    first: Tally
    second: Tally


@dataclass(frozen=True, kw_only=True)
class Reversal:
    """Two groups of deals whose difference turns round, or comes to light, within like.

    kind : ``reversal``: all deals together differ the other way than those of every stratum;
        ``hidden``: together they hardly differ, in every stratum they do, the same way
    group : ``part``: ``second`` is the value of ``dimension``, ``first`` all other deals with one;
        ``period``: the deals created in the two windows of ``periods``
    crude, standardised : shares won within ``days`` of the deals that had the time, first and second;
        standardised with the same mix of ``stratifier``
    p_value : of the difference within strata (Cochran, Mantel and Haenszel)
    """

    kind: Literal["reversal", "hidden"]
    group: Group
    dimension: str
    value: str
    stratifier: str
    days: int
    crude: tuple[float, float]
    standardised: tuple[float, float]
    strata: tuple[Stratum, ...]
    p_value: float
    periods: tuple[Span, Span] | None = None

    @property
    def difference(self) -> float:
        """Second minus first, with the same mix."""
        return self.standardised[1] - self.standardised[0]

    @property
    def n(self) -> int:
        """Deals compared."""
        return sum(one.first.entered + one.second.entered for one in self.strata)


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """Deals by the values of one dimension.

    ``parts`` are in the order to be shown: people by name, months by time, bands by size, all others
    by their drawn share; then what is too little to list, then the deals without a value.
    ``horizon_days`` is the age at which all parts of all dimensions are compared; ``reason`` says why
    they are not, or is None. ``common`` is the share of all named parts together. ``reversals`` tells
    where parts held like against like differ in another way than all their deals together.
    """

    dimension: str
    as_of: date
    currency: str | None
    level: float
    horizon_days: int | None
    parts: tuple[PartFigures, ...] = ()
    common: float | None = None
    reason: Reason | None = None
    reversals: tuple[Reversal, ...] = ()

    @property
    def named(self) -> tuple[PartFigures, ...]:
        """The parts that are a value of the dimension."""
        return tuple(part for part in self.parts if part.kind == "named")

    @property
    def standing_out(self) -> tuple[PartFigures, ...]:
        """Parts whose difference from the rest is more than chance."""
        return tuple(part for part in self.parts if part.stands_out)

    @property
    def in_time(self) -> bool:
        """Whether the parts follow one another in time, so that none is held against the rest."""
        return self.dimension == CREATED_MONTH

    @property
    def in_size(self) -> bool:
        """Whether the parts are bands of the value."""
        return self.dimension == SIZE_BAND
