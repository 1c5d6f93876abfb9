"""What stands under a quota page's tables of parts: clients, open deals, lines set apart."""

from __future__ import annotations

from typing import Any

from salestoolkit.core.quota_deals import Closed
from salestoolkit.core.quota_result import QuotaCheck
from salestoolkit.reports.labels import name_of
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.goals import chance_text
from salestoolkit.words.quota import apart_rows

MOST_DEALS = 10


def client_table(check: QuotaCheck, words: Words) -> Table:
    """New business, existing clients and all together: deals, revenue, margin."""
    one = check.whole
    rest = one.closed.deals - one.new.deals - one.existing.deals
    rows = [_clients(check, words, name, getattr(one, name)) for name in ("new", "existing")]
    if rest:
        rows.append([Cell(words.text("quota.cell.untold")), Cell(words.number(rest))])
        rows[-1] += [Cell(words.number(None))] * (len(rows[0]) - 2)
    rows.append(_clients(check, words, "total", one.closed))
    names = ["kind", "deals", "revenue", *(("margin",) if one.closed.margin is not None else ())]
    rows = [row[: len(names)] for row in rows]
    return Table(
        title=words.text("quota.section.clients"),
        columns=[_column(words, name) for name in names],
        rows=rows if one.closed.deals and len(rows) > 1 else [],
        note=words.text("quota.note.clients"),
    )


def _clients(check: QuotaCheck, words: Words, name: str, closed: Closed) -> list[Cell]:
    money = [words.money(one, check.currency, digits=0) for one in (closed.value, closed.margin)]
    return [
        Cell(words.text(f"quota.cell.{name}")),
        Cell(words.number(closed.deals)),
        *map(Cell, money),
    ]


def deal_table(check: QuotaCheck, words: Words) -> Table:
    """The open deals on which most is counted, with their chance to be won in the period."""
    rows = []
    for deal in check.deals.head(MOST_DEALS).to_dict("records"):
        told = [deal[name] for name in ("organization", "stage")]
        where = " · ".join(name_of(one) for one in told if one and not is_unknown(one))
        title = deal["deal_id"] if is_unknown(deal["title"]) else deal["title"]
        rows.append(
            (
                Cell(name_of(title), where or None),
                Cell(words.money(deal["value"], check.currency, digits=0)),
                Cell(chance_text(words, deal["chance"])),
            )
        )
    return Table(
        title=words.text("quota.section.deals"),
        columns=[_column(words, name) for name in ("deal", "value", "in_time")],
        rows=rows,
    )


def apart_table(check: QuotaCheck, words: Words) -> Table:
    """Lines of quotas that are in no figure, by reason."""
    rows: list[Any] = [
        (Cell(reason), Cell(words.number(n))) for reason, n in apart_rows(words, check)
    ]
    return Table(
        title=words.text("quota.section.apart"),
        columns=[_column(words, name) for name in ("reason", "lines")],
        rows=rows,
        note=words.text("quota.note.apart"),
    )


def _column(words: Words, name: str) -> str:
    return words.text(f"quota.column.{name}")
