"""A deal book's accounts, owners and visits as core looks at them: names, and days in its time zone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.deal_rows import looks_back
from salestoolkit.core.territory_field import field_work
from salestoolkit.core.territory_parts import FieldWork

Test = Callable[[str], bool]


def territory_field(
    book: DealBook,
    *,
    is_visit: Test,
    was_held: Test,
    is_decided: Test = bool,
    currency: str | None = None,
) -> FieldWork:
    """The field of a book as of its day: see `salestoolkit.core.territory_field.field_work`.

    Visits are the rows of ``account_visits``, and done activities whose type is a visit, with the
    company that they name or whose deal they belong to.

    Parameters
    ----------
    is_visit : callable
        Whether a type of activity is a visit.
    was_held : callable
        Whether an outcome leaves it open that the visit took place.
    is_decided : callable
        Whether what stands in a contract's decision settles its renewal; without it, anything does.
    currency : str, optional
        Currency of the potentials; that of most of them where not given.
    """
    deals = _deals(book, currency)
    accounts, reps = _table(book, "accounts"), _table(book, "reps")
    if accounts is not None:
        accounts = accounts.rename(columns={"class": "tier"})
    visits = [_listed(book, was_held), _activities(book, is_visit, was_held)]
    noted = [one for one in visits if one is not None]
    territories = {*_names(deals), *_names(accounts)}
    told = [code for code in book.currencies() if code]
    work = field_work(
        accounts,
        pd.concat(noted, ignore_index=True) if noted else None,
        as_of=book.as_of,
        exported_on=book.exported_on,
        owners=_dated(book, _table(book, "account_owners"), "from", "to"),
        deals=deals,
        contracts=_contracts(book, currency, is_decided),
        currency=currency or None,
        territories=sorted({*_names(deals), *of_reps(reps, territories)}),
        reps=_at_work(_dated(book, reps, "started_at", "left_at"), book.as_of),
    )
    # potentials without a currency are in the one that the team sells in
    return replace(work, currency=work.currency or (told[0] if len(told) == 1 else None))


def _table(book: DealBook, name: str) -> pd.DataFrame | None:
    table = book.tables.get(name)
    return None if table is None else table.to_pandas()


def _dated(book: DealBook, frame: pd.DataFrame | None, *columns: str) -> pd.DataFrame | None:
    """Instants as days of the book's time zone."""
    if frame is None:
        return None
    days = {name: pd.to_datetime(frame[name], utc=True) for name in columns if name in frame}
    return frame.assign(
        **{
            name: day.dt.tz_convert(book.timezone).dt.tz_localize(None).dt.normalize()
            for name, day in days.items()
        }
    )


def _deals(book: DealBook, currency: str | None) -> pd.DataFrame | None:
    if not book.processes:
        return None
    frame = book.deals_frame()
    mine = frame["currency"].isna() | (currency is None) | (frame["currency"] == currency)
    return pd.DataFrame(
        {
            "account": frame["organization"],
            "created": pd.to_datetime(frame["created_on"]),
            "fate": frame["fate"],
            "value": frame["value"].where(mine),
            "closed": pd.to_datetime(frame["closed_on"]),
            "territory": frame["territory"],
            "owner": frame["owner"],
        }
    )


def _listed(book: DealBook, was_held: Test) -> pd.DataFrame | None:
    frame = _dated(book, _table(book, "account_visits"), "visited_at", "planned_at")
    if frame is None:
        return None
    return pd.DataFrame(
        {
            "account": frame["account"],
            "rep": frame["owner"],
            "day": frame["visited_at"],
            "planned": frame["planned_at"],
            "held": _told(frame["outcome"], was_held),
            "listed": True,
        }
    )


