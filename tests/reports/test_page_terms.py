"""The terms of the field at the end of a page."""

from __future__ import annotations

from html import unescape

import pytest

from salestoolkit.reports.page_terms import page_terms
from salestoolkit.sources.content import LANGUAGES
from salestoolkit.words import load_words

PAGE = {
    "en": ("<p>Pipeline&nbsp;coverage is <b>2</b></p>", "coverage", "quota"),
    "pl": ("<p>Pokrycie\N{NO-BREAK SPACE}planu wynosi <b>2</b></p>", "pokrycie planu", "marża"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_has_the_formulas_of_the_terms_on_it_and_of_no_other(language: str) -> None:
    part, named, other = PAGE[language]
    words = load_words(language)
    made = unescape(page_terms([part], words)).replace("\N{NO-BREAK SPACE}", " ")
    assert words.text("glossary.here") in made
    assert named in made and words.text("glossary.terms.coverage.formula") in made
    assert f"<dt>{other}" not in made


def test_tags_and_pictures_are_not_read_and_a_page_without_terms_has_no_block() -> None:
    parts = ["<p class='quota'>Nothing to see</p>", "<figure><svg>quota</svg></figure>"]
    assert page_terms(parts, load_words("en")) == ""
    assert page_terms([], load_words("pl")) == ""
