"""From files to a deal book: what is kept between imports, and what is refused."""

from __future__ import annotations

import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salestoolkit.errors import ImportFailed, InvalidValue, SalesToolkitError
from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.import_summary import ImportSummary
from salestoolkit.sources.importer import import_files

HEADERS = (
    "ID",
    "Title",
    "Owner",
    "Value",
    "Currency of Value",
    "Stage",
    "Status",
    "Deal created",
    "Last stage change",
    "Won time",
    "Lost time",
)
JANUARY, FEBRUARY = date(2025, 1, 31), date(2025, 2, 28)


def row(deal_id: str, stage: str = "Offer", status: str = "Open", **more: str) -> str:
    cells = {
        "ID": deal_id,
        "Title": f"Deal {deal_id}",
        "Owner": "Ala",
        "Value": "100.50",
        "Currency of Value": "PLN",
        "Stage": stage,
        "Status": status,
        "Deal created": "2025-01-03 10:00:00",
        **more,
    }
    return ",".join(cells.get(name, "") for name in HEADERS)


@pytest.fixture
def place(tmp_path: Path) -> Any:
    return Place(tmp_path)


class Place:
    """A folder with exports and a deal book."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.book = folder / "book"

    def export(self, *rows: str, name: str = "deals.csv") -> Path:
        path = self.folder / name
        header = ",".join(f"Deal - {field}" for field in HEADERS)
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return path

    def bring(self, *rows: str, day: date = JANUARY, **more: Any) -> ImportSummary:
        options = {"timezone": "Europe/Warsaw", "exported_at": day, **more}
        name = options.pop("name", "deals.csv")
        return import_files([self.export(*rows, name=name)], to=self.book, **options)

    def content(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.book.iterdir())}


def test_an_export_becomes_a_book_and_a_summary_that_add_up(place: Place) -> None:
    summary = place.bring(row("1"), row("2", status="Won", **{"Won time": "2025-01-20 12:00:00"}))
    assert (summary.source, summary.first) == ("pipedrive", True)
    assert (summary.rows, summary.in_book, summary.quarantined) == (2, 2, 0)
    assert (summary.deals, summary.won, summary.lost, summary.open) == (2, 1, 0, 1)
    book = open_book(place.book)
    assert (book.as_of, book.timezone) == (JANUARY, "Europe/Warsaw")
    assert book.deals["value"].to_pylist() == [Decimal("100.5000")] * 2


def test_the_record_says_what_was_read(place: Place) -> None:
    place.bring(row("1"))
    record = json.loads((place.book / "import.json").read_text(encoding="utf-8"))
    (entry,) = record["imports"]
    (file,) = entry["files"]
    assert file["file"] == "deals.csv"
    assert len(file["sha256"]) == 64
    assert file["used"]["Deal - Stage"] == "stage"
    assert file["rows"] == file["in_book"] + file["repeated"] + file["quarantined"] == 1
    assert record["sources"] == {"pipedrive": {"first": "2025-01-31", "last": "2025-01-31"}}


def test_the_same_file_again_changes_no_byte(place: Place) -> None:
    place.bring(row("1"))
    before = place.content()
    summary = place.bring(row("1"))
    assert summary.already_read
    assert summary.rows == 1
    assert place.content() == before


def test_the_same_content_in_another_file_changes_no_byte(place: Place) -> None:
    place.bring(row("1"), row("2"))
    before = place.content()
    path = place.folder / "again.csv"
    path.write_text((place.folder / "deals.csv").read_text().replace(",", ";"))
    summary = import_files([path], to=place.book, timezone="Europe/Warsaw", exported_at=JANUARY)
    assert (summary.already_read, summary.nothing_new) == (False, True)
    assert place.content() == before


def test_a_second_export_brings_only_what_changed(place: Place) -> None:
    place.bring(row("1"), row("2"), row("3"))
    summary = place.bring(
        row("1", "Closing", **{"Last stage change": "2025-02-10 09:00:00"}),
        row("2"),
        row("4"),
        day=FEBRUARY,
    )
    assert (summary.added, summary.changed, summary.moved, summary.absent) == (1, 1, 1, 1)
    log = [line for line in open_book(place.book).stage_log.to_pylist() if line["deal_id"] == "1"]
    assert [(line["entry"], line["provenance"]) for line in log] == [
        ("Offer", "inferred"),
        ("Closing", "inferred"),
    ]
    assert log[1]["entered_at"].date() == date(2025, 2, 10)


def test_an_older_export_undoes_nothing_and_is_said(place: Place) -> None:
    place.bring(row("1", "Closing"), day=FEBRUARY)
    summary = place.bring(row("1", "Offer"), row("2"), day=JANUARY)
    assert (summary.older, summary.added, summary.changed) == (True, 1, 0)
    book = open_book(place.book)
    assert book.as_of == FEBRUARY
    assert book.deals["stage"].to_pylist() == ["Closing", "Offer"]


def test_the_time_zone_is_kept_and_may_not_be_contradicted(place: Place) -> None:
    place.bring(row("1"))
    place.bring(row("1", "Closing"), day=FEBRUARY, timezone=None)
    assert open_book(place.book).timezone == "Europe/Warsaw"
    with pytest.raises(ImportFailed) as caught:
        place.bring(row("1"), day=FEBRUARY, timezone="America/Chicago")
    assert caught.value.code == "timezone_differs"
    assert caught.value.fields == {"value": "America/Chicago", "allowed": "Europe/Warsaw"}


def test_a_zone_that_is_told_later_leaves_days_as_they_were(place: Place) -> None:
    plain = {"Deal created": "2025-01-03"}
    place.bring(row("1", **plain), timezone=None)
    place.bring(row("1", "Closing", **plain), timezone="America/Chicago", day=FEBRUARY)
    book = open_book(place.book)
    assert book.deals["created_at"].to_pylist()[0].isoformat() == "2025-01-03T06:00:00+00:00"


def test_rates_convert_and_are_kept_for_the_next_export(place: Place) -> None:
    rates = place.folder / "rates.csv"
    rates.write_text("currency,rate,to\nEUR,4,PLN\n")
    euro = {"Currency of Value": "EUR"}
    place.bring(row("1"), row("2", **euro), rates=rates)
    summary = place.bring(row("1"), row("2", **euro), row("3", **euro), day=FEBRUARY)
    assert summary.currencies == ("PLN",)
    assert summary.changed == 0
    book = open_book(place.book)
    assert book.deals["value"].to_pylist() == [Decimal("100.5"), Decimal(402), Decimal(402)]
    assert book.deals["currency_original"].to_pylist() == [None, "EUR", "EUR"]
    with pytest.raises(ImportFailed) as caught:
        place.bring(row("4", **{"Currency of Value": "USD"}), day=FEBRUARY)
    assert (caught.value.code, caught.value.fields["value"]) == ("rate_missing", "USD")


def test_without_rates_currencies_stay_apart(place: Place) -> None:
    summary = place.bring(row("1"), row("2", **{"Currency of Value": "EUR"}))
    assert set(summary.currencies) == {"PLN", "EUR"}


class TestProcess:
    def test_a_new_stage_is_added_and_said(self, place: Place) -> None:
        place.bring(row("1", "Contact"), row("2", "Closing"))
        summary = place.bring(
            row("1", "Demo"), row("2", "Closing"), row("3", "Contact"), day=FEBRUARY
        )
        assert summary.stages_added == {None: ["Demo"]}
        stages = [stage.key for stage in open_book(place.book).process_of().stages]
        assert sorted(stages) == ["Closing", "Contact", "Demo"]

    def test_an_edited_process_is_kept_where_nothing_is_new(self, place: Place) -> None:
        place.bring(row("1", "Contact"), row("2", "Closing"))
        path = place.book / "process.toml"
        path.write_text(path.read_text() + "# agreed in May\n")
        edited = path.read_bytes()
        summary = place.bring(row("1", "Closing"), row("2", "Closing"), day=FEBRUARY)
        assert path.read_bytes() == edited
        assert summary.process_copy is None

    def test_an_edited_process_is_copied_before_a_stage_is_added(self, place: Place) -> None:
        place.bring(row("1", "Contact"))
        path = place.book / "process.toml"
        edited = path.read_text().replace('name = "Contact"', 'name = "First talk"')
        path.write_text(edited + "# agreed in May\n")
        place.bring(row("1", "Contact"), row("2", "Contact"), day=FEBRUARY, name="b.csv")
        summary = place.bring(row("1", "Demo"), day=date(2025, 3, 31))
        assert summary.process_copy is not None
        assert "First talk" in summary.process_copy.read_text()
        assert "# agreed in May" in path.read_text()
        names = [stage.name for stage in open_book(place.book).process_of().stages]
        assert {"First talk", "Demo"} <= set(names)

    def test_a_broken_process_stops_the_import_and_is_not_overwritten(self, place: Place) -> None:
        place.bring(row("1"))
        path = place.book / "process.toml"
        path.write_text("[[process]\n")
        with pytest.raises(SalesToolkitError) as caught:
            place.bring(row("2"), day=FEBRUARY)
        assert caught.value.code == "process_syntax"
        assert path.read_text() == "[[process]\n"

    def test_a_stage_that_was_taken_out_stays_out(self, place: Place) -> None:
        place.bring(row("1", "Contact"), row("2", "Closing"))
        path = place.book / "process.toml"
        text = path.read_text()
        path.write_text(
            text[: text.index("[[process.stage]]", text.index("[[process.stage]]") + 5)]
        )
        assert len(open_book(place.book).process_of().stages) == 1
        place.bring(row("1", "Contact"), row("2", "Closing"), row("3"), day=FEBRUARY)
        assert len(open_book(place.book).process_of().stages) == 2


class TestRefusals:
    @pytest.mark.parametrize(
        ("option", "value", "code"),
        [
            ("date_order", "ymd", "not_allowed"),
            ("decimal", ".", "not_allowed"),
            ("timezone", "Warsaw", "unknown_timezone"),
            ("timezone", "../etc/passwd", "unknown_timezone"),
        ],
    )
    def test_an_option_outside_what_is_allowed(
        self, place: Place, option: str, value: str, code: str
    ) -> None:
        with pytest.raises(InvalidValue) as caught:
            place.bring(row("1"), **{option: value})
        assert caught.value.code == code
        assert not place.book.exists()

    def test_a_file_that_is_missing_leaves_no_folder(self, place: Place) -> None:
        with pytest.raises(ImportFailed):
            import_files([place.folder / "no.csv"], to=place.book)
        assert not place.book.exists()

    def test_a_bad_export_leaves_the_book_as_it_was(self, place: Place) -> None:
        place.bring(row("1"))
        before = place.content()
        broken = place.folder / "broken.csv"
        broken.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
        with pytest.raises(ImportFailed):
            import_files([broken], to=place.book)
        assert place.content() == before


def test_files_of_one_source_are_read_together(place: Place) -> None:
    deals = place.export(row("1"), row("2"))
    reps = place.folder / "reps.csv"
    reps.write_text("owner,team\nAla,North\n")
    summary = import_files(
        [reps, deals], to=place.book, timezone="Europe/Warsaw", exported_at=JANUARY
    )
    assert summary.source == "pipedrive"
    assert summary.tables == {"reps": 1}
    assert open_book(place.book).deals["team"].to_pylist() == ["North", "North"]


def test_a_table_can_be_added_to_a_book_later(place: Place) -> None:
    place.bring(row("1"))
    quotas = place.folder / "quotas.csv"
    quotas.write_text("owner,period,target\nAla,2025-01,1000\n")
    summary = import_files([quotas], to=place.book, as_table="quotas")
    assert (summary.source, summary.deals, summary.absent) == ("spreadsheet", 1, 0)
    book = open_book(place.book)
    assert book.tables["quotas"]["target"].to_pylist() == [Decimal(1000)]
    assert (book.as_of, book.timezone) == (JANUARY, "Europe/Warsaw")


def test_two_sources_live_in_one_book(place: Place) -> None:
    place.bring(row("1"))
    summary = place.bring(row("1", "Closing"), source="old crm", day=FEBRUARY, name="old.csv")
    assert summary.other_sources == {"pipedrive": JANUARY}
    book = open_book(place.book)
    assert book.deals["source_name"].to_pylist() == ["pipedrive", "old crm"]
    assert book.deals["absent_since"].null_count == 2


def test_progress_goes_forward_to_its_end(place: Place) -> None:
    told: list[tuple[str, float]] = []
    place.bring(row("1"), progress=lambda step, share: told.append((step, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


rows = st.lists(
    st.tuples(
        st.sampled_from(["", "1", "2", "3", "Total"]),
        st.sampled_from(["Offer", "Closing", ""]),
        st.sampled_from(["Open", "Won", "Lost", "Deleted", "?", ""]),
        st.sampled_from(["2025-01-05 10:00:00", "2025-01-02", ""]),
    ),
    min_size=1,
)


@settings(deadline=None, max_examples=25)
@given(rows)
def test_every_row_is_in_the_book_repeated_or_set_aside(
    tmp_path_factory: pytest.TempPathFactory, listed: list[tuple[str, str, str, str]]
) -> None:
    place = Place(tmp_path_factory.mktemp("rows"))
    lines = [row(a, b, c, **{"Deal created": d}) for a, b, c, d in listed]
    try:
        summary = place.bring(*lines)
    except SalesToolkitError:
        assert not place.book.exists()
        return
    assert summary.rows == len(lines)
    assert summary.rows == summary.in_book + summary.repeated + summary.quarantined
    book = open_book(place.book)
    assert book.deals.num_rows == summary.deals == summary.won + summary.lost + summary.open
    assert book.tables["quarantine"].num_rows == summary.quarantined


@pytest.mark.skipif("REALDATA" not in os.environ, reason="REALDATA names no folder of real exports")
def test_a_real_export_is_read_to_its_last_deal(tmp_path: Path) -> None:
    folder = Path(os.environ["REALDATA"]) / "maven_crm"
    summary = import_files([folder / "sales_pipeline.csv"], to=tmp_path / "book")
    assert (summary.deals, summary.won, summary.lost, summary.open) == (8800, 4238, 2473, 2089)
    again = import_files([folder / "sales_pipeline.csv"], to=tmp_path / "book")
    assert again.already_read
