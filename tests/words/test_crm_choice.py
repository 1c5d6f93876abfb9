"""The page that helps to decide between a spreadsheet and a CRM, from one source."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.sources.crm_choice import crm_choice_rule
from salestoolkit.words import load_words
from salestoolkit.words.crm_choice import PAGES, crm_advice_page, crm_choice_page

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES = ("en", "pl")
BRANDS = ("pipedrive", "hubspot", "salesforce", "excel", "zoho", "livespace", "google")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_in_the_documentation_is_the_content(language: str) -> None:
    written = (DOCS / PAGES[language]).read_text(encoding="utf-8")
    assert written == crm_choice_page(load_words(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_recommends_no_brand(language: str) -> None:
    page = crm_choice_page(load_words(language)).casefold()
    assert not [brand for brand in BRANDS if brand in page]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_has_words_for_each_answer_and_the_list_has_twelve_steps(
    language: str,
) -> None:
    words = load_words(language)
    for name, options in crm_choice_rule().questions.items():
        for part in ("answers", "because"):
            assert set(words.keys(f"crm_choice.questions.{name}.{part}")) == set(options)
    assert set(words.keys("crm_choice.questions")) == set(crm_choice_rule().questions)
    assert len(words.texts("crm_choice.lists.checklist")) == 12


def test_a_team_of_one_with_few_deals_is_told_why_a_spreadsheet_is_enough() -> None:
    answers = {
        "people": "one",
        "open_deals": "few",
        "shared": "never",
        "history": "no",
        "reminders": "missed",
        "consent": "few",
        "reports": "rarely",
    }
    page = crm_advice_page(answers, load_words("pl"))
    assert page.startswith("**Na razie wystarczy arkusz.**\n\nPunkty: −4 (CRM od 4, arkusz do −2).")
    assert "Za CRM-em:\n\n- Następne kroki umykają" in page
    assert "- „Czy trzeba wiedzieć, kto i kiedy przesunął szansę?” – tak" in page


def test_a_team_that_answered_little_is_told_which_questions_decide() -> None:
    page = crm_advice_page({"people": "many"}, load_words("en"))
    assert page.startswith("**It is too early to say.**")
    assert "- How many deals are open at the same time?" in page
