"""The import form does what the command line does, driven without a browser."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from salestoolkit.sources.books.store import open_book
from salestoolkit.sources.importer import import_files
from salestoolkit.sources.recognition.mapping import load_mapping, mapping_from_choices
from salestoolkit.sources.recognition.vocabulary import fields_of, kinds
from salestoolkit.widgets.import_mapping import ImportForm, import_form
from salestoolkit.words import load_words

KNOWN = b"""Deal - ID,Deal - Title,Deal - Value,Deal - Stage,Deal - Status,Deal - Deal created
1,<img src=x onerror=alert(1)>,100.50,Offer,Open,2025-01-03 10:00:00
2,B,7.00,Closing,Open,2025-01-04 10:00:00
"""
STRANGE = """Sprawa;Kto;Ile;Gdzie;Od kiedy;<b>Uwagi</b>
A1;Ala;1 512,77;Rozmowa;2025-01-03;=HYPERLINK("x")
A2;Łukasz;20,00;Umowa;2025-01-05;
""".encode("cp1250")
CHOICES = {
    "Sprawa": "deal_id",
    "Kto": "owner",
    "Ile": "value",
    "Gdzie": "stage",
    "Od kiedy": "created_at",
    "<b>Uwagi</b>": "",
}


def uploaded(form: ImportForm, *files: tuple[str, bytes]) -> None:
    """What a browser does when files are chosen."""
    form.upload.value = tuple(
        {
            "name": name,
            "type": "text/csv",
            "size": len(content),
            "content": memoryview(content),
            "last_modified": datetime(2025, 2, 1, tzinfo=UTC),
        }
        for name, content in files
    )


@pytest.fixture
def form(tmp_path: Path) -> Any:
    return import_form(book=tmp_path / "book", language="en")


def test_nothing_can_be_imported_before_a_file_is_there(form: ImportForm) -> None:
    assert form.go.disabled
    assert form.mapping == {}


def test_a_known_export_shows_its_columns_and_is_imported(form: ImportForm, tmp_path: Path) -> None:
    uploaded(form, ("deals.csv", KNOWN))
    (table,) = form.tables
    assert table.kind.value == "pipedrive_deals"
    assert {name: box.value for name, box in table.columns.items()} == {
        "Deal - ID": "deal_id",
        "Deal - Title": "title",
        "Deal - Value": "value",
        "Deal - Stage": "stage",
        "Deal - Status": "status",
        "Deal - Deal created": "created_at",
    }
    assert form.mapping == {}
    form.options["timezone"].value = "Europe/Warsaw"
    form.options["exported_at"].value = date(2025, 1, 31)
    form.go.click()
    assert form.summary is not None
    assert (form.summary.source, form.summary.deals) == ("pipedrive", 2)
    assert open_book(tmp_path / "book").as_of == date(2025, 1, 31)
    assert "2 deals: won 0, lost 0, open 2" in form.message.value


def test_three_values_of_a_column_are_shown_and_run_nothing(form: ImportForm) -> None:
    uploaded(form, ("deals.csv", KNOWN))
    shown = "".join(row.children[1].value for row in form.tables[0].rows.children)
    assert "100.50 · 7.00" in shown
    assert "&lt;img src=x onerror=alert(1)&gt;" in shown
    assert "<img" not in shown


def test_a_strange_export_is_pointed_out_column_by_column(form: ImportForm, tmp_path: Path) -> None:
    uploaded(form, ("nasze.csv", STRANGE))
    (table,) = form.tables
    assert list(table.columns) == list(CHOICES)
    for header, field in CHOICES.items():
        table.columns[header].value = field
    form.go.click()
    assert form.summary is not None, form.message.value
    deals = open_book(tmp_path / "book").deals.to_pylist()
    assert [deal["owner"] for deal in deals] == ["Ala", "Łukasz"]
    assert deals[0]["value"] == Decimal("1512.77")
    assert [deal["stage"] for deal in deals] == ["Rozmowa", "Umowa"]


def test_the_form_does_what_the_function_does(form: ImportForm, tmp_path: Path) -> None:
    uploaded(form, ("nasze.csv", STRANGE))
    for header, field in CHOICES.items():
        form.tables[0].columns[header].value = field
    form.go.click()
    path = tmp_path / "nasze.csv"
    path.write_bytes(STRANGE)
    mapping = mapping_from_choices(list(CHOICES), CHOICES, kind="plain_deals")
    assert form.mapping == mapping
    import_files([path], to=tmp_path / "other", mapping=mapping)
    ours, theirs = open_book(tmp_path / "book"), open_book(tmp_path / "other")
    assert ours.deals.equals(theirs.deals)
    assert ours.stage_log.equals(theirs.stage_log)


def test_choices_are_kept_as_a_mapping_file(form: ImportForm, tmp_path: Path) -> None:
    uploaded(form, ("nasze.csv", STRANGE))
    for header, field in CHOICES.items():
        form.tables[0].columns[header].value = field
    form.options["mapping_file"].value = str(tmp_path / "ours.toml")
    form.save.click()
    assert load_mapping(tmp_path / "ours.toml") == form.mapping
    form.save.click()
    assert 'role="alert"' in form.message.value


def test_another_kind_offers_its_own_fields(form: ImportForm) -> None:
    uploaded(form, ("nasze.csv", STRANGE))
    (table,) = form.tables
    table.kind.value = "reps"
    offered = [value for _, value in table.columns["Kto"].options]
    assert "manager" in offered
    assert "lost_reason" not in offered
    table.columns["Kto"].value = "owner"
    assert form.mapping["kind"] == "reps"


def test_a_column_read_otherwise_goes_into_the_mapping_alone(form: ImportForm) -> None:
    uploaded(form, ("deals.csv", KNOWN))
    form.tables[0].columns["Deal - Title"].value = "organization"
    form.tables[0].columns["Deal - Value"].value = ""
    assert form.mapping == {"columns": {"Deal - Title": "organization", "Deal - Value": ""}}


def test_several_files_are_imported_together(form: ImportForm) -> None:
    uploaded(form, ("deals.csv", KNOWN), ("reps.csv", b"owner,team\nAla,North\n"))
    form.options["timezone"].value = "UTC"
    form.go.click()
    assert form.summary is not None, form.message.value
    assert form.summary.tables == {"reps": 1}


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x01" * 40, "picture.csv"),
        ("empty.csv", b"", "empty.csv"),
    ],
)
def test_a_file_that_is_no_table_is_one_sentence(
    form: ImportForm, name: str, content: bytes, said: str
) -> None:
    uploaded(form, (name, content))
    assert said in form.message.value
    assert 'role="alert"' in form.message.value
    assert form.go.disabled


@pytest.mark.parametrize(
    "name", ["../../evil.csv", "..\\evil.csv", "..", "", "/", "\x00.csv", "x" * 400]
)
def test_a_file_name_leads_nowhere_else(form: ImportForm, tmp_path: Path, name: str) -> None:
    uploaded(form, (name, KNOWN))
    assert len(form.tables) == 1
    inside = form.tables[0].table.path.resolve()
    assert inside.is_relative_to(Path(form._folder.name).resolve())
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_told_is_asked_for_and_the_form_stays_usable(form: ImportForm) -> None:
    ambiguous = KNOWN.replace(b"2025-01-03 10:00:00", b"03/04/2025").replace(
        b"2025-01-04 10:00:00", b"05/06/2025"
    )
    uploaded(form, ("deals.csv", ambiguous))
    form.go.click()
    assert form.summary is None
    assert "03/04/2025" in form.message.value
    form.options["date_order"].value = "dmy"
    form.go.click()
    assert form.summary is not None, form.message.value


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_kind_and_field_has_a_name_of_its_own(language: str) -> None:
    words = load_words(language)
    names = [words.text(f"import.kinds.{kind}") for kind in kinds()]
    assert len(set(names)) == len(names)
    for kind in kinds():
        labels = [words.text(f"import.fields.{field}") for field in fields_of(kind)]
        assert len(set(labels)) == len(labels), kind


def test_the_form_speaks_polish(tmp_path: Path) -> None:
    form = import_form(book=tmp_path / "book", language="pl")
    assert form.go.description == "Importuj"
