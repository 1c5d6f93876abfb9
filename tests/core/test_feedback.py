"""Feedback: what is asked, answered, changed and told, as it was known on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from salestoolkit.core.feedback import Feedback, feedback_of
from salestoolkit.core.feedback_answers import read_answers

AS_OF = date(2026, 10, 30)
SPRING, AUTUMN = date(2026, 4, 13), date(2026, 10, 5)


def row(
    customer: str, score: float | None, on: date | None = AUTUMN, **more: Any
) -> dict[str, Any]:
    return {"customer": customer, "score": score, "at": on, "asked_at": None, **more}


def feedback(*rows: dict[str, Any], as_of: date = AS_OF, **more: Any) -> Feedback:
    answers, apart = read_answers(rows)
    return feedback_of(answers, as_of, apart=apart, **more)


def test_a_customer_counts_once_by_its_latest_answer_of_the_year() -> None:
    found = feedback(
        row("Amber", 2, SPRING),
        row("AMBER", 10),
        row("Birch", 9),
        row("Cedar", 3, date(2025, 1, 1)),
    )
    assert (found.score.promoters, found.score.detractors, found.score.n) == (2, 0, 2)
    assert found.before.n == 1


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("Amber", 11), "score_outside"),
        (row("Amber", 7.5), "score_outside"),
        (row("Amber", None), "no_score"),
        (row("Amber", 9, None), "no_day"),
        (row(" ", 9), "no_customer"),
    ],
)
def test_what_cannot_count_is_set_apart_and_counted(bad: dict[str, Any], reason: str) -> None:
    found = feedback(bad, row("Birch", 9))
    assert found.apart == {reason: 1} and found.score.n == 1


def test_a_row_that_stands_twice_counts_once() -> None:
    found = feedback(row("Amber", 9), row("Amber", 9))
    assert found.apart == {"repeated": 1} and found.answers == 1


def test_the_response_counts_those_that_were_asked() -> None:
    asked = {"asked_at": AUTUMN}
    found = feedback(row("Amber", 9, **asked), row("Birch", None, None, **asked), row("Cedar", 7))
    assert found.response is not None
    assert (found.response.value, found.response.n) == (0.5, 2)
    assert feedback(row("Amber", 9)).response is None


def test_an_answer_that_a_later_list_holds_takes_the_place_of_the_open_question() -> None:
    asked = {"asked_at": AUTUMN}
    found = feedback(row("Amber", None, None, **asked), row("Amber", 9, **asked))
    assert found.response is not None and (found.response.value, found.response.n) == (1, 1)


def test_a_remark_is_followed_to_the_change_and_to_the_customer_told() -> None:
    done = {"change": "One page", "changed_at": date(2026, 10, 10)}
    found = feedback(
        row("Amber", 3, comment="Invoices", **done, told_at=date(2026, 10, 12)),
        row("Birch", 4, comment="Invoices", **done),
        row("Cedar", 2, comment="Slow answers"),
        row("Dune", 9, comment="All well"),
    )
    assert [(one.what, one.remarks, one.told) for one in found.changes] == [("One page", 2, 1)]
    assert [one.customer for one in found.not_told] == ["Birch"]
    assert [one.customer for one in found.open] == ["Cedar"]


def test_nothing_is_known_before_it_happened() -> None:
    told = {"change": "One page", "changed_at": date(2026, 10, 20), "told_at": date(2026, 10, 25)}
    early = feedback(row("Amber", 3, comment="Invoices", **told), as_of=date(2026, 10, 12))
    assert early.changes == () and [one.customer for one in early.open] == ["Amber"]
    assert feedback(row("Amber", 3), as_of=date(2026, 10, 1)).answers == 0


def test_segments_stand_by_size_and_the_unknown_last() -> None:
    found = feedback(
        row("Amber", 9), row("Birch", 9), row("Cedar", 2), segments={"amber": "Large", "cedar": ""}
    )
    assert [(one.segment, one.score.n) for one in found.segments] == [("Large", 1), ("", 2)]


def test_answers_stand_by_quarter() -> None:
    found = feedback(row("Amber", 9, SPRING), row("Amber", 3, AUTUMN))
    assert [(one.begins, one.score.value) for one in found.rounds] == [
        (date(2026, 4, 1), 1.0),
        (date(2026, 10, 1), -1.0),
    ]


def test_no_feedback_is_no_score() -> None:
    found = feedback()
    assert not found.asked and found.score.value is None and found.moved is None
