"""Messages to one person: form of address, fields, words that may not be there."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.message_forms import Template
from salestoolkit.errors import InvalidValue
from salestoolkit.words import load_words
from salestoolkit.words.messages import (
    CHANNELS,
    address,
    message,
    message_fields,
    message_names,
    month_of,
    packaged_template,
)

EN, PL = load_words("en"), load_words("pl")
ALL = [(channel, name) for channel in CHANNELS for name in message_names(EN, channel)]
CADENCE = {"first", "follow_1", "follow_2", "follow_3", "final", "revisit", "referral_thanks"}
FIRM = {"organization": "Żwawy Dzięcioł"}


def told(words: Any, name: str, channel: str) -> dict[str, str]:
    """Every field of a message, filled with its own name."""
    return {field: f"<{field}>" for field in message_fields(words, name, channel)}


@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
@pytest.mark.parametrize(("channel", "name"), ALL)
def test_every_message_is_whole_and_speaks_in_one_form(words: Any, channel: str, name: str) -> None:
    assert packaged_template(words, name, channel).well_formed()
    for form in ("Panie Janie", "Pani Anno", None):
        contact = FIRM | {"form_of_address": form}
        found = message(words, name, channel, contact, told(words, name, channel))
        assert not re.search(r"[\[\]{}|]", found.subject + found.body)
        assert (found.subject == "") == (channel in ("sms", "social"))
        forms = set(re.findall(r"\b(Pan|Pana|Panu|Pani|Panią|Państwo|Państwa)\b", found.body))
        if form is not None and words is PL:
            said = {"Pan", "Pana", "Panu"} if form.startswith("Panie") else {"Pani", "Panią"}
            assert forms <= said
        elif words is PL:
            assert forms <= {"Państwo", "Państwa"}
        else:
            assert forms <= {"Pani"}


@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
@pytest.mark.parametrize("channel", ["email", "phone", "sms", "social"])
def test_each_channel_of_a_sequence_has_every_message(words: Any, channel: str) -> None:
    assert set(message_names(words, channel)) == CADENCE


@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
@pytest.mark.parametrize(("channel", "name"), ALL)
def test_no_message_says_follow_up_or_presses(words: Any, channel: str, name: str) -> None:
    template = packaged_template(words, name, channel)
    text = " ".join((template.subject, *template.body)).casefold()
    for word in ("follow-up", "follow up", "checking in", "just following", "last chance", "asap"):
        assert word not in text
    for word in ("ostatnia szansa", "pilne", "tylko dziś", "przypominam się", "gwarantuj"):
        assert word not in text


@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
def test_each_further_contact_brings_something_that_no_earlier_one_had(words: Any) -> None:
    new = {"first": "result", "follow_1": "idea", "follow_2": "question", "follow_3": "proof"}
    for channel in ("email", "phone"):
        for name, field in new.items():
            others = [other for other in new if other != name]
            assert field in message_fields(words, name, channel)
            assert all(field not in message_fields(words, other, channel) for other in others)


@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
@pytest.mark.parametrize("channel", ["email", "phone", "sms", "social"])
def test_the_final_message_names_the_month_and_leaves_the_choice(words: Any, channel: str) -> None:
    month = month_of(words, date(2027, 3, 1))
    fields = told(words, "final", channel) | {"month": month}
    found = message(words, "final", channel, FIRM, fields).body
    assert month in found and month in ("in March", "w marcu")
    assert ("prior" in found) and ("unless" in found or "chyba że" in found)


@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
def test_letters_that_want_something_show_the_way_out(words: Any) -> None:
    for name in ("first", "follow_1", "follow_2", "follow_3", "final", "revisit"):
        found = message(words, name, "email", FIRM, told(words, name, "email")).body
        assert re.search(r"reply “no”|odpisać „nie”", found.split("\n\n")[-1])
    thanks = message(
        words, "referral_thanks", "email", FIRM, told(words, "referral_thanks", "email")
    )
    assert thanks.body.endswith("<company>, <phone>\n<address>")


@pytest.mark.parametrize(
    ("stored", "greeting", "form"),
    [
        ("Panie Tomaszu", "Dzień dobry, Panie Tomaszu,", 0),
        ("pani prezes", "Dzień dobry, pani prezes,", 1),
        ("Szanowni Państwo,", "Dzień dobry, Szanowni Państwo,", 2),
        ("Tomku", "Dzień dobry, Tomku,", 2),
        ("", "Dzień dobry,", 2),
        (float("nan"), "Dzień dobry,", 2),
        (None, "Dzień dobry,", 2),
    ],
)
def test_a_greeting_is_written_from_the_stored_form_and_never_from_a_name(
    stored: Any, greeting: str, form: int
) -> None:
    assert address(PL, stored) == (form, greeting)


def test_an_address_is_written_where_it_is_given_and_its_line_left_out_where_not() -> None:
    fields = told(PL, "final", "email")
    whole = message(PL, "final", "email", FIRM, fields).body
    del fields["address"]
    assert message(PL, "final", "email", FIRM, fields).body == whole.replace("\n<address>", "")
    assert "address" in message_fields(PL, "final", "email")


def test_a_missing_field_is_named_with_its_meaning() -> None:
    fields = told(PL, "final", "email") | {"topic": " "}
    with pytest.raises(InvalidValue) as caught:
        message(PL, "final", "email", FIRM, fields)
    assert caught.value.fields["field"] == "topic"
    assert "temat w dwóch–czterech słowach" in PL.error(caught.value)


def test_a_message_that_needs_the_company_asks_for_it() -> None:
    with pytest.raises(InvalidValue) as caught:
        message(EN, "first", "email", {}, told(EN, "first", "email"))
    assert caught.value.fields["field"] == "organization"


def test_a_teams_own_message_goes_before_ours() -> None:
    own = {("sms", "first"): Template(subject="", body=("{greeting} [a|b|c] {topic}",))}
    fields = {"topic": "{sender} [x|y|z]"}
    found = message(PL, "first", "sms", {"form_of_address": "Pani Ewo"}, fields, templates=own)
    assert found.body == "Dzień dobry, Pani Ewo, b {sender} [x|y|z]"
    assert message_fields(PL, "first", "sms", templates=own).keys() == {"topic"}


def test_an_unknown_message_or_channel_names_those_there_are() -> None:
    with pytest.raises(InvalidValue, match="message_unknown") as caught:
        message(EN, "second", "email", {}, {})
    assert "follow_1" in caught.value.fields["allowed"]
    with pytest.raises(InvalidValue, match="message_channel"):
        message(EN, "first", "fax", {}, {})


@given(st.text(min_size=1, max_size=40).filter(lambda text: text.strip() == text and text))
def test_whatever_stands_in_a_field_comes_out_as_it_is(value: str) -> None:
    fields = told(EN, "final", "sms") | {"topic": value}
    assert f" {value} is not a priority" in message(EN, "final", "sms", {}, fields).body


def test_september_is_said_as_it_is_spoken() -> None:
    assert month_of(PL, date(2026, 9, 1)) == "we wrześniu"
