"""What a funnel audit says, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from salestoolkit.core.figures import Figure
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.part import Part
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.words import load_words

EN, PL = load_words("en"), load_words("pl")
AS_OF = date(2026, 10, 31)
NBSP = "\N{NO-BREAK SPACE}"

PROCESS = SalesProcess(
    name="Trade",
    stages=(
        Stage(key="Q", name="Qualified", universal="qualification"),
        Stage(key="P", name="Proposal", universal="presentation"),
        Stage(key="W", name="Credit decision", universal="closing", waiting=True),
        Stage(key="X", name="Legal", universal=None),
    ),
)
UNITS = {"cycle_days": "days", "open_value": "money", "largest_leak": "money"}


def figure(
    name: str, value: float | None, low: Any = None, high: Any = None, n: int = 900
) -> Figure:
    unit = UNITS.get(name, "deals" if name in {"deals", "won", "lost", "open"} else "share")
    return Figure(
        name=name,
        value=value,
        low=low,
        high=high,
        n=n,
        unit=unit,
        as_of=AS_OF,
        definition=name,
        currency="PLN",
    )


def leak(stage: str = "P", **changes: Any) -> dict[str, Any]:
    names = {one.key: one.name for one in PROCESS.stages} | {"": ""}
    row = {
        "stage": stage,
        "name": names[stage],
        "entered": 210,
        "advanced": 95,
        "rate": 0.45,
        "reference": 0.60,
        "reference_kind": "before",
        "reference_n": 190,
        "value_next": 30_000.0,
        "lost_value": 1_234_567.0,
        "lost_value_low": 812_000.0,
        "lost_value_high": 1_600_000.0,
        "prob_below": 0.99,
        "prob_worst": 0.9,
        "window_days": 365,
        "mature_days": 30,
        "named": True,
    }
    return row | changes


def stage(key: str, **changes: Any) -> dict[str, Any]:
    one = PROCESS.stage(key)
    row = {
        "stage": key,
        "name": one.name,
        "universal": one.universal,
        "waiting": one.waiting,
        "lost_here": 0,
        "open_here": 0,
        "open_value": None,
        "median_days": None,
        "median_low": None,
        "median_high": None,
        "timed": 0,
    }
    return row | changes


def audit(
    *,
    won: int = 400,
    lost: int = 400,
    still: int = 100,
    leaks: list[dict[str, Any]] | None = None,
    leak_stage: str | None = None,
    stages: list[dict[str, Any]] | None = None,
    figures: dict[str, Figure] | None = None,
    part: Part | None = None,
    limits: tuple[str, ...] = (),
    trust: list[dict[str, Any]] | None = None,
) -> FunnelAudit:
    counts = {"won": won, "lost": lost, "open": still, "deals": won + lost + still}
    made = {name: figure(name, float(value)) for name, value in counts.items()}
    made["win_probability"] = figure("win_probability", 0.48, 0.44, 0.52)
    return FunnelAudit(
        as_of=AS_OF,
        process=PROCESS,
        part=part,
        currency="PLN",
        definition="reached_at_least",
        figures=made | (figures or {}),
        stages=pd.DataFrame(stages or []),
        curves=pd.DataFrame(),
        leaks=pd.DataFrame(leaks or []),
        leak_stage=leak_stage,
        trust=pd.DataFrame(trust or [], columns=["provenance", "entries", "share"]),
        limits=limits,
    )


def test_headline_says_what_wins_where_deals_drop_out_and_what_it_costs() -> None:
    found = audit(leaks=[leak()], leak_stage="P")
    assert EN.headline(found) == (
        f"We win about 48% of deals, and lose most at “Proposal”: about PLN{NBSP}1.2M in a year."
    )
    assert PL.headline(found) == (
        "Wygrywamy około 48% szans, a najwięcej tracimy na etapie „Proposal”: "
        f"około 1,2{NBSP}mln{NBSP}zł w ciągu roku."
    )


def test_leak_comes_with_its_deals_interval_and_actions() -> None:
    found = EN.findings(audit(leaks=[leak()], leak_stage="P"))
    assert [one.kind for one in found] == ["headline", "leak"]
    assert found[1].sentence == (
        "At “Proposal” 45% of 210 deals move on within 30 days, against 60% in the period before; "
        f"the difference has cost about PLN{NBSP}1.2M in a year."
    )
    assert found[1].evidence == f"n = 210; probably PLN{NBSP}810,000 to PLN{NBSP}1.6M"
    assert found[1].actions == EN.texts("actions.presentation")
    assert found[1].action == found[1].actions[0]


@pytest.mark.parametrize(
    ("dimension", "said"),
    [
        ("team", "w pozostałych zespołach"),
        ("owner", "u pozostałych handlowców"),
        ("hair_colour", "w pozostałych szansach"),
    ],
)
def test_a_part_is_held_against_the_others_of_its_kind(dimension: str, said: str) -> None:
    rows = [leak(reference_kind="others", window_days=None)]
    found = audit(leaks=rows, leak_stage="P", part=Part(dimension=dimension, value="A"))
    sentence = PL.findings(found)[1].sentence
    assert f"wobec 60% {said}; koszt tej różnicy: dotąd około" in sentence


def test_leaks_are_ranked_by_what_they_cost_and_two_are_told() -> None:
    rows = [leak("Q", lost_value=10.0), leak("X", lost_value=30.0), leak("P", lost_value=20.0)]
    found = PL.findings(audit(leaks=rows, leak_stage="X"))
    assert [one.stage for one in found] == [None, "X", "P"]


@pytest.mark.parametrize(
    ("key", "actions"),
    [
        ("Q", "qualification"),
        ("P", "presentation"),
        ("W", "waiting"),
        ("X", "unknown"),
        ("", "whole"),
    ],
)
def test_actions_follow_what_the_leaking_stage_resembles(key: str, actions: str) -> None:
    assert PL.next_actions(audit(), key) == PL.texts(f"actions.{actions}")


def test_a_leak_without_history_is_about_the_whole_deal() -> None:
    found = audit(leaks=[leak("")], leak_stage="", limits=("no_stage_history",))
    assert EN.headline(found).startswith(
        "We win 45% of deals within 30 days, against 60% in the period before; the difference has cost"
    )
    assert "Wygrywamy w ciągu 30 dni 45% z 210 szans" in PL.findings(found)[1].sentence
    leaking = replace(
        found, figures=found.figures | {"largest_leak": figure("largest_leak", 9.0, n=210)}
    )
    assert EN.findings(leaking)[0].evidence == "n = 210"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"leaks": [leak(named=False)]}, "no stage does clearly worse than in the period before"),
        (
            {"leaks": [leak(named=False, entered=12)]},
            "not yet enough of them to compare the stages",
        ),
        ({"leaks": [leak(named=False, reference=None)]}, "not yet enough of them to compare"),
        ({"leaks": [leak(named=False, lost_value=None)]}, "they have no values in the export"),
        (
            {"leaks": [leak(named=False, lost_value=None)], "limits": ("several_currencies",)},
            "their values are in several currencies",
        ),
        (
            {"limits": ("no_stage_history",)},
            "the weakest stage cannot be named",
        ),
        (
            {"leaks": [leak("", named=False)], "limits": ("no_stage_history",)},
            "not clearly fewer than in the period before",
        ),
        ({}, "not yet enough of them to compare the stages"),
    ],
)
def test_no_leak_is_said_only_where_one_could_have_been_seen(
    changes: dict[str, Any], said: str
) -> None:
    assert said in EN.headline(audit(**changes))


@pytest.mark.parametrize(
    ("tally", "said"),
    [
        ((0, 0, 0), "Nie ma tu jeszcze żadnych szans"),
        ((0, 0, 1), "Jedyna szansa jest jeszcze otwarta"),
        ((0, 0, 7), "Wszystkie szanse (7) są jeszcze otwarte"),
        ((1, 0, 0), "zamknięte szanse: 1, w tym 1 wygrana i 0 przegranych"),
        ((3, 4, 9), "zamknięte szanse: 7, w tym 3 wygrane i 4 przegrane"),
        ((0, 40, 9), "Żadna z zamkniętych szans (40) nie jest wygrana"),
        ((40, 0, 9), "Wszystkie zamknięte szanse (40) są wygrane"),
    ],
)
def test_little_or_one_sided_data_is_called_so(tally: tuple[int, int, int], said: str) -> None:
    won, lost, still = tally
    none = {"win_probability": figure("win_probability", None)}
    found = audit(won=won, lost=lost, still=still, figures=none)
    assert said in PL.headline(found)
    assert PL.findings(found)[0].sentence == PL.headline(found)
    assert len(EN.findings(found)) == 1


def test_small_numbers_are_called_small_unless_a_leak_is_named() -> None:
    few = audit(won=9, lost=11, limits=("few_deals",))
    assert "skuteczność wynosi prawdopodobnie od 44% do 52%" in PL.headline(few)
    named = replace(few, leaks=pd.DataFrame([leak()]), leak_stage="P")
    assert PL.headline(named).startswith("Wygrywamy około 48% szans")


def test_without_dates_the_bounds_are_said() -> None:
    bounds = {
        "win_probability": figure("win_probability", None),
        "win_rate_lowest": figure("win_rate_lowest", 0.2),
        "win_rate_highest": figure("win_rate_highest", 0.6),
    }
    assert EN.headline(audit(figures=bounds)).startswith("We win 20% to 60% of deals, depending")
    assert EN.headline(audit(still=0, figures=bounds)).startswith(
        "We win about 50% of deals; dates"
    )
    nothing = {"win_probability": figure("win_probability", None)}
    assert "400 won, 400 lost, 100 open" in EN.headline(audit(figures=nothing))


@pytest.mark.parametrize(("rate", "said"), [(0.001, "less than 1%"), (0.999, "more than 99%")])
def test_a_rare_thing_is_not_said_never_to_happen(rate: float, said: str) -> None:
    found = audit(figures={"win_probability": figure("win_probability", rate)})
    assert f"We win {said} of deals" in EN.headline(found)


def test_rates_that_round_to_one_are_told_apart() -> None:
    row = leak(rate=0.451, reference=0.4539)
    sentence = EN.findings(audit(leaks=[row], leak_stage="P"))[1].sentence
    assert "45.1% of 210 deals" in sentence
    assert "against 45.4%" in sentence


def test_the_stage_that_loses_most_is_named_only_when_clearly_ahead() -> None:
    clear = audit(stages=[stage("Q", lost_here=300), stage("P", lost_here=100)])
    assert [one.sentence for one in EN.findings(clear)][1:] == [
        "Most deals are lost at “Qualified”: 300 of 400 lost deals (75%)."
    ]
    close = audit(stages=[stage("Q", lost_here=205), stage("P", lost_here=195)])
    assert len(EN.findings(close)) == 1


def test_the_slowest_stage_is_named_only_when_its_interval_lies_above() -> None:
    slow = {"median_days": 31.0, "median_low": 28.0, "median_high": 35.0, "timed": 400}
    fast = {"median_days": 12.0, "median_low": 10.0, "median_high": 14.0, "timed": 400}
    found = PL.findings(audit(stages=[stage("Q", **fast), stage("W", **slow)]))
    assert found[1].sentence == (
        "Najdłużej szanse czekają na etapie „Credit decision”, niezależnie od handlowca: "
        "połowa z nich dłużej niż 31 dni."
    )
    assert found[1].evidence == "n = 400; prawdopodobnie od 28 do 35 dni"
    assert found[1].actions == PL.texts("actions.waiting")
    few = stage("W", **(slow | {"timed": 12}))
    assert len(PL.findings(audit(stages=[stage("Q", **fast), few]))) == 1


def test_stale_open_deals_are_named_when_they_move_the_figure() -> None:
    stale = {"win_probability_stale_lost": figure("win_probability_stale_lost", 0.40)}
    found = EN.findings(audit(figures=stale))
    assert "falls from 48% to 40%" in found[1].sentence
    near = {"win_probability_stale_lost": figure("win_probability_stale_lost", 0.46)}
    assert len(EN.findings(audit(figures=near))) == 1


def test_open_value_says_where_most_of_it_lies() -> None:
    worth = {"open_value": figure("open_value", 3_400_000.0, n=100)}
    rows = [stage("Q", open_value=400_000.0), stage("P", open_value=3_000_000.0)]
    found = PL.findings(audit(figures=worth, stages=rows))
    assert found[1].sentence == (
        f"Otwarte szanse są warte 3,4{NBSP}mln{NBSP}zł, z tego najwięcej na etapie „Proposal”: "
        f"3{NBSP}mln{NBSP}zł (88%)."
    )
    assert found[1].evidence == "n = 100"


def test_the_closed_only_rate_is_explained_where_it_differs() -> None:
    closed = {"win_rate_closed": figure("win_rate_closed", 0.63)}
    assert "leaves out 100 open deals" in EN.findings(audit(figures=closed))[1].sentence


def test_at_most_five_findings_are_said() -> None:
    rows = [leak(key, lost_value=float(n)) for n, key in enumerate("QPWX", start=1)]
    figures = {
        "win_rate_closed": figure("win_rate_closed", 0.63),
        "win_probability_stale_lost": figure("win_probability_stale_lost", 0.40),
        "open_value": figure("open_value", 3_400_000.0),
    }
    assert len(EN.findings(audit(leaks=rows, leak_stage="X", figures=figures))) == 5


def test_a_stage_name_with_braces_or_tags_is_shown_as_it_is() -> None:
    name = "{0}{cost} <img src=x onerror=alert(1)>"
    found = audit(leaks=[leak(name=name)], leak_stage="P")
    assert f"„{name}”" in PL.headline(found)


def test_a_stage_name_of_any_length_leaves_a_readable_sentence() -> None:
    found = audit(leaks=[leak(name="Long\n" * 5000)], leak_stage="P")
    assert len(PL.headline(found)) < 250
    assert "\n" not in PL.headline(found)


@pytest.mark.parametrize("words", [EN, PL])
def test_an_audit_without_any_figure_still_gives_a_sentence(words: Any) -> None:
    empty = replace(audit(), figures={}, stages=pd.DataFrame(), leaks=pd.DataFrame())
    assert words.headline(empty) == words.text("findings.headline.empty")
    unknown = {name: figure(name, None) for name in audit().figures}
    assert words.headline(replace(empty, figures=unknown)) == words.text("findings.headline.empty")
