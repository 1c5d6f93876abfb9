"""File names of pages on any file system."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.reports.names import SLUG_LENGTH, page_stem, slug

HOSTILE = [
    "..",
    "../..",
    "a/b",
    "a\\b",
    "CON",
    "nul",
    "x" * 300,
    "",
    " ",
    "😀",
    "-",
    ".hidden",
    "a\x00b",
]


def stem(value: str, **more: str) -> str:
    return page_stem("funnel_audit", dimension="team", value=value, language="en", **more)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_gives_a_plain_name(value: str) -> None:
    assert re.fullmatch(r"funnel_audit_team_[a-z0-9-]+_[0-9a-f]{8}_en", stem(value))


@given(st.text())
def test_any_text_gives_a_short_lower_case_ascii_name(value: str) -> None:
    name = stem(value)
    assert re.fullmatch(r"[a-z0-9_-]+", name)
    assert len(name) <= SLUG_LENGTH + 40
    assert name == name.lower()


@given(st.text(), st.text())
def test_two_values_never_share_a_name(one: str, other: str) -> None:
    assert (stem(one) == stem(other)) == (one == other)


def test_values_with_one_slug_are_told_apart_without_case() -> None:
    names = [stem(value) for value in ("North", "north", "NORTH", "north!", "Nörth")]
    assert {slug(value) for value in ("North", "north!", "Nörth")} == {"north"}
    assert len({name.casefold() for name in names}) == len(names)


def test_polish_letters_are_written_without_their_marks() -> None:
    assert slug("Zażółć gęślą jaźń, ŁÓDŹ") == "zazolc-gesla-jazn-lodz"


def test_the_page_of_deals_without_a_value_is_not_that_of_a_value_called_none() -> None:
    assert stem("").startswith("funnel_audit_team_none_")
    assert stem("") != stem("none")


def test_a_value_called_all_is_not_the_page_for_all() -> None:
    everyone = page_stem("funnel_audit", dimension=None, value="", language="en")
    assert everyone == "funnel_audit_all_en"
    assert stem("all") != everyone


def test_language_currency_and_pipeline_each_have_pages_of_their_own() -> None:
    names = {
        page_stem("funnel_audit", dimension=None, value="", language="en"),
        page_stem("funnel_audit", dimension=None, value="", language="pl"),
        page_stem("funnel_audit", dimension=None, value="", language="pl", currency="PLN"),
        page_stem("funnel_audit", dimension=None, value="", language="pl", currency=""),
        page_stem("funnel_audit", dimension=None, value="", language="pl", currency="../x"),
        page_stem("funnel_audit", dimension=None, value="", language="pl", pipeline="B2B"),
    }
    assert len(names) == 6
    assert all(re.fullmatch(r"[a-z0-9_-]+", name) for name in names)
