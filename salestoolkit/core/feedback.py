"""What customers answered when asked, and what came of it: asked, answered, changed, told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from salestoolkit.core.feedback_answers import Answer, at, day_of, latest
from salestoolkit.core.nps import DETRACTOR, PROMOTER, Score, change, net_promoter_score
from salestoolkit.core.plain_text import folded
from salestoolkit.core.proportions import Interval, Proportion, proportion

PERIOD_DAYS = 365
"""How far back answers count: each customer by its latest one."""


@dataclass(frozen=True, kw_only=True)
class SegmentScore:
    """The score of one segment; ``""`` where a customer's is not known."""

    segment: str
    score: Score


@dataclass(frozen=True, kw_only=True)
class Round:
    """A quarter's answers: ``begins`` is its first day."""

    begins: date
    score: Score


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change that was made: when, how many remarks asked for it, and how many of those were told."""

    what: str
    changed_on: date | None
    remarks: int
    told: int


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """Feedback of a book as of the end of ``as_of``.

    ``score`` counts the latest answer of each customer in the last `PERIOD_DAYS` days; ``before`` those
    of the days before. ``response`` = answered / asked among what was asked in those days (None
    where no day of asking is noted). ``open`` are remarks of detractors in those days that led to
    nothing yet, the lowest score first; ``not_told`` are those that led to a change of which nobody
    told the customer.
    ``promoters`` are customers by folded name whose latest answer was 9 or 10.
    """

    as_of: date
    answers: int
    score: Score
    before: Score
    moved: tuple[float, Interval] | None
    response: Proportion | None
    segments: tuple[SegmentScore, ...]
    rounds: tuple[Round, ...]
    changes: tuple[Change, ...]
    open: tuple[Answer, ...]
    not_told: tuple[Answer, ...]
    promoters: tuple[str, ...] = ()
    apart: Mapping[str, int] = field(default_factory=dict)

    @property
    def asked(self) -> bool:
        """Whether anyone answered at all."""
        return self.answers > 0


def feedback_of(
    answers: Sequence[Answer],
    as_of: date,
    *,
    apart: Mapping[str, int] | None = None,
    segments: Mapping[str, str] | None = None,
) -> Feedback:
    """Scores, response and what came of remarks, from what was known on a day.

    Parameters
    ----------
    segments : mapping, optional
        Segment of a customer by folded name, where its answer does not tell it.
    """
    known = [at(one, as_of) for one in answers if (one.asked_on or one.on or as_of) <= as_of]
    start = as_of - timedelta(days=PERIOD_DAYS)
    now = latest(known, start, as_of)
    before = latest(known, start - timedelta(days=PERIOD_DAYS), start)
    score, earlier = _score(now), _score(before)
    asked = [one for one in known if one.asked_on is not None and one.asked_on > start]
    told = {one.customer: one.segment or (segments or {}).get(one.customer, "") for one in now}
    names = Counter(told.values())
    remarks = [one for one in known if one.on is not None and one.remark]
    recent = [one for one in remarks if day_of(one) > start]
    return Feedback(
        as_of=as_of,
        answers=sum(1 for one in known if one.on is not None),
        score=score,
        before=earlier,
        moved=change(earlier, score),
        response=proportion(sum(1 for one in asked if one.on), len(asked)) if asked else None,
        segments=tuple(
            SegmentScore(
                segment=name, score=_score([one for one in now if told[one.customer] == name])
            )
            for name in sorted(names, key=lambda name: (not name, -names[name], name))
        ),
        rounds=_rounds(known),
        changes=_changes(remarks),
        open=_lowest(one for one in recent if one.loop == "open" and _detracts(one)),
        not_told=_lowest(one for one in recent if one.loop == "not_told"),
        promoters=tuple(one.customer for one in now if (one.score or 0) >= PROMOTER),
        apart=dict(apart or {}),
    )


def _score(answers: Iterable[Answer]) -> Score:
    return net_promoter_score(one.score for one in answers if one.score is not None)


def _detracts(one: Answer) -> bool:
    return one.score is not None and one.score <= DETRACTOR


def _lowest(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    return tuple(sorted(answers, key=lambda one: (one.score or 0, one.on, one.customer)))


def _rounds(answers: Sequence[Answer]) -> tuple[Round, ...]:
    """Scores by the quarter of the answer."""
    of: dict[date, list[Answer]] = {}
    for one in answers:
        if one.on is not None and one.score is not None:
            of.setdefault(date(one.on.year, (one.on.month - 1) // 3 * 3 + 1, 1), []).append(one)
    return tuple(Round(begins=day, score=_score(of[day])) for day in sorted(of))


def _changes(remarks: Sequence[Answer]) -> tuple[Change, ...]:
    """Changes by their words, the latest first."""
    of: dict[str, list[Answer]] = {}
    for one in remarks:
        if one.change:
            of.setdefault(folded(one.change), []).append(one)
    found = [
        Change(
            what=own[0].change,
            changed_on=max((one.changed_on for one in own if one.changed_on), default=None),
            remarks=len(own),
            told=sum(1 for one in own if one.loop == "told"),
        )
        for own in of.values()
    ]
    return tuple(sorted(found, key=lambda one: (one.changed_on or date.min, one.what))[::-1])
