"""A team's leads at a glance."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.qualification import qualify
from salestoolkit.core.qualification_summary import summarise_leads
from salestoolkit.sources.schemes import load_scheme

BANT = load_scheme("bant", "en")
ANSWERS = st.sampled_from([True, False, None])
DAY = date(2026, 11, 26)


@given(st.lists(st.lists(ANSWERS, min_size=4, max_size=4), max_size=12))
def test_every_lead_is_counted_once_and_waits_for_one_question_at_most(
    drawn: list[list[bool | None]],
) -> None:
    found = [qualify(BANT, dict(zip(BANT.keys, one, strict=True))) for one in drawn]
    summary = summarise_leads(BANT, found, as_of=DAY)
    assert sum(summary.by_verdict.values()) == summary.n == len(drawn)
    assert sum(n for _, n in summary.next_questions) <= summary.still_in
    assert all(one.unknown + one.no <= summary.still_in for one in summary.criteria)
    counts = [n for _, n in summary.next_questions]
    assert counts == sorted(counts, reverse=True)


def test_criteria_that_are_equally_often_unknown_are_all_named() -> None:
    found = [qualify(BANT, {"need": True, "timing": True})]
    assert summarise_leads(BANT, found, as_of=DAY).most_unknown == ("budget", "authority")
    known = [qualify(BANT, dict.fromkeys(BANT.keys, True))]
    assert summarise_leads(BANT, known, as_of=DAY).most_unknown == ()


def test_who_is_out_is_asked_nothing() -> None:
    summary = summarise_leads(BANT, [qualify(BANT, {"need": False})], as_of=DAY)
    assert (summary.still_in, summary.next_questions, summary.most_unknown) == (0, (), ())
