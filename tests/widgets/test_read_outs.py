"""Where sliders and dates stand, as each language writes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import ipywidgets as w
import pytest

from salestoolkit.core.what_if_funnel import WhatIf
from salestoolkit.widgets.keep_and_grow import keep_and_grow_sliders
from salestoolkit.widgets.luck import luck_sliders
from salestoolkit.widgets.named_sliders import NamedSliders
from salestoolkit.widgets.read_outs import READ_OUT, read_out, with_read_outs
from salestoolkit.widgets.what_if import what_if_sliders
from salestoolkit.words import load_words
from salestoolkit.words.what_if import example_what_if


def rows(part: Any) -> Iterator[w.HBox]:
    """Each slider of a form with what stands beside it."""
    children = getattr(part, "children", ())
    if any(READ_OUT in child._dom_classes for child in children):
        yield part
        return
    for child in children:
        assert not hasattr(child, "readout"), child.description
        yield from rows(child)


@pytest.mark.parametrize(
    ("language", "share", "money"),
    [("pl", "52,7%", "37\N{NO-BREAK SPACE}200"), ("en", "52.7%", "37,200")],
)
def test_a_share_and_an_amount_are_written_as_the_language_writes_them(
    language: str, share: str, money: str
) -> None:
    words = load_words(language)
    of_share = w.FloatSlider(value=52.7, description="Offer (%)", readout_format=".1f")
    of_money = w.FloatSlider(value=37_200, max=1e6, description="Value", readout_format=".0f")
    assert read_out(of_share, words) == share
    assert read_out(of_money, words) == money


def test_a_range_is_read_out_end_by_end() -> None:
    both = w.FloatRangeSlider(value=(10.5, 20), description="Szansa (%)", readout_format=".1f")
    months = w.SelectionRangeSlider(options=[("lis 2025", 1), ("gru 2025", 2)], index=(0, 1))
    words = load_words("pl")
    assert read_out(both, words) == "10,5% – 20,0%"
    assert read_out(months, words) == "lis 2025 – gru 2025"


def test_a_read_out_follows_its_slider_however_deep_it_lies() -> None:
    slider = w.FloatSlider(value=1.5, description="Dni", readout_format=".1f")
    (box,) = with_read_outs([w.VBox([w.HBox([slider])])], load_words("pl"))
    ((moved, shown),) = (row.children for row in rows(box))
    slider.value = 12.5
    assert moved is slider and not slider.readout
    assert ">12,5<" in shown.value


@pytest.mark.parametrize(
    ("language", "said"), [("pl", "7 listopada 2026"), ("en", "7 November 2026")]
)
def test_a_date_is_written_beside_its_box_in_the_language_of_the_page(
    language: str, said: str
) -> None:
    box = w.DatePicker(description="Start")
    (row,) = with_read_outs([box], load_words(language))
    _, shown = row.children
    assert "2026" not in shown.value
    box.value = date(2026, 11, 7)
    assert said in shown.value.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("language", ["en", "pl"])
def test_no_slider_of_a_what_if_keeps_the_read_out_that_knows_no_language(language: str) -> None:
    today: WhatIf = example_what_if(load_words(language))
    forms: list[NamedSliders] = [
        what_if_sliders(today, language=language),
        keep_and_grow_sliders(language=language),
        luck_sliders(language=language),
    ]
    for form in forms:
        found = [*rows(form)]
        assert found
        assert not any(row.children[0].readout for row in found)
