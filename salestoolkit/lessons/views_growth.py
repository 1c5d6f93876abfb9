"""What the cells of lesson 10 show of what customers say, whom they bring, and what a lead is worth."""

from __future__ import annotations

from typing import Any

from salestoolkit.core.feedback import Feedback
from salestoolkit.core.referral import ReferralLoop, referral_loop
from salestoolkit.lessons.retention_story import CUSTOMERS, LOOPS, ROUNDS, Kept, few_answers
from salestoolkit.lessons.shown import Block, Shown, bullets, heading, paragraph, table
from salestoolkit.words import Words
from salestoolkit.words.errors import plain
from salestoolkit.words.feedback import (
    feedback_actions,
    feedback_sentences,
    points,
    score_interval,
)
from salestoolkit.words.referral import ask_sentence, referral_sentences
from salestoolkit.words.whole_cycle import cycle_sentences

NAME_LENGTH = 60


def score(found: Feedback, words: Words) -> Shown:
    """The score of few answers, of a year ago and of today, each with its interval."""
    told = [("few", few_answers(found.score)), ("before", found.before), ("now", found.score)]
    rows = [
        (
            _say(words, f"score.{name}"),
            words.number(one.n),
            points(words, one.value),
            score_interval(words, one),
        )
        for name, one in told
        if one.n
    ]
    header = [_say(words, f"score.{key}") for key in ("which", "answers", "score", "interval")]
    lines = [paragraph(line) for line in feedback_sentences(words, found)[1:3]]
    rule = paragraph(words.text("growth.feedback.rule"))
    title = heading(_say(words, "score.title"))
    return Shown(title, table(header, rows, numbers=(1, 2, 3)), rule, *lines)


def loops(found: Feedback, words: Words) -> Shown:
    """Changes that remarks led to, how many of those who asked were told, and what is open."""
    rows = [
        (
            plain(one.what, length=NAME_LENGTH),
            words.date(one.changed_on, short=True) if one.changed_on else words.number(None),
            words.number(one.remarks),
            words.number(one.told),
        )
        for one in found.changes
    ]
    header = [_say(words, f"loops.{key}") for key in ("change", "day", "remarks", "told")]
    blocks: list[Block] = [heading(_say(words, "loops.title"))]
    blocks.append(
        table(header, rows, numbers=(2, 3)) if rows else paragraph(_say(words, "loops.none"))
    )
    still = paragraph(_say(words, "loops.open", n=words.number(len(found.open))))
    return Shown(*blocks, still, bullets(feedback_actions(words, found)))


def referrals(kept: Kept, words: Words) -> Shown:
    """How many customers a customer brings, and whom to ask."""
    found = kept.growth.referrals
    assert found is not None
    lines = referral_sentences(words, found)
    ask = ask_sentence(words, found, kept.growth.feedback, kept.found.customers)
    said = [paragraph(ask)] if ask else []
    return Shown(paragraph(lines[0], bold=True), bullets(lines[1:]), *said)


def rounds(words: Words) -> Shown:
    """What a hundred customers become, round by round, below and above a loop of one."""
    rows = []
    for k in LOOPS:
        loop = referral_loop(referrals=k, conversion=1)
        counts = [words.number(CUSTOMERS * loop.after(n), digits=0) for n in ROUNDS]
        rows.append((words.number(k, digits=1), *counts, _end(loop, words)))
    after = [_say(words, "rounds.after", n=n) for n in ROUNDS]
    header = [_say(words, "rounds.loop"), *after, _say(words, "rounds.end")]
    title = heading(_say(words, "rounds.title"))
    return Shown(title, table(header, rows, numbers=tuple(range(1, len(header)))))


def cycle(kept: Kept, words: Words) -> Shown:
    """What a lead is worth through all rounds, and what a small step of each rate is worth."""
    assert kept.start is not None
    assert kept.growth.referrals is not None
    total = kept.growth.referrals.total_interval
    first, *lines = cycle_sentences(words, kept.start, total=total, currency=kept.found.currency)
    return Shown(paragraph(first, bold=True), bullets(lines))


def own_lines(kept: Kept, words: Words) -> list[str]:
    """One sentence each of what customers say, whom they bring, and where their number settles."""
    lines = feedback_sentences(words, kept.growth.feedback)[:1]
    if kept.growth.referrals is not None:
        lines += referral_sentences(words, kept.growth.referrals)[:1]
    if kept.start is not None and kept.growth.referrals is not None:
        total = kept.growth.referrals.total_interval
        lines += cycle_sentences(words, kept.start, total=total, currency=kept.found.currency)[:1]
    return lines


def _end(loop: ReferralLoop, words: Words) -> str:
    if loop.total is None:
        return _say(words, "rounds.none")
    return words.number(CUSTOMERS * loop.total, digits=0)


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"lesson_10.{key}", **fields)
