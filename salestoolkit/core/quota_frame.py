"""What a quota page is worked out from: deals, people, lines of quotas and draws of one period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.cohorts import HasHistory
from salestoolkit.core.counts import LOST, WON
from salestoolkit.core.forecast import forecast
from salestoolkit.core.forecast_draws import stretches
from salestoolkit.core.forecast_result import Forecast
from salestoolkit.core.part import Part
from salestoolkit.core.quota_choice import chosen_quotas
from salestoolkit.core.quota_commits import read_commits
from salestoolkit.core.quota_deals import quota_deals
from salestoolkit.core.quota_draws import Draws, Stretch, new_shares, places_of
from salestoolkit.core.quota_factors import deals_in_play
from salestoolkit.core.quota_people import Person, Ramp, learned_ramp, people_of
from salestoolkit.core.quota_table import Quotas, lines_of
from salestoolkit.core.quota_target import DAY, Target, target_in
from salestoolkit.core.stalled import stalled_deals
from salestoolkit.core.work_calendar import WorkCalendar
from salestoolkit.errors import InvalidValue

ENOUGH_SIZES = 10
"""Wins from which the mean size of a part's own deals is used."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Beside:
    """What the book holds beside its deals and a quota page looks at; None where it lacks it.

    ``quotas`` and ``commits`` as `salestoolkit.core.quota_table.read_quotas` reads them (commits with
    ``committed`` and ``said_on``), ``reps``: owner, team, started_at, left_at; ``contracts``: customer,
    starts; ``calls_per_deal``: calls that went with a new deal.
    """

    quotas: pd.DataFrame | None = None
    commits: pd.DataFrame | None = None
    reps: pd.DataFrame | None = None
    contracts: pd.DataFrame | None = None
    calls_per_deal: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Frame:
    """One period of one book: see `frame_of`."""

    start: date
    until: date
    asked: tuple[date, date]
    as_of: date
    metric: str
    currency: str | None
    deals: pd.DataFrame
    people: Mapping[str, Person]
    quotas: Quotas
    commits: pd.DataFrame
    beside: Beside
    made: Forecast
    draws: Draws | None
    play: pd.DataFrame
    ramp: Ramp | None
    calendar: WorkCalendar
    owners: Mapping[str, Stretch]
    teams: Mapping[str, Stretch]
    others: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    @property
    def last(self) -> date:
        """The last day of the period that is over."""
        return min(self.until, self.as_of)

    def lines(self, part: Part | None) -> pd.DataFrame:
        """Lines of quotas that make up that of a part."""
        teams = {name: one.team for name, one in self.people.items()}
        return lines_of(self.quotas.lines, part, teams)

    def target(self, lines: pd.DataFrame) -> tuple[Target | None, float]:
        """The quota of some lines, each until its person left, and what was not counted for that."""
        gone = {name: one.left for name, one in self.people.items() if one.left}
        ended, rest = 0.0, lines[~lines["owner"].isin(list(gone))]
        found = [target_in(rest, self.start, self.until, calendar=self.calendar)]
        for name, left in gone.items():
            rows = lines[lines["owner"] == name]
            full = target_in(rows, self.start, self.until, calendar=self.calendar)
            if full is None or left is None:
                continue
            last = min(self.until, left)
            own = target_in(rows, self.start, last, calendar=self.calendar)
            found.append(own)
            ended += full.amount - (own.amount if own else 0.0)
        return _together([one for one in found if one is not None]), ended

    def place(self, dimension: str, value: str) -> Stretch:
        """The part of the new business to come of one product or territory."""
        return stretches(dict(self.others[dimension])).get(value, (0.0, 0.0))

    def size(self, part: Part | None) -> float | None:
        """Mean amount of a win with one: the part's own where it has won enough, else that of all."""
        name = {"revenue": "value", "margin": "margin"}[self.metric]
        won = self.deals[(self.deals["fate"] == WON) & (self.deals[name] > 0)]
        own = won if part is None else won[won[part.dimension] == part.value]
        sizes = (own if len(own) >= ENOUGH_SIZES else won)[name]
        return float(sizes.mean()) if len(sizes) else None

    def relative_size(self, part: Part | None) -> float:
        """How many times as large as others a product's wins are; people and teams sell all of them."""
        if part is None or part.dimension != "product" or self.metric == "deals":
            return 1.0
        own, every = self.size(part), self.size(None)
        return own / every if own and every else 1.0

    def is_there(self, name: str) -> bool:
        """Whether a person has anything to do with the period: a quota or deals, and not gone before."""
        if self.people[name].gone(self.start - DAY):
            return False
        return name in set(self.quotas.lines["owner"]) or name in set(self.play["owner"])

    def days_of(self, name: str) -> int:
        """Working days of a person from the period's first day to now."""
        person = self.people[name]
        first = max(self.start, person.started or self.start)
        last = min(self.last, person.left or self.last)
        return self.calendar.days(first, last + DAY)


