"""Who stays, year by year: contracts of customers, with a random stream of its own.

A customer's first contract begins after its first won deal; those that were clients before the CRM
was set up joined from 2022 on. Every true chance stands here; `STORIES.md` tells what comes out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from companies import EXPORTED, Company
from simulate import Account, Deal, Dice
from writing import money, stamp, table

LEAVES_UNCHECKED, LEAVES_CHECKED, LEAVES_LATER = 0.42, 0.07, 0.09
"""Chances that a first contract is not renewed, without and with a check-in, and any later one."""
CHECKED, MID_TERM, LATE = 0.6, 0.03, 0.35
"""Share of new customers with an onboarding check-in; chance a year to leave before the contract ends;
share of decisions that come only after the end."""
LARGE_STAYS = 0.5
"""What the chances to leave are multiplied by in the segment of the largest customers."""
GROWS = {"A": (1.06, 1.32), "B": (0.97, 1.06), "C": (0.86, 1.02)}
"""What a renewed contract is worth of the one before, from and to, by tier."""
STREAM = 24
"""What is added to a company's seed for this stream."""
MONTH = timedelta(days=32)


@dataclass(frozen=True)
class Wording:
    """How a company writes its list of contracts."""

    contracts: tuple[str, ...]
    decisions: Mapping[str, str]
    unclear: str
    stranger: str
    referred: tuple[str, float, float]


WORDINGS = {
    "kwarcowa_sowa": Wording(
        contracts=(
            *("Nr umowy", "Klient", "Od", "Do", "Kwota", "Waluta", "Decyzja", "Data decyzji"),
            *("Polecony przez", "Opiekun", "Segment", "Produkt", "Rozmowa wdrożeniowa"),
            "Data odejścia",
        ),
        decisions={"renewed": "przedłużona", "lost": "odeszła", "pending": "w toku"},
        unclear="może",
        stranger="Biuro Rachunkowe Pliszka",
        referred=("Polecenie", 0.26, 0.10),
    ),
    "marmalade_lighthouse": Wording(
        contracts=(
            *("Contract number", "Customer", "Starts", "Ends", "Amount", "Currency", "Decision"),
            *("Decided on", "Referred by", "Account manager", "Segment", "Product"),
            *("Onboarding check-in", "Left on"),
        ),
        decisions={"renewed": "renewed", "lost": "lost", "pending": "pending"},
        unclear="maybe",
        stranger="Wagtail Bookkeeping",
        referred=("Referral", 0.16, 0.07),
    ),
}


@dataclass(frozen=True)
class Contract:
    """A year of a customer: what it pays, and what was decided when."""

    customer: Account
    starts: date
    ends: date
    amount: float
    owner: str
    product: str
    decision: str = "pending"
    decided: date | None = None
    left: date | None = None


@dataclass
class Customer:
    """A customer with its contracts, who brought it, and its onboarding check-in."""

    account: Account
    joined: date
    owner: str
    product: str
    amount: float
    referred_by: str = ""
    checked: date | None = None
    contracts: list[Contract] = field(default_factory=list)

    def active(self, day: date) -> bool:
        """Whether a contract runs on the day."""
        return any(one.starts <= day <= (one.left or one.ends) for one in self.contracts)


def year_end(starts: date) -> date:
    """Last day of a contract of one year.

    Examples
    --------
    >>> year_end(date(2025, 3, 1))
    datetime.date(2026, 2, 28)
    """
    return starts.replace(year=starts.year + 1) - timedelta(days=1)


def make_customers(
    company: Company, deals: Sequence[Deal], accounts: Sequence[Account]
) -> list[Customer]:
    """Customers in the order in which they joined, each with its contracts up to the export."""
    dice, wording = Dice(company.seed + STREAM), WORDINGS[company.key]
    source, new, old = wording.referred
    known: dict[str, Customer] = {}
    for customer, came_by in _joining(company, deals, accounts, dice):
        before = known.get(customer.account.name)
        if before is not None and before.active(customer.joined):
            continue
        if before is None:
            chance = old if came_by is None else new if came_by == source else 0.0
            customer.referred_by = _friend(known.values(), customer, chance, dice)
            known[customer.account.name] = customer
        _live(before or customer, customer, dice)
    return list(known.values())


