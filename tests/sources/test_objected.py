"""Objections to marketing: kept for good, only ever added to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from salestoolkit.core.consent import split_by_consent
from salestoolkit.core.marketing_objections import MarketingObjection
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.contact_rules import contact_rules
from salestoolkit.sources.contacts import read_contacts
from salestoolkit.sources.objected import note_objection, objected_path, read_objected
from salestoolkit.sources.packaged import packaged_path

ANNA = MarketingObjection(
    noted_on=date(2026, 5, 1),
    name="Anna Żółw",
    organization='=HYPERLINK("x")',
    email="anna@x.example",
    phone="+48 000 100 001",
    channel="phone",
    source='zdanie z „cytatem”, przecinkiem i "znakiem"',
)
JAN = MarketingObjection(noted_on=date(2026, 6, 1), name="Jan Lis", reference="pipedrive/7")


@pytest.mark.parametrize("language", ["en", "pl"])
def test_what_is_noted_reads_back_the_same(tmp_path: Path, language: str) -> None:
    path = tmp_path / "team" / "objected.csv"
    for one in (ANNA, JAN):
        assert note_objection(path, one, language=language)
    assert read_objected(path).objections == (ANNA, JAN)


def test_noting_adds_a_line_and_leaves_every_byte_before_it(tmp_path: Path) -> None:
    path = tmp_path / "objected.csv"
    note_objection(path, ANNA)
    before = path.read_bytes()
    note_objection(path, JAN)
    assert path.read_bytes().startswith(before)
    assert b"'=HYPERLINK" in before


def test_the_same_objection_stands_there_once(tmp_path: Path) -> None:
    path = tmp_path / "objected.csv"
    assert note_objection(path, ANNA)
    assert not note_objection(path, ANNA)
    assert len(read_objected(path).objections) == 1


@pytest.mark.parametrize("end", ["\n", ""])
def test_a_file_that_excel_saved_keeps_its_separator_its_letters_and_its_order(
    tmp_path: Path, end: str
) -> None:
    path = tmp_path / "objected.csv"
    text = f"E-mail;Imię i nazwisko;Data sprzeciwu\nj@x.example;Józef Bąk;01.02.2026{end}"
    path.write_bytes(text.encode("cp1250"))
    note_objection(path, ANNA)
    first, second = read_objected(path).objections
    assert (first.name, first.noted_on, first.channel) == ("Józef Bąk", date(2026, 2, 1), "all")
    assert (second.name, second.email) == ("Anna Żółw", "anna@x.example")
    # the file has no column for the channel: the objection is then to every one
    assert second.channel == "all"


def test_lines_that_name_nobody_are_told(tmp_path: Path) -> None:
    path = tmp_path / "objected.csv"
    path.write_text(
        "Objected on,Objected to,Name,Email\n"
        "2026-01-01,all,A B,\n2026-01-02,all,,\n2026-01-03,fax,C D,\n2026-01-04,all\n"
        "some day,all,E F,\n"
    )
    found = read_objected(path)
    assert [one.name for one in found.objections] == ["A B", "E F"]
    assert found.unread == (3, 4, 5)
    assert found.objections[1].noted_on == date.min


def test_no_file_is_no_objection_and_a_broken_one_stops_the_list(tmp_path: Path) -> None:
    path = objected_path(tmp_path / "book")
    assert path == tmp_path.resolve() / "objected.csv"
    assert read_objected(path).objections == ()
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    with pytest.raises(ImportFailed):
        read_objected(path)
    with pytest.raises(ImportFailed):
        note_objection(path, ANNA)


def test_another_list_under_that_name_stops_the_list(tmp_path: Path) -> None:
    path = tmp_path / "objected.csv"
    path.write_text("Stage,Amount\nWon,12\n")
    with pytest.raises(ImportFailed, match="list_not_objected"):
        read_objected(path)


@pytest.mark.parametrize(
    ("company", "market"), [("kwarcowa_sowa", "pl"), ("marmalade_lighthouse", "uk")]
)
def test_whoever_objected_stays_out_though_the_newer_list_says_yes(
    company: str, market: str
) -> None:
    contacts = read_contacts(packaged_path(f"data/{company}/contacts.csv"))
    known = read_objected(packaged_path(f"data/{company}/objected.csv"))
    again = contacts.frame[contacts.frame["contact"] == "C018"].iloc[0]
    assert (again["consent_email"], str(again["consent_given"])) == ("yes", "2026-09-14")
    assert again["email"] not in {one.email for one in known.objections}
    found = split_by_consent(
        contacts.frame,
        channel="email",
        rules=contact_rules(market),
        as_of=date(2026, 10, 30),
        objections=known.objections,
    )
    left_out = found.left_out.set_index("contact")["reason"]
    assert left_out["C018"] == left_out["C005"] == "objected"
