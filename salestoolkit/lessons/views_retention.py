"""What the cells of lesson 10 show of customers that stay: who left, renewals, revenue, cohorts, contacts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from salestoolkit.core.proportions import Interval
from salestoolkit.core.retention import Retention
from salestoolkit.core.retention_churn import YEAR_DAYS, Stay
from salestoolkit.core.retention_contacts import Contact
from salestoolkit.core.retention_parts import PartRow
from salestoolkit.core.retention_revenue import RevenueBetween
from salestoolkit.lessons.retention_story import Leavers
from salestoolkit.lessons.shown import Block, Shown, bullets, heading, paragraph, pictured, table
from salestoolkit.words import Words
from salestoolkit.words.errors import plain
from salestoolkit.words.retention import (
    check_in_sentence,
    contact_rule,
    contact_why,
    planned_name,
    retention_headline,
)

NAME_LENGTH = 40
TWO_YEARS = 731
OF_EACH = 3
"""Contacts of each kind that are shown."""
SEGMENT = "segment"


def leavers(found: Retention, counted: Leavers, words: Words) -> Shown:
    """Who left: counted in ways that mislead, and with those that are still there."""
    from salestoolkit.charts.retention import stay_chart

    rows = [
        (_say(words, "leavers.all"), _of(words, counted.left, counted.customers)),
        (_say(words, "leavers.young"), _of(words, counted.young_left, counted.young)),
        (_say(words, "leavers.year"), _gone(words, found.churn.stay(YEAR_DAYS))),
        (_say(words, "leavers.two_years"), _gone(words, found.churn.stay(TWO_YEARS))),
    ]
    header = [_say(words, f"leavers.{key}") for key in ("way", "share")]
    lines: list[Block] = []
    if counted.mean_days is not None:
        months = words.number(counted.mean_days / 30.5, digits=0)
        here = words.number(counted.customers - counted.left)
        lines = [paragraph(_say(words, "leavers.mean", months=months, here=here))]
    title = heading(_say(words, "leavers.title", date=found.as_of))
    return Shown(title, table(header, rows), *lines, pictured(stay_chart(found, words), words))


def renewals(found: Retention, words: Words) -> Shown:
    """What came due in a year, with bounds for what is undecided, and what a check-in goes with."""
    from salestoolkit.charts.retention_due import due_chart

    told = found.renewals
    counts = [(name, words.number(getattr(told, name))) for name in ("renewed", "lost", "pending")]
    rows = [
        *((_say(words, f"renewals.{name}"), value) for name, value in counts),
        (_say(words, "renewals.rate"), words.percent(told.rate)),
        (_say(words, "renewals.bounds"), _between(words, told.bounds, digits=1)),
        (_say(words, "renewals.chance"), _between(words, Interval(told.low, told.high))),
    ]
    title = _say(words, "renewals.title", contracts=words.count("contract", told.due))
    blocks = [heading(title), table((), rows, numbers=(1,))]
    if (said := check_in_sentence(words, found)) is not None:
        blocks.append(paragraph(said))
    return Shown(*blocks, pictured(due_chart(found, words), words))


def revenue(found: Retention, words: Words) -> Shown:
    """Customers kept, gross and net revenue retention: by segment, and of all."""
    parts = [rows.rows for rows in found.parts if rows.dimension == SEGMENT]
    rows = [_revenue_row(one, words) for one in (parts[0] if parts else ())]
    whole = _revenue_cells(_say(words, "revenue.all"), found.revenue, words)
    header = [_say(words, f"revenue.{key}") for key in ("segment", "customers", "gross", "net")]
    lines = []
    if found.revenue.pending:
        value = words.money_about(found.revenue.pending_value, found.currency)
        pending = words.number(found.revenue.pending)
        lines.append(paragraph(_say(words, "revenue.pending", n=pending, value=value)))
    title = _say(words, "revenue.title", start=found.revenue.start, end=found.revenue.end)
    body = table(header, [*rows, whole], numbers=(1, 2, 3))
    return Shown(heading(title), body, *lines)


def cohorts(found: Retention, words: Words) -> Shown:
    """Cohorts by when they began, as a triangle."""
    from salestoolkit.charts.retention_triangle import triangle_chart

    older = found.triangle.older
    said = [paragraph(_say(words, "cohorts.older", n=words.number(older)))] if older else []
    return Shown(pictured(triangle_chart(found, words), words), *said)


def contacts(found: Retention, words: Words) -> Shown:
    """With whom to speak next, when, what about, and by which rule."""
    first = _first_of_each(found.contacts)
    shown = [
        (
            # a day stays on one line
            words.date(one.on, short=True).replace(" ", "\N{NO-BREAK SPACE}"),
            words.text(f"retention.moment.{one.kind}"),
            plain(one.customer, length=NAME_LENGTH),
            contact_why(words, one, found.churn.peak),
        )
        for one in first
    ]
    month, n = planned_name(words, found), len(found.contacts) - len(first)
    title = heading(_say(words, "contacts.title", month=month))
    header = [_say(words, f"contacts.{key}") for key in ("day", "contact", "customer", "why")]
    rule = paragraph(contact_rule(words, found.churn.peak))
    if not shown:
        return Shown(title, paragraph(words.text("retention.moment.none", month=month)), rule)
    more = [paragraph(_say(words, "contacts.more", n=n))] if n else []
    return Shown(title, table(header, shown), *more, rule)


def own(found: Retention, more: list[str], words: Words, *, sample: bool) -> Shown:
    """What the team's own book says of its customers."""
    first: list[Block] = [paragraph(_say(words, "own.sample"))] if sample else []
    lines = [retention_headline(words, found), *more]
    return Shown(heading(_say(words, "own.title")), *first, bullets(lines))


def _revenue_row(one: PartRow, words: Words) -> tuple[str, ...]:
    name = plain(one.value, length=NAME_LENGTH) or words.number(None)
    return _revenue_cells(name, one.revenue, words)


def _revenue_cells(name: str, found: RevenueBetween, words: Words) -> tuple[str, ...]:
    known = found.decided
    customers = _say(
        words, "revenue.kept", kept=words.number(known.kept), n=words.number(known.customers)
    )
    return name, customers, words.percent(known.gross), words.percent(known.net)


def _first_of_each(contacts: Sequence[Contact]) -> list[Contact]:
    """The first contacts of each kind, in the order of their days."""
    seen: Counter[str] = Counter()
    first = []
    for one in contacts:
        seen[one.kind] += 1
        if seen[one.kind] <= OF_EACH:
            first.append(one)
    return first


def _of(words: Words, part: int, whole: int) -> str:
    share = words.percent(part / whole if whole else None)
    return _say(
        words, "leavers.of", share=share, part=words.number(part), whole=words.number(whole)
    )


def _gone(words: Words, stay: Stay) -> str:
    if stay.value is None:
        return words.number(None)
    ends = Interval(1 - stay.high, 1 - stay.low)
    share = words.percent(1 - stay.value)
    return _say(words, "leavers.probably", share=share, interval=_between(words, ends))


def _between(words: Words, ends: Interval, *, digits: int = 0) -> str:
    return words.interval(ends.low, ends.high, lambda end: words.percent(end, digits=digits))


def _say(words: Words, key: str, **fields: Any) -> str:
    return words.text(f"lesson_10.{key}", **fields)
