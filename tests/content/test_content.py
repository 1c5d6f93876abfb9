"""Packaged words: the same in both languages, whole, and in their own language."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import Any

import pytest

from salestoolkit.core.process import UNIVERSAL_STAGES
from salestoolkit.sources.content import LANGUAGES, Content, load_content
from salestoolkit.words.plurals import CATEGORIES
from tests.content.prose import leaves

CATEGORY_NAMES = {name for names in CATEGORIES.values() for name in names}
TOPICS = load_content("en").topics()
NEUTRAL = re.compile(
    r"\b(Sales Toolkit|follow-up|prospecting|pipeline|lead|CRM|BANT|best case|commit|forecast)\b"
)
ENGLISH = re.compile(
    r"\b(the|and|with|from|deals?|stages?|won|lost|open|file|row|value|of|is|are|not|date)\b", re.I
)
POLISH = re.compile(r"[ąćęłńóśźżĄĆĘŁŃÓŚŹŻ]")


def texts(language: str, topic: str) -> dict[str, str]:
    return dict(leaves(load_content(language).topic(topic), topic))


def shapes(language: str, topic: str) -> dict[str, set[str]]:
    """Keys with their placeholders; plural forms, which differ by language, under one key."""
    shape: dict[str, set[str]] = {}
    for key, text in texts(language, topic).items():
        stem, _, last = key.rpartition(".")
        name = stem if last in CATEGORY_NAMES else key
        shape.setdefault(name, set()).update(placeholders(text))
    return shape


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_topics() -> None:
    assert load_content("pl").topics() == TOPICS


@pytest.mark.parametrize("topic", TOPICS)
def test_both_languages_have_the_same_keys_and_placeholders(topic: str) -> None:
    assert shapes("pl", topic) == shapes("en", topic)


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_unkempt(language: str, topic: str) -> None:
    for key, text in texts(language, topic).items():
        # an item of a list may be an empty line of a file that is written
        assert text.strip() or key.rpartition(".")[2].isdigit(), key
        assert "  " not in text.lstrip(), key
        assert text == text.rstrip(), key
        assert "\n" not in text, key


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_plain_names(language: str, topic: str) -> None:
    for key, text in texts(language, topic).items():
        assert all(name.isidentifier() for name in placeholders(text)), key


@pytest.mark.parametrize("topic", TOPICS)
def test_polish_pages_have_no_english_words(topic: str) -> None:
    for key, text in texts("pl", topic).items():
        plain = re.sub(
            r"\{\w*\}|`[^`]*`|--[\w-]+|\S+\.\w{2,5}\b|\[\w+\]", " ", NEUTRAL.sub(" ", text)
        )
        assert not ENGLISH.search(plain), f"{key}: {text}"


@pytest.mark.parametrize("topic", TOPICS)
def test_english_pages_have_no_polish_letters(topic: str) -> None:
    for key, text in texts("en", topic).items():
        assert not POLISH.search(text), f"{key}: {text}"


@pytest.mark.parametrize("topic", TOPICS)
def test_polish_typography_has_its_quotes_and_dashes(topic: str) -> None:
    for key, text in texts("pl", topic).items():
        assert text.count("„") == text.count("”"), key
        assert '"' not in re.sub(r'"\w*"', "", text), key
        assert not re.search(r"\s-\s", text), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_all_its_plural_forms(language: str) -> None:
    for key, forms in plural_entries(load_content(language).topic("plurals"), "plurals"):
        assert forms == set(CATEGORIES[language]), key


def plural_entries(tree: Any, path: str) -> Iterator[tuple[str, set[str]]]:
    forms = {key for key in tree if isinstance(tree[key], str)}
    if forms and path != "plurals.interval":
        yield path, forms
    for key, below in tree.items():
        if not isinstance(below, str):
            yield from plural_entries(below, f"{path}.{key}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_universal_stage_has_words_and_actions(language: str) -> None:
    content: Content = load_content(language)
    for stage in UNIVERSAL_STAGES:
        assert content.text(f"stages.{stage}.name")
        assert 3 <= len(content.texts(f"actions.{stage}")) <= 4
