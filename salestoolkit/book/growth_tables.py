"""What a deal book holds beside its deals for growing customers: surveys, products, referrals."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.feedback_answers import Answer, read_answers
from salestoolkit.core.next_offer_pairs import Bought
from salestoolkit.core.plain_text import folded

SURVEY_DAYS = ("asked_at", "at", "changed_at", "told_at")


def answers_of(book: DealBook) -> tuple[tuple[Answer, ...], dict[str, int]]:
    """Answers to a book's surveys, with days in its time zone, and what was set apart."""
    table = book.tables.get("feedback")
    zone = ZoneInfo(book.timezone)
    rows = [] if table is None else table.to_pylist()
    return read_answers(
        row | {name: _day(row.get(name), zone) for name in SURVEY_DAYS} for row in rows
    )


def products_of(book: DealBook) -> tuple[list[Bought], list[Bought]]:
    """What organisations bought, and what was offered to them and not bought, by product.

    A deal's lines tell its products; a deal without lines its own column ``product``.
    """
    frame = book.deals_frame()
    frame = frame[frame["organization"].notna() & frame["closed_on"].notna()]
    lines = _lines(book)
    won: list[Bought] = []
    lost: list[Bought] = []
    for row in frame.to_dict("records"):
        if row["fate"] not in ("won", "lost"):
            continue
        own = lines.get((str(row["source_name"]), str(row["deal_id"]))) or _own(row)
        for product, value, currency in own:
            one = Bought(
                customer=str(row["organization"]).strip(),
                product=product,
                on=row["closed_on"].date(),
                order=str(row["deal_id"]),
                value=value,
                currency=currency or _text(row["currency"]),
            )
            (won if row["fate"] == "won" else lost).append(one)
    return won, lost


def segments_of(book: DealBook) -> dict[str, str]:
    """Segment of each organisation by folded name: of its account, else of its latest deal."""
    found: dict[str, str] = {}
    for row in book.deals.select(["organization", "segment"]).to_pylist():
        if row["organization"] and row["segment"]:
            found[folded(row["organization"])] = row["segment"]
    accounts = book.tables.get("accounts")
    for row in accounts.to_pylist() if accounts is not None else ():
        if row.get("account") and row.get("segment"):
            found[folded(row["account"])] = row["segment"]
    return found


def referral_deals(book: DealBook, words: Collection[str]) -> tuple[int, int] | None:
    """Won and decided deals whose source is called a referral; None where no source is.

    Parameters
    ----------
    words : collection of str
        Names of such sources, folded; a source is one of them where it holds one of them.
    """
    frame = book.deals_frame()
    chosen = _referral_sources(frame, words)
    if not chosen:
        return None
    fates = frame.loc[frame["source"].isin(chosen), "fate"]
    return int((fates == "won").sum()), int(fates.isin(["won", "lost"]).sum())


def other_leads(book: DealBook, words: Collection[str], *, days: int) -> int:
    """Deals begun in so many days before the book's day, from other sources than referrals."""
    frame = book.deals_frame()
    begun = pd.to_datetime(frame["created_at"], utc=True).dt.tz_convert(book.timezone)
    recent = begun.dt.date > book.as_of - timedelta(days=days)
    return int((recent & ~frame["source"].isin(_referral_sources(frame, words))).sum())


def _referral_sources(frame: pd.DataFrame, words: Collection[str]) -> set[str]:
    names = frame["source"].dropna().unique()
    return {name for name in names if any(word in folded(str(name)) for word in words)}


def _lines(book: DealBook) -> dict[tuple[str, str], list[tuple[str, float | None, str | None]]]:
    """Products of each deal with their values; a product that stands twice is added up."""
    table = book.tables.get("lines")
    found: dict[tuple[str, str], dict[str, tuple[float | None, str | None]]] = {}
    for row in _once(table.to_pylist() if table is not None else ()):
        if row.get("deal_id") and (row.get("product") or "").strip():
            own = found.setdefault((str(row["source_name"]), str(row["deal_id"])), {})
            name, value = row["product"].strip(), row.get("value")
            before = own.get(name, (None, None))[0]
            known = [float(each) for each in (before, value) if each is not None]
            own[name] = (sum(known) if known else None, row.get("currency"))
    return {
        key: [(name, value, currency) for name, (value, currency) in own.items()]
        for key, own in found.items()
    }


def _once(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows without those that stand there twice."""
    return list({tuple(row.items()): row for row in rows}.values())


def _own(row: dict[Any, Any]) -> list[tuple[str, float | None, str | None]]:
    product = _text(row.get("product"))
    if not product:
        return []
    return [(product, None if pd.isna(row["value"]) else float(row["value"]), None)]


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return None if moment is None else moment.astimezone(zone).date()


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) or not str(value).strip() else str(value).strip()
