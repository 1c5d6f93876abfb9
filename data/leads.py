"""What was asked of leads when they were qualified, and what is known of their companies.

It has a random stream of its own, so that the deals stay as they are. `STORIES.md` tells what a
reader can discover.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from companies import EXPORTED, Company
from simulate import Account, Deal, Dice, working_day
from writing import table

SINCE = date(2025, 4, 1)
"""Since when the companies note answers: older deals have none."""
NEW_LEADS = 24
CRITERIA = ("budget", "authority", "need", "timing")
CHANCES = {
    "won": {
        "budget": (0.74, 0.06),
        "authority": (0.62, 0.06),
        "need": (0.96, 0.00),
        "timing": (0.66, 0.10),
    },
    "lost": {
        "budget": (0.36, 0.28),
        "authority": (0.26, 0.18),
        "need": (0.62, 0.10),
        "timing": (0.34, 0.28),
    },
}
"""Chance of a yes and of a no by what became of the deal; the rest is not known."""
NO_NEED = (0.06, 0.42, 100)
"""Chance that an open deal has no need: a young one, an old one, and the days that tell them apart."""
SELDOM = 0.03
"""The same in the last two stages."""
STAFF = {"C": (26, 0.7), "B": (110, 0.5), "A": (640, 0.6)}
"""Median and spread (log) of employees by class of account."""
FEWEST = 10
LATE = 9
"""Won deals whose answers were only filled in after the signature."""


@dataclass(frozen=True)
class Wording:
    """How a company writes its list."""

    header: tuple[str, ...]
    yes: str
    no: str
    unknown: tuple[str, ...]
    industries: tuple[str, ...]
    wrong: str
    profile: str


ENGLISH = Wording(
    header=(
        *("Deal ID", "Company", "Asked on", "Budget", "Authority", "Need", "Timing"),
        *("Employees", "Industry"),
    ),
    yes="yes",
    no="no",
    unknown=("", "", "", "?", "don't know", "maybe"),
    industries=("Logistics", "Food", "Manufacturing", "Retail", "Public sector"),
    wrong="20k",
    profile="""\
# Whom Marmalade Lighthouse sells to best.
name = "Marmalade Lighthouse"
language = "en"

[[rule]]
field = "employees"
label = "Employees"
operator = "at_least"
value = 10
hard = true
weight = 2
question = "How many people work there?"

[[rule]]
field = "industry"
label = "Industry"
operator = "none_of"
value = ["Public sector"]
hard = true

[[rule]]
field = "industry"
label = "Industry we know"
operator = "one_of"
value = ["Logistics", "Food"]
weight = 1
""",
)
POLISH = Wording(
    header=(
        *("Numer szansy", "Firma", "Data rozmowy", "Budżet", "Decyzyjność", "Potrzeba", "Termin"),
        *("Zatrudnienie", "Branża"),
    ),
    yes="tak",
    no="nie",
    unknown=("", "", "", "?", "nie wiem", "może"),
    industries=("Logistyka", "Żywność", "Produkcja", "Handel", "Administracja publiczna"),
    wrong="20 tys.",
    profile="""\
# Komu Kwarcowa Sowa sprzedaje najlepiej.
name = "Kwarcowa Sowa"
language = "pl"

[[rule]]
field = "employees"
label = "Zatrudnienie"
operator = "at_least"
value = 10
hard = true
weight = 2
question = "Ile osób pracuje w tej firmie?"

[[rule]]
field = "industry"
label = "Branża"
operator = "none_of"
value = ["Administracja publiczna"]
hard = true

[[rule]]
field = "industry"
label = "Branża, którą znamy"
operator = "one_of"
value = ["Logistyka", "Żywność"]
weight = 1
""",
)
WORDINGS = {"marmalade_lighthouse": ENGLISH, "kwarcowa_sowa": POLISH}


def lead_files(
    company: Company, deals: Sequence[Deal], accounts: Sequence[Account]
) -> dict[str, str]:
    """Present leads, those of closed deals, and the ideal customer profile, by the name of the file."""
    dice, wording = Dice(company.seed + 4), WORDINGS[company.key]
    bought = {deal.account.name for deal in deals if deal.status == "won"}
    facts = {one.name: _facts(one, one.name in bought, wording, dice) for one in accounts}
    asked = [deal for deal in deals if deal.created.date() >= SINCE]
    late = {deal.number for deal in [one for one in asked if one.status == "won"][:LATE]}
    rows = {
        deal.number: _row(deal, facts[deal.account.name], company, dice, deal.number in late)
        for deal in asked
    }
    present = [rows[deal.number] for deal in asked if deal.status == "open"]
    present += [_new(accounts[place], facts, wording, dice) for place in range(NEW_LEADS)]
    present.append(present[-1])
    present.append(["", "", EXPORTED, wording.yes, "", wording.yes, "", "", ""])
    present.append(["", accounts[NEW_LEADS].name, EXPORTED, wording.wrong, "", "", "", "", ""])
    past = [rows[deal.number] for deal in asked if deal.status != "open"]
    return {
        "leads.csv": table(wording.header, present),
        "qualified.csv": table(wording.header, past),
        "icp.toml": wording.profile,
    }


def _facts(account: Account, bought: bool, wording: Wording, dice: Dice) -> tuple[str, str]:
    staff = int(dice.lognormal(*STAFF[account.segment.tier]))
    industry = dice.pick(wording.industries, (0.34, 0.24, 0.22, 0.16, 0.04))
    unknown = dice.uniform(), dice.uniform()
    if bought:
        staff = max(staff, FEWEST + 2)
        industry = wording.industries[2] if industry == wording.industries[4] else industry
    return "" if unknown[0] < 0.15 else str(staff), "" if unknown[1] < 0.08 else industry


def _row(
    deal: Deal, facts: tuple[str, str], company: Company, dice: Dice, late: bool
) -> list[object]:
    wording, created = WORDINGS[company.key], deal.created.date()
    day = min(working_day(created + timedelta(days=dice.whole(0, 12))), EXPORTED)
    ended = deal.ended.date() if deal.ended else None
    if ended is not None:
        day = (
            ended + timedelta(days=3) if late else min(day, max(created, ended - timedelta(days=1)))
        )
    like = deal.status if deal.status != "open" else dice.pick(("won", "lost"), (0.35, 0.65))
    old = (EXPORTED - created).days > NO_NEED[2]
    last = deal.stage >= len(company.stages) - 2
    answers = []
    for key in CRITERIA:
        yes, no = CHANCES[like][key]
        if deal.status == "open" and key == "need":
            no = SELDOM if last else NO_NEED[old]
            yes = min(yes, 0.94 - no)
        answers.append(_answer(yes, no, wording, dice))
    return [deal.number, deal.account.name, day, *answers, *facts]


def _new(
    account: Account, facts: dict[str, tuple[str, str]], wording: Wording, dice: Dice
) -> list[object]:
    """A lead that is no deal yet: most of its answers are not known."""
    day = working_day(EXPORTED - timedelta(days=dice.whole(3, 20)))
    answers = [_answer(0.3, 0.1, wording, dice) for _ in CRITERIA]
    return ["", account.name, day, *answers, *facts[account.name]]


def _answer(yes: float, no: float, wording: Wording, dice: Dice) -> str:
    mark, unknown = dice.uniform(), dice.pick(wording.unknown)
    return wording.yes if mark < yes else wording.no if mark < yes + no else unknown
