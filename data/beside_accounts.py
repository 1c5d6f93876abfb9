"""Who looked after which account when, what each deal was made of, and what reps committed to.

Each list draws from a random stream of its own, so that every other file stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from companies import EXPORTED, SECOND_YEAR, Company, Rep
from simulate import Account, Deal, Dice, working_day
from writing import money, table

MOVED = 14
"""Accounts that went to a colleague of the same team, beside those of the rep who left."""
ADDS, ADDS_OTHERS, TRAINING = 0.55, 0.10, 0.30
"""Chance that a buyer of the main product adds the add-on, of another product, and that of training."""
OPTIMIST = 1.7
"""What the hopeful rep's commit is of what comes in; the others' is about 1.1."""


@dataclass(frozen=True)
class Wording:
    """Headers and products of a company's lists, and its hopeful rep."""

    owners: tuple[str, ...]
    lines: tuple[str, ...]
    commits: tuple[str, ...]
    addon: str
    training: str
    hopeful: str


WORDINGS = {
    "kwarcowa_sowa": Wording(
        owners=("Firma", "Opiekun", "Od", "Do"),
        lines=("ID szansy", "Produkt", "Ilość", "Wartość", "Waluta"),
        commits=("Handlowiec", "Miesiąc", "Deklaracja", "Waluta", "Data deklaracji"),
        addon="Kwarc Skaner",
        training="Szkolenie",
        hopeful="Dobromir Świerszczyk",
    ),
    "marmalade_lighthouse": Wording(
        owners=("Account", "Account owner", "From", "To"),
        lines=("Deal ID", "Product", "Quantity", "Value", "Currency"),
        commits=("Rep", "Month", "Commit", "Currency", "Committed on"),
        addon="Marmalade Badge",
        training="Training day",
        hopeful="Rufus Quillfeather",
    ),
}


def account_owners_csv(company: Company, accounts: Sequence[Account]) -> str:
    """Owners with dates; a third of the accounts of the rep who left has had nobody since."""
    dice, wording = Dice(company.seed + 26), WORDINGS[company.key]
    owners = {place: rep for rep in reversed(company.reps) for place in rep.territories}
    moved = {dice.whole(0, len(accounts) - 1) for _ in range(MOVED)}
    rows: list[tuple[object, ...]] = []
    for place, account in enumerate(accounts):
        first = owners[account.territory]
        begins = max(first.started, date(2023, 1, 2))
        given = first.left or (date(2026, 1, 5) if place in moved else None)
        others = [rep for rep in company.reps if rep.team == first.team and rep is not first]
        there = [rep for rep in others if rep.left is None]
        heir = dice.pick(there)
        rows.append((account.name, first.name, begins, given or ""))
        if given and not (first.left and place % 3 == 0):
            rows.append((account.name, heir.name, given, ""))
    return table(wording.owners, rows)


def lines_csv(company: Company, deals: Sequence[Deal]) -> str:
    """What was offered in each deal that came as far as an offer; the lines add up to its value."""
    dice, wording = Dice(company.seed + 27), WORDINGS[company.key]
    rows = [
        (deal.number, product, quantity, money(value), company.currency)
        for deal in deals
        if deal.stage >= 3
        for product, quantity, value in _lines(company, deal, wording, dice)
    ]
    unknown = (9999, company.products[0], 1, money(1000), company.currency)
    return table(wording.lines, [*rows[:50], rows[49], *rows[50:], unknown])


def _lines(
    company: Company, deal: Deal, wording: Wording, dice: Dice
) -> Iterator[tuple[str, int, float]]:
    chance = ADDS if deal.product == company.products[0] else ADDS_OTHERS
    adds, trains = dice.uniform() < chance, dice.uniform() < TRAINING
    addon = round(deal.value * (0.10 + 0.15 * dice.uniform()), -1) if adds else 0.0
    training = round(deal.value * 0.08, -1) if trains else 0.0
    seats, handhelds = dice.whole(2, 40), dice.whole(1, 12)
    yield deal.product, seats, round(deal.value - addon - training, 2)
    if addon:
        yield wording.addon, handhelds, addon
    if training:
        yield wording.training, 1, training


def commits_csv(company: Company, deals: Sequence[Deal]) -> str:
    """What each rep said at the start of each of the last months would come in during it."""
    dice, wording = Dice(company.seed + 28), WORDINGS[company.key]
    rows = []
    month = SECOND_YEAR.replace(day=1)
    while month <= EXPORTED + timedelta(days=5):
        for rep in company.reps:
            if rep.started <= month and (rep.left is None or month < rep.left):
                said = _said(company, rep, month, deals, dice)
                on = min(working_day(month), EXPORTED)
                rows.append((rep.name, month.strftime("%Y-%m"), said, company.currency, on))
        month = (month + timedelta(days=32)).replace(day=1)
    return table(wording.commits, rows)


def _said(company: Company, rep: Rep, month: date, deals: Sequence[Deal], dice: Dice) -> int:
    """What comes in, seen through a rep's hope and a rep's mist."""
    came = sum(
        deal.value
        for deal in deals
        if deal.rep is rep and deal.status == "won" and deal.ended is not None
        if deal.ended.date().replace(day=1) == month
    )
    hope = OPTIMIST if rep.name == WORDINGS[company.key].hopeful else 1.1
    usual = 1.1 * company.quota
    return int(round(hope * (0.85 * came + 0.15 * usual) * dice.lognormal(1.0, 0.15), -2))
