"""What a look at territories says, in both languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from territory_fields import a_field, accounts_of, visits_of

from salestoolkit.core.territory import TerritoryCoverage, cover_territories
from salestoolkit.core.territory_parts import FieldWork, VisitRules
from salestoolkit.core.visit_list import plan_visits
from salestoolkit.words import load_words
from salestoolkit.words.territory import (
    apart_sentences,
    balance_sentences,
    limit_sentences,
    load,
    next_steps,
    stands_out,
    territory_headline,
)
from salestoolkit.words.visit_list import visit_events, visit_header, visit_lines, visit_rows


def march(work: FieldWork | None = None, rules: VisitRules | None = None) -> TerritoryCoverage:
    start, end = date(2026, 3, 1), date(2026, 4, 1)
    return cover_territories(work or a_field(), start=start, end=end, rules=rules)


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "en",
            "From 1 March 2026 to 31 March 2026, 3 of 7 accounts got a visit (43%), "
            "with 58% of the potential.",
        ),
        (
            "pl",
            "Od 1 marca 2026 do 31 marca 2026 odwiedzono 3 z 7 firm (43%); "
            "przypada na nie 58% potencjału.",
        ),
    ],
)
def test_the_headline_says_how_many_and_what_they_hold(language: str, sentence: str) -> None:
    assert plain(territory_headline(load_words(language), march())) == sentence


def test_without_potential_the_headline_says_how_many_only() -> None:
    bare = march(a_field(accounts=accounts_of().assign(potential=None)))
    assert "potential" not in territory_headline(load_words("en"), bare)


def test_a_territory_where_nobody_was_stands_out_before_what_is_overdue() -> None:
    words = load_words("en")
    assert stands_out(words, march()).startswith("In T2 nobody was visited: 3 accounts")
    everywhere = visits_of([("a1", "rep1", "2026-03-02"), ("b2", "rep2", "2026-03-02")])
    assert stands_out(words, march(a_field(visits=everywhere))).startswith(
        "Accounts with an overdue"
    )


def test_all_in_time_is_said_too() -> None:
    rows = [(name, "rep1", "2026-03-20") for name in accounts_of()["account"]]
    words, found = load_words("en"), march(a_field(visits=visits_of(rows)))
    assert stands_out(words, found) == "No visit is overdue."
    assert next_steps(words, march(a_field(visits=visits_of(rows)), VisitRules())) != []


def test_more_visits_than_there_is_room_for_are_a_matter_for_action() -> None:
    rules = VisitRules(cadence={"A": 1, "B": 1, "C": 1}, visits_a_day=1)
    found = march(rules=rules)
    needed, room, people = load(found)
    assert (needed, room, people) == (49, 10, 2)
    assert any("49 visits" in plain(step) for step in next_steps(load_words("en"), found))
    assert any("49 wizyt" in plain(step) for step in next_steps(load_words("pl"), found))


@pytest.mark.parametrize("language", ["en", "pl"])
def test_every_sentence_is_filled_in(language: str) -> None:
    words = load_words(language)
    bare = march(a_field(accounts=accounts_of([]), visits=None))
    codes = dict.fromkeys(words.keys("territory.apart"), 3)
    limits = words.keys("territory.limit")
    for found in (march(), bare):
        said = [
            territory_headline(words, found),
            stands_out(words, found),
            *next_steps(words, found),
            *balance_sentences(words, found),
            *apart_sentences(words, codes),
            *limit_sentences(words, found, *limits),
        ]
        assert all(text and "{" not in text for text in said)
        assert len(said) >= len(codes) + len(limits)


@pytest.mark.parametrize("language", ["en", "pl"])
def test_a_visit_list_is_told_in_lines_rows_and_entries(language: str) -> None:
    words = load_words(language)
    found = plan_visits(a_field(), rep="rep1", week=date(2026, 4, 6))
    lines = visit_lines(words, found)
    assert len(lines) == 2 + len(found.stops)
    rows = visit_rows(words, found)
    assert {len(row) for row in rows} == {len(visit_header(words))}
    events = visit_events(words, found)
    assert len({event.uid for event in events}) == len(found.stops)
    assert all("\N{NO-BREAK SPACE}" not in event.description for event in events)
    assert {event.start for event in events} <= {
        date(2026, 4, 6) + timedelta(days=day) for day in range(5)
    }


def test_a_week_without_a_visit_says_why() -> None:
    words, week = load_words("en"), date(2026, 4, 6)
    rows = [(name, "rep1", "2026-03-31") for name in accounts_of()["account"]]
    nothing = plan_visits(a_field(visits=visits_of(rows)), rep="rep1", week=week)
    assert visit_lines(words, nothing)[1].startswith("No visit is due for rep1")
    unjudged = plan_visits(a_field(), rep="rep1", week=week, rules=VisitRules(cadence={}))
    assert "has a tier with a target" in visit_lines(words, unjudged)[1]
