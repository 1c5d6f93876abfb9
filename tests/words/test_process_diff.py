"""A changelog in either language says what changed, and where."""

from __future__ import annotations

from dataclasses import replace
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
from salestoolkit.core.process_diff import diff
from salestoolkit.words import load_words
from salestoolkit.words.process_diff import changelog

EN, PL = load_words("en"), load_words("pl")

CONTACT = Stage(key="contact", name="Contact", activities=("calls",), target_days=14.0)
OLD = SalesProcess(
    name="Sale",
    stages=(CONTACT, Stage(key="demo", name="Presentation")),
    activities=(Activity(key="calls", name="Cold calls"),),
    stakeholders=(Stakeholder(key="rep", name="Sales rep"),),
)


def lines(new: SalesProcess, words: object = EN, old: SalesProcess = OLD) -> list[str]:
    return [line for group in changelog(diff(old, new), words) for line in group.lines]


def test_customising_reads_as_a_person_would_say_it() -> None:
    new = OLD.with_stage(Stage(key="talk", name="Negotiation"), after="demo").replace_activity(
        "calls", "Product samples"
    )
    assert lines(new) == [
        "In “Contact”: activity “Cold calls” was replaced by “Product samples”.",
        "Stage “Negotiation” was added after “Presentation”.",
    ]
    assert lines(new, PL) == [
        "Etap „Contact”: zamiast działania „Cold calls” jest „Product samples”.",
        "Dodano etap „Negotiation” po etapie „Presentation”.",
    ]


def test_values_are_written_as_the_language_writes_them() -> None:
    paper = Document(name="Offer", source="legal", days=2.0)
    new = OLD.change_stage(
        "contact",
        target_days=1.0,
        win_probability=0.125,
        waiting=True,
        universal="contact",
        owner="rep",
        documents=(paper,),
    )
    assert lines(new, PL) == [
        "Etap „Contact”: odpowiada teraz etapowi uniwersalnemu „Pierwszy kontakt”.",
        "Etap „Contact”: czas oczekiwania nie zależy teraz od sprzedającego.",
        "Etap „Contact”: docelowy czas to teraz 1 dzień (wcześniej 14 dni).",
        "Etap „Contact”: prawdopodobieństwo wygranej to teraz 12,5% (wcześniej nie było podane).",
        "Etap „Contact”: prowadzi go teraz „Sales rep” (wcześniej nikt).",
        "Etap „Contact”: dodano dokument „Offer (legal, 2 dni)”.",
    ]
    late = new.change_stage("contact", documents=(replace(paper, days=5.0),))
    assert lines(late, old=new) == [
        "In “Contact”: document “Offer (legal, 2 days)” is now “Offer (legal, 5 days)”."
    ]


def test_groups_are_the_stages_and_then_the_rest() -> None:
    handover = Handover(giver="marketing", taker="sales", stage="contact", what="MQL")
    version = Version(date=date(2026, 11, 26), author="Ola", reason="After the workshop.")
    new = (
        OLD.change_stage("contact", purpose="Talk.")
        .assign("calls", responsible="rep")
        .with_handover(handover)
        .with_move("demo", "contact")
        .with_version(version)
    )
    found = changelog(diff(OLD, new), EN)
    assert [group.title for group in found] == [
        "Contact",
        "Who does what",
        "Hand-overs",
        "Other moves",
        "Versions",
    ]
    assert found[-1].lines == ("Version of 26 November 2026, by “Ola”: After the workshop.",)
    assert found[1].lines == ("Activity “Cold calls”, responsible: “Sales rep” was added.",)


@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
@settings(deadline=None, max_examples=6)
@given(one=processes(), other=processes())
def test_every_change_can_be_said(words: object, one: SalesProcess, other: SalesProcess) -> None:
    changes = diff(one, other)
    said = [line for group in changelog(changes, words) for line in group.lines]
    assert len(said) == len(changes)
    assert all(line.endswith(".") and "\n" not in line for line in said)
