"""The life of each deal, day by day, from what `companies.py` says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from statistics import NormalDist
from typing import TypeVar

import numpy as np
from companies import EXPORTED, FIRST, SECOND_YEAR, Company, Rep, Segment, Source

Item = TypeVar("Item")

SKIPS, MOVES_BACK, COMES_AGAIN, FORGOTTEN = 0.04, 0.03, 0.02, 0.03
"""Chances that a deal jumps over a stage, moves back, is re-opened after a loss, or is never closed."""
SPREAD = 0.7
"""Standard deviation of the logarithm of days in a stage."""


class Dice:
    """Draws that depend on nothing but the seed: uniform numbers and what is made of them."""

    def __init__(self, seed: int) -> None:
        self._numbers = np.random.Generator(np.random.PCG64(seed))

    def uniform(self) -> float:
        """A number from 0 up to, but not including, 1."""
        return float(self._numbers.random())

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.uniform() * (high - low + 1))

    def pick(self, items: Sequence[Item], weights: Sequence[float] | None = None) -> Item:
        """One of the items, each as likely as its weight says."""
        shares = list(weights) if weights is not None else [1.0] * len(items)
        mark = self.uniform() * sum(shares)
        for item, share in zip(items, shares, strict=True):
            mark -= share
            if mark < 0:
                return item
        return items[-1]

    def lognormal(self, median: float, spread: float) -> float:
        """A lognormal number with this median and standard deviation of its logarithm."""
        normal = NormalDist().inv_cdf(min(max(self.uniform(), 1e-9), 1 - 1e-9))
        return median * math.exp(round(spread * normal, 6))

    def moment(self, day: date, after: datetime | None = None) -> datetime:
        """A moment of a working day; later than ``after`` where that is on the same day."""
        begin = datetime.combine(day, time(8, 15))
        if after is not None and after.date() == day:
            begin = after + timedelta(minutes=4)
        minutes = int((datetime.combine(day, time(16, 30)) - begin).total_seconds() // 60)
        return begin + timedelta(minutes=self.whole(0, max(minutes, 1)), seconds=self.whole(0, 59))


@dataclass(frozen=True)
class Account:
    """A company that might buy."""

    name: str
    segment: Segment
    territory: str
    potential: int
    is_client: bool


@dataclass
class Deal:
    """A deal and what happened to it: (moment, entry, bulk); entries are stage numbers or words."""

    number: int
    account: Account
    rep: Rep
    source: Source
    product: str
    value: float
    created: datetime
    events: list[tuple[datetime, int | str, bool]] = field(default_factory=list)

    @property
    def stage(self) -> int:
        """Place of the stage it stands in, or stood in last."""
        return next(entry for _, entry, _ in reversed(self.events) if isinstance(entry, int))

    @property
    def status(self) -> str:
        """open, won or lost."""
        last = self.events[-1][1]
        return last if last in ("won", "lost") else "open"

    @property
    def ended(self) -> datetime | None:
        """When it was won or lost; None while it is open."""
        return self.events[-1][0] if self.status != "open" else None


def working_day(day: date) -> date:
    """The day, or the Monday after a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def make_accounts(company: Company, dice: Dice) -> list[Account]:
    """Accounts with plainly invented names, no two alike, spread over the reps' territories."""
    territories = sorted({place for rep in company.reps for place in rep.territories})
    names: list[str] = []
    while len(names) < company.accounts:
        words = (company.first_words, company.second_words, company.forms)
        name = " ".join(dice.pick(part) for part in words)
        if name not in names:
            names.append(name)
    accounts = []
    for name in names:
        segment = dice.pick(company.segments, [segment.share for segment in company.segments])
        potential = round(dice.lognormal(2.5 * segment.value, segment.spread), -2)
        accounts.append(
            Account(name, segment, dice.pick(territories), int(potential), dice.uniform() < 0.3)
        )
    return accounts