def _joining(
    company: Company, deals: Sequence[Deal], accounts: Sequence[Account], dice: Dice
) -> Iterator[tuple[Customer, str | None]]:
    """Those who begin, with the source of their deal (none before the CRM), by date."""
    owners = {place: rep.name for rep in reversed(company.reps) for place in rep.territories}
    found: list[tuple[Customer, str | None]] = []
    for account in accounts:
        if account.is_client:
            begins = (date(2022, 2, 1) + MONTH * dice.whole(0, 31)).replace(day=1)
            amount = round(dice.lognormal(account.segment.value, account.segment.spread), -2)
            product = dice.pick(company.products, (0.5, 0.3, 0.2))
            owner = owners[account.territory]
            found.append((Customer(account, begins, owner, product, amount), None))
    for deal in deals:
        if deal.status == "won" and deal.ended is not None:
            begins = (deal.ended.date() + MONTH).replace(day=1)
            customer = Customer(deal.account, begins, deal.rep.name, deal.product, deal.value)
            found.append((customer, deal.source.name))
    return iter(sorted(found, key=lambda one: (one[0].joined, one[0].account.name)))


def _friend(known: Sequence[Customer], customer: Customer, chance: float, dice: Dice) -> str:
    """A customer who brought the new one, or nobody."""
    brings = dice.uniform() < chance
    there = [one for one in known if one.active(customer.joined)]
    return dice.pick(there).account.name if brings and there else ""


def _live(customer: Customer, terms: Customer, dice: Dice) -> None:
    """Contracts of a year each, until the customer leaves or the export is made."""
    if dice.uniform() < CHECKED:
        customer.checked = terms.joined + timedelta(days=dice.whole(10, 45))
    starts, amount, first = terms.joined, terms.amount, True
    while starts <= EXPORTED + timedelta(days=45):
        ends = year_end(starts)
        made = Contract(customer.account, starts, ends, amount, terms.owner, terms.product)
        done = _decided(made, customer, first, dice)
        customer.contracts.append(done)
        if done.decision != "renewed":
            return
        low, high = GROWS[customer.account.segment.tier]
        starts, first = ends + timedelta(days=1), False
        amount = round(amount * (low + (high - low) * dice.uniform()), -2)


def _decided(contract: Contract, customer: Customer, first: bool, dice: Dice) -> Contract:
    """The contract with its decision, as far as it is known on the day of the export."""
    unchecked = customer.checked is None
    chance = (LEAVES_UNCHECKED if unchecked else LEAVES_CHECKED) if first else LEAVES_LATER
    calm = LARGE_STAYS if customer.account.segment.tier == "A" else 1.0
    leaves_early, leaves = dice.uniform() < MID_TERM * calm, dice.uniform() < chance * calm
    early = contract.starts + timedelta(days=dice.whole(60, 330))
    late = dice.uniform() < LATE
    decided = contract.ends + timedelta(days=dice.whole(5, 45) if late else -dice.whole(5, 60))
    if leaves_early:
        decided = early
    if decided > EXPORTED:
        return contract
    if leaves_early:
        return replace(contract, decision="lost", decided=decided, left=early)
    left = contract.ends if leaves else None
    return replace(contract, decision="lost" if leaves else "renewed", decided=decided, left=left)


def contracts_csv(company: Company, customers: Sequence[Customer]) -> str:
    """All contracts by their beginning, and the defects that real lists have."""
    wording = WORDINGS[company.key]
    all_of = [(one, contract) for one in customers for contract in one.contracts]
    all_of.sort(key=lambda pair: (pair[1].starts, pair[0].account.name))
    rows = [
        [
            *(f"{number:04d}", one.account.name, each.starts, each.ends, money(each.amount)),
            *(company.currency, wording.decisions[each.decision], stamp(each.decided)),
            *(one.referred_by if each is one.contracts[0] else "", each.owner),
            *(one.account.segment.name, each.product),
            stamp(one.checked if each is one.contracts[0] else None),
            stamp(each.left),
        ]
        for number, (one, each) in enumerate(all_of, start=1)
    ]
    return table(wording.contracts, _with_defects(rows, wording))


def _with_defects(rows: list[list[object]], wording: Wording) -> list[list[object]]:
    """One row twice, one that left before it joined, one without an end, and referrals that cannot be."""
    rows[40][13] = rows[40][2] - timedelta(days=31)  # type: ignore[operator]
    rows[60][3] = ""
    rows[90][6] = wording.unclear
    first = [row for row in rows if row[8]]
    first[3][8] = first[3][1]
    first[6][8] = wording.stranger
    return [*rows[:121], rows[120], *rows[121:]]
