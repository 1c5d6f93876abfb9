"""A company's own tables, through a mapping, as a deal book."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from salestoolkit.book.remote.book import RemoteBook
from salestoolkit.core.drill import Selection
from salestoolkit.core.funnel import audit_funnel
from salestoolkit.errors import BookError
from salestoolkit.sources.remote_books import connect as connecting
from salestoolkit.sources.remote_books.address import read_address
from salestoolkit.sources.remote_books.opening import look_at, open_remote_book, write_draft

MAPPING = """
timezone = "Europe/Warsaw"
[tables]
deals = "crm.opportunities"
stage_log = "crm.moves"
[deals]
deal_id = "opp_no"
value = "amount"
created_at = "opened"
[stage_log]
deal_id = "opp_no"
entry = "phase"
entered_at = "changed"
[stages]
"10 Talk" = "Talk"
"20 Offer" = "Offer"
"90 Signed" = "won"
"99 Gone" = "lost"
"00 Note" = ""
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DuckDB file with the names of a company's own."""
    path = tmp_path_factory.mktemp("warehouse") / "sales.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema crm")
        connection.execute(
            "create table crm.opportunities as select * from (values "
            "(1, '100.50', date '2026-01-01'), (2, '70', date '2026-01-02'),"
            " (3, null, date '2026-01-03')) as t(opp_no, amount, opened)"
        )
        connection.execute(
            "create table crm.moves as select * from (values "
            "(1, '10 Talk', timestamp '2026-01-01 09:00'), (1, '20 Offer', '2026-01-05 09:00'),"
            "(1, '90 Signed', '2026-01-09 23:30'), (2, '10 Talk', '2026-01-02 09:00'),"
            "(2, '99 Gone', '2026-01-07 09:00'), (3, '10 Talk', '2026-01-03 09:00'),"
            "(3, '00 Note', '2026-01-04 09:00'), (9, '10 Talk', '2026-01-04 09:00')"
            ") as t(opp_no, phase, changed)"
        )
    return path


def _mapping(folder: Path, *changes: tuple[str, str]) -> Path:
    text = MAPPING
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "mapping.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _address(file: Path, mapping: Path) -> str:
    return str(read_address(str(file), mapping=mapping))


@pytest.fixture(scope="module")
def book(file: Path, tmp_path_factory: pytest.TempPathFactory) -> RemoteBook:
    """The book of that file, which no test changes."""
    return open_remote_book(_address(file, _mapping(tmp_path_factory.mktemp("mapping"))))


def test_own_names_values_and_stages_become_deals_with_a_fate(book: RemoteBook) -> None:
    # 23:30 UTC is the next day in Warsaw
    assert book.as_of == date(2026, 1, 10)
    assert [stage.key for stage in book.process_of().stages] == ["Talk", "Offer"]
    deals = book.counts().deals
    assert sorted(zip(deals["fate"], deals["n"], deals["value_sum"], strict=True)) == [
        ("lost", 1, 70.0),
        ("open", 1, 0.0),
        ("won", 1, 100.5),
    ]


@pytest.mark.slow
def test_an_audit_and_the_deals_behind_it_come_from_there(book: RemoteBook) -> None:
    audit = audit_funnel(book)
    assert audit.figures["won"].value == 1
    won = book.select(Selection(what="won"))
    assert won[["deal_id", "value", "fate"]].to_numpy().tolist() == [["1", 100.5, "won"]]
    assert book.count_selected(Selection(what="visited", stage="Talk")) == 3


def test_no_more_single_deals_are_fetched_than_people_read(
    book: RemoteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salestoolkit.book.remote.drill.MOST_DEALS", 2)
    with pytest.raises(BookError, match=r"remote_too_many.*3"):
        book.select(Selection())


def test_a_window_of_days_is_cut_out_before_anything_is_fetched(
    book: RemoteBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("salestoolkit.book.remote.drill.MOST_DEALS", 1)
    third = date(2026, 1, 3)
    for one in (
        Selection(created_from=third),
        Selection(entered_from=third),
        Selection(what="visited", stage="Talk", entered_from=third),
        Selection(what="visits", entered_before=date(2026, 1, 2)),
    ):
        found = book.select(one)
        assert set(found["deal_id"]) == {"1" if one.what == "visits" else "3"}


def test_every_row_of_the_log_is_accounted_for(file: Path, tmp_path: Path) -> None:
    seen = look_at(_address(file, _mapping(tmp_path)))
    assert (seen.deals, seen.won, seen.lost, seen.open) == (3, 1, 1, 1)
    assert (seen.entries, seen.used, seen.no_stage, seen.strangers) == (8, 6, 1, 1)


@pytest.mark.slow
def test_a_draft_can_be_read_back(file: Path, tmp_path: Path) -> None:
    write_draft(read_address(str(file)), tmp_path / "draft.toml")
    seen = look_at(_address(file, tmp_path / "draft.toml"))
    assert (seen.deals, seen.entries) == (3, 8)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('deals = "crm.opportunities"', 'deals = "crm.nothing"', "remote_table"),
        ('value = "amount"', 'value = "worth"', "remote_column"),
        ("[stages]", "[phases]", "toml_unknown_key"),
        ('entry = "phase"\n', "", "toml_missing"),
        ('"Europe/Warsaw"', '"Europe/Wawel"', "toml_not_choice"),
        ("timezone", 'as_of = "soon"\ntimezone', "toml_not_date"),
        ('created_at = "opened"', 'created_at = "amount"', "remote_failed"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(
    file: Path, tmp_path: Path, old: str, new: str, code: str
) -> None:
    mapping = _mapping(tmp_path, (old, new))
    with pytest.raises(BookError, match=code):
        open_remote_book(_address(file, mapping))


@pytest.mark.slow
def test_a_date_may_serve_as_the_number_of_a_deal(file: Path, tmp_path: Path) -> None:
    mapping = _mapping(tmp_path, ('deal_id = "opp_no"\nvalue', 'deal_id = "opened"\nvalue'))
    assert open_remote_book(_address(file, mapping)).as_of == date(2026, 1, 10)


def test_a_deal_that_occurs_twice_is_refused(file: Path, tmp_path: Path) -> None:
    mapping = _mapping(tmp_path, ('deals = "crm.opportunities"', 'deals = "crm.moves"'))
    text = mapping.read_text().replace('value = "amount"\ncreated_at = "opened"\n', "")
    mapping.write_text(text)
    with pytest.raises(BookError, match="remote_deals_twice"):
        open_remote_book(_address(file, mapping))


def test_nothing_can_be_written_through_a_connection(file: Path) -> None:
    connection = connecting.connect(read_address(str(file)))
    with pytest.raises(duckdb.Error):
        connection.con.execute("create table crm.mine as select 1")


def test_a_mapping_a_server_and_a_driver_that_are_missing_are_said(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BookError, match="remote_mapping_needed"):
        open_remote_book(str(file))
    text = tmp_path / "text.duckdb"
    text.write_text("no database")
    with pytest.raises(BookError, match="remote_not_duckdb"):
        open_remote_book(_address(text, _mapping(tmp_path)))
    nobody = read_address("postgres://ann@127.0.0.1:9/sales", mapping=_mapping(tmp_path))
    with pytest.raises(BookError, match="remote_unreachable"):
        open_remote_book(str(nobody))

    def without(*_: Any) -> Any:
        raise ImportError("No module named 'psycopg'", name="psycopg")

    monkeypatch.setattr(connecting, "_postgres", without)
    with pytest.raises(BookError, match=r"remote_driver.*psycopg"):
        open_remote_book(str(nobody))
