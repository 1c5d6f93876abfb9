"""A form that visitors fill in: which question loses them, and which tells a good lead from another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from scipy import stats

from salestoolkit.core.capture_answers import Answer, Link, answer_link
from salestoolkit.core.proportions import Proportion, proportion
from salestoolkit.core.two_rates import score_p_value

Advice = Literal["keep", "move_later", "drop", "cannot_tell"]
Helps = Literal["yes", "no", "cannot_tell"]

SIGNIFICANT = 0.05
"""Share of false alarms among the questions that are named (Benjamini and Hochberg)."""
LITTLE = 0.15
"""A link that is surely weaker than this tells too little to be asked for: of two equally frequent
answers, with a third of the leads qualified, shares that differ by less than 14 points."""
ENOUGH, ENOUGH_EACH = 30, 5
"""Forms with a known outcome, and of each outcome, below which nothing is said about what helps."""


@dataclass(frozen=True, kw_only=True)
class Sessions:
    """Visits to a form, one row each: what was answered, in the order of the form.

    ``answers`` has a row a session and a column a question, None where nothing was answered.
    ``qualified`` is None where nobody knows (yet) whether the lead was any good.
    """

    questions: tuple[str, ...]
    answers: tuple[tuple[str | None, ...], ...]
    submitted: tuple[bool, ...]
    qualified: tuple[bool | None, ...]


@dataclass(frozen=True, kw_only=True)
class FormQuestion:
    """One question: whom it loses, what its answers tell, and what follows.

    ``loss`` is lost here / reached it (``loss.n``), with its interval; ``usual`` is the same share over
    all other questions. ``loses_many`` says that the difference is more than chance. ``link`` is None
    where it cannot be worked out.
    """

    name: str
    place: int
    reached: int
    lost: int
    loss: Proportion
    usual: float | None
    loses_many: bool
    helps: Helps
    link: Link | None
    answers: tuple[Answer, ...]
    needed: bool
    advice: Advice


@dataclass(frozen=True, kw_only=True)
class FormAudit:
    """A form's questions in their order. ``sessions`` = sum of ``lost`` + ``lost_at_send`` + ``submitted``.

    ``known`` forms were sent in and have a known outcome, ``qualified`` of them were good.
    """

    as_of: date
    sessions: int
    submitted: int
    lost_at_send: int
    known: int
    qualified: int
    questions: tuple[FormQuestion, ...]

    @property
    def enough(self) -> bool:
        """Whether so many outcomes are known that something can be said about what helps."""
        return _enough(self.known, self.qualified)


def audit_form(sessions: Sessions, *, as_of: date, needed: Collection[str] = ()) -> FormAudit:
    """Which question of a form loses how many visitors, and which helps to tell good leads.

    A visitor who did not send the form in is lost at the question after the last one answered; loss =
    lost there / all who reached it, with Wilson's interval. A question loses many where its loss is
    higher than that of all other questions together, by the score test, over all questions at a false
    discovery rate of 5 %. What helps is read from forms that were sent in and whose outcome is known.

    Parameters
    ----------
    as_of : date
        Day to which the sessions were counted.
    needed : collection of str
        Questions without which nobody can answer, such as the e-mail address: they are kept.

    Examples
    --------
    >>> visits = Sessions(
    ...     questions=("need", "size"),
    ...     answers=(("a", "b"), ("a", None), (None, None), ("a", "c")),
    ...     submitted=(True, False, False, True),
    ...     qualified=(True, None, None, False),
    ... )
    >>> audit = audit_form(visits, as_of=date(2026, 11, 26))
    >>> [(one.name, one.reached, one.lost) for one in audit.questions], audit.submitted
    ([('need', 4, 1), ('size', 3, 1)], 2)
    """
    reached, lost = _losses(sessions)
    many = _losing_many(reached, lost)
    known = [
        place
        for place, sent in enumerate(sessions.submitted)
        if sent and sessions.qualified[place] is not None
    ]
    good = np.array([bool(sessions.qualified[place]) for place in known], dtype=bool)
    enough = _enough(len(good), int(good.sum()))
    links = [
        answer_link([sessions.answers[row][place] for row in known], good) if enough else (None, ())
        for place in range(len(sessions.questions))
    ]
    helps = _helping([link for link, _ in links])
    questions = tuple(
        FormQuestion(
            name=name,
            place=place + 1,
            reached=int(reached[place]),
            lost=int(lost[place]),
            loss=proportion(int(lost[place]), int(reached[place])),
            usual=_usual(reached, lost, place),
            loses_many=many[place],
            helps=helps[place],
            link=links[place][0],
            answers=links[place][1],
            needed=name in needed,
            advice=_advice(many[place], helps[place], needed=name in needed),
        )
        for place, name in enumerate(sessions.questions)
    )
    submitted = sum(sessions.submitted)
    return FormAudit(
        as_of=as_of,
        sessions=len(sessions.submitted),
        submitted=submitted,
        lost_at_send=len(sessions.submitted) - submitted - int(lost.sum()),
        known=len(known),
        qualified=int(good.sum()),
        questions=questions,
    )


def _losses(sessions: Sessions) -> tuple[np.ndarray, np.ndarray]:
    """Visitors who reached each question, and those lost at it."""
    count = len(sessions.questions)
    answered = np.array([[one is not None for one in row] for row in sessions.answers], dtype=bool)
    answered = answered.reshape(len(sessions.answers), count)
    places = np.arange(1, count + 1)
    last = (answered * places).max(axis=1, initial=0)
    sent = np.array(sessions.submitted, dtype=bool)
    lost = np.array([int((~sent & (last == place)).sum()) for place in range(count)])
    # whoever sent the form in has seen all of it
    reached = np.array([int((sent | (last >= place)).sum()) for place in range(count)])
    return reached, lost


def _usual(reached: np.ndarray, lost: np.ndarray, place: int) -> float | None:
    others = int(reached.sum() - reached[place])
    return None if others == 0 else float((lost.sum() - lost[place]) / others)


def _losing_many(reached: np.ndarray, lost: np.ndarray) -> list[bool]:
    """Whether each question loses more than the others do, beyond chance."""
    found = []
    for k, n in zip(lost, reached, strict=True):
        p = score_p_value(int(lost.sum() - k), int(reached.sum() - n), int(k), int(n))
        found.append(1.0 if p is None else p)
    adjusted = stats.false_discovery_control(found) if found else []
    usual = [_usual(reached, lost, place) for place in range(len(reached))]
    return [
        bool(p <= SIGNIFICANT) and other is not None and k / n > other
        for p, k, n, other in zip(adjusted, lost, np.maximum(reached, 1), usual, strict=True)
    ]


def _helping(links: Sequence[Link | None]) -> list[Helps]:
    """Whether each question's answers tell good leads from others, over all questions."""
    known = [link.p_value for link in links if link is not None]
    adjusted = iter(stats.false_discovery_control(known) if known else [])
    found: list[Helps] = []
    for link in links:
        if link is None:
            found.append("cannot_tell")
        elif next(adjusted) <= SIGNIFICANT and link.low > 0:
            found.append("yes")
        else:
            found.append("no" if link.high < LITTLE else "cannot_tell")
    return found


def _advice(loses_many: bool, helps: Helps, *, needed: bool) -> Advice:
    """What to do with a question; one that loses many and may help is asked later, not thrown away."""
    if needed:
        return "keep"
    if helps == "no":
        return "drop"
    if loses_many:
        return "move_later"
    return "keep" if helps == "yes" else "cannot_tell"


def _enough(known: int, qualified: int) -> bool:
    return known >= ENOUGH and min(qualified, known - qualified) >= ENOUGH_EACH
