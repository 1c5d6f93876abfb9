"""A test of a loyalty offer, read from the contracts of a book."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.cli import main
from salestoolkit.core.channel_results import AssignedLead
from salestoolkit.errors import BookError
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.channel_renewals import results_of_renewals
from salestoolkit.sources.importer import import_files

DEALS = "Deal ID,Company,Stage,Status,Created,Value,Currency\n1,Amber,Offer,open,2026-01-01,9,GBP\n"
CONTRACTS = """Contract number,Customer,Starts,Ends,Amount,Currency,Decision,Decided on
K1,Amber,2025-04-01,2026-03-31,1200,GBP,renewed,2026-03-20
K2,Birch,2025-04-01,2026-03-31,900,GBP,lost,2026-03-21
K3,Cedar,2025-03-01,2026-02-28,700,GBP,renewed,2026-02-20
K4,Dune,2025-04-01,2026-03-31,500,GBP,pending,
K5,Elm,2025-04-01,2026-03-31,500,GBP,renewed,
"""
DRAWN = date(2026, 3, 1)


def book_of(folder: Path, **files: str) -> DealBook:
    paths = []
    for name, text in files.items():
        paths.append(folder / f"{name}.csv")
        paths[-1].write_text(text, encoding="utf-8")
    made = import_files(
        paths, to=folder / "book", timezone="Europe/London", exported_at=date(2026, 6, 30)
    )
    return open_book(made.book)


def drawn(*leads: str) -> list[AssignedLead]:
    return [AssignedLead(lead=lead, arm="A", assigned_on=DRAWN) for lead in leads]


def test_renewals_after_the_draw_count_on_the_day_of_the_decision(tmp_path: Path) -> None:
    book = book_of(tmp_path, deals=DEALS, contracts=CONTRACTS)
    found = results_of_renewals(book, drawn("AMBER", "Birch", "Cedar", "Dune", "K5"))
    assert [(row.lead, row.outcome, row.outcome_on) for row in found.rows] == [
        ("AMBER", 1200.0, date(2026, 3, 20)),
        ("K5", 500.0, date(2026, 3, 31)),
    ]
    assert found.latest == date(2026, 6, 30)


def test_leads_that_are_no_customers_and_books_without_contracts_are_refused(
    tmp_path: Path,
) -> None:
    book = book_of(tmp_path, deals=DEALS, contracts=CONTRACTS)
    with pytest.raises(BookError) as error:
        results_of_renewals(book, drawn("L1"))
    assert error.value.code == "channel_no_customer"
    (tmp_path / "other").mkdir()
    with pytest.raises(BookError) as error:
        results_of_renewals(book_of(tmp_path / "other", deals=DEALS), drawn("Amber"))
    assert error.value.code == "channel_no_contracts"


def test_a_loyalty_offer_is_planned_drawn_and_read_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book_of(tmp_path, deals=DEALS, contracts=CONTRACTS)
    folder, customers = tmp_path / "test", tmp_path / "due.csv"
    customers.write_text(
        "Name,Company,Phone,Phone consent,Consent date\n"
        + "".join(
            f"Person {n},{name},+44 7700 90000{n},yes,2025-01-05\n"
            for n, name in enumerate(("Amber", "Birch", "Cedar", "Dune"), start=1)
        ),
        encoding="utf-8",
    )

    def run(*arguments: object) -> str:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert not ended.value.code, said.err
        return said.out

    arms = ("--arm", "As today=call", "--arm", "Offer=call", "--market", "uk")
    run(
        *("channel-test", "new", folder, *arms, "--outcome", "renewed", "--window", "120"),
        *("--usual", "0.8", "--smallest", "0.1", "--looks", "once", "--seed", "7"),
    )
    run(
        *("channel-test", "assign", folder, "--leads", customers, "--id", "Company"),
        *("--on", "2026-03-01"),
    )
    said = run(
        *("channel-test", "read", folder, "--book", tmp_path / "book", "--event", "renewed"),
        *("--as-of", "2026-07-15"),
    )
    assert "Leads drawn: 4; counting: 4" in said and "Rows of results: 1; used: 1" in said
    assert "1 of 2, 50.0%" in said and "0 of 2, 0.0%" in said
