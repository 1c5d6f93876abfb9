"""What is said of what customers say: the score, whether it moved, and what came of remarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from salestoolkit.core.feedback import Feedback
from salestoolkit.core.feedback_answers import Answer
from salestoolkit.core.nps import Score
from salestoolkit.words.errors import plain
from salestoolkit.words.referral import apart_sentences

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

NAMED = 3
NAME_LENGTH = 60


def points(words: Words, value: float | None) -> str:
    """A score of -1 to 1 as points from -100 to 100."""
    return words.number(None if value is None else 100 * value, digits=0)


def score_interval(words: Words, score: Score) -> str:
    """The interval of a score in points."""
    return _between(words, score.low, score.high)


def feedback_sentences(words: Words, found: Feedback) -> list[str]:
    """The score, its change, who answered, changes made, and what is open."""
    if not found.asked:
        return [_say(words, "none"), *apart_sentences(words, "feedback", found.apart)]
    return [*_scores(words, found), *_loops(words, found)]


def feedback_actions(words: Words, found: Feedback) -> list[str]:
    """What to do: tell those whose remark led to a change, call those whose remark is open."""
    told = []
    if found.not_told:
        names, customers = _names(found.not_told), words.count("customer", _many(found.not_told))
        told.append(_say(words, "act_tell", customers=customers, names=names))
    if found.open:
        told.append(_say(words, "act_open", names=_names(found.open)))
    return told


def _scores(words: Words, found: Feedback) -> list[str]:
    if found.score.value is None:
        return [_say(words, "none_recent"), *apart_sentences(words, "feedback", found.apart)]
    interval = score_interval(words, found.score)
    told = [
        _say(
            words,
            "score",
            score=points(words, found.score.value),
            interval=interval,
            n=words.count("answer.genitive", found.score.n),
        )
    ]
    if found.score.small:
        told.append(_say(words, "small"))
    if found.moved is not None:
        told.append(_moved(words, found))
    if found.response is not None:
        asked, share = words.number(found.response.n), words.percent(found.response.value)
        told.append(_say(words, "response", share=share, asked=asked))
    return [*told, *apart_sentences(words, "feedback", found.apart)]


def _moved(words: Words, found: Feedback) -> str:
    assert found.moved is not None
    value, interval = found.moved
    verdict = "moved_up" if interval.low > 0 else "moved_down"
    if interval.low <= 0 <= interval.high:
        verdict = "moved_unclear"
    return _say(
        words,
        "moved",
        before=points(words, found.before.value),
        moved=points(words, value),
        interval=_between(words, *interval),
        verdict=_say(words, verdict),
    )


def _between(words: Words, low: float, high: float) -> str:
    return words.interval(100 * low, 100 * high, lambda end: words.number(end, digits=0))


def _loops(words: Words, found: Feedback) -> list[str]:
    told = [
        _say(
            words,
            "change",
            what=plain(one.what, length=NAME_LENGTH),
            day=words.date(one.changed_on) if one.changed_on else _say(words, "no_day"),
            remarks=words.number(one.remarks),
            told=words.number(one.told),
        )
        for one in found.changes[:NAMED]
    ]
    if found.open:
        told.append(_say(words, "open", n=words.number(len(found.open))))
    if found.not_told:
        told.append(_say(words, "not_told", n=words.number(len(found.not_told))))
    if found.changes and not found.open and not found.not_told:
        told.append(_say(words, "closed"))
    return told


def _names(answers: Sequence[Answer]) -> str:
    names = list(dict.fromkeys(plain(one.customer, length=NAME_LENGTH) for one in answers))
    return ", ".join(names[:NAMED])


def _many(answers: Sequence[Answer]) -> int:
    return len({one.customer for one in answers})


def _say(words: Words, key: str, **fields: object) -> str:
    return words.text(f"growth.feedback.{key}", **fields)
