"""Real exports give the figures that were counted in them by hand; odd ones give a right answer."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.book import schema
from salestoolkit.book.encode import days
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.building.build import BuildOptions, Built, build
from salestoolkit.sources.files.tables import RawTable, read_tables
from salestoolkit.sources.recognition.recognise import Recognised, recognise

REALDATA = os.environ.get("REALDATA")
needs_real_data = pytest.mark.skipif(
    not REALDATA, reason="REALDATA does not point at a folder of real exports"
)
Table = Callable[..., Recognised]
Book = Callable[..., Built]


def imported(*files: str, **options: Any) -> Built:
    """The book of some files of the real data."""
    paths = [Path(REALDATA or "") / file for file in files]
    tables = [recognise(table) for path in paths for table in read_tables(path)]
    return build(tables, BuildOptions(source_name="real", **options))


def by_status(built: Built) -> dict[str, int]:
    return {
        row["values"]: row["counts"] for row in pc.value_counts(built.deals["status"]).to_pylist()
    }


def by_flag(built: Built) -> dict[str, int]:
    return {
        row["values"]: row["counts"] for row in pc.value_counts(built.flags["flag"]).to_pylist()
    }


def median_days(built: Built, status: str) -> float:
    deals = built.deals.filter(pc.equal(built.deals["status"], status))
    deals = deals.filter(pc.and_(pc.is_valid(deals["closed_at"]), pc.is_valid(deals["created_at"])))
    took = days(deals["closed_at"], built.timezone) - days(deals["created_at"], built.timezone)
    return float(sorted(took)[len(took) // 2])


def one(built: Built, deal: str) -> dict[str, Any]:
    found = built.deals.filter(pc.equal(built.deals["deal_id"], deal)).to_pylist()
    assert len(found) == 1
    return found[0]


MAVEN = ("sales_pipeline.csv", "sales_teams.csv", "products.csv", "accounts.csv")


@needs_real_data
@pytest.mark.parametrize("files", [MAVEN[:1], MAVEN], ids=["deals alone", "with three more files"])
def test_a_teams_spreadsheet_gives_the_figures_counted_in_it(files: tuple[str, ...]) -> None:
    built = imported(*(f"maven_crm/{file}" for file in files))
    assert by_status(built) == {"won": 4238, "lost": 2473, "open": 2089}
    won = built.deals.filter(pc.equal(built.deals["status"], "won"))
    assert pc.sum(won["value"]).as_py() == Decimal(10_005_534)
    assert (median_days(built, "won"), median_days(built, "lost")) == (57, 14)
    assert by_flag(built).get("product_spelling", 0) == (1480 if len(files) > 1 else 0)
    assert by_flag(built)["lost_value_zero"] == 2473
    assert by_flag(built)["no_start_date"] == 500
    assert built.as_of == date(2017, 12, 31)
    stages = [(stage.key, stage.universal) for stage in built.processes[None].stages]
    assert stages == [("Prospecting", "prospecting"), ("Engaging", "contact")]


@needs_real_data
def test_people_and_companies_fill_the_gaps_of_the_deals() -> None:
    built = imported(*(f"maven_crm/{file}" for file in MAVEN))
    assert built.deals["team"].null_count == 0
    assert built.deals["territory"].null_count == 0
    assert "GTXPro" not in built.deals["product"].unique().to_pylist()


@needs_real_data
def test_leads_in_one_file_and_wins_in_another_are_one_book() -> None:
    built = imported(
        "olist_funnel/olist_marketing_qualified_leads_dataset.csv",
        "olist_funnel/olist_closed_deals_dataset.csv",
        timezone="America/Sao_Paulo",
    )
    assert by_status(built) == {"open": 7158, "won": 842}
    assert by_flag(built) == {"negative_time": 1}
    backward = one(built, built.flags["deal_id"][0].as_py())
    assert backward["status"] == "won"
    assert backward["closed_at"] is not None
    assert backward["created_at"] is None


@needs_real_data
@pytest.mark.parametrize(
    "files",
    [
        ("deal_data.csv", "deal_stage_data.csv", "deal_pipeline_stage_data.csv"),
        ("deal_data.csv", "deal_pipeline_data.csv", "deal_property_history_data.csv"),
    ],
)
def test_every_row_of_a_hubspot_connectors_tables_is_accounted_for(files: tuple[str, ...]) -> None:
    built = imported(*(f"fivetran_hubspot_seeds/{file}" for file in files), timezone="UTC")
    assert all(file.rows == file.used + file.repeated + file.quarantined for file in built.files)
    assert built.files[0].rows == 44
    assert (
        built.deals.num_rows
        + len(built.quarantine.filter(pc.equal(built.quarantine["file"], files[0])))
        == 44
    )


@needs_real_data
def test_every_row_of_a_salesforce_connectors_tables_is_accounted_for() -> None:
    files = ("sf_opportunity_data.csv", "sf_opportunity_history_data.csv")
    built = imported(*(f"fivetran_salesforce_seeds/{file}" for file in files), timezone="UTC")
    assert [(file.rows, file.used + file.quarantined) for file in built.files] == [
        (10, 10),
        (10, 10),
    ]
    # All ten opportunities of the sample are marked as deleted.
    assert set(built.quarantine["reason"].to_pylist()) == {"deleted"}


def test_the_tables_have_the_columns_of_the_deal_book(table: Table, book: Book) -> None:
    built = book(table("plain_deals", {"deal_id": ["1"], "status": ["Won"]}))
    assert built.deals.schema == schema.DEALS
    assert built.stage_log.schema == schema.STAGE_LOG
    assert built.quarantine.schema == schema.QUARANTINE
    assert built.flags.schema == schema.FLAGS


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["Open", "otwarta", "Offen", "Aberto", "Abierto"], "open"),
        (["Won", "Wygrana", "Gewonnen", "Ganho", "Ganado", "closed won"], "won"),
        (["Lost", "Przegrana", "Verloren", "Perdido", "Closed Lost"], "lost"),
    ],
)
def test_a_status_is_read_in_five_languages(
    table: Table, book: Book, words: list[str], status: str
) -> None:
    ids = [str(number) for number in range(len(words))]
    assert by_status(book(table("plain_deals", {"deal_id": ids, "status": words}))) == {
        status: len(words)
    }


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"stage": ["Demo", "Wygrana", "6. Closed Lost (0%)"]}, ["open", "won", "lost"]),
        (
            {"is_won": ["false", "TRUE", "nie"], "is_closed": ["0", "1", "tak"]},
            ["open", "won", "lost"],
        ),
        (
            {"won_at": [None, "2026-01-05", None], "lost_at": [None, None, "2026-01-05"]},
            ["open", "won", "lost"],
        ),
        (
            {
                "won_at": [None, "2026-01-05", "2026-01-03"],
                "lost_at": [None, "2026-01-02", "2026-01-05"],
            },
            ["open", "won", "lost"],
        ),
        (
            {"status": ["open", "won", "lost"], "stage": ["Won", "Lost", "Demo"]},
            ["open", "won", "lost"],
        ),
    ],
    ids=["stage", "yes and no", "dates", "the later date", "a status goes before a stage"],
)
def test_what_is_won_and_lost_is_told_by_whatever_the_export_has(
    table: Table, book: Book, columns: dict[str, list[str | None]], expected: list[str]
) -> None:
    built = book(table("plain_deals", {"deal_id": ["1", "2", "3"], **columns}))
    assert built.deals["status"].to_pylist() == expected


def test_hubspots_chance_goes_before_the_label_of_the_stage(table: Table, book: Book) -> None:
    built = book(
        table(
            "hubspot_deals",
            {
                "deal_id": ["1", "2", "3"],
                "stage": ["Closed Won", "Handed over", "Gone"],
                "probability": ["0.5", "1", "0"],
            },
        )
    )
    assert built.deals["status"].to_pylist() == ["open", "won", "lost"]
    assert built.deals["stage"].to_pylist() == ["Closed Won", None, None]


def test_a_column_of_statuses_that_holds_stages_is_read_as_the_stage(
    table: Table, book: Book
) -> None:
    built = book(
        table(
            "plain_deals",
            {"deal_id": list("abcd"), "status": ["New", "Proposal sent", "Won", "Lost"]},
        )
    )
    assert built.deals["status"].to_pylist() == ["open", "open", "won", "lost"]
    assert built.deals["stage"].to_pylist() == ["New", "Proposal sent", None, None]
    assert [note.code for note in built.notes] == ["status_as_stage"]


def test_a_mapping_file_can_say_what_a_status_means(table: Table, book: Book) -> None:
    built = book(
        table("plain_deals", {"deal_id": ["1", "2"], "status": ["Podpisane", None]}),
        mapping={"status": {"won": ["podpisane"], "open": [""]}},
    )
    assert built.deals["status"].to_pylist() == ["won", "open"]


def test_a_close_date_of_an_open_deal_is_what_it_expects(table: Table, book: Book) -> None:
    built = book(
        table(
            "plain_deals",
            {
                "deal_id": ["1", "2"],
                "status": ["open", "won"],
                "closed_at": ["2026-09-01", "2026-05-01"],
            },
        )
    )
    assert built.deals["closed_at"].is_null().to_pylist() == [True, False]
    assert built.deals["expected_close"].is_null().to_pylist() == [False, True]


def test_the_export_is_as_old_as_its_latest_event_and_plans_are_none(
    table: Table, book: Book
) -> None:
    deals = table(
        "plain_deals",
        {
            "deal_id": ["1"],
            "status": ["open"],
            "created_at": ["2026-01-05"],
            "last_activity_at": ["2026-02-07"],
            "next_activity_at": ["2026-08-01"],
            "expected_close": ["2026-09-01"],
        },
    )
    built = build([deals], BuildOptions(source_name="crm"))
    assert built.as_of == date(2026, 2, 7)


def test_an_export_of_which_all_deals_are_set_aside_is_as_old_as_its_newest_deal(
    table: Table,
) -> None:
    deals = table(
        "plain_deals",
        {"deal_id": ["1", "2"], "status": ["?", "?"], "created_at": ["2026-01-05", "2026-01-04"]},
    )
    built = build([deals], BuildOptions(source_name="crm"))
    assert (built.deals.num_rows, built.as_of) == (0, date(2026, 1, 5))


def test_an_export_without_any_date_asks_for_its_day(table: Table) -> None:
    deals = table("plain_deals", {"deal_id": ["1"], "status": ["open"]})
    with pytest.raises(ImportFailed) as caught:
        build([deals], BuildOptions(source_name="crm"))
    assert caught.value.code == "export_day_missing"


def test_an_export_that_tells_nothing_of_winning_is_refused(table: Table, book: Book) -> None:
    with pytest.raises(ImportFailed) as caught:
        book(table("plain_deals", {"deal_id": ["1"], "value": ["5"]}))
    assert caught.value.code == "status_missing"
    assert caught.value.fields["columns"] == "deal_id, value"


def test_where_ids_are_missing_the_title_and_company_tell_deals_apart(
    table: Table, book: Book
) -> None:
    built = book(
        table(
            "salesforce_report",
            {
                "title": ["Fleet", "Fleet"],
                "organization": ["Acme", "Bolt"],
                "stage": ["Demo", "Demo"],
            },
        )
    )
    assert built.deals["deal_id"].to_pylist() == ["Fleet · Acme", "Fleet · Bolt"]
    assert [note.code for note in built.notes] == ["ids_from_titles"]


def test_a_later_file_goes_before_an_earlier_one_and_what_it_repeats_adds_nothing(
    table: Table, book: Book
) -> None:
    built = book(
        table(
            "plain_deals",
            {"deal_id": ["1", "2"], "status": ["open", "open"], "owner": ["A", "B"]},
            file="one.csv",
        ),
        table(
            "plain_deals",
            {"deal_id": ["2", "1"], "status": ["open", "won"], "owner": [None, "A"]},
            file="two.csv",
        ),
    )
    assert built.deals["status"].to_pylist() == ["won", "open"]
    assert built.deals["owner"].to_pylist() == ["A", "B"]
    assert [(file.used, file.repeated) for file in built.files] == [(2, 0), (1, 1)]
    disagreement = built.flags.to_pylist()
    assert [(row["flag"], row["value"], row["file"]) for row in disagreement] == [
        ("files_disagree", "open", "one.csv")
    ]


def test_another_date_column_of_the_file_settles_which_is_the_month(
    table: Table, book: Book
) -> None:
    built = book(
        table(
            "plain_deals",
            {
                "deal_id": ["1", "2"],
                "status": ["won", "won"],
                "created_at": ["25/01/2026", "26/01/2026"],
                "closed_at": ["02/03/2026", "04/03/2026"],
            },
        ),
        timezone=None,
    )
    assert [moment.month for moment in built.deals["closed_at"].to_pylist()] == [3, 3]


def test_several_currencies_are_told(table: Table, book: Book) -> None:
    built = book(
        table(
            "plain_deals",
            {"deal_id": list("abc"), "status": ["won"] * 3, "value": ["5 zł", "7 EUR", "9 zł"]},
        )
    )
    assert built.deals["currency"].to_pylist() == ["PLN", "EUR", "PLN"]
    assert [note.fields["currencies"] for note in built.notes] == ["PLN (2), EUR (1)"]


def test_optional_tables_are_typed_and_have_all_their_columns(table: Table, book: Book) -> None:
    built = book(
        table(
            "activities",
            {
                "deal_id": ["1", "2"],
                "type": ["call", "call"],
                "done_at": ["2026-01-05 08:00", "?"],
                "done": ["tak", "nie"],
                "duration": ["01:30", "45"],
            },
        ),
        table("quotas", {"owner": ["Ann", "Total"], "target": ["1000,50 zł", "1000,50 zł"]}),
    )
    activities = built.tables["activities"]
    assert activities["duration_minutes"].to_pylist() == [90.0, 45.0]
    assert activities["done"].to_pylist() == [True, False]
    assert activities.schema.field("done_at").type == schema.INSTANT
    assert built.tables["quotas"]["target"].to_pylist() == [Decimal("1000.5000")]
    assert built.tables["quotas"]["currency"].to_pylist() == ["PLN"]
    assert built.quarantine["reason"].to_pylist() == ["total_row"]
    assert [(row["flag"], row["field"], row["deal_id"]) for row in built.flags.to_pylist()] == [
        ("unreadable_date", "done_at", None)
    ]
    assert (built.deals.num_rows, built.processes) == (0, {})


@pytest.mark.parametrize("size", [1, 200])
def test_one_stage_and_two_hundred_stages_make_a_process(
    table: Table, book: Book, size: int
) -> None:
    ids = [str(number) for number in range(size)]
    stages = [f"Krok {number}" for number in range(size)]
    built = book(
        table("plain_deals", {"deal_id": ids, "stage": stages, "created_at": ["2026-01-01"] * size})
    )
    assert by_status(built) == {"open": size}
    assert len(built.processes[None].stages) == size
    assert built.stage_log.num_rows == size


def test_a_column_of_names_taken_for_stages_is_refused(table: Table, book: Book) -> None:
    ids = [str(number) for number in range(501)]
    with pytest.raises(ImportFailed) as caught:
        book(table("plain_deals", {"deal_id": ids, "stage": [f"Firma {number}" for number in ids]}))
    assert caught.value.code == "too_many_stage_names"


def test_a_name_of_ten_thousand_letters_is_kept_whole(table: Table, book: Book) -> None:
    name = "ż" * 10_000
    built = book(
        table(
            "plain_deals",
            {"deal_id": ["1"], "status": ["won"], "title": [name], "organization": [name]},
        )
    )
    assert one(built, "1")["title"] == name
    assert one(built, "1")["organization"] == name


CELL = st.sampled_from(
    [None, "", "1", "2", "3", "Total", "open", "won", "Select", "???", "Demo", "2026-01-05", "x"]
)
FIELDS = ("status", "stage", "created_at", "closed_at", "value", "owner", "lost_reason", "deleted")


@st.composite
def files(draw: st.DrawFn) -> list[dict[str, list[str | None]]]:
    """Up to three tables of deals with any cells in any of the columns."""
    made = []
    for _ in range(draw(st.integers(1, 3))):
        rows = draw(st.integers(0, 8))
        fields = draw(st.lists(st.sampled_from(FIELDS), unique=True))
        column = st.lists(CELL.map(lambda cell: cell or None), min_size=rows, max_size=rows)
        made.append({name: draw(column) for name in ("deal_id", "status", *fields)})
    return made


@settings(max_examples=80, deadline=None)
@given(files())
def test_whatever_a_file_holds_its_rows_add_up_and_used_ones_are_in_the_book(
    made: list[dict[str, list[str | None]]],
) -> None:
    tables = [_table(columns, number) for number, columns in enumerate(made)]
    built = build(tables, BuildOptions(source_name="crm", exported_at=date(2026, 6, 30)))
    ids = built.deals["deal_id"].to_pylist()
    assert len(ids) == len(set(ids))
    used_somewhere = set()
    for number, (columns, count) in enumerate(zip(made, built.files, strict=True)):
        assert count.rows == len(columns["deal_id"]) + 1
        assert count.rows == count.used + count.repeated + count.quarantined
        aside = built.quarantine.filter(pc.equal(built.quarantine["file"], f"{number}.csv"))
        assert aside.num_rows == count.quarantined
        lines = set(aside["line"].to_pylist())
        kept = [cell for row, cell in enumerate(columns["deal_id"]) if row + 2 not in lines]
        assert set(kept) <= set(ids) | {None}
        used_somewhere |= set(kept)
    assert set(ids) <= used_somewhere
    assert set(built.stage_log["deal_id"].to_pylist()) <= set(ids)
    assert set(built.flags["deal_id"].to_pylist()) <= set(ids)


def _table(columns: dict[str, list[str | None]], number: int) -> Recognised:
    raw = RawTable(
        path=Path(f"{number}.csv"),
        sheet=None,
        columns={
            name: pa.chunked_array([pa.array(cells, pa.string())])
            for name, cells in columns.items()
        },
        first_line=2,
        encoding="utf-8",
        separator=",",
        sha256="",
        shape="table",
        broken=((99, "a;b;c"),),
    )
    return Recognised(
        table=raw,
        kind="plain_deals",
        fields={name: name for name in columns},
        stage_dates={},
        ignored=(),
        missing=(),
        language="en",
    )
