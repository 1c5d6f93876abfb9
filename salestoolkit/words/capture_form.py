"""A capture form in words: whom each question loses, whether it helps, and what to do with it."""

from __future__ import annotations

from collections.abc import Iterator

from salestoolkit.core.capture_answers import ANSWERED, OTHERS, UNANSWERED, Answer, Link
from salestoolkit.core.capture_form import ENOUGH, ENOUGH_EACH, LITTLE, FormAudit, FormQuestion
from salestoolkit.sources.form_sessions import FormList
from salestoolkit.words.errors import plain
from salestoolkit.words.words import Words

MOST_SHOWN = 4
"""Answers whose shares a line shows, the most frequent ones."""

_MARKS = {UNANSWERED: "none", OTHERS: "others", ANSWERED: "answered"}


def form_lines(audit: FormAudit, read: FormList, words: Words, *, file: str) -> list[str]:
    """What is known of a form, question by question, with the advice; then what it rests on."""

    def say(key: str, **fields: object) -> str:
        return words.text(f"capture_form.{key}", **fields)

    if not audit.sessions:
        return [say("nobody")]
    lines = [
        say(
            "title",
            file=plain(file),
            date=audit.as_of,
            sessions=audit.sessions,
            submitted=audit.submitted,
            share=words.percent(audit.submitted / audit.sessions),
            known=audit.known,
            qualified=audit.qualified,
            qualified_share=words.percent(audit.qualified / audit.known if audit.known else None),
        )
    ]
    for question in audit.questions:
        head, *rest = question_lines(question, audit, words)
        lines += [head, *(f"   {line}" for line in rest)]
    if audit.lost_at_send:
        lines.append(say("at_send", lost=audit.lost_at_send))
    return [*lines, "", *_notes(audit, read, words)]


def question_lines(question: FormQuestion, audit: FormAudit, words: Words) -> list[str]:
    """One question: its loss, the advice, and what its answers tell."""
    if not question.reached:
        return [
            words.text(
                "capture_form.question.unreached", place=question.place, name=plain(question.name)
            )
        ]
    loss = question.loss
    key = "loss_only" if question.usual is None else "loss"
    head = words.text(
        f"capture_form.question.{key}",
        place=question.place,
        name=plain(question.name),
        lost=question.lost,
        reached=question.reached,
        loss=words.percent(loss.value),
        interval=words.interval(loss.low, loss.high, words.percent),
        usual=words.percent(question.usual),
    )
    lines = [head, advice_text(question, words)]
    if audit.enough and question.link is not None:
        lines += [_strength(question.link, words), _shares(question.answers, words)]
    return lines


def advice_text(question: FormQuestion, words: Words) -> str:
    """What to do with a question, and why."""
    many = question.loses_many
    key: str = question.advice
    if key == "keep" and question.needed:
        key = "keep_needed_many" if many else "keep_needed"
    elif key == "move_later" and question.helps != "yes":
        key = "move_later_unknown"
    elif key == "drop" and many:
        key = "drop_many"
    return words.text(f"capture_form.advice.{key}")


def _strength(link: Link, words: Words) -> str:
    def shown(value: float) -> str:
        return words.number(value, digits=2)

    return words.text(
        "capture_form.question.strength",
        strength=shown(link.strength),
        interval=words.interval(link.low, link.high, shown),
        forms=words.count("form", link.n),
    )


def _shares(answers: tuple[Answer, ...], words: Words) -> str:
    said = [
        words.text(
            "capture_form.question.share",
            answer=words.text(f"capture_form.answer.{_MARKS[one.text]}")
            if one.text in _MARKS
            else plain(one.text, length=40),
            share=words.percent(one.share.value),
            k=round((one.share.value or 0.0) * one.share.n),
            n=int(one.share.n),
        )
        for one in answers[:MOST_SHOWN]
    ]
    return words.text("capture_form.question.shares", shares="; ".join(said))


def _notes(audit: FormAudit, read: FormList, words: Words) -> Iterator[str]:
    def say(key: str, **fields: object) -> str:
        return words.text(f"capture_form.{key}", **fields)

    if not audit.enough:
        yield say(
            "not_enough",
            enough=ENOUGH,
            enough_each=ENOUGH_EACH,
            known=audit.known,
            qualified=audit.qualified,
        )
    if read.flags:
        yield say("flags")
    if read.sent_by_last:
        yield say("sent_by_last")
    if read.unread:
        yield say("unread", lines=", ".join(str(line) for line in read.unread[:20]))
    yield say(
        "rows",
        rows=read.rows,
        repeated=len(read.repeated),
        unknown_last=len(read.unknown_last),
        broken=len(read.broken),
    )
    yield say("order")
    yield say("definition", little=words.number(LITTLE, digits=2))
