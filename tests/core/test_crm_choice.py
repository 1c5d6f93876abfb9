"""Spreadsheet or CRM: the advice follows from the answers, and says what would change it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salestoolkit.core.crm_choice import ChoiceRule, advise_crm
from salestoolkit.errors import InvalidValue

RULE = ChoiceRule(
    questions={
        "people": {"one": -2, "few": 0, "many": 2},
        "history": {"no": -1, "yes": 2},
        "reports": {"rarely": -1, "weekly": 1},
    },
    crm_from=3,
    spreadsheet_to=-2,
)
answers = st.fixed_dictionaries(
    {},
    optional={name: st.sampled_from(sorted(options)) for name, options in RULE.questions.items()},
)


def test_many_people_who_need_history_are_pointed_to_a_crm() -> None:
    advice = advise_crm(RULE, {"people": "many", "history": "yes", "reports": "rarely"})
    assert (advice.verdict, advice.lowest, advice.highest) == ("crm", 3, 3)
    assert [(reason.question, reason.points) for reason in advice.reasons] == [
        ("people", 2),
        ("history", 2),
        ("reports", -1),
    ]
    assert [(change.question, change.answer, verdict) for change, verdict in advice.changes] == [
        ("people", "one", "either"),
        ("people", "few", "either"),
        ("history", "no", "either"),
    ]


def test_a_question_without_an_answer_stays_open_where_it_can_still_decide() -> None:
    advice = advise_crm(RULE, {"people": "one"})
    assert (advice.verdict, advice.missing) == ("open", ("history", "reports"))
    assert advice.changes == ()


@given(answers)
def test_advice_holds_however_the_missing_questions_are_answered(given: dict[str, str]) -> None:
    advice = advise_crm(RULE, given)
    whole = [given]
    for name, options in RULE.questions.items():
        if name not in given:
            whole = [{**one, name: answer} for one in whole for answer in options]
    verdicts = {advise_crm(RULE, one).verdict for one in whole}
    assert verdicts == {advice.verdict} or (advice.verdict == "open" and len(verdicts) > 1)


@given(answers)
def test_each_change_named_turns_the_advice_to_what_it_says(given: dict[str, str]) -> None:
    for reason, verdict in advise_crm(RULE, given).changes:
        assert advise_crm(RULE, {**given, reason.question: reason.answer}).verdict == verdict


@pytest.mark.parametrize(
    ("given", "code"),
    [({"size": "big"}, "crm_choice_question"), ({"people": "7"}, "crm_choice_answer")],
)
def test_an_unknown_question_or_answer_names_what_there_is(
    given: dict[str, str], code: str
) -> None:
    with pytest.raises(InvalidValue) as caught:
        advise_crm(RULE, given)
    assert caught.value.code == code
    assert caught.value.fields["allowed"]
