"""Make the sample data: two invented companies as their CRM would export them.

Run with the project's Python: ``python data/make_samples.py [--to FOLDER]``. The same files come out
byte for byte every time. Who they are and what is hidden in them: `STORIES.md`.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from companies import COMPANIES, EXPORTED, FIRST, Company
from simulate import Account, Deal, Dice, make_accounts, make_deals, working_day

ZERO_VALUES, UNCHOSEN = 5, 3
"""Lost deals whose value was set to 0, and deals whose source still says what the form said."""


def main() -> None:
    """Write the files of both companies."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=Path(__file__).parent)
    folder = parser.parse_args().to
    for company in COMPANIES:
        write_company(company, folder / company.key)


def write_company(company: Company, folder: Path) -> None:
    """Write the files of one company."""
    dice = Dice(company.seed)
    accounts = make_accounts(company, dice)
    accounts[7] = replace(accounts[7], name=company.words["odd_company"])
    deals = make_deals(company, accounts, dice)
    activities = make_activities(company, deals, dice)
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "deals.csv": deals_csv(company, deals, activities, dice),
        "stage_history.json": history_json(company, deals),
        "stages.json": stages_json(company),
        "activities.csv": activities_csv(company, activities),
        "reps.csv": reps_csv(company),
        "accounts.csv": accounts_csv(company, accounts),
        "visits.csv": visits_csv(company, accounts, dice),
        "quotas.csv": quotas_csv(company, dice),
    }
    for name, text in files.items():
        (folder / name).write_bytes(text.encode("utf-8"))


# Deals


