"""A capture form: everybody who is lost is lost at one question, and help is more than chance."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from salestoolkit.core.capture_answers import ANSWERED, OTHERS, answer_link, strength_interval
from salestoolkit.core.capture_form import FormAudit, Sessions, audit_form

DAY = date(2026, 11, 26)
CELL = st.sampled_from([None, "a", "b"])


@st.composite
def visits(draw: Any) -> Sessions:
    questions = draw(st.integers(1, 5))
    rows = draw(st.integers(0, 25))
    return Sessions(
        questions=tuple(f"q{place}" for place in range(questions)),
        answers=tuple(tuple(draw(CELL) for _ in range(questions)) for _ in range(rows)),
        submitted=tuple(draw(st.booleans()) for _ in range(rows)),
        qualified=tuple(draw(st.sampled_from([None, True, False])) for _ in range(rows)),
    )


def simulated(loss: tuple[float, ...], lift: tuple[float, ...], n: int, seed: int) -> FormAudit:
    """A form whose questions have two answers each; the second adds ``lift`` to a chance of .3."""
    rng = np.random.default_rng(seed)
    answers, submitted, qualified = [], [], []
    for _ in range(n):
        last = next((k for k, p in enumerate(loss) if rng.random() < p), len(loss))
        chosen = rng.integers(0, 2, len(loss))
        answers.append(tuple("xy"[c] if k < last else None for k, c in enumerate(chosen)))
        submitted.append(last == len(loss))
        qualified.append(bool(rng.random() < 0.3 + float((chosen * lift).sum())))
    names = tuple(f"q{place}" for place in range(len(loss)))
    return audit_form(
        Sessions(
            questions=names,
            answers=tuple(answers),
            submitted=tuple(submitted),
            qualified=tuple(qualified),
        ),
        as_of=DAY,
    )


@settings(max_examples=60)
@given(visits())
def test_every_session_is_sent_in_or_lost_once(sessions: Sessions) -> None:
    audit = audit_form(sessions, as_of=DAY)
    lost = sum(question.lost for question in audit.questions)
    assert audit.sessions == audit.submitted + audit.lost_at_send + lost
    reached = [question.reached for question in audit.questions]
    assert reached == sorted(reached, reverse=True)
    for before, after in zip(audit.questions, audit.questions[1:], strict=False):
        assert after.reached == before.reached - before.lost
    assert all(question.advice != "drop" for question in audit.questions) or audit.enough


def test_an_optional_question_left_empty_loses_nobody() -> None:
    sessions = Sessions(
        questions=("a", "b"), answers=((None, "x"),), submitted=(True,), qualified=(None,)
    )
    assert [one.lost for one in audit_form(sessions, as_of=DAY).questions] == [0, 0]


def test_a_question_that_loses_many_and_tells_nothing_is_dropped() -> None:
    audit = simulated((0.04, 0.25, 0.04), (0.3, 0.0, 0.0), 3000, seed=1)
    assert [one.advice for one in audit.questions][:2] == ["keep", "drop"]
    assert audit.questions[1].loses_many and not audit.questions[0].loses_many
    assert audit.questions[0].link is not None and audit.questions[0].link.low > 0


def test_a_question_that_loses_many_and_helps_is_moved() -> None:
    audit = simulated((0.04, 0.25, 0.04), (0.0, 0.3, 0.0), 3000, seed=2)
    assert audit.questions[1].advice == "move_later"


def test_what_nobody_can_be_answered_without_is_kept() -> None:
    sessions = Sessions(
        questions=("a", "mail"),
        answers=(("x", None),) * 40 + (("x", "y"),) * 40,
        submitted=(False,) * 40 + (True,) * 40,
        qualified=(None,) * 80,
    )
    audit = audit_form(sessions, as_of=DAY, needed=["mail"])
    assert audit.questions[1].loses_many and audit.questions[1].advice == "keep"
    assert audit_form(sessions, as_of=DAY).questions[1].advice == "move_later"


def test_with_few_outcomes_nothing_is_said_about_help() -> None:
    audit = simulated((0.05, 0.05), (0.3, 0.0), 25, seed=3)
    assert not audit.enough
    assert all(one.link is None and one.helps == "cannot_tell" for one in audit.questions)


def test_questions_without_effect_are_seldom_called_helpful() -> None:
    found = [
        one.helps
        for seed in range(30)
        for one in simulated((0.02, 0.02, 0.02), (0.0, 0.0, 0.0), 150, seed=seed).questions
    ]
    assert found.count("yes") <= 5  # 5 % of 30 forms, and room for chance


def test_the_strength_is_that_of_the_known_statistic() -> None:
    good = np.array([True] * 30 + [False] * 70)
    answers = ["a"] * 20 + ["b"] * 10 + ["a"] * 25 + ["b"] * 45
    link, shares = answer_link(answers, good)
    table = [[20, 25], [10, 45]]
    expected = stats.contingency.association(table, method="cramer", correction=False)
    assert link is not None and link.strength == pytest.approx(expected)
    assert link.p_value == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)
    assert [(one.text, one.share.n) for one in shares] == [("b", 55), ("a", 45)]


def test_rare_answers_count_together_and_free_text_only_as_given() -> None:
    good = np.array([True, False] * 20)
    _, shares = answer_link(["a"] * 20 + ["b"] * 17 + ["c", "d", "e"], good)
    assert {one.text for one in shares} == {"a", "b", OTHERS}
    link, shares = answer_link([f"name {place}" for place in range(40)], good)
    assert link is None and [one.text for one in shares] == [ANSWERED]


def test_small_tables_get_their_p_value_from_shuffling() -> None:
    good = np.array([True] * 5 + [False] * 25)
    link, _ = answer_link(["a"] * 5 + ["b"] * 25, good)
    assert link is not None and link.p_value < 0.001
    even, _ = answer_link(["a", "b", "b", "b", "b", "b"] * 5, good)
    assert even is not None and even.p_value > 0.5


@pytest.mark.parametrize("true", [0.0, 0.2, 0.4])
def test_the_interval_of_the_strength_covers_the_true_one(true: float) -> None:
    rng = np.random.default_rng(7)
    n, share = 300, 0.4
    step = true * (share * (1 - share)) ** 0.5
    rates = np.array([share - step, share + step])
    held = 0
    for _ in range(250):
        all_ = np.array([n // 2, n // 2])
        good = rng.binomial(all_, rates)
        table = np.array([good, all_ - good])
        chi = stats.chi2_contingency(table, correction=False).statistic
        low, high = strength_interval(float(chi), 1, n)
        held += low - 1e-12 <= true <= high
    assert held / 250 >= 0.92
