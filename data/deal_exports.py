"""Deals and their stage history as a CRM exports them, with the few defects that real exports have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from companies import EXPORTED, Company
from simulate import Deal, Dice, working_day
from writing import compact, money, stamp, table

ZERO_VALUES, UNCHOSEN = 5, 3
"""Lost deals whose value was set to 0, and deals whose source still says what the form said."""


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
