"""A book's visits, owners and contracts as days: from lists and activities, and as of an earlier day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from territory_files import DEALS, import_team

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.territory_tables import of_reps, territory_field
from salestoolkit.core.territory_parts import FieldWork
from salestoolkit.sources.importer import import_files
from salestoolkit.sources.remote_books.opening import open_any_book
from salestoolkit.sources.visit_words import is_visit, was_held

ACTIVITIES = """Activity ID,Deal ID,Type,Owner,Due date,Done,Done at,Outcome
1,1,Meeting,Ann Hill,2026-03-10,yes,2026-03-11,
2,1,Call,Ann Hill,2026-03-12,yes,2026-03-12,
3,2,Meeting,Ann Hill,2026-03-10,yes,2026-03-10,no show
4,2,Meeting,Ann Hill,2026-04-10,no,,
5,1,Meeting,Ann Hill,2026-03-02,yes,2026-03-02,
"""
CONTRACTS = """Customer,Starts,Ends,Amount,Currency,Decision,Decided on
Mill Ltd,2025-05-01,2026-04-30,500,GBP,renewed,2026-03-20
Bakery Ltd,2025-05-01,2026-04-30,700,GBP,pending,
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> DealBook:
    folder = tmp_path_factory.mktemp("tables")
    import_team(folder)
    names = {"activities.csv": ACTIVITIES, "contracts.csv": CONTRACTS}
    for name, text in names.items():
        (folder / name).write_text(text, encoding="utf-8")
    files = ["deals.csv", "accounts.csv", "visits.csv", "owners.csv", *names]
    paths = [folder / name for name in files]
    to = folder / "whole"
    import_files(paths, to=to, timezone="Europe/London", exported_at=date(2026, 3, 31))
    opened = open_any_book(to)
    assert isinstance(opened, DealBook)
    return opened


def field(book: DealBook) -> FieldWork:
    decided = ("renewed", "lost").__contains__
    return territory_field(book, is_visit=is_visit, was_held=was_held, is_decided=decided)


def test_done_meetings_of_a_deal_are_visits_of_its_company(book: DealBook) -> None:
    work = field(book)
    mill = work.visits[work.visits["account"] == "Mill Ltd"]
    # 2 March stands in the list and among the activities, and counts once
    assert [str(day.date()) for day in mill["day"]] == ["2026-03-02", "2026-03-03", "2026-03-11"]
    assert work.apart["visit_not_held"] == 2
    assert set(work.planned["account"]) == {"Bakery Ltd", "Pottery Ltd"}


def test_days_are_those_of_the_book_s_time_zone(book: DealBook) -> None:
    owners = field(book).owners
    assert [str(day.date()) for day in owners["from"]] == ["2026-01-01", "2026-03-10"]


def test_a_pending_renewal_is_not_decided(book: DealBook) -> None:
    decided = field(book).contracts.set_index("account")["decided"]
    assert decided.to_dict() == {"Mill Ltd": True, "Bakery Ltd": False}


def test_an_earlier_day_knows_neither_later_visits_nor_decisions(book: DealBook) -> None:
    work = field(book.at(date(2026, 3, 5)))
    assert max(work.visits["day"]).date() <= date(2026, 3, 5)
    assert work.planned.empty
    assert not work.contracts["decided"].any()


def test_potentials_without_a_currency_are_in_the_one_of_the_deals(tmp_path: Path) -> None:
    plain = "Account,Territory,Potential\nMill Ltd,North,100\n"
    opened = open_any_book(import_team(tmp_path, accounts=plain, owners=None, visits=None))
    assert isinstance(opened, DealBook)
    assert "GBP" in DEALS
    work = field(opened)
    assert work.currency == "GBP"
    assert not work.visits_known


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("North / South", {"North", "South"}),
        ("North/South", {"North", "South"}),
        ("Opole/Silesia", {"Opole/Silesia"}),
        ("Opole/Silesia / North", {"Opole/Silesia", "North"}),
        ("Food/Drink", {"Food/Drink"}),
        ("R<u>1</u>", {"R<u>1</u>"}),
    ],
)
def test_a_slash_divides_territories_only_where_it_is_not_part_of_a_name(
    told: str, expected: set[str]
) -> None:
    known = {"North", "South", "Opole/Silesia", "R<u>1</u>"}
    assert of_reps(pd.DataFrame({"territory": [told, None]}), known) == expected
