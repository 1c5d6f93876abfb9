"""What the cells of lesson 04 show: a scheme, notes, verdicts, a profile, the pipeline, a score."""

from __future__ import annotations

from collections.abc import Sequence

from salestoolkit.core.ideal_profile import Profile, meets
from salestoolkit.core.lead_list import Lead, LeadList
from salestoolkit.core.lead_score import LeadScore, Refusal
from salestoolkit.core.qualification import Qualification, Scheme
from salestoolkit.core.qualification_pipeline import TakenOff
from salestoolkit.core.qualification_summary import LeadSummary
from salestoolkit.lessons.shown import (
    Block,
    Shown,
    bullets,
    heading,
    numbered,
    paragraph,
    pictured,
    table,
)
from salestoolkit.words import Words
from salestoolkit.words.lead_list import (
    apart_line,
    off_header,
    off_lines,
    off_rows,
    question_lines,
    summary_lines,
    without_sentence,
)
from salestoolkit.words.lead_score import (
    basis_lines,
    ranking_line,
    refusal_lines,
    rule_lines,
    score_headline,
)
from salestoolkit.words.qualification import change_lines, rule_text, verdict_sentence


def scheme_table(scheme: Scheme, words: Words) -> Shown:
    """What a scheme asks, what counts as a yes, and what a no does."""
    say = "lesson_04.scheme"
    header = [words.text(f"{say}.{name}") for name in ("criterion", "question", "counts", "no")]
    rows = [
        (
            one.name,
            one.question,
            one.counts,
            words.text(f"{say}.{'out' if one.out_if_no else 'change'}"),
        )
        for one in scheme.criteria
    ]
    return Shown(heading(scheme.title), table(header, rows))


def notes(name: str, scheme: Scheme, words: Words) -> Shown:
    """What the seller noted after the call with one of the two invented leads."""
    say = f"lesson_04.leads.{name}"
    rows = [(one.name, words.text(f"{say}.said.{one.key}")) for one in scheme.criteria]
    header = [words.text(f"lesson_04.notes.{part}") for part in ("criterion", "said")]
    title = words.text(f"{say}.notes", company=words.text(f"{say}.company"))
    return Shown(heading(title), table(header, rows))


def lead(
    found: Qualification, scheme: Scheme, words: Words, *, company: str, limit: float
) -> Shown:
    """A lead's verdict, and the least that would make it hot, with what to do for it."""
    blocks: list[Block] = [
        paragraph(verdict_sentence(words, scheme, found, company=company), bold=True)
    ]
    for said, steps in change_lines(words, scheme, found, discount_limit=limit):
        blocks.append(bullets([said]))
        if steps:
            blocks.append(numbered(steps))
    return Shown(*blocks)


def profile(chosen: Profile, leads: Sequence[Lead], words: Words) -> Shown:
    """The rules of a profile, and how many leads meet each, do not, or are not known."""
    say = "lesson_04.profile"
    columns = ("rule", "hard", "weight", "met", "broken", "unknown")
    rows = []
    for rule in chosen.rules:
        held = [meets(rule, one.facts.get(rule.field)) for one in leads]
        counts = [str(held.count(state)) for state in (True, False, None)]
        hard = words.text(f"{say}.{'is_hard' if rule.hard else 'is_soft'}")
        rows.append((rule_text(words, rule), hard, words.number(rule.weight), *counts))
    header = [words.text(f"{say}.{name}") for name in columns]
    title = heading(words.text(f"{say}.title", name=chosen.name))
    return Shown(title, table(header, rows, numbers=(2, 3, 4, 5)))


def summary(found: LeadSummary, listed: LeadList, words: Words) -> Shown:
    """A team's leads in a few lines, with the rows that could not be judged."""
    title, *lines = summary_lines(words, found)
    lacking = without_sentence(words, listed)
    blocks = [heading(title), bullets([*lines, *([lacking] if lacking else [])])]
    questions = question_lines(words, found)
    if questions:
        blocks += [paragraph(words.text("qualification.summary.next")), bullets(questions)]
    if listed.set_apart:
        apart = words.count("row", len(listed.set_apart))
        said = words.text("qualification.summary.apart", rows=apart)
        blocks += [paragraph(said), bullets(apart_line(words, one) for one in listed.set_apart)]
    return Shown(*blocks)


def out_deals(off: TakenOff, words: Words) -> Shown:
    """The open deals of leads that are out."""
    title = heading(words.text("lesson_04.out.title"))
    return Shown(title, table(off_header(words), off_rows(words, off), numbers=(3, 4)))


def taken_off(off: TakenOff, words: Words, *, without_deal: int) -> Shown:
    """What taking them off does to the pipeline."""
    title, *lines = off_lines(words, off, without_deal=without_deal)
    return Shown(heading(title), bullets(lines))


def score(
    found: LeadScore | Refusal, names: dict[str, str], words: Words, *, scheme: Scheme, title: str
) -> Shown:
    """A learned score: whether it helps, on what it rests; or why there is none."""
    from salestoolkit.charts.lead_score import lead_score_chart

    head = heading(words.text(f"lesson_04.score.{title}"))
    if isinstance(found, Refusal):
        first, *others = refusal_lines(words, found, names)
        return Shown(head, paragraph(first, bold=True), bullets(others))
    lines = [*basis_lines(words, found)[:2], ranking_line(words, found)]
    if found.rule is not None:
        ranking, _distance, *verdicts = rule_lines(words, found.rule, scheme)
        lines += [ranking, *verdicts]
    return Shown(
        head,
        paragraph(score_headline(words, found), bold=True),
        bullets(lines),
        pictured(lead_score_chart(found, words), words),
    )
