from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.letters import is_list, own_words, sentences
from salestoolkit.core.talks import sides, turns


@pytest.mark.parametrize(
    "below",
    [
        "On Mon, 12 Oct 2026 at 10:14, Jo Poe <jo@x.example> wrote:\n> Our offer is cheap.",
        "W dniu 12.10.2026 Jan Kos napisał(a):\n> Nasza oferta jest tania.",
        "-----Original Message-----\nFrom: Jo\nSent: Monday\nOur offer.",
        "Od: Jan Kos\nWysłano: poniedziałek\nDo: Ada\nNasza oferta.",
        "-- \nJo Poe\nSales",
        "This e-mail is confidential and intended only for the addressee. Too expensive.",
        "Ta wiadomość jest poufna i przeznaczona dla adresata.",
    ],
)
def test_what_a_letter_quotes_or_signs_is_not_its_own(below: str) -> None:
    assert own_words(f"It is too late for us.\n\n{below}") == "It is too late for us."


def test_answers_between_quoted_lines_are_kept() -> None:
    assert own_words("> Is it dear?\nYes, it is.\n> And late?\nNo.") == "Yes, it is.\nNo."


def test_a_wrapped_paragraph_is_one_text_and_its_sentences_are_cut_at_their_ends() -> None:
    text = (
        "We have looked at your offer with the board for a long time and we think\n"
        "that the price is fine, e.g. for Mr. Poe. The start is not. Sorry!\n\nBye"
    )
    assert list(sentences(text)) == [
        "We have looked at your offer with the board for a long time and we think "
        "that the price is fine, e.g. for Mr. Poe.",
        "The start is not.",
        "Sorry!",
        "Bye",
    ]


def test_polish_abbreviations_end_no_sentence() -> None:
    text = "Koszt to ok. 5 tys. zł, np. za rok. Umowa z Brzask sp. z o.o. nas wiąże. Nie.\nDrugi."
    assert list(sentences(text)) == [
        "Koszt to ok. 5 tys. zł, np. za rok.",
        "Umowa z Brzask sp. z o.o. nas wiąże.",
        "Nie.",
        "Drugi.",
    ]


@given(st.lists(st.text("abc .!?", min_size=1, max_size=40), max_size=6))
def test_no_word_is_lost_between_sentences(lines: list[str]) -> None:
    text = "\n".join(lines)
    kept = "".join("".join(sentences(text)).split())
    assert kept == "".join(text.split())


def test_sentences_one_a_line_are_a_list_and_a_letter_is_not() -> None:
    assert is_list(["Too dear.", "We have no time", "nie mamy budżetu"])
    assert not is_list(["Dear Jo,", "", "Too dear."])
    wrapped = ["a line of a letter that a program has wrapped goes on in the"] * 4
    assert not is_list(wrapped)


def test_of_a_talk_the_client_is_told_from_the_seller() -> None:
    spoken = turns(["Handlowiec: Dobry.", "Zenon: Za drogo.", "i za późno", "Handlowiec: Czemu?"])
    assert spoken[2] == ("Zenon", "i za późno")
    found = sides((who for who, _ in spoken if who), clients=["klient"], sellers=["handlow"])
    assert found == {"Handlowiec": "seller", "Zenon": "client"}


def test_two_unknown_speakers_are_on_no_side() -> None:
    assert sides(["Ada", "Jo"], clients=["client"], sellers=["seller"]) == {}


def test_a_time_or_a_colon_makes_no_speaker() -> None:
    lines = ["Note: too dear", "at 10:30 we met", "Price: 5"]
    assert [who for who, _ in turns(lines)] == [None, None, None]
