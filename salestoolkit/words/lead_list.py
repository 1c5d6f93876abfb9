"""A list of leads in words: the table with verdicts, the team's summary, what comes off the pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from salestoolkit.core.ideal_profile import Profile
from salestoolkit.core.lead_list import Lead, LeadList, SetApart
from salestoolkit.core.qualification import Qualification, Scheme
from salestoolkit.core.qualification_pipeline import TakenOff
from salestoolkit.core.qualification_summary import LeadSummary
from salestoolkit.words.qualification import (
    answers_sentence,
    change_lines,
    next_question,
    out_reasons,
    short_changes,
)
from salestoolkit.words.words import Words

COLUMNS = ("verdict", "why", "changes", "next_question", "todo", "unknown")
FEW = 30
"""Leads, or won deals, below which shares are said to be of a small number."""


def table_header(words: Words, header: Sequence[str], profile: Profile | None) -> list[str]:
    """The columns of a list of leads, then those of the verdict."""
    added = [*COLUMNS, *(["fit"] if profile else [])]
    return [*header, *(words.text(f"qualification.table.{name}") for name in added)]


def table_row(
    words: Words,
    scheme: Scheme,
    lead: Lead,
    found: Qualification,
    *,
    discount_limit: float | None = None,
) -> list[str]:
    """A lead as the list had it, then its verdict, why, what would make it hot and what to do."""
    todo = [
        " ".join([said, *steps])
        for said, steps in change_lines(words, scheme, found, discount_limit=discount_limit)
    ]
    why = out_reasons(words, scheme, found) or [answers_sentence(words, found)]
    unknown = ", ".join(scheme.criterion(key).name for key in found.unknown)
    share = None if found.fit is None else found.fit.share
    return [
        *lead.cells,
        words.text(f"qualification.verdict.{found.verdict}"),
        " ".join(why),
        short_changes(words, scheme, found.changes),
        next_question(words, scheme, found) or "",
        " ".join(todo),
        unknown,
        *([words.percent(share)] if found.fit is not None else []),
    ]


def apart_rows(words: Words, apart: Iterable[SetApart]) -> list[list[str]]:
    """Rows that were set apart: line, reason, column, what stands there."""
    return [[str(one.line), fault(words, one), one.column, one.value] for one in apart]


def apart_header(words: Words) -> list[str]:
    """The columns of the list of rows that were set apart."""
    return [
        words.text(f"qualification.table.{name}") for name in ("line", "reason", "column", "cell")
    ]


def fault(words: Words, one: SetApart) -> str:
    """Why a row was set apart."""
    from salestoolkit.words.errors import plain

    key = f"qualification.fault.{one.fault}"
    if not one.column:
        return words.text(key)
    if one.fault == "no_company":
        return words.text(key)
    return words.text(key, value=plain(one.value), column=plain(one.column))


def apart_line(words: Words, one: SetApart) -> str:
    """A row that was set apart: its line, and why."""
    return words.text("qualification.table.apart_line", line=one.line, reason=fault(words, one))


def without_sentence(words: Words, found: LeadList) -> str | None:
    """What the list has no column for; None where nothing lacks."""
    if not found.without:
        return None
    return words.text("qualification.table.without", names=", ".join(found.without))


def summary_lines(words: Words, summary: LeadSummary) -> list[str]:
    """The team's leads in a few lines: verdicts with their shares, what is not known, what to ask."""
    if not summary.n:
        return [words.text("qualification.summary.none")]
    say, scheme = "qualification.summary", summary.scheme
    lines = [
        words.text(
            f"{say}.title",
            leads=words.count("lead", summary.n),
            date=summary.as_of,
            scheme=scheme.name.upper(),
        )
    ]
    for verdict, n in summary.by_verdict.items():
        name = words.text(f"qualification.verdict.{verdict}")
        share = words.percent(n / summary.n)
        lines.append(words.text(f"{say}.verdict", verdict=name, n=n, share=share))
    if summary.n < FEW:
        lines.append(words.text(f"{say}.few"))
    if summary.still_in:
        lines += _still_in(words, summary)
    if summary.profile_unknown:
        lines.append(words.text(f"{say}.profile_unknown", n=summary.profile_unknown))
    return [*lines, summary_definition(words, scheme)]


