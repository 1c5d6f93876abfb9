"""The glossary of the field's terms."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.sources.content import LANGUAGES
from salestoolkit.words import load_words
from salestoolkit.words.glossary import DEFINED, glossary

DOCS = {"en": "glossary.md", "pl": "glossary.pl.md"}
FIELD = {
    "en": "process funnel pipeline lead opportunity account decision champion prospecting cadence discovery "
    "qualification BANT ICP proposal objection discount closing win-rate conversion cycle velocity margin "
    "quota forecast weighted coverage territory white-space churn referral cross-sell RACI next-step "
    "stalled leak interval what-if",
    "pl": "proces lejek pipeline lead szansa kluczowy decyzyjna sojusznik prospecting sekwencja potrzeb "
    "kwalifikacja BANT ICP oferta obiekcja rabat finalizacja skuteczność konwersja cyklu velocity marża "
    "plan prognoza ważony pokrycie region plamy churn polecenie krzyżowa RACI krok ruchu strata "
    "przedział jeśli",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_in_docs_is_made_of_the_content(language: str) -> None:
    page = Path(__file__).parents[2] / "docs" / DOCS[language]
    assert page.read_text(encoding="utf-8") == glossary(load_words(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_of_the_field_is_there(language: str) -> None:
    words = load_words(language)
    names = " ".join(
        words.text(f"glossary.terms.{key}.name") for key in words.keys("glossary.terms")
    )
    wanted = [one if one in names else one.replace("-", " ") for one in FIELD[language].split()]
    assert [one for one in wanted if one not in names] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_is_defined_as_on_its_page_and_has_a_formula(language: str) -> None:
    words, page = load_words(language), glossary(load_words(language))
    for term, figure in DEFINED.items():
        assert words.text(figure) in page
        assert words.has(f"glossary.terms.{term}.formula")