def _activities(book: DealBook, is_visit: Test, was_held: Test) -> pd.DataFrame | None:
    """Activities whose type is a visit; None where the book holds none of them."""
    table = _dated(book, _table(book, "activities"), "done_at", "at", "due_at")
    if table is None:
        return None
    frame = table[_told(table["type"], is_visit).to_numpy(dtype=bool)]
    if frame.empty:
        return None
    nothing = pd.Series(pd.NaT, index=frame.index)
    done = frame["done"].fillna(True).astype(bool) if "done" in frame else nothing.isna()
    happened = frame["done_at"].fillna(frame.get("at", nothing))
    day = happened.fillna(frame["due_at"]).where(done)
    outcome = frame["outcome"] if "outcome" in frame else pd.Series(None, index=frame.index)
    return pd.DataFrame(
        {
            "account": _companies(book, frame),
            "rep": frame["owner"],
            "day": day,
            "planned": frame["due_at"].where(~done),
            "held": _told(outcome, was_held),
            "listed": False,
        }
    ).dropna(subset=["account"])


def _companies(book: DealBook, activities: pd.DataFrame) -> pd.Series:
    """Company of each activity: its own, else that of its deal."""
    keys = ["source_name", "deal_id"]
    deals = book.deals.select([*keys, "organization"]).to_pandas().astype(object)
    known = deals.set_index(keys)["organization"]
    pairs = pd.MultiIndex.from_frame(activities[keys].astype(object))
    found = pd.Series(known.reindex(pairs).to_numpy(dtype=object), index=activities.index)
    if "organization" in activities:
        found = activities["organization"].astype(object).fillna(found)
    return found


def _decided(book: DealBook, contracts: pd.DataFrame, is_decided: Test) -> pd.Series:
    """Whether a renewal was decided by the book's day; looking back, only where its day is known."""
    said = _told(contracts["decision"], is_decided)
    day = contracts.get("decided_at", pd.Series(pd.NaT, index=contracts.index))
    in_time = ~(day > pd.Timestamp(book.as_of))
    found: pd.Series = said & in_time & (day.notna() | (not looks_back(book)))
    return found


def _contracts(book: DealBook, currency: str | None, is_decided: Test) -> pd.DataFrame | None:
    frame = _dated(book, _table(book, "contracts"), "starts", "ends", "decided_at")
    if frame is None:
        return None
    mine = frame["currency"].isna() | (currency is None) | (frame["currency"] == currency)
    return pd.DataFrame(
        {
            "account": frame["customer"],
            "starts": frame["starts"],
            "ends": frame["ends"],
            "amount": pd.to_numeric(frame["amount"], errors="coerce").where(mine),
            "decided": _decided(book, frame, is_decided),
        }
    )


def _at_work(reps: pd.DataFrame | None, as_of: date) -> list[str]:
    """People who had begun by a day and not left before it: accounts can go to them."""
    if reps is None:
        return []
    day = pd.Timestamp(as_of)
    here = ~(reps["left_at"] < day) & ~(reps["started_at"] > day)
    return sorted({*reps.loc[here, "owner"].dropna()})


def _names(frame: pd.DataFrame | None) -> set[str]:
    """Territories that a table names."""
    if frame is None or "territory" not in frame:
        return set()
    return {*frame["territory"].dropna().astype(str)}


def of_reps(reps: pd.DataFrame | None, known: set[str]) -> set[str]:
    """Territories of the people; one of several is named between slashes.

    A slash without spaces may be part of a name: it divides only where all its parts are ``known``.
    """
    found: set[str] = set()
    for told in _names(reps):
        for one in [told] if told in known else re.split(r"\s/\s", told):
            parts = {part.strip() for part in one.split("/")}
            found |= parts if parts <= known else {one.strip()}
    return found - {""}


def _told(values: pd.Series, test: Test) -> pd.Series:
    """A test of words, each word asked once."""
    words = {word: test(str(word)) for word in values.dropna().unique()}
    nothing = test("")
    return pd.Series([words.get(value, nothing) for value in values], index=values.index)
