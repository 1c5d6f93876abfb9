import json
from pathlib import Path

import pytest

from salestoolkit.core.funnel import audit_funnel
from salestoolkit.core.funnel_definitions import DEFINITIONS, funnel_by_definition

CASES = Path(__file__).parents[1] / "golden" / "cases" / "a_conversion.json"


@pytest.fixture(scope="module")
def golden(book_from):
    loaded = json.loads(CASES.read_text(encoding="utf-8"))
    cases = loaded["cases"] if isinstance(loaded, dict) else loaded
    case = next(case for case in cases if case["kind"] == "event_log")
    given = case["input"]
    events = [tuple(event) for event in given["events"]]
    book = book_from(events, as_of=given["as_of_day"])
    return case["expected"], funnel_by_definition(book.counts())


def test_each_definition_counts_what_the_worked_case_says(golden):
    expected, funnel = golden
    stages = funnel["stage"].tolist()
    for name in ("reached_at_least", "visited"):
        assert funnel[name].tolist() == [expected[name][stage] for stage in stages]
    first = funnel.set_index("stage").loc["S1"]
    ways = expected["first_pass_S1"]
    counted = [first[f"first_pass_{way}"] for way in ("on", "lost", "open")]
    assert counted == [len(ways[way]) for way in ("advanced", "lost", "open")]
    # open on day 40: d8 in S1, d6 in S2, d10 in S3
    assert funnel["current_stage_only"].tolist() == [1, 1, 1]


def test_shares_are_of_the_deals_of_their_own_definition(golden):
    expected, funnel = golden
    last = funnel.set_index("stage").loc["S3"]
    assert last["reached_at_least_share"] == expected["won"] / expected["reached_at_least"]["S3"]
    assert last["first_pass_share"] == last["first_pass_on"] / last["first_pass"]
    assert funnel["current_stage_only_share"].isna().tolist() == [False, False, True]


def test_reached_never_grows_and_first_visits_add_up(book_of):
    funnel = funnel_by_definition(book_of(400, seed=4).counts())
    reached = funnel["reached_at_least"].tolist()
    assert reached == sorted(reached, reverse=True)
    parts = funnel[["first_pass_on", "first_pass_lost", "first_pass_open"]].sum(axis=1)
    assert parts.tolist() == funnel["first_pass"].tolist() == funnel["visited"].tolist()
    assert (funnel["reached_at_least"] >= funnel["visited"]).all()


def test_without_stage_history_only_the_open_deals_can_be_counted(book_from):
    # lost and won without a stage: nobody knows how far they came
    book = book_from([("a", "lost", 3), ("b", "lost", 4), ("c", "S2", 5)])
    funnel = funnel_by_definition(book.counts())
    assert funnel["current_stage_only"].tolist() == [0, 1, 0]
    for name in set(DEFINITIONS) - {"current_stage_only"}:
        assert funnel[name].isna().all()


def test_the_audit_names_the_definition_that_it_was_asked_for(book_of):
    found = audit_funnel(book_of(60, seed=4), definition="visited", whole=False)
    assert found.definition == "visited"
