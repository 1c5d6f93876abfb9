"""The sliders of a what-if, driven without a browser: what is wrong is said, the last good picture stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from salestoolkit.core.what_if_funnel import WhatIf
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.scenarios import read_scenarios
from salestoolkit.widgets.what_if import WhatIfSliders, what_if_sliders
from salestoolkit.widgets.what_if_desk import WhatIfDesk, typed_number
from salestoolkit.words import load_words
from salestoolkit.words.what_if import example_what_if


@pytest.fixture
def today() -> WhatIf:
    return example_what_if(load_words("pl"))


@pytest.fixture
def sliders(today: WhatIf, tmp_path: Path) -> WhatIfSliders:
    return what_if_sliders(today, path=tmp_path / "scenariusze.toml", language="pl")


def test_every_control_has_its_name_and_unit(sliders: WhatIfSliders) -> None:
    names = [control.description for control in sliders.controls.values()]
    assert names[0] == "Telefon (%)" and "Telefon (dni)" in names
    assert "Telefony (liczba)" in names and "Wartość szansy (PLN)" in names
    assert len(set(names)) == len(names)


def test_a_browser_that_rounds_a_slider_to_its_step_moves_nothing(
    today: WhatIf, tmp_path: Path
) -> None:
    uneven = today.with_rate(0, 0.20347).with_days(0, 3.234)
    sliders = what_if_sliders(uneven, path=tmp_path / "scenariusze.toml", language="pl")
    shown = sliders.figures.value
    for key in ("rate_0", "days_0"):
        control = sliders.controls[key]
        control.value = round(control.value / control.step) * control.step
    assert sliders.figures.value == shown and " zamiast " not in shown
    sliders.controls["rate_0"].value = 30
    assert " zamiast " in sliders.figures.value


def test_a_move_is_followed_by_figures_and_picture(sliders: WhatIfSliders) -> None:
    picture = sliders.picture.value
    assert "26,2 wygranej szansy" in sliders.figures.value
    sliders.controls["rate_0"].value = 30
    assert "31,5 wygranej szansy zamiast 26,2" in sliders.figures.value
    assert sliders.picture.value != picture and "<svg" in sliders.picture.value
    assert sliders.desk.now.stages[0].rate == 0.3


@pytest.mark.parametrize(
    ("key", "typed"),
    [("goal", "dużo"), ("capacity", "-3"), ("horizon_days", "0"), ("goal", "nan"), ("goal", "1_0")],
)
def test_a_wrong_figure_is_said_and_the_last_good_picture_stays(
    sliders: WhatIfSliders, key: str, typed: str
) -> None:
    sliders.controls["rate_0"].value = 30
    good = (sliders.figures.value, sliders.picture.value)
    sliders.controls[key].value = typed
    assert 'role="alert"' in sliders.status.value
    assert sliders.controls[key].description in sliders.status.value
    assert (sliders.figures.value, sliders.picture.value) == good
    sliders.controls[key].value = "40"
    assert "alert" not in sliders.status.value


def test_an_empty_box_takes_the_limit_away(sliders: WhatIfSliders) -> None:
    sliders.controls["capacity"].value = "900"
    assert "Jest miejsce tylko na 900 telefonów" in sliders.figures.value
    sliders.controls["capacity"].value = ""
    assert "Jest miejsce" not in sliders.figures.value
    sliders.controls["goal"].value = ""
    assert sliders.desk.now.goal is None
    assert "prawdopodobieństwo" not in sliders.figures.value


def test_reset_leads_back_to_today(sliders: WhatIfSliders, today: WhatIf) -> None:
    sliders.controls["rate_0"].value = 40
    sliders.controls["goal"].value = "35,5"
    sliders.buttons["reset"].click()
    assert sliders.desk.now == today
    assert (sliders.controls["rate_0"].value, sliders.controls["goal"].value) == (25, "30")
    assert "zamiast" not in sliders.figures.value


def test_scenarios_are_kept_and_compared(sliders: WhatIfSliders) -> None:
    sliders.name.value = "Dziś"
    sliders.buttons["save"].click()
    sliders.controls["rate_0"].value = 30
    sliders.name.value = "Lepiej <b>"
    sliders.buttons["save"].click()
    assert "zapisano" in sliders.status.value and "<b>" not in sliders.status.value
    kept = read_scenarios(sliders.desk.path)
    assert [(one.name, one.what_if.stages[0].rate) for one in kept] == [
        ("Dziś", 0.25),
        ("Lepiej <b>", 0.3),
    ]
    sliders.chosen.value = ("Dziś", "Lepiej <b>")
    sliders.buttons["compare"].click()
    assert "<svg" in sliders.compared.value and "Lepiej &lt;b&gt;" in sliders.compared.value
    sliders.chosen.value = ()
    sliders.buttons["compare"].click()
    assert 'role="alert"' in sliders.status.value


def test_a_file_that_cannot_be_read_is_said_and_left(today: WhatIf, tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("[[scenario]\n", encoding="utf-8")
    sliders = what_if_sliders(today, path=path)
    assert 'role="alert"' in sliders.listed.value
    sliders.name.value = "A"
    sliders.buttons["save"].click()
    assert 'role="alert"' in sliders.status.value
    assert path.read_text(encoding="utf-8") == "[[scenario]\n"


def test_names_from_outside_never_become_markup(today: WhatIf) -> None:
    from dataclasses import replace

    hostile = '<img src=x onerror="a">'
    stages = (replace(today.stages[0], name=hostile), *today.stages[1:])
    sliders = what_if_sliders(replace(today, stages=stages))
    for part in (sliders.figures, sliders.picture, sliders.levers):
        assert "<img" not in part.value


def test_the_desk_does_it_without_a_screen(today: WhatIf, tmp_path: Path) -> None:
    desk = WhatIfDesk(today, path=tmp_path / "s.toml", language="en")
    assert float(desk.move("volume", "1,200").now.expected.deals) > 26.2
    assert desk.position("volume") == 1200
    for key, wrong in (("rate_0", 101), ("rate_0", ""), ("volume", "1.5"), ("value", -1)):
        with pytest.raises(InvalidValue) as caught:
            desk.move(key, wrong)
        assert desk.label(key) in load_words("en").error(caught.value)
    assert desk.position("volume") == 1200
    with pytest.raises(InvalidValue):
        desk.move("weather", 1)
    with pytest.raises(InvalidValue):
        desk.compared(["nothing"])


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [("12 500,5", "pl", 12500.5), ("1,200", "en", 1200), ("0,5", "en", 0.5), ("7.25", "pl", 7.25)],
)
def test_numbers_are_read_as_they_are_typed(text: str, language: str, number: float) -> None:
    assert typed_number(text, language) == number