def make_deals(company: Company, accounts: list[Account], dice: Dice) -> list[Deal]:
    """Deals in the order they were created, each with its events up to the export."""
    span = (EXPORTED - FIRST).days
    days = sorted(
        working_day(FIRST + timedelta(days=int(dice.uniform() ** 0.93 * (span - 1))))
        for _ in range(company.deals)
    )
    moments = sorted(dice.moment(day) for day in days)
    deals = []
    for place, created in enumerate(moments):
        deal = _new_deal(company, accounts, dice, 1001 + place, created)
        _live(company, deal, dice)
        deal.events = [event for event in deal.events if event[0].date() <= EXPORTED]
        deals.append(deal)
    if company.mass_close is not None:
        _close_forgotten(deals, company.mass_close)
    return deals


def _new_deal(
    company: Company, accounts: list[Account], dice: Dice, number: int, created: datetime
) -> Deal:
    year = int(created.date() >= SECOND_YEAR)
    team = dice.pick(list(company.teams), list(company.teams.values()))
    day = created.date()
    reps = [
        rep
        for rep in company.reps
        if rep.team == team and rep.started <= day and (rep.left is None or day < rep.left)
    ]
    rep = dice.pick(reps)
    near = [account for account in accounts if account.territory in rep.territories]
    account = dice.pick(near)
    source = dice.pick(company.sources, [source.share[year] for source in company.sources])
    value = dice.lognormal(account.segment.value, account.segment.spread)
    cents = dice.pick((0.0, 0.5, 0.99), (0.9, 0.06, 0.04))
    product = dice.pick(company.products, (0.5, 0.3, 0.2))
    return Deal(number, account, rep, source, product, round(value, -2) + cents, created)


def advance_chance(company: Company, deal: Deal, stage: int, day: date) -> float:
    """True chance to move on from a stage entered on a day: what the audit should find."""
    chance = deal.source.advance[int(deal.created.date() >= SECOND_YEAR)][stage]
    chance *= company.team_effect.get((deal.rep.team, stage), 1.0)
    if stage == company.changed_stage and day >= company.changed_on:
        chance *= company.changed_factor
    return chance


def _live(company: Company, deal: Deal, dice: Dice) -> None:
    """Let a deal run from its first stage to a win, a loss or oblivion."""
    stage, now = 0, deal.created
    deal.events.append((now, stage, False))
    while now.date() <= EXPORTED:
        wins = dice.uniform() < advance_chance(company, deal, stage, now.date())
        moves_back = dice.uniform() < MOVES_BACK and stage > 1
        forgotten = dice.uniform() < FORGOTTEN and not wins
        now = _later(company, deal, stage, now, dice)
        if forgotten:
            return
        if moves_back:
            stage -= 1
        elif wins:
            jumps = dice.uniform() < SKIPS and 0 < stage < len(company.stages) - 3
            stage += 2 if jumps else 1
        elif not _lost_for_now(deal, now, dice):
            return
        else:
            now = deal.events[-1][0]
            continue
        if stage == len(company.stages):
            deal.events.append((now, "won", False))
            return
        deal.events.append((now, stage, False))


def _lost_for_now(deal: Deal, now: datetime, dice: Dice) -> bool:
    """Record a loss; True where the deal comes in again some weeks later."""
    deal.events.append((now, "lost", False))
    again = dice.uniform() < COMES_AGAIN
    if again:
        back = working_day(now.date() + timedelta(days=dice.whole(20, 80)))
        deal.events.append((dice.moment(back), "open", False))
    return again


def _later(company: Company, deal: Deal, stage: int, now: datetime, dice: Dice) -> datetime:
    days = dice.lognormal(company.stages[stage].days, SPREAD)
    if company.slow_stage is not None:
        territory, slow, factor = company.slow_stage
        if stage == slow and deal.account.territory == territory:
            days *= factor
    day = working_day(now.date() + timedelta(days=int(days)))
    return dice.moment(day, now)


def _close_forgotten(deals: list[Deal], day: date) -> None:
    """Someone tidies up: deals without a move for half a year are closed in one second."""
    moment = datetime.combine(day, time(15, 59, 30))
    for deal in deals:
        last = deal.events[-1][0]
        if deal.status == "open" and last < moment - timedelta(days=180):
            deal.events.append((moment, "lost", True))
