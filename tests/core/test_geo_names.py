"""Names of places as keys."""

from __future__ import annotations

import pytest

from salestoolkit.core.geo_names import code_key, lead_word, place_key, plain_key, with_region


def test_letters_keep_their_marks_unless_they_are_taken_off_on_purpose() -> None:
    assert place_key("ŁÓDZKIE") == "łódzkie"
    assert place_key("Łódzkie") != place_key("Lodzkie")
    assert plain_key("Łódzkie") == plain_key("Lodzkie")


def test_a_letter_written_as_two_is_the_same_letter() -> None:
    assert place_key("śląskie") == place_key("śla\N{COMBINING OGONEK}skie")


@pytest.mark.parametrize("dash", ["-", "–", " – ", "‑"])
def test_dashes_are_all_the_same(dash: str) -> None:
    assert place_key(f"Warmińsko{dash}Mazurskie") == "warmińsko-mazurskie"


def test_a_spreadsheet_that_took_a_code_for_a_number_is_forgiven() -> None:
    assert {code_key(one) for one in ("0201", "201", "201.0", "00201")} == {"201"}


def test_the_word_that_most_names_begin_with_is_a_kind_of_place() -> None:
    assert lead_word(["powiat pucki", "powiat radomski", "powiat kolski", "warszawa"]) == "powiat"
    assert lead_word(["north east", "south east", "west"]) == ""
    assert lead_word(["new york", "new jersey"]) == ""


@pytest.mark.parametrize(
    "name",
    ["bielski (śląskie)", "bielski [śląskie]", "bielski, śląskie", "bielski; śląskie"],
)
def test_a_region_may_stand_with_a_name(name: str) -> None:
    assert with_region(name) == [("bielski", "śląskie")]


def test_with_a_stroke_it_may_stand_on_either_side() -> None:
    assert set(with_region("śląskie / bielski")) == {("bielski", "śląskie"), ("śląskie", "bielski")}
