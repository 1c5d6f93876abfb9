"""The ways that deals take, drawn from tables made by hand."""

from datetime import date

import pandas as pd
import pytest

from salestoolkit.charts.funnel_definitions import alt_text_definition, definition_chart
from salestoolkit.charts.paths import alt_text_paths, paths_chart
from salestoolkit.core.funnel_definitions import DEFINITIONS
from salestoolkit.core.funnel_paths import AGAIN_COLUMNS, Paths
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.words import load_words

EN, PL = load_words("en"), load_words("pl")
AS_OF = date(2026, 10, 31)
NAMES = ("Qualification", "Presentation with a name of some length", "Offer", "Closing")


def make_paths(names=NAMES, *, limits=()):
    """Every stage leads on, sometimes past the next one, sometimes back, sometimes out."""
    keys = [f"s{at}" for at in range(len(names))]
    rows = []
    for at, key in enumerate(keys):
        after = [*keys[at + 1 :], "won"]
        ways = [(after[0], "won" if after[0] == "won" else "next", 800), ("lost", "lost", 150)]
        ways += [(after[1], "skip", 46)] if len(after) > 1 else []
        ways += [(keys[at - 1], "back", 4)] if at else []
        of = sum(n for _, _, n in ways)
        rows += [
            {
                "stage": key, "next": end, "kind": kind, "passed_over": (), "n": n, "of": of,
                "share": n / of, "low": n / of, "high": n / of, "median_days": 3.0, "timed": n,
            }
            for end, kind, n in ways
        ]  # fmt: skip
    stages = tuple(Stage(key=key, name=name) for key, name in zip(keys, names, strict=True))
    return Paths(
        as_of=AS_OF,
        level=0.95,
        process=SalesProcess(name="Sale", stages=stages),
        ways=pd.DataFrame(rows),
        again=pd.DataFrame(columns=list(AGAIN_COLUMNS)),
        moves=3500,
        skipped=138,
        moved_back=12,
        reopened=3,
        won=800,
        straight_low=700,
        straight_high=740,
        limits=limits,
    )


def make_funnel(names=NAMES, *, known=True):
    rows = []
    for at, name in enumerate(names):
        n = 1000 - 180 * at if known else None
        rows.append(
            {
                "stage": f"s{at}", "name": name, "reached_at_least": n, "visited": n,
                "first_pass": n, "current_stage_only": 20 * at + 3,
                "first_pass_on": n and n - 200, "first_pass_lost": n and 190,
                "first_pass_open": n and 10, **{f"{name}_share": n and 0.7 for name in DEFINITIONS},
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


@pytest.mark.parametrize(("words", "width"), [(EN, 720), (PL, 340)])
def test_the_ways_can_be_read_at_any_width(words, width, legible):
    drawn = legible(paths_chart(make_paths(), words, width=width), width=width)
    said = [box.text for box in drawn.texts]
    assert any(text.startswith("1. Qualification") for text in said)
    # 4 of 1000 exits is rare, not none
    assert "<1%" in said


def test_of_thirty_stages_those_with_the_most_exits_are_drawn(legible):
    paths = make_paths([f"Stage {at}" for at in range(30)])
    drawn = legible(paths_chart(paths, EN, width=340), width=340)
    assert any("6 of 30 stages" in box.text for box in drawn.texts)


def test_names_from_data_are_drawn_as_text(hostile, legible):
    names = list(hostile.stages["name"])
    legible(paths_chart(make_paths(names), PL, width=340), width=340)
    assert "\n" not in alt_text_paths(make_paths(names), EN)


def test_the_ways_are_said_to_those_who_do_not_see_them():
    said = alt_text_paths(make_paths(), EN)
    assert "138 of them skipped a stage and 12 went back" in said
    assert "From Qualification to Offer: 46 of 996 (5%)" in said


def test_without_moves_a_sentence_stands_in_the_chart(drawn):
    made = drawn(paths_chart(make_paths(limits=("no_moves",)), PL, width=340))
    assert any("nie zawierają przejść" in box.text for box in made.texts)


@pytest.mark.parametrize(
    ("definition", "words", "width"),
    [
        ("visited", PL, 720),
        ("first_pass", PL, 340),
        ("current_stage_only", EN, 340),
    ],
)
def test_each_definition_is_drawn_and_named(definition, words, width, legible):
    chart = definition_chart(make_funnel(), words, definition=definition, as_of=AS_OF, width=width)
    said = " ".join(box.text for box in legible(chart, width=width).texts)
    assert words.text(f"paths.by_definition.{definition}") in said


def test_what_cannot_be_counted_is_said(drawn):
    funnel = make_funnel(known=False)
    chart = definition_chart(funnel, EN, definition="visited", as_of=AS_OF)
    assert any("no stage history" in box.text for box in drawn(chart).texts)
    said = alt_text_definition(funnel, EN, definition="current_stage_only", as_of=AS_OF)
    assert "Qualification: 3" in said
