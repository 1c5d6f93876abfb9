"""Planning answers: what is collected is kept once, groups lose nothing, only what is agreed is said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.objection_plan import (
    MOST_IN_SCRIPT,
    brainstormed,
    card_key,
    for_script,
    grouped,
    is_agreed,
    taken_over,
)
from salestoolkit.core.objections import THEMES, Objection
from salestoolkit.core.sheets import Entry

CARD = Objection(
    key="late", theme="timing", says="Not now.", questions=("When?",), answer="Gladly.", proof="x"
)
AGREED = Entry(
    {"says": "No.", "theme": "price", "questions": ["Why?"], "answer": "So.", "agreed": True}
)


def test_the_same_sentence_is_collected_once_however_it_is_written() -> None:
    plan = brainstormed((), ["Za drogo!", "za  drogo", "ZA DROGO.", "", "Nie teraz"])
    assert [entry.text("says") for entry in plan] == ["Za drogo!", "Nie teraz"]
    assert brainstormed(plan, ["nie teraz!"]) == plan


def test_the_empty_entry_of_a_new_sheet_goes_and_a_started_one_stays() -> None:
    started = Entry({"theme": "price"})
    plan = brainstormed((Entry(), started), ["Too dear"])
    assert plan == (started, Entry({"says": "Too dear"}))


@given(st.lists(st.sampled_from([None, *THEMES])))
def test_grouping_shows_each_sentence_once(themes: list[str | None]) -> None:
    entries = [Entry({"says": str(place), "theme": theme}) for place, theme in enumerate(themes)]
    places = [place for listed in grouped(entries).values() for place in listed]
    assert sorted(places) == list(range(len(entries)))


def test_a_card_fills_only_what_the_team_left_empty() -> None:
    entry = taken_over(Entry({"says": "Later", "answer": "Ours."}), CARD)
    assert entry["answer"] == "Ours."
    assert entry["questions"] == ("When?",)
    assert (entry["theme"], entry["card"]) == ("timing", "late")
    assert entry["says"] == "Later"


def test_only_what_is_agreed_and_whole_goes_into_a_script() -> None:
    assert is_agreed(AGREED)
    for key in ("theme", "questions", "answer", "agreed"):
        assert not is_agreed(AGREED.with_value(key, None))
    assert not is_agreed(AGREED.with_value("agreed", False))
    assert len(for_script([AGREED] * 9)) == MOST_IN_SCRIPT


def test_a_key_is_made_of_plain_letters_and_never_taken_twice() -> None:
    assert card_key(Entry({"says": "Źle, żółć!"}), ()) == "zle_zolc"
    assert card_key(Entry({"says": "Łatwo"}), {"latwo", "latwo_2"}) == "latwo_3"
    assert card_key(Entry({"says": "?!"}), ()) == "card"
    assert card_key(Entry({"says": "x", "card": "late"}), {"late"}) == "late"
