"""The language of a sentence is told by its words and letters, and of a nod by its message."""

from __future__ import annotations

import pytest

from salestoolkit.core.plain_text import without_accents
from salestoolkit.core.which_language import Language, language_of

POLISH = (
    "Dzień dobry Panie Tomaszu,",
    "Za drogo.",
    "Proszę przesłać ofertę na maila.",
    "Szef musi to zatwierdzić.",
    "Na razie dziękuję.",
    "Mamy już dostawcę, nie szukamy nowego.",
    "Wrócimy do tematu po świętach",
)
ENGLISH = (
    "Hi Thomas,",
    "Too expensive.",
    "Please send it to me by e-mail.",
    "My boss has to sign it off.",
    "Not now, thanks.",
    "We do not need a new system.",
    "I go to my partner on Monday",
)


@pytest.mark.parametrize("sentence", POLISH)
def test_a_polish_sentence_is_polish_with_and_without_its_accents(sentence: str) -> None:
    assert language_of(sentence, fallback="en") == "pl"
    assert language_of(without_accents(sentence), fallback="en") == "pl"


@pytest.mark.parametrize("sentence", ENGLISH)
def test_an_english_sentence_is_english(sentence: str) -> None:
    assert language_of(sentence, fallback="pl") == "en"


@pytest.mark.parametrize("fallback", ["en", "pl"])
@pytest.mark.parametrize("text", ["", "12:30", "OK", "a, to i do"])
def test_a_text_that_tells_nothing_is_in_the_language_of_its_message(
    text: str, fallback: Language
) -> None:
    assert language_of(text, fallback=fallback) == fallback


def test_a_polish_sentence_with_english_words_in_it_stays_polish() -> None:
    assert language_of("Ten feature w CRM nie działa, wyślę Wam follow-up") == "pl"
