"""Spreadsheet or CRM: what a small team's answers point to, why, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from salestoolkit.errors import InvalidValue

Verdict = Literal["spreadsheet", "either", "crm", "open"]
Questions = Mapping[str, Mapping[str, int]]
"""Question -> answer -> points for a CRM; a negative number speaks for a spreadsheet."""


@dataclass(frozen=True, kw_only=True)
class ChoiceRule:
    """The questions, and from how many points on which advice holds."""

    questions: Questions
    crm_from: int
    spreadsheet_to: int

    def verdict(self, points: int) -> Verdict:
        """What a sum of points says."""
        if points >= self.crm_from:
            return "crm"
        return "spreadsheet" if points <= self.spreadsheet_to else "either"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One answer and its points: above 0 for a CRM, below 0 for a spreadsheet."""

    question: str
    answer: str
    points: int


@dataclass(frozen=True, kw_only=True)
class CrmAdvice:
    """What the answers point to.

    ``verdict`` is ``open`` while the questions in ``missing`` can still decide. ``lowest`` and
    ``highest`` are the sums that are still possible (both the sum, where all is answered).
    ``changes`` are single answers that would turn the verdict, each with what it would turn to.
    """

    verdict: Verdict
    lowest: int
    highest: int
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]
    changes: tuple[tuple[Reason, Verdict], ...]


def advise_crm(rule: ChoiceRule, answers: Mapping[str, str]) -> CrmAdvice:
    """What a team's answers point to; a question that is not answered is left open, not guessed.

    The points of the answers are added up; the advice holds where every way to answer what is missing
    leads to it.

    Raises
    ------
    InvalidValue
        ``crm_choice_question`` or ``crm_choice_answer`` with what is allowed.

    Examples
    --------
    >>> rule = ChoiceRule(
    ...     questions={"people": {"one": -2, "many": 2}}, crm_from=2, spreadsheet_to=-2
    ... )
    >>> advise_crm(rule, {"people": "many"}).verdict, advise_crm(rule, {}).verdict
    ('crm', 'open')
    """
    _check(rule, answers)
    lowest, highest = _sums(rule, answers)
    low, high = rule.verdict(lowest), rule.verdict(highest)
    reasons = [
        Reason(question=name, answer=answers[name], points=options[answers[name]])
        for name, options in rule.questions.items()
        if name in answers
    ]
    verdict: Verdict = low if low == high else "open"
    return CrmAdvice(
        verdict=verdict,
        lowest=lowest,
        highest=highest,
        reasons=tuple(sorted(reasons, key=lambda reason: -abs(reason.points))),
        missing=tuple(name for name in rule.questions if name not in answers),
        changes=() if verdict == "open" else tuple(_changes(rule, answers, verdict)),
    )


def _changes(
    rule: ChoiceRule, answers: Mapping[str, str], verdict: Verdict
) -> list[tuple[Reason, Verdict]]:
    """Single other answers under which another verdict would hold."""
    found = []
    for name, options in rule.questions.items():
        for answer, points in options.items():
            if name in answers and answer != answers[name]:
                sums = _sums(rule, {**answers, name: answer})
                other = {rule.verdict(sum_) for sum_ in sums}
                if len(other) == 1 and other != {verdict}:
                    reason = Reason(question=name, answer=answer, points=points)
                    found.append((reason, other.pop()))
    return found


def _sums(rule: ChoiceRule, answers: Mapping[str, str]) -> tuple[int, int]:
    """The least and the most points that are possible with these answers."""
    lowest = highest = 0
    for name, options in rule.questions.items():
        possible = [options[answers[name]]] if name in answers else list(options.values())
        lowest, highest = lowest + min(possible), highest + max(possible)
    return lowest, highest


def _check(rule: ChoiceRule, answers: Mapping[str, str]) -> None:
    for name, answer in answers.items():
        if name not in rule.questions:
            allowed = ", ".join(rule.questions)
            raise InvalidValue("crm_choice_question", value=name, allowed=allowed)
        if answer not in rule.questions[name]:
            allowed = ", ".join(rule.questions[name])
            raise InvalidValue("crm_choice_answer", field=name, value=answer, allowed=allowed)
