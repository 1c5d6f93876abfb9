"""What lies beside the deals: activities, reps, accounts, visits, quotas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from companies import EXPORTED, FIRST, Company
from simulate import Account, Deal, Dice, working_day
from writing import stamp, table


def make_activities(company: Company, deals: Iterable[Deal], dice: Dice) -> list[dict[str, Any]]:
    """Roughly two activities for every five stages a deal enters, most of them done on time."""
    found = []
    for deal in deals:
        for moment, entry, _ in deal.events:
            if isinstance(entry, int) and dice.uniform() < 0.4:
                due = working_day(moment.date() + timedelta(days=dice.whole(0, 9)))
                if deal.ended is not None and due > deal.ended.date():
                    continue
                done = dice.moment(due) if dice.uniform() < 0.9 and due < EXPORTED else None
                kind = dice.pick(company.activities, (0.45, 0.2, 0.25, 0.1))
                row = {"deal": deal.number, "rep": deal.rep.name, "kind": kind}
                found.append({**row, "due": due, "done_at": done})
    return found


def activities_csv(company: Company, activities: Iterable[dict[str, Any]]) -> str:
    """Activities as the CRM exports them."""
    rows = (
        (
            *(number, one["kind"], one["deal"], one["rep"], one["due"]),
            company.words["yes" if one["done_at"] else "no"],
            stamp(one["done_at"]),
        )
        for number, one in enumerate(activities, start=1)
    )
    return table(company.tables["activities"], rows)


def reps_csv(company: Company) -> str:
    """Who sells, in which team and territory, since when and until when."""
    rows = (
        (rep.name, rep.team, " / ".join(rep.territories), rep.started, rep.left or "")
        for rep in company.reps
    )
    return table(company.tables["reps"], rows)


def accounts_csv(company: Company, accounts: Iterable[Account]) -> str:
    """Accounts with what they might buy in a year, and who looks after them."""
    owners = {place: rep.name for rep in reversed(company.reps) for place in rep.territories}
    rows = (
        (
            *(account.name, account.segment.name, account.segment.tier, account.territory),
            *(owners[account.territory], account.potential),
            company.words["yes" if account.is_client else "no"],
        )
        for account in accounts
    )
    return table(company.tables["accounts"], rows)


def visits_csv(company: Company, accounts: Sequence[Account], dice: Dice) -> str:
    """Visits of the last year: large customers often, small ones rarely, some never."""
    rows = []
    owners = {place: rep for rep in reversed(company.reps) for place in rep.territories}
    for account in accounts:
        often = {"A": 4.5, "B": 1.6, "C": 0.5}[account.segment.tier]
        for _ in range(int(often * 2 * dice.uniform() + 0.5)):
            day = working_day(EXPORTED - timedelta(days=dice.whole(2, 364)))
            rep = owners[account.territory]
            if rep.left is None or day < rep.left:
                rows.append((day, account.name, rep.name))
    return table(company.tables["visits"], sorted(rows))


def quotas_csv(company: Company, dice: Dice) -> str:
    """Monthly quotas of each rep while employed, to the year's end; half of it in the first three months."""
    rows = []
    for rep in company.reps:
        own = round(company.quota * (0.85 + 0.3 * dice.uniform()), -3)
        month = FIRST.replace(day=1)
        while month.year <= EXPORTED.year:
            if rep.started <= month and (rep.left is None or month < rep.left):
                new = (month - rep.started).days < 92
                rows.append((rep.name, month.strftime("%Y-%m"), int(own / 2 if new else own)))
            month = (month + timedelta(days=32)).replace(day=1)
    return table(company.tables["quotas"], ((*row, company.currency) for row in rows))