def _together(found: list[Target]) -> Target | None:
    if not found:
        return None
    return Target(
        amount=sum(one.amount for one in found),
        lines=sum(one.lines for one in found),
        spread=any(one.spread for one in found),
        covered=max(one.covered for one in found),
    )


def frame_of(
    book: HasHistory,
    beside: Beside,
    *,
    start: date,
    until: date,
    pipeline: str | None,
    currency: str | None,
    metric: str | None,
    calendar: WorkCalendar,
    models: Sequence[str] | None = None,
) -> Frame:
    """Everything that the standings of one period are worked out from.

    ``models``: forecast with one of these alone; with the one that did best on past days where not given.

    Raises
    ------
    InvalidValue
        ``quota_none``, ``quota_not_then``, ``quota_metrics``, ``quota_currencies``.
    """
    if beside.quotas is None or beside.quotas.empty:
        raise InvalidValue("quota_none", field="quotas", value=0)
    plain = quota_deals(book, pipeline=pipeline, contracts=beside.contracts)
    people = people_of(plain, beside.reps)
    quotas, metric, coin = chosen_quotas(
        beside.quotas, people, plain, (start, until), currency, metric
    )
    # days at either end for which nobody has a quota cannot be held against one
    first, last = start, until
    start = max(start, min(quotas.lines["start"]))
    until = min(until, max(quotas.lines["end"]))
    deals = quota_deals(book, pipeline=pipeline, currency=coin, contracts=beside.contracts)
    made = forecast(
        book,
        start=start,
        until=until,
        pipeline=pipeline,
        currency=coin if _has(plain, coin) else None,
        metric="deals" if metric == "deals" else "revenue",
        models=models,
    )
    chance = _chances(book, deals, pipeline, coin)
    owners, teams = places_of(deals, people, book.as_of)
    return Frame(
        start=start,
        until=until,
        asked=(first, last),
        as_of=book.as_of,
        metric=metric,
        currency=coin,
        deals=deals,
        people=people,
        quotas=quotas,
        commits=read_commits(beside.commits, book.as_of, people, metric, coin),
        beside=beside,
        made=made,
        draws=Draws.of(made, deals, metric),
        play=deals_in_play(deals, chance, start, min(until, book.as_of), metric),
        ramp=learned_ramp(deals, people, book.as_of),
        calendar=calendar,
        owners=owners,
        teams=teams,
        others={name: new_shares(deals, name, book.as_of) for name in ("product", "territory")},
    )


def _has(deals: pd.DataFrame, coin: str | None) -> bool:
    return coin is not None and bool((deals["currency"] == coin).any())


def _chances(
    book: HasHistory, deals: pd.DataFrame, pipeline: str | None, coin: str | None
) -> pd.Series:
    """Chance of each open deal to be won ever, as the weekly page has it."""
    keys = ["source_name", "deal_id"]
    rows = stalled_deals(book, pipeline=pipeline, currency=coin).rows
    told = pd.Series(
        rows["chance"].to_numpy(dtype=float), index=pd.MultiIndex.from_frame(rows[keys])
    )
    return pd.Series(told.reindex(pd.MultiIndex.from_frame(deals[keys])).to_numpy(dtype=float))


def closed_rates(deals: pd.DataFrame, names: list[str]) -> tuple[Any, Any]:
    """Won and ended deals of each person."""
    won = deals.loc[deals["fate"] == WON, "owner"].value_counts()
    ended = deals.loc[deals["fate"].isin([WON, LOST]), "owner"].value_counts()
    return (
        np.array([float(won.get(name, 0)) for name in names]),
        np.array([float(ended.get(name, 0)) for name in names]),
    )
