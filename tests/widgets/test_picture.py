"""The picture of a widget, and the table beside it."""

from __future__ import annotations

import pytest

from salestoolkit.charts.luck import luck_chart
from salestoolkit.core.luck import spread_by_luck
from salestoolkit.widgets.picture import Picture
from salestoolkit.words import load_words

TOLD = {"en": "As a table", "pl": "Jako tabela"}


def chart(share: float, language: str) -> object:
    return luck_chart(spread_by_luck([100], 0.2), (share,), load_words(language), width=400)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_table_is_shown_on_request_and_then_follows_the_picture(language: str) -> None:
    picture = Picture(load_words(language), chart(0.25, language))
    assert picture.as_table.description == TOLD[language]
    assert "<svg" in picture.value and picture.table.value == ""
    picture.as_table.value = True
    assert "25%" in picture.table.value
    picture.show(chart(0.31, language))
    assert "31%" in picture.table.value and "25%" not in picture.table.value
    picture.as_table.value = False
    assert picture.table.value == ""


def test_without_a_picture_there_is_nothing_to_ask_for() -> None:
    picture = Picture(load_words("pl"))
    assert picture.as_table.layout.display == "none"
    picture.show(chart(0.25, "pl"))
    assert picture.as_table.layout.display is None