def deals_csv(
    company: Company, deals: Sequence[Deal], activities: Sequence[dict[str, Any]], dice: Dice
) -> str:
    """The export of deals with the few defects that real ones have (listed in `STORIES.md`)."""
    rows = [deal_row(company, deal, activities, dice) for deal in deals]
    spoil(company, rows)
    rows.append(dict(rows[len(rows) // 3]))
    total = sum(float(row["value"] or 0) for row in rows)
    rows.append(dict.fromkeys(rows[0], "") | {"id": company.words["total"], "value": money(total)})
    return table([company.headers[key] for key in rows[0]], (row.values() for row in rows))


def deal_row(
    company: Company, deal: Deal, activities: Sequence[dict[str, Any]], dice: Dice
) -> dict[str, str]:
    """One deal as exported: how it stands, not how it came there."""
    status, stage = deal.status, company.stages[deal.stage]
    ended = deal.ended
    done = [one["done_at"] for one in activities if one["deal"] == deal.number and one["done_at"]]
    moved = [moment for moment, entry, _ in deal.events if isinstance(entry, int)]
    expected = working_day(deal.created.date() + timedelta(days=dice.whole(50, 130)))
    planned = working_day(EXPORTED + timedelta(days=dice.whole(1, 21)))
    has_plan = status == "open" and dice.uniform() < 0.6
    reason = dice.pick(company.lost_reasons, (0.24, 0.14, 0.2, 0.2, 0.1, 0.12))
    return {
        "id": str(deal.number),
        "title": f"{deal.product} {deal.number}",
        "owner": deal.rep.name,
        "value": money(deal.value),
        "currency": company.currency,
        "probability": str(stage.probability) if status == "open" else "",
        "pipeline": company.pipeline,
        "stage": stage.name,
        "status": company.words[status],
        "created": stamp(deal.created),
        "moved": stamp(moved[-1]) if len(moved) > 1 else "",
        "won": stamp(ended) if status == "won" else "",
        "lost": stamp(ended) if status == "lost" else "",
        "reason": reason if status == "lost" and dice.uniform() < 0.85 else "",
        "expected": str(expected),
        "next": str(planned) if has_plan else "",
        "last": str(max(done).date()) if done else "",
        "done": str(len(done)),
        "organization": deal.account.name,
        "team": deal.rep.team,
        "segment": deal.account.segment.name,
        "source": deal.source.name,
        "territory": deal.account.territory,
        "product": deal.product,
    }


def spoil(company: Company, rows: list[dict[str, str]]) -> None:
    """Plant the defects: values of 0, a form's placeholder, a deal closed before it began."""
    lost = [row for row in rows if row["status"] == company.words["lost"]]
    for row in lost[20 :: len(lost) // ZERO_VALUES][:ZERO_VALUES]:
        row["value"] = "0"
    for row in rows[33 :: len(rows) // UNCHOSEN][:UNCHOSEN]:
        row["source"] = company.words["select"]
    early = next(row for row in rows[60:] if row["status"] == company.words["won"])
    won = datetime.fromisoformat(early["won"])
    early["won"] = stamp(won.replace(year=won.year - 1))


# Stage history


def history_json(company: Company, deals: Iterable[Deal]) -> str:
    """What the CRM's interface answers: a flow of changes, or a changelog for each deal."""
    if company.currency == "PLN":
        rows = [
            {
                "object": "dealChange",
                "data": {"item_id": deal.number, **change, "log_time": stamp(moment)},
            }
            for deal in deals
            for moment, change, _ in changes(company, deal)
        ]
        return '{"success":true,"data":[\n' + ",\n".join(map(compact, rows)) + "\n]}\n"
    answers = []
    for deal in deals:
        rows = [
            {**change, "time": stamp(moment)} | ({"is_bulk_update_flag": True} if bulk else {})
            for moment, change, bulk in changes(company, deal)
        ]
        answers.append(f'"{deal.number}":{compact({"success": True, "data": rows})}')
    return "{\n" + ",\n".join(answers) + "\n}\n"


def changes(company: Company, deal: Deal) -> Iterable[tuple[datetime, dict[str, str], bool]]:
    """Changes of stage and status after a deal was created in its first stage."""
    stage, status = 0, "open"
    for moment, entry, bulk in deal.events[1:]:
        if isinstance(entry, int):
            old, new, field = stage_id(company, stage), stage_id(company, entry), "stage_id"
            stage = entry
        else:
            old, new, field = status, entry, "status"
            status = entry
        yield moment, {"field_key": field, "old_value": old, "new_value": new}, bulk


def stage_id(company: Company, stage: int) -> str:
    """The CRM's own number of a stage."""
    return str((11 if company.currency == "PLN" else 21) + stage)


def stages_json(company: Company) -> str:
    """The CRM's set-up of stages."""
    rows = [
        {
            "id": int(stage_id(company, place)),
            "name": stage.name,
            "order_nr": place + 1,
            "pipeline_id": 1,
            "pipeline_name": company.pipeline,
            "deal_probability": stage.probability,
        }
        for place, stage in enumerate(company.stages)
    ]
    return '{"success":true,"data":[\n' + ",\n".join(map(compact, rows)) + "\n]}\n"


# Other tables


def make_activities(company: Company, deals: Iterable[Deal], dice: Dice) -> list[dict[str, Any]]:
    """Roughly two activities for every five stages a deal enters, most of them done on time."""
    found = []
    for deal in deals:
        for moment, entry, _ in deal.events:
            if isinstance(entry, int) and dice.uniform() < 0.4:
                due = working_day(moment.date() + timedelta(days=dice.whole(0, 9)))
                done = dice.moment(due) if dice.uniform() < 0.9 and due < EXPORTED else None
                kind = dice.pick(company.activities, (0.45, 0.2, 0.25, 0.1))
                row = {"deal": deal.number, "rep": deal.rep.name, "kind": kind}
                found.append({**row, "due": due, "done_at": done})
    return found


def activities_csv(company: Company, activities: Iterable[dict[str, Any]]) -> str:
    """Activities as the CRM exports them."""
    header = (
        "ID",
        "Type",
        "Deal ID",
        "Assigned to user",
        "Due date",
        "Done",
        "Marked as done time",
    )
    rows = (
        (
            *(number, one["kind"], one["deal"], one["rep"], one["due"]),
            company.words["yes" if one["done_at"] else "no"],
            stamp(one["done_at"]),
        )
        for number, one in enumerate(activities, start=1)
    )
    return table([f"Activity - {name}" for name in header], rows)


def reps_csv(company: Company) -> str:
    """Who sells, in which team and territory, since when and until when."""
    rows = (
        (rep.name, rep.team, " / ".join(rep.territories), rep.started, rep.left or "")
        for rep in company.reps
    )
    return table(["rep", "team", "territory", "started", "left"], rows)


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
    header = ["account", "segment", "tier", "territory", "owner", "potential", "client"]
    return table(header, rows)


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
                rows.append((day, account.name, rep.name, dice.pick(company.visit_kinds)))
    return table(["date", "account", "rep", "kind"], sorted(rows))


def quotas_csv(company: Company, dice: Dice) -> str:
    """Monthly quotas of each rep while employed; half of it in the first three months."""
    rows = []
    for rep in company.reps:
        own = round(company.quota * (0.85 + 0.3 * dice.uniform()), -3)
        month = FIRST.replace(day=1)
        while month <= EXPORTED:
            if rep.started <= month and (rep.left is None or month < rep.left):
                new = (month - rep.started).days < 92
                rows.append((rep.name, month.strftime("%Y-%m"), int(own / 2 if new else own)))
            month = (month + timedelta(days=32)).replace(day=1)
    return table(["rep", "month", "quota", "currency"], ((*row, company.currency) for row in rows))


# Writing


def table(header: Sequence[str], rows: Iterable[Iterable[Any]]) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def stamp(moment: datetime | date | None) -> str:
    """A moment as CRMs write it; empty for none."""
    return "" if moment is None else str(moment)


def money(amount: float) -> str:
    """An amount without needless digits."""
    return f"{amount:.2f}".rstrip("0").rstrip(".")


def compact(value: Any) -> str:
    """JSON without spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
