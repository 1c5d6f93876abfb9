"""A process as rows of its two sheets."""

from __future__ import annotations

from salestoolkit.core.process import Activity, SalesProcess, Stage, Stakeholder
from salestoolkit.core.process_sheets import process_entries, raci_entries
from salestoolkit.core.sheets import Entry, validate
from salestoolkit.sources.sheets import load_sheet
from salestoolkit.sources.templates import universal_process

SALE = SalesProcess(
    name="Sprzedaż",
    stages=(
        Stage(key="offer", name="Oferta", owner="rep", activities=("demo", "Telefon")),
        Stage(key="sign", name="Umowa", target_days=0, win_probability=0.0),
    ),
    activities=(
        Activity(key="demo", name="Demo", responsible=("rep",), accountable=("rep", "boss")),
        Activity(key="case", name="Opis przypadku", informed=("boss",)),
    ),
    stakeholders=(Stakeholder(key="rep", name="handlowiec"), Stakeholder(key="boss", name="szef")),
)


def test_each_stage_is_a_row_with_names_instead_of_keys() -> None:
    assert process_entries(SALE) == (
        Entry({"stage": "Oferta", "owner": "handlowiec", "activities": ("Demo", "Telefon")}),
        Entry({"stage": "Umowa", "days": 0, "probability": 0.0}),
    )


def test_each_activity_is_a_row_and_two_who_answer_are_both_shown() -> None:
    assert raci_entries(SALE) == (
        Entry(
            {"activity": "Demo", "responsible": ("handlowiec",), "accountable": "handlowiec, szef"}
        ),
        Entry({"activity": "Telefon"}),
        Entry({"activity": "Opis przypadku", "informed": ("szef",)}),
    )


def test_the_universal_process_fits_its_sheets() -> None:
    process = universal_process("pl")
    for name, rows in (("process", process_entries(process)), ("raci", raci_entries(process))):
        sheet = load_sheet(name, "pl")
        assert rows
        assert not [fault for row in rows for fault in validate(sheet, row)]
