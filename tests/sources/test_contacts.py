"""Contacts and their consents, read from lists and deal books."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, INSTANT, STAGE_LOG
from salestoolkit.core.consent import split_by_consent
from salestoolkit.errors import BookError, ImportFailed, InvalidValue
from salestoolkit.sources.contact_rules import contact_rules, markets_with_rules
from salestoolkit.sources.contacts import (
    COLUMNS,
    ContactList,
    answer,
    contacts_of,
    objection_of,
    read_contacts,
    read_register,
)
from salestoolkit.sources.packaged import packaged_path

TODAY = date(2026, 11, 26)


def listed(folder: Path, text: str, *, encoding: str = "utf-8") -> ContactList:
    path = folder / "kontakty.csv"
    path.write_bytes(text.encode(encoding))
    return read_contacts(path)


def test_a_polish_list_in_an_old_code_page_is_read(tmp_path: Path) -> None:
    text = (
        "Imię;Nazwisko;Forma zwracania się;E-mail;Zgoda na e-mail;Data zgody;Rodzaj odbiorcy\n"
        "Łucja;Żółw;Pani Łucjo;l@x.example;TAK;13.05.2026;Firma\n"
        "Jan;Lis;;j@x.example;nie wiadomo;;JDG\n"
    )
    frame = listed(tmp_path, text, encoding="cp1250").frame
    first, second = frame.to_dict("records")
    assert list(frame.columns[: len(COLUMNS)]) == list(COLUMNS)
    assert (first["name"], first["form_of_address"]) == ("Łucja Żółw", "Pani Łucjo")
    assert (first["consent_email"], first["consent_given"]) == ("yes", date(2026, 5, 13))
    assert (first["recipient"], second["recipient"]) == ("company", "person")
    assert second["consent_email"] == ""


def test_channels_of_a_general_consent_are_read_in_polish(tmp_path: Path) -> None:
    text = "Kontakt,Telefon,Zgoda,Kanał zgody\nA B,600100200,tak,telefon; e-mail\n"
    assert listed(tmp_path, text).frame["consent_channel"][0] == "phone, email"


def test_a_broken_line_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    found = listed(
        tmp_path, "Name,Email,Email consent\nA,a@x.example,yes\nB,b@x\nC,c@x.example,no\n"
    )
    assert (found.rows, [line for line, _ in found.broken]) == (3, [3])


def test_another_file_is_no_list_of_contacts(tmp_path: Path) -> None:
    with pytest.raises(ImportFailed) as caught:
        listed(tmp_path, "Stage,Amount\nWon,12\n")
    assert caught.value.code == "list_not_contacts"
    assert caught.value.fields["value"] == "Stage, Amount"


@pytest.mark.parametrize(
    ("cell", "said"),
    [("Yes", "yes"), ("NIE", "no"), ("?", ""), (None, ""), ("może", "może"), ("–", "")],
)
def test_only_words_that_are_known_are_answers(cell: str | None, said: str) -> None:
    assert answer(cell) == said


def test_days_of_a_deal_book_are_those_of_its_own_clock() -> None:
    midnight = datetime(2026, 11, 26, tzinfo=ZoneInfo("Europe/Warsaw"))
    table = pa.table(
        {
            "name": ["A B"],
            "email": ["a@x.example"],
            "consent_email": ["tak"],
            "consent_given": pa.array([midnight], INSTANT),
        }
    )
    book = DealBook(
        deals=DEALS.empty_table(),
        stage_log=STAGE_LOG.empty_table(),
        processes={},
        as_of=TODAY,
        timezone="Europe/Warsaw",
        tables={"contacts": table},
    )
    assert contacts_of(book).frame["consent_given"][0] == TODAY
    with pytest.raises(BookError, match="book_without_contacts"):
        contacts_of(
            DealBook(
                deals=book.deals, stage_log=book.stage_log, processes={}, as_of=TODAY, tables={}
            )
        )


def test_whoever_is_named_is_found_on_the_list_and_kept_with_all_that_is_known() -> None:
    contacts = read_contacts(packaged_path("data/kwarcowa_sowa/contacts.csv"))
    for who in ("Kinga Pobudka", "biuro@ZWAWY-labedz.example"):
        objection, found = objection_of(who, contacts, noted_on=TODAY)
        assert found and objection.organization == "Żwawy Łabędź sp.k."
    objection, found = objection_of("+48 000 100 004", contacts, noted_on=TODAY)
    assert (objection.name, found) == ("Agnieszka Klapka", True)
    objection, found = objection_of("Nikt Taki", contacts, noted_on=TODAY)
    assert (objection.name, found) == ("Nikt Taki", False)


def test_two_people_of_one_name_have_to_be_told_apart(tmp_path: Path) -> None:
    rows = "Name,Email,Phone\nAnna Lis,a@x.example,\nLis Anna,b@x.example,\n"
    contacts = listed(tmp_path, rows)
    with pytest.raises(InvalidValue) as caught:
        objection_of("anna lis", contacts, noted_on=TODAY)
    assert caught.value.code == "contact_several"
    assert "b@x.example" in caught.value.fields["names"]


def test_a_register_holds_a_number_a_line(tmp_path: Path) -> None:
    path = tmp_path / "register.txt"
    path.write_text("number\n+48 600 100 200\n600-100-201\n")
    assert len(read_register(path)) == 2
    path.write_text("none\n")
    with pytest.raises(ImportFailed, match="register_without_numbers"):
        read_register(path)


@pytest.mark.parametrize("market", markets_with_rules())
def test_every_market_has_a_rule_with_its_source_for_every_channel(market: str) -> None:
    rules = contact_rules(market)
    assert list(rules.channels) == ["email", "phone", "sms", "social"]
    for rule in rules.channels.values():
        assert {rule.person, rule.company} <= {"consent", "opt_out"} and rule.sources


def test_poland_asks_for_consent_to_every_channel_from_businesses_too() -> None:
    for rule in contact_rules("pl").channels.values():
        assert (rule.person, rule.company) == ("consent", "consent")
        assert any(source.startswith("pl_398") for source in rule.sources)


def test_a_market_without_rules_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidValue) as caught:
        contact_rules("answers")
    assert "pl" in caught.value.fields["allowed"]


def test_every_contact_of_the_sample_is_on_one_of_the_lists() -> None:
    contacts = read_contacts(packaged_path("data/marmalade_lighthouse/contacts.csv"))
    for channel in ("email", "phone", "sms", "social"):
        found = split_by_consent(
            contacts.frame, channel=channel, rules=contact_rules("uk"), as_of=TODAY
        )
        assert found.n == contacts.rows == 60


def test_what_stands_where_a_day_should_is_kept_and_a_plain_no_is_none(tmp_path: Path) -> None:
    header = "Name,Email,Email consent,Consent date,Consent withdrawn\n"
    rows = "A,a@x.example,yes,2026-01-05,2026-02-30\nB,b@x.example,yes,,no\n"
    frame = listed(tmp_path, header + rows).frame
    assert list(frame["consent_given"]) == [date(2026, 1, 5), None]
    assert list(frame["consent_withdrawn"]) == ["2026-02-30", None]
