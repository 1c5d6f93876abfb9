"""A process and the remarks on it, as a person reads them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from process_strategies import processes

from salestoolkit.core.process import (
    Activity,
    Document,
    Handover,
    SalesProcess,
    Stage,
    Stakeholder,
    Version,
)
from salestoolkit.core.process_review import review
from salestoolkit.words import load_words
from salestoolkit.words.process_outline import process_outline
from salestoolkit.words.process_review import review_groups, review_headline

EN, PL = load_words("en"), load_words("pl")

SALE = SalesProcess(
    name="Sprzedaż",
    market="pl",
    stages=(
        Stage(
            key="deed",
            name="Akt",
            passes="customer",
            waiting=True,
            owner="rep",
            activities=("call",),
            documents=(Document(name="Wypis", source="notariusz", days=1.0),),
        ),
    ),
    activities=(Activity(key="call", name="Telefon", responsible=("rep",), informed=("boss",)),),
    stakeholders=(Stakeholder(key="rep", name="Handlowiec", department="sprzedaż"),),
    handovers=(Handover(giver="marketing", taker="sprzedaż", stage="deed", what="MQL", days=2.0),),
    versions=(Version(date=date(2026, 5, 4), author="Ola", reason="pierwsza"),),
).with_move("deed", "deed", "poprawki")


def test_an_outline_cuts_nothing_that_a_person_wrote() -> None:
    long = "Zapytać o wszystko, co trzeba wiedzieć, zanim padnie nazwa produktu. " * 8
    process = SalesProcess(
        name="Sprzedaż",
        stages=(Stage(key="talk", name="Rozmowa", purpose=long, exit_criteria=(long, "Tak.")),),
    )
    stage = process_outline(process, PL)[1]
    assert stage.lines == (
        f"Cel: {long.strip()}",
        "Warunki wyjścia:",
        f"  {long.strip()}",
        "  Tak.",
    )


def test_an_outline_says_all_that_the_process_holds() -> None:
    said = [
        line for section in process_outline(SALE, PL) for line in (section.title, *section.lines)
    ]
    assert said == [
        "Sprzedaż",
        "Rynek: Polska",
        "1. Akt (klienci, oczekiwanie niezależne od sprzedającego)",
        "Prowadzi: Handlowiec",
        "Działania: Telefon",
        "Dokumenty: Wypis (notariusz, 1 dzień)",
        "Kto ma jaką rolę",
        "Telefon: wykonuje: Handlowiec; informowany: boss",
        "Interesariusze",
        "Handlowiec: sprzedaż, nasza firma",
        "Przekazania",
        "Przed etapem „Akt”: „MQL”; przekazuje: marketing, przejmuje: sprzedaż, "
        "czas na przejęcie: 2 dni",
        "Drogi poza kolejnością etapów",
        "Z etapu „Akt” do etapu „Akt”: poprawki",
        "Wersje",
        "4 maja 2026, Ola: pierwsza",
    ]


def test_an_empty_process_says_that_it_has_no_stages() -> None:
    (section,) = process_outline(SalesProcess(name="x", stages=()), EN)
    assert section.lines == ("There are no stages yet.",)


@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
@settings(deadline=None, max_examples=6)
@given(process=processes())
def test_every_process_has_an_outline(words: object, process: SalesProcess) -> None:
    sections = process_outline(process, words)
    assert len(sections) >= 1 + len(process.stages)
    assert all("\n" not in line for section in sections for line in section.lines)


def test_remarks_are_counted_and_said() -> None:
    rows = [
        {"author": "Ola", "stage": "Akt", "remark": "Za długo.", "date": date(2026, 5, 4)},
        {"author": "", "stage": "Demo", "proposal": "Dodać.", "status": "taken"},
    ]
    found = review(rows, SALE)
    assert review_headline(found, PL) == "2 uwagi: czeka 1, przyjęto 1, odrzucono 0."
    assert [(group.title, group.lines) for group in review_groups(found, PL)] == [
        ("Akt", ("[czeka] Za długo. (Ola, 04.05.2026)",)),
        ("Etapy, których nie ma w procesie", ("Demo: [przyjęta] Propozycja: Dodać.",)),
    ]
    assert review_headline(review([], SALE), EN) == "There are no remarks yet."