def summary_definition(words: Words, scheme: Scheme) -> str:
    """What the three verdicts mean under a scheme."""
    out = ", ".join(one.name for one in scheme.criteria if one.out_if_no)
    return words.text(
        "qualification.summary.definition",
        out_if_no=out or words.text("qualification.summary.nothing_out"),
        needed=scheme.needed,
        criteria=len(scheme.criteria),
    )


def question_lines(words: Words, summary: LeadSummary) -> list[str]:
    """The next questions with how many leads wait for each, most first; none where none is open."""
    return [
        words.text(
            "qualification.summary.next_line",
            n=words.count("lead", n),
            name=summary.scheme.criterion(key).name,
            question=summary.scheme.criterion(key).question,
        )
        for key, n in summary.next_questions
    ]


def off_lines(words: Words, off: TakenOff, *, without_deal: int) -> list[str]:
    """What taking leads that are out off the pipeline does to it, with what the figures mean."""
    say = "qualification.off"
    lines = [words.text(f"{say}.title", date=off.as_of)]
    lines += _off_figures(words, off) if off.deals else [words.text(f"{say}.none")]
    if off.not_open:
        lines.append(words.text(f"{say}.not_open", n=off.not_open))
    if without_deal:
        lines.append(words.text(f"{say}.without_deal", n=without_deal))
    if not off.deals:
        return lines
    definition = words.text(f"{say}.{'by_stage' if off.by_stage else 'by_age'}", date=off.as_of)
    return [*lines, definition, words.text(f"{say}.left_alone")]


def off_header(words: Words) -> list[str]:
    """The columns of the list of deals to take off."""
    return [
        words.text(f"qualification.off.{name}")
        for name in ("deal", "company", "stage", "value", "chance")
    ]


def off_rows(words: Words, off: TakenOff) -> list[list[str]]:
    """The deals that come off: id, company, stage, value, and the chance they were counted with."""
    return [
        [
            one.deal_id,
            one.organization or one.title,
            one.stage,
            words.money(one.value, off.currency, digits=0),
            words.percent(one.chance),
        ]
        for one in off.deals
    ]


EVEN = 0.5
"""Chance above which a deal that comes off is to be looked at once more."""
SMALL_SHARE = 0.05
"""Share of the weighted pipeline below which what comes off is called little."""


def _off_figures(words: Words, off: TakenOff) -> list[str]:
    say, before, after = "qualification.off", off.before, off.after
    lines = [
        words.text(
            f"{say}.deals",
            deals=words.count("deal", len(off.deals)),
            open=before.n,
            share=words.percent(off.share_of_deals),
            value=words.money(before.value - after.value, off.currency, digits=0),
            total=words.money(before.value, off.currency, digits=0),
        )
    ]
    if off.share_of_weighted is not None:
        lines.append(
            words.text(
                f"{say}.weighted",
                before=words.money(before.weighted, off.currency, digits=0),
                after=words.money(after.weighted, off.currency, digits=0),
                share=words.percent(off.share_of_weighted, digits=1),
                wins_before=words.number(before.wins, digits=1),
                wins_after=words.number(after.wins, digits=1),
            )
        )
        if off.share_of_weighted < SMALL_SHARE:
            lines.append(words.text(f"{say}.same"))
    if off.won < FEW:
        lines.append(words.text(f"{say}.few_won", n=off.won))
    doubtful = [one.deal_id for one in off.deals if (one.chance or 0) > EVEN]
    if doubtful:
        lines.append(words.text(f"{say}.doubtful", deals=", ".join(doubtful)))
    if before.chanced < before.n:
        gone = sum(one.chance is None for one in off.deals)
        lines.append(words.text(f"{say}.unchanced", n=before.n - before.chanced, off=gone))
    if before.valued < before.n:
        missing = before.n - before.valued
        lines.append(words.text(f"{say}.unvalued", n=missing, currency=off.currency or "–"))
    return lines


def _still_in(words: Words, summary: LeadSummary) -> list[str]:
    say, still_in = "qualification.summary", summary.still_in
    lines = [words.text(f"{say}.one_short", n=summary.one_short, still_in=still_in)]
    if not summary.most_unknown:
        return [*lines, words.text(f"{say}.all_known")]
    names = ", ".join(summary.scheme.criterion(key).name for key in summary.most_unknown)
    most = max(one.unknown for one in summary.criteria)
    key = "unknown" if len(summary.most_unknown) == 1 else "unknown_tie"
    return [*lines, words.text(f"{say}.{key}", names=names, n=most, still_in=still_in)]
