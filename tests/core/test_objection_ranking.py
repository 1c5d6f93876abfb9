"""Objections of several teams, ranked."""

from __future__ import annotations

from datetime import date

from salestoolkit.core.objection_ranking import Heard, Letters, letters_of, ranked_objections
from salestoolkit.core.objections import Note, Objection
from salestoolkit.core.sheets import Entry

DAY = date(2026, 11, 27)
LIBRARY = {"price": Objection(key="price", theme="price", says="Too expensive.")}


def note(key: str, *, worked: bool = True) -> Note:
    return Note(objection=key, on=DAY, worked=worked)


def test_what_most_teams_know_comes_first_then_what_came_up_most_often() -> None:
    often = Heard(plan=[Entry({"says": "Not now"})], notes=[note("price"), note("price")])
    rare = Heard(plan=[Entry({"says": "Not now"}), Entry({"says": "Who are you?"})])
    found = ranked_objections([often, rare], LIBRARY)
    told = [(one.says, one.teams, one.talks) for one in found]
    assert told == [("Not now", (0, 1), 0), ("Too expensive.", (0,), 2), ("Who are you?", (1,), 0)]


def test_one_team_that_says_it_three_ways_is_one_team() -> None:
    own = Objection(key="za_drogo", theme="price", says="Za drogo!", own=True)
    team = Heard(
        plan=[Entry({"says": "za drogo"}), Entry({"says": "Za drogo!", "card": "za_drogo"})],
        cards=[own],
        notes=[note("za_drogo", worked=False)],
    )
    (found,) = ranked_objections([team], LIBRARY)
    assert (found.teams, found.talks, found.went_on, found.theme) == ((0,), 1, 0, "price")


def test_a_card_of_the_library_is_the_same_in_two_teams_whatever_they_call_it() -> None:
    one = Heard(plan=[Entry({"says": "Drogo", "card": "price"})])
    two = Heard(plan=[Entry({"says": "Kosztuje za dużo", "card": "price"})])
    (found,) = ranked_objections([one, two], LIBRARY)
    assert found.teams == (0, 1)


def test_sayings_that_begin_alike_stay_apart() -> None:
    plan = [
        Entry({"says": "To jest dla nas za drogo"}),
        Entry({"says": "To jest dla nas za późno"}),
    ]
    assert len(ranked_objections([Heard(plan=plan)], {})) == 2


def test_a_noted_talk_about_a_card_that_is_gone_is_not_lost() -> None:
    (found,) = ranked_objections([Heard(notes=[note("gone")])], {})
    assert (found.says, found.theme, found.talks) == ("gone", None, 1)


def test_letters_stand_beside_the_talks_and_a_theme_that_nobody_named_has_a_row() -> None:
    letters = Letters(messages=50, themes=(("price", 9), ("trust", 4), ("timing", 0)))
    teams = [Heard(notes=[note("price")], letters=letters), Heard(letters=letters)]
    found = ranked_objections(teams, LIBRARY)
    told = [(one.says, one.theme, one.talks, one.letters) for one in found]
    assert told == [("Too expensive.", "price", 1, 9), (None, "trust", 0, 4)]
    assert letters_of(teams) == letters
    assert letters_of([Heard()]) is None
