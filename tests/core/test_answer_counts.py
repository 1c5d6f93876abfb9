"""What several people ticked on one sheet."""

from __future__ import annotations

from salestoolkit.core.answer_counts import answer_counts, said_in_words
from salestoolkit.core.sheets import Entry, Field, Sheet

PACE = Field(key="pace", type="choice", label="Pace", choices={"slow": "slow", "ok": "right"})
MORE = Field(key="more", type="long_text", label="What else")
SHEET = Sheet(name="day", language="en", title="Day", fields=(PACE, MORE), repeats=True)


def test_counts_of_a_question_add_up_to_those_who_answered_it() -> None:
    entries = [*[Entry({"pace": "ok"})] * 9, Entry({"pace": "slow"}), Entry({"more": "Tea"})]
    (pace,) = answer_counts(SHEET, entries)
    assert (dict(pace.counts), pace.n, pace.small) == ({"slow": 1, "ok": 9}, 10, False)


def test_fewer_than_ten_answers_are_small() -> None:
    (pace,) = answer_counts(SHEET, [Entry({"pace": "ok"})] * 9)
    assert pace.small


def test_what_was_written_stands_in_an_order_that_does_not_tell_who() -> None:
    entries = [Entry({"more": "zoom"}), Entry({"more": "  "}), Entry({"more": "Air"})]
    assert said_in_words(MORE, entries) == ("Air", "zoom")
