"""What each source of leads costs a month, and the first leads of three sources that are only tried out.

It has a random stream of its own, so that the deals stay as they are. `STORIES.md` tells what a
reader can discover.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from companies import EXPORTED, Company
from simulate import Dice, working_day
from writing import money, stamp, table

SEED = 20261124
MONTHS = [date(2025, 11, 1) + timedelta(days=31 * n) for n in range(12)]
"""A day in each month from November 2025 to October 2026."""


@dataclass(frozen=True)
class Spending:
    """A source's usual month, and what a month of a fair costs instead."""

    source: str
    amount: float
    hours: float
    fairs: tuple[tuple[int, float, float], ...] = ()


@dataclass(frozen=True)
class Pilot:
    """A source that is tried out: leads, how many were won, the true chance, and its first month."""

    source: str
    leads: int
    won: int
    chance: float
    began: date
    amount: float
    hours: float


@dataclass(frozen=True)
class Wording:
    """How a company writes its lists."""

    costs: tuple[str, ...]
    deals: tuple[str, ...]
    statuses: tuple[str, str, str]
    title: str
    spending: tuple[Spending, ...]
    pilots: tuple[Pilot, ...]


POLISH = Wording(
    costs=("Źródło", "Miesiąc", "Koszt", "Waluta", "Godziny"),
    deals=(
        *("Numer szansy", "Tytuł", "Handlowiec", "Zespół", "Źródło", "Wartość", "Waluta"),
        *("Lejek", "Etap", "Status", "Data utworzenia", "Data zamknięcia"),
    ),
    statuses=("Otwarta", "Wygrana", "Przegrana"),
    title="Pilotaż",
    spending=(
        Spending("Polecenie", 900, 14),
        Spending("Targi", 600, 9, ((2, 11_300, 40), (9, 13_900, 46))),
        Spending("Formularz WWW", 5_600, 46),
    ),
    pilots=(
        Pilot("Podcast", 7, 4, 0.15, date(2026, 3, 1), 700, 5),
        Pilot("Newsletter", 34, 4, 0.10, date(2026, 2, 1), 250, 6),
        Pilot("Czat na stronie", 41, 4, 0.10, date(2026, 2, 1), 480, 13),
    ),
)
ENGLISH = Wording(
    costs=("Source", "Month", "Cost", "Currency", "Hours"),
    deals=(
        *("Deal ID", "Title", "Owner", "Team", "Source", "Value", "Currency", "Pipeline"),
        *("Stage", "Status", "Created", "Closed"),
    ),
    statuses=("Open", "Won", "Lost"),
    title="Pilot",
    spending=(
        Spending("Referral", 260, 9),
        Spending("Webinar", 1_750, 21),
        Spending("Outbound call", 140, 92),
    ),
    pilots=(
        Pilot("Podcast", 7, 4, 0.15, date(2026, 3, 1), 150, 5),
        Pilot("Newsletter", 36, 5, 0.13, date(2026, 2, 1), 55, 6),
        Pilot("Website chat", 39, 5, 0.13, date(2026, 2, 1), 110, 13),
    ),
)


def source_files(company: Company) -> dict[str, str]:
    """``costs.csv`` and ``pilot_sources.csv`` of one company."""
    words = POLISH if company.currency == "PLN" else ENGLISH
    dice = Dice(SEED + company.seed)
    return {
        "costs.csv": table(words.costs, _costs(company, words, dice)),
        "pilot_sources.csv": table(words.deals, _pilots(company, words, dice)),
    }


def _costs(company: Company, words: Wording, dice: Dice) -> Iterator[tuple[object, ...]]:
    for day in MONTHS:
        month = day.strftime("%Y-%m")
        for one in words.spending:
            dear = {when: (amount, hours) for when, amount, hours in one.fairs}
            amount, hours = dear.get(day.month, (one.amount, one.hours))
            amount *= 0.9 + 0.2 * dice.uniform()
            hours *= 0.9 + 0.2 * dice.uniform()
            yield one.source, month, money(round(amount)), company.currency, money(round(hours, 1))
        for pilot in words.pilots:
            if day >= pilot.began:
                spent = money(round(pilot.amount)), company.currency, money(round(pilot.hours, 1))
                yield pilot.source, month, *spent


def _pilots(company: Company, words: Wording, dice: Dice) -> Iterator[tuple[object, ...]]:
    opened, won, lost = words.statuses
    number = 9001
    reps = [rep for rep in company.reps if rep.left is None and rep.started < date(2026, 1, 1)]
    for pilot in words.pilots:
        wins = _places(pilot.leads, pilot.won, dice)
        for place in range(pilot.leads):
            created = _moment(pilot.began, (date(2026, 7, 31) - pilot.began).days, dice)
            wins_it = place in wins
            days = dice.lognormal(52 if wins_it else 24, 0.4)
            closed = dice.moment(working_day(created.date() + timedelta(days=int(days))))
            over = closed.date() <= EXPORTED
            rep = dice.pick(reps)
            stage = len(company.stages) - 1 if wins_it else min(5, int(dice.uniform() ** 2 * 4))
            status = (won if wins_it else lost) if over else opened
            yield (
                *(f"P{number}", f"{words.title} {number}", rep.name, rep.team, pilot.source),
                *(
                    money(round(dice.lognormal(company.segments[0].value, 0.4), -2)),
                    company.currency,
                ),
                *(company.pipeline, company.stages[stage].name, status),
                *(stamp(created), stamp(closed) if over else ""),
            )
            number += 1


def _places(of: int, chosen: int, dice: Dice) -> set[int]:
    """So many places out of all."""
    found: set[int] = set()
    while len(found) < chosen:
        found.add(dice.whole(0, of - 1))
    return found


def _moment(first: date, days: int, dice: Dice) -> datetime:
    return dice.moment(working_day(first + timedelta(days=dice.whole(0, days))))
