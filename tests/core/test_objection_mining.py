"""Objections found in a sentence: several, one or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.lexicon import Lexicon, build_lexicon
from salestoolkit.core.objection_mining import find_objections
from salestoolkit.core.objections import THEMES
from salestoolkit.sources.lexicon import load_lexicon


def small_lexicon() -> Lexicon:
    return build_lexicon(
        language="en",
        version="test",
        classes={},
        negators=("not",),
        opinions=("think",),
        breaks=("but",),
        joins=("and", "because"),
        resolved=("is sorted",),
        says={"price": ("expensive", "not_afford"), "authority": ("my boss",)},
        unless={"price": ("worth it",)},
    )


@pytest.mark.parametrize(
    ("sentence", "themes"),
    [
        ("It is expensive.", ("price",)),
        ("It is not expensive.", ()),
        ("I do not think that it is all that expensive.", ()),
        ("It is not here and expensive.", ("price",)),
        ("We could not afford it.", ("price",)),
        ("My boss finds it expensive.", ("price", "authority")),
        ("It is not expensive, but my boss has to agree.", ("authority",)),
        ("Expensive, and worth it.", ()),
        ("Expensive, but worth it.", ("price",)),
        ("Expensive and my boss, all that is sorted.", ()),
        ("It is sorted, but expensive.", ("price",)),
        ("", ()),
        ("Thank you.", ()),
    ],
)
def test_a_not_a_but_and_what_takes_back_are_heeded(sentence: str, themes: tuple[str, ...]) -> None:
    assert find_objections(sentence, small_lexicon()) == themes


@pytest.mark.parametrize(
    ("sentence", "themes"),
    [
        ("Nie stać nas na to.", ("price",)),
        ("NIE STAC NAS", ("price",)),
        ("To wcale nie jest drogo.", ()),
        ("Cena nam odpowiada.", ()),
        ("Nie uważam, żeby to było za drogo.", ()),
        ("To za drogo, a poza tym nie mamy teraz czasu.", ("price", "timing")),
        ("Cena jest w porządku, ale muszę zapytać wspólnika.", ("authority",)),
        ("Od lat współpracujemy z innym biurem.", ("competitor",)),
        ("Spotkajmy się we wtorek o dziesiątej.", ()),
        ("Jaki jest okres wypowiedzenia?", ()),
        ("Rozumiem, że dla Państwa cena jest za wysoka.", ()),
    ],
)
def test_polish_is_read_with_its_endings_and_without_its_accents(
    sentence: str, themes: tuple[str, ...]
) -> None:
    assert find_objections(sentence, load_lexicon("pl")) == themes


@given(st.text())
def test_whatever_is_written_the_answer_is_themes_in_their_order(text: str) -> None:
    found = find_objections(text, small_lexicon())
    assert list(found) == [theme for theme in THEMES if theme in found]
