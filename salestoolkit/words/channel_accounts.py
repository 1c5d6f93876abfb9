"""Where every lead and every row of a channel test went, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from salestoolkit.core.channel_reading import Reading
from salestoolkit.core.channel_results import ROW_REASONS, ReadBack
from salestoolkit.words.channel_said import days_text, say, short
from salestoolkit.words.errors import plain

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

NAMED = 3
"""Leads that are named of those set apart for one reason; the others are counted."""


def reading_notes(words: Words, reading: Reading) -> list[str]:
    """What the figures rest on, and how not to read them."""
    test, back = reading.test, reading.back
    days = days_text(words, test)
    notes = [say(words, "note.as_of", date=words.date(back.as_of), days=days)]
    successes = sum(arm.successes for arm in reading.arms)
    if reading.small and successes:
        notes.append(say(words, "note.small", n=words.number(successes)))
    if test.cluster is not None:
        groups = {one.cluster for one in back.counted}
        column, found = plain(test.cluster), words.number(len(groups))
        notes.append(say(words, "note.cluster", column=column, groups=found))
    return notes


def account_lines(words: Words, back: ReadBack) -> list[str]:
    """Every lead and every row accounted for, those set apart by name."""
    lines = [_leads(words, back)]
    if back.rows:
        lines.append(_rows(words, back))
    lines += [
        say(
            words,
            "note.aside",
            reason=say(words, f"aside.{reason}"),
            n=words.number(len(found)),
            leads=_named(words, found),
        )
        for reason in ROW_REASONS
        if (found := _apart(back, reason))
    ]
    counts = {
        "late": len(back.late),
        "undated": back.undated,
        "later": back.later,
        "no_row": back.no_row,
    }
    lines += [say(words, f"note.{key}", n=words.number(n)) for key, n in counts.items() if n]
    unsent = {name: n for name, n in back.unsent.items() if n}
    if unsent:
        arms = ", ".join(
            say(words, "note.unsent_one", name=short(name), n=words.number(n))
            for name, n in unsent.items()
        )
        lines.append(say(words, "note.unsent", arms=arms))
    return lines


def old_results(words: Words, back: ReadBack, latest: date | None) -> str | None:
    """A warning where the results end long before the day looked at; None where they do not."""
    if latest is None or (back.as_of - latest).days <= back.test.outcome.window_days:
        return None
    return say(words, "note.old_results", latest=words.date(latest), as_of=words.date(back.as_of))


def _leads(words: Words, back: ReadBack) -> str:
    return say(
        words,
        "note.leads",
        drawn=words.number(back.assigned),
        counted=words.number(len(back.counted)),
        waiting=words.number(sum(back.waiting.values())),
        apart=words.number(sum(back.apart_leads.values())),
        days=days_text(words, back.test),
    )


def _rows(words: Words, back: ReadBack) -> str:
    return say(
        words,
        "note.rows",
        rows=words.number(back.rows),
        used=words.number(back.used),
        repeated=words.number(back.repeated),
        apart=words.number(sum(one.line > 0 for one in back.apart)),
    )


def _apart(back: ReadBack, reason: str) -> list[str]:
    """Leads set apart for a reason, each once; a row without a lead by its line."""
    found = [one.lead or f"#{one.line}" for one in back.apart if one.reason == reason]
    return list(dict.fromkeys(found))


def _named(words: Words, leads: Sequence[str]) -> str:
    shown = [short(lead) for lead in leads[:NAMED]]
    if len(leads) > NAMED:
        shown.append(say(words, "note.more_leads", n=words.number(len(leads) - NAMED)))
    return ", ".join(shown)
