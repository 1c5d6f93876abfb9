"""What reasons of lost deals mean, in the languages read."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from salestoolkit.core.objections import THEMES
from salestoolkit.core.reason_words import reason_key
from salestoolkit.sources.lost_reason_words import theme_of_reason, words_for_nothing

TOLD = tomllib.loads(
    (files("salestoolkit") / "content" / "formats" / "lost_reasons.toml").read_text("utf-8")
)


def test_every_theme_is_one_of_the_objections() -> None:
    assert set(TOLD["theme"]) == set(THEMES)


def test_words_are_written_as_they_are_compared() -> None:
    for beginnings in TOLD["theme"].values():
        assert [reason_key(word) for word in beginnings] == beginnings


@pytest.mark.parametrize("reason", ["Inne", "OTHER", "Inny powód", "n/a", "brak", "Nie wiem."])
def test_what_says_nothing_is_known_in_either_language(reason: str) -> None:
    assert reason_key(reason) in words_for_nothing()


@pytest.mark.parametrize("reason", ["Brak budżetu", "Brak odpowiedzi", "Other supplier", "Price"])
def test_what_says_something_is_not_taken_for_nothing(reason: str) -> None:
    assert reason_key(reason) not in words_for_nothing()


@pytest.mark.parametrize(
    ("reason", "theme"),
    [
        ("Za wysoka cena", "price"),
        ("No budget this year", "price"),
        ("Lost to a competitor", "competitor"),
        ("Odłożone w czasie", "timing"),
        ("Brak potrzeby", "no_need"),
        ("Warunki umowy", "contract_risk"),
        ("Brak decydenta", "authority"),
        ("Wdrożenie zbyt skomplikowane", "effort"),
        ("Brak zaufania", "trust"),
        ("Went quiet", None),
        ("Brak odpowiedzi", None),
        ("Determined elsewhere", None),
    ],
)
def test_a_reason_leads_to_its_theme_or_to_none(reason: str, theme: str | None) -> None:
    assert theme_of_reason(reason) == theme
