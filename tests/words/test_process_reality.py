"""Map and reality, in sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from salestoolkit.core.process import Move, SalesProcess, Stage
from salestoolkit.core.process_reality import Reality
from salestoolkit.core.reality_moves import HANDOVERS, MOVES
from salestoolkit.words import load_words
from salestoolkit.words.process_lines import meant_lines, stage_lines
from salestoolkit.words.process_reality import reality_findings, reality_headline

EN, PL = load_words("en"), load_words("pl")
AS_OF = date(2026, 10, 30)
UNKNOWN = ["stage", "name", "entered", "open_now", "of", "share"]


def stage_row(key: str, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "stage": key, "name": key.title(), "passes": "deal", "waiting": False, "entered": 100,
        "advanced": 60, "lost": 30, "open_now": 10, "timed": 100, "median_days": 8.0,
        "median_low": 7.0, "median_high": 9.0, "target_days": 10.0, "beyond_target": 0.3,
        "beyond_low": 0.2, "beyond_high": 0.4, "open_far": 1, "slow": False, "stuck": False,
    }  # fmt: skip
    return row | more


def move(
    start: str, end: str, kind: str, n: int, of: int, *, meant: bool = False
) -> dict[str, Any]:
    parts: dict[str, Any] = {"start": start, "end": end, "kind": kind, "meant": meant, "n": n}
    return parts | {"of": of, "share": n / of, "low": 0.0, "high": 1.0}


def reality(
    stages: list[dict[str, Any]], moves: list[dict[str, Any]] | None = None, **more: Any
) -> Reality:
    process = SalesProcess(
        name="Map",
        stages=tuple(Stage(key=row["stage"], name=row["name"]) for row in stages),
        moves=(Move(start="offer", end="call"),),
    )
    tables: dict[str, Any] = {
        "unknown": pd.DataFrame(columns=UNKNOWN),
        "handovers": pd.DataFrame(columns=HANDOVERS),
        "never_entered": (),
    }
    return Reality(
        as_of=AS_OF,
        process=process,
        pipeline=None,
        deals=400,
        level=0.95,
        stages=pd.DataFrame(stages),
        moves=pd.DataFrame(moves or [], columns=MOVES),
        **(tables | more),
    )


CALM = [stage_row("call"), stage_row("demo"), stage_row("offer")]


def sentences(found: Reality, words: Any = EN) -> list[str]:
    return [finding.sentence for finding in reality_findings(words, found)]


def test_where_nothing_differs_only_the_headline_speaks() -> None:
    found = reality(
        CALM, [move("call", "demo", "next", 97, 100), move("demo", "call", "back", 3, 100)]
    )
    assert sentences(found) == []
    said = reality_headline(PL, found)
    assert (
        said
        == "Szanse na ogół idą tak, jak pokazuje mapa (400 szans, stan na 30 października 2026)."
    )


def test_a_frequent_way_off_the_map_is_named_and_a_meant_one_is_not() -> None:
    moves = [
        move("call", "demo", "next", 60, 100),
        move("call", "offer", "skip", 40, 100),
        move("offer", "call", "back", 30, 90, meant=True),
        move("demo", "call", "back", 2, 90),
    ]
    found = reality(CALM, moves)
    assert sentences(found) == [
        "42 of 132 moves between stages (32%) are not on the map: 40 leave stages out, "
        "2 go back, 0 lead from or to stages that it lacks.",
        "From “Call” straight to “Offer”: 40 of 100 times that deals left the stage (40%); "
        "the map has no such move.",
    ]
    assert meant_lines(PL, found) == ["„Offer” → „Call”: 30 z 90 (33%)"]


def test_a_skip_over_a_stage_nobody_enters_is_said_once_as_the_empty_stage() -> None:
    moves = [move("call", "offer", "skip", 100, 100)]
    found = reality([stage_row("call"), stage_row("demo", entered=0), stage_row("offer")], moves)
    found = Reality(**{**vars(found), "never_entered": ("demo",)})
    assert sentences(found, PL) == ["Na etapie „Demo” nie było jeszcze żadnej szansy."]


def test_what_touches_most_deals_comes_first() -> None:
    slow = stage_row("call", slow=True, median_days=14.0, beyond_target=0.6)
    stuck = stage_row("offer", stuck=True, open_far=6)
    unknown = pd.DataFrame([dict(zip(UNKNOWN, ("x", "Legal", 90, 3, 400, 0.225), strict=True))])
    found = reality([slow, stage_row("demo"), stuck], unknown=unknown)
    kinds = [finding.kind for finding in reality_findings(EN, found)]
    assert kinds == ["unknown_stage", "too_slow", "stuck"]
    assert reality_headline(EN, found).startswith("Map and deals differ in 3 things")
    assert all(finding.action and finding.evidence for finding in reality_findings(PL, found))


def test_a_wait_out_of_our_hands_is_not_blamed_on_anybody() -> None:
    slow = stage_row("call", slow=True, waiting=True, median_days=14.0, beyond_target=0.6)
    (said,) = sentences(reality([slow]), PL)
    assert "niezależnie od handlowca" in said


def test_late_hand_overs_and_those_sent_back_are_told() -> None:
    late = {
        "giver": "Marketing", "taker": "Sales", "stage": "demo", "what": "SQL", "days": 5.0, "n": 80,
        "median_days": 9.0, "median_low": 8.0, "median_high": 10.0, "within": 0.3, "within_low": 0.2,
        "within_high": 0.41, "sent_back": 12, "of": 90, "share": 12 / 90, "low": 0.08, "high": 0.2,
    }  # fmt: skip
    found = reality(CALM, handovers=pd.DataFrame([late]))
    assert sentences(found) == [
        "Handed over by Marketing to Sales (SQL): 30% of 80 deals moved on within 5 days, "
        "so at least as many were taken up in time.",
        "Handed over by Marketing to Sales (SQL): sent back 12 of 90 times (13%).",
    ]
    good = late | {"within": 0.8, "within_high": 0.9, "sent_back": 1, "share": 1 / 90}
    assert sentences(reality(CALM, handovers=pd.DataFrame([good]))) == []


@pytest.mark.parametrize("limit", ["no_deals", "no_moves"])
def test_what_the_book_cannot_tell_is_said_first(limit: str) -> None:
    for words in (EN, PL):
        said = reality_headline(words, reality(CALM, limits=(limit,)))
        assert said.startswith(words.text(f"reality.headline.{limit}", deals="", date="")[:20])


def test_a_stage_is_one_line_with_median_and_target() -> None:
    lines = stage_lines(PL, reality([stage_row("call"), stage_row("demo", median_days=None)]))
    assert lines == [
        "Call: weszło 100, przeszło dalej 60, teraz 10; połowa wychodzi w ciągu 8 dni (cel: 10 dni)",
        "Demo: weszło 100, przeszło dalej 60, teraz 10 (cel: 10 dni)",
    ]


def test_a_name_from_data_stays_on_one_line() -> None:
    row = stage_row("call", name="A\nB" + "x" * 200, slow=True, beyond_target=0.5)
    (said,) = sentences(reality([row]))
    assert "\n" not in said
    assert len(said) < 300
