"""Each error of a batch stands in the list of them, in both languages, in the words in which it is said."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts" / "batch_errors.py"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    found = importlib.util.spec_from_file_location("batch_errors", SCRIPT)
    assert found is not None and found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_error_that_can_be_raised_is_listed_once_and_no_other(script, language):
    listed = script.told(script.PAGES[language].read_text(encoding="utf-8"))
    assert len(listed) == len(set(listed))
    assert set(listed) == script.raised()


@pytest.mark.parametrize("language", ["en", "pl"])
def test_the_sentences_are_those_that_are_said(script, language):
    page = script.PAGES[language].read_text(encoding="utf-8")
    assert script.refreshed(page, language) == page, "run: python scripts/batch_errors.py"


def test_both_languages_list_them_in_the_same_order_and_explain_the_same_ones(script):
    english, polish = (path.read_text(encoding="utf-8") for path in script.PAGES.values())
    assert script.told(english) == script.told(polish)
    assert english.count("\n  *") == polish.count("\n  *")


def test_a_sentence_that_was_changed_is_noticed(script):
    page = "- `not_a_book`: old words.\n  *Why.*\n"
    assert "old words" not in script.refreshed(page, "en")
    assert script.refreshed(page, "en").endswith("\n  *Why.*\n")
