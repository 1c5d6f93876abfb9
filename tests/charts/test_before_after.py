from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from salestoolkit.charts.before_after import alt_text_before_after, before_after_chart
from salestoolkit.charts.render import spec
from salestoolkit.core.before_after import BeforeAfter, Measure, Side
from salestoolkit.core.figures import Figure
from salestoolkit.words import load_words

EN, PL = load_words("en"), load_words("pl")
CHANGE, AS_OF = date(2026, 3, 1), date(2026, 10, 30)
VALUES: dict[str, tuple[str, tuple[Any, Any]]] = {
    "win_probability": ("share", ((0.24, 0.2, 0.28), (0.31, 0.27, 0.36))),
    "days_to_win": ("days", ((40.0, 36, 44), (36.5, 33, 40))),
    "mean_won_value": ("money", ((24000.0, 9000.0, 31000.0), (25000.0, 19000.0, 33000.0))),
}


def figure(unit: Any, value: tuple[Any, Any, Any]) -> Figure:
    names = dict(zip(("value", "low", "high"), value, strict=True))
    return Figure(name="x", unit=unit, as_of=AS_OF, n=400, definition="x", currency="PLN", **names)


@pytest.fixture
def result() -> BeforeAfter:
    verdicts = dict(zip(VALUES, ("better", "cannot_tell", "worse"), strict=True))
    measures = {
        name: Measure(
            name=name,
            before=figure(unit, before),
            after=figure(unit, after),
            difference=figure(unit, (0.07, 0.01, 0.13)),
            p_value=0.01,
            alpha=0.05,
            verdict=verdicts[name],  # type: ignore[arg-type]
            reason="told",
        )
        for name, (unit, (before, after)) in VALUES.items()
    }
    side = Side(start=None, end=CHANGE, n=420, passed=400, no_clock=0)
    return BeforeAfter(
        as_of=AS_OF,
        changed_on=CHANGE,
        version=None,
        pipeline=None,
        part=None,
        currency="PLN",
        level=0.95,
        horizon_days=90,
        horizon_given=False,
        before=side,
        after=replace(side, n=410),
        measures=measures,
    )


def unknown_after(result: BeforeAfter) -> BeforeAfter:
    measures = {
        name: replace(item, after=replace(item.after, value=None, low=None, high=None))
        for name, item in result.measures.items()
    }
    return replace(result, measures=measures)


@pytest.mark.parametrize("words", [EN, PL], ids=["en", "pl"])
@pytest.mark.parametrize("width", [280, 720])
def test_everything_is_legible_at_every_width(
    result: BeforeAfter, legible: Callable[..., Any], words: Any, width: int
) -> None:
    drawn = legible(before_after_chart(result, words, width=width), width=width)
    said = " ".join(box.text for box in drawn.texts)
    for name in VALUES:
        assert words.text(f"before_after.name.{name}").split()[0] in said
    assert words.percent(0.31) in said
    legible(before_after_chart(unknown_after(result), words, width=width), width=width)


def test_each_dot_lies_where_its_value_is_and_bears_the_verdict(result: BeforeAfter) -> None:
    drawn = spec(before_after_chart(result, EN))
    dots = [layer for layer in drawn["layer"] if layer["mark"]["type"] == "point"]
    places = [drawn["datasets"][layer["data"]["name"]][0] for layer in dots]
    for before, after, (_, (one, two)) in zip(
        places[::2], places[1::2], VALUES.values(), strict=True
    ):
        assert (before["at"] < after["at"]) == (one[0] < two[0])
        assert before["from"] < before["at"] < before["to"]
    fills = [layer["mark"]["fill"] for layer in dots]
    assert len(set(fills[::2])) == 1
    assert len(set(fills[1::2])) == 3


def test_the_title_answers_and_the_alt_text_says_all_three(result: BeforeAfter) -> None:
    drawn = spec(before_after_chart(result, PL))
    assert drawn["title"]["text"] == ["Od 1 marca 2026 lepiej"]
    said = alt_text_before_after(result, PL)
    assert drawn["description"] == said
    assert (
        "Skuteczność: przed zmianą 24% (od 20% do 28%), po zmianie 31% (od 27% do 36%): lepiej."
        in said
    )
    assert "jeszcze nie wiadomo" in said


def test_what_is_not_known_is_said_instead_of_drawn(result: BeforeAfter) -> None:
    drawn = spec(before_after_chart(unknown_after(result), EN))
    dots = [layer for layer in drawn["layer"] if layer["mark"]["type"] == "point"]
    assert len(dots) == 3
    assert "not known yet" in str(drawn)


def test_without_a_win_a_sentence_stands_in_for_the_picture(result: BeforeAfter) -> None:
    drawn = spec(before_after_chart(replace(result, horizon_days=None), EN))
    assert "nothing to draw" in drawn["description"]
