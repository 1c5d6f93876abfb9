"""Reading packaged words."""

from __future__ import annotations

import pytest

from salestoolkit.errors import ContentError, InvalidValue
from salestoolkit.sources.content import load_content, load_market


@pytest.mark.parametrize("key", ["plurals.nothing", "plurals.deal.one.more", "plurals.deal"])
def test_a_text_that_is_not_there_names_its_place(key: str) -> None:
    with pytest.raises(ContentError) as caught:
        load_content("pl").text(key)
    assert caught.value.fields == {"file": "pl/plurals.toml", "key": key, "language": "pl"}


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(ContentError) as caught:
        load_market("atlantis")
    assert caught.value.fields["file"] == "markets/atlantis.toml"
    assert not load_content("en").has("atlantis.capital")


def test_a_text_is_not_a_list_of_texts() -> None:
    with pytest.raises(ContentError, match="content_not_texts"):
        load_content("en").texts("plurals.deal.one")


def test_there_are_two_languages() -> None:
    with pytest.raises(InvalidValue) as caught:
        load_content("EN")
    assert caught.value.fields == {"value": "EN", "allowed": "en, pl"}


def test_content_is_read_once() -> None:
    assert load_content("en") is load_content("en")
    assert load_content("en").topic("plurals") is load_content("en").topic("plurals")
