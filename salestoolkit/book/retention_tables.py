"""What a deal book holds beside its deals for retention: contracts, surveys answered, purchases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.deal_rows import looks_back
from salestoolkit.core.plain_text import folded
from salestoolkit.core.retention_contracts import (
    DAYS,
    Contracts,
    Decision,
    known_at,
    read_contracts,
)
from salestoolkit.core.retention_purchases import Purchase
from salestoolkit.core.retention_tables import RetentionTables

FROM_DEALS = ("segment", "owner", "product", "team", "territory")
FROM_ACCOUNTS = ("segment", "territory", "owner")


def retention_tables(book: DealBook, *, decisions: Mapping[str, Decision]) -> RetentionTables:
    """Contracts, surveys and purchases of a book as of its ``as_of``, with days in its time zone.

    Parameters
    ----------
    decisions : mapping
        See `salestoolkit.core.retention_contracts.read_contracts`.
    """
    read = contracts_of(book, decisions)
    return RetentionTables(
        contracts=read,
        answered=answered_of(book),
        purchases=purchases_of(book) if not read.rows else (),
        traits=traits_of(book),
    )


def contracts_of(book: DealBook, decisions: Mapping[str, Decision]) -> Contracts:
    """Contracts of a book, as far as they were known on its day."""
    table = book.tables.get("contracts")
    if table is None:
        return Contracts(kept=())
    zone = ZoneInfo(book.timezone)
    read = read_contracts(_rows(table.to_pylist(), zone), decisions=decisions)
    known = known_at(read.kept, book.as_of, looking_back=looks_back(book))
    return Contracts(kept=known, apart=read.apart, unclear=read.unclear)


def _rows(rows: list[dict[str, Any]], zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield row | {name: _day(row.get(name), zone) for name in DAYS}


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return None if moment is None else moment.astimezone(zone).date()


def answered_of(book: DealBook) -> dict[str, date]:
    """When each customer last answered a survey, by folded name."""
    table = book.tables.get("feedback")
    if table is None:
        return {}
    zone = ZoneInfo(book.timezone)
    found: dict[str, date] = {}
    for row in table.to_pylist():
        day = _day(row.get("at"), zone)
        if row.get("customer") and day is not None and day <= book.as_of:
            name = folded(row["customer"])
            found[name] = max(day, found.get(name, day))
    return found


def purchases_of(book: DealBook) -> tuple[Purchase, ...]:
    """Won deals of organisations by the day they were won: what a book without contracts has."""
    if not book.processes:
        return ()
    frame = book.deals_frame(fate="won")
    frame = frame[frame["organization"].notna() & frame["closed_on"].notna()]
    frame = frame.sort_values(["closed_on", "deal_id"], kind="stable")
    return tuple(
        Purchase(
            customer=str(row["organization"]).strip(),
            on=row["closed_on"].date(),
            amount=None if pd.isna(row["value"]) else float(row["value"]),
            currency=_text(row["currency"]),
            owner=_text(row["owner"]) or "",
        )
        for row in frame.to_dict("records")
        if str(row["organization"]).strip()
    )


def traits_of(book: DealBook) -> dict[str, dict[str, str]]:
    """What is known of a customer beside its contracts: from its latest deal, then its account."""
    found: dict[str, dict[str, str]] = {}
    names = ["organization", *FROM_DEALS]
    for row in book.deals.select(names).to_pylist():
        if row["organization"]:
            told = {name: row[name] for name in FROM_DEALS if row[name]}
            found.setdefault(folded(row["organization"]), {}).update(told)
    accounts = book.tables.get("accounts")
    for row in accounts.to_pylist() if accounts is not None else ():
        if row.get("account"):
            told = {name: str(row[name]) for name in FROM_ACCOUNTS if row.get(name)}
            found.setdefault(folded(str(row["account"])), {}).update(told)
    return found


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)
