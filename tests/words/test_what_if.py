"""A what-if in words, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from salestoolkit.core.what_if_funnel import WhatIf
from salestoolkit.core.what_if_simulation import compare, turnout
from salestoolkit.words import load_words
from salestoolkit.words.what_if import (
    chance_text,
    example_what_if,
    figure_rows,
    lever_lines,
    what_if_headline,
    what_if_lines,
)


@pytest.fixture
def example() -> WhatIf:
    return example_what_if(load_words("pl"))


def test_the_headline_says_what_changes(example: WhatIf) -> None:
    words = load_words("en")
    same = what_if_headline(words, compare(example, example))
    assert same.startswith("As things stand, 26.2 won deals") and "25%" in same
    better = what_if_headline(words, compare(example.with_points(0, 5), example))
    assert "31.5 won deals may be expected instead of 26.2" in better
    plain = replace(example, goal=None)
    assert "probability" not in what_if_headline(words, compare(plain, plain))


def test_another_goal_alone_is_no_change_of_the_funnel(example: WhatIf) -> None:
    words = load_words("en")
    lower, better = replace(example, goal=20.0), example.with_points(0, 5)
    assert what_if_headline(words, compare(lower, example)).startswith("As things stand")
    said = what_if_headline(words, compare(replace(better, goal=20.0), example))
    assert said.endswith(f"instead of {chance_text(words, turnout(lower).chance)}.")


def test_what_stays_the_same_is_not_said_twice(example: WhatIf) -> None:
    sure = replace(example, goal=5.0)
    said = what_if_headline(load_words("en"), compare(sure.with_points(0, 5), sure))
    assert said.endswith("stays at more than 99%.")
    lines = what_if_lines(load_words("en"), compare(replace(sure, done=5), sure))
    assert "To reach the goal on average nothing new is needed." in lines


def test_the_polish_headline_inflects(example: WhatIf) -> None:
    said = what_if_headline(load_words("pl"), compare(example, example))
    assert said == (
        "W obecnym stanie do końca okresu można oczekiwać 26,2 wygranej szansy; "
        "prawdopodobieństwo osiągnięcia celu (30 wygranych szans) wynosi 25%."
    )


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_limit_and_note_has_its_sentence(language: str, example: WhatIf) -> None:
    words = load_words(language)
    notes = ("rates_fitted", "one_rate", "no_wins", "no_values")
    bound = replace(example, capacity=900, notes=notes).with_rate(0, 1.0)
    for changed in (bound, bound.with_rate(1, 0.0), bound.with_days(0, 999)):
        lines = what_if_lines(words, compare(changed, example))
        assert all("{" not in line and line != "–" for line in lines)
        assert words.text("what_if.line.assumed") in lines
    assert set(turnout(bound).limits) == {"capacity", "horizon", "rate"}
    assert words.text("what_if.line.assumed") not in what_if_lines(words, compare(example, example))


def test_levers_are_ranked_by_what_is_asked(example: WhatIf) -> None:
    words = load_words("en")
    stages = list(example.stages)
    stages[0] = replace(stages[0], cost=10, best=0.26, best_of="North")
    stages[1] = replace(stages[1], cost=1, best=0.6)
    found = compare(replace(example, stages=tuple(stages)), example)
    by_point = lever_lines(words, found)
    assert [line.split(":")[0] for line in by_point] == [
        example.stages[at].name for at in (0, 2, 1)
    ]
    by_cost = lever_lines(words, found, rank="by_cost")
    assert len(by_cost) == 2 and by_cost[0].startswith(example.stages[1].name)
    assert "for an hour spent on it" in by_cost[0]
    assert lever_lines(words, found, rank="by_headroom")[0].startswith(example.stages[1].name)
    nothing = compare(example, example)
    assert lever_lines(words, nothing, rank="by_cost") == ("Not known for any stage.",)


def test_what_is_rare_is_not_said_to_be_impossible() -> None:
    words = load_words("en")
    assert [chance_text(words, chance) for chance in (0, 0.001, 0.5, 0.999, 1, None)] == [
        "less than 1%",
        "less than 1%",
        "50%",
        "more than 99%",
        "more than 99%",
        "–",
    ]


def test_figures_name_what_cannot_be_reached(example: WhatIf) -> None:
    words = load_words("en")
    rows = dict(figure_rows(words, turnout(example.with_rate(1, 0.0))))
    assert rows["Needed at the top to reach the goal on average"] == "no volume is enough"
    assert rows["Won deals by the end, on average"] == "0"
