"""What the cells of lesson 08 show: months, stages, what a stage costs, luck, changes, what stands still."""

from __future__ import annotations

from typing import Any

from salestoolkit.core.breakdown_parts import Breakdown
from salestoolkit.core.change_results import FunnelChanges
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.core.luck import spread_by_luck
from salestoolkit.core.stalled import Stalled
from salestoolkit.lessons.funnel_story import Months
from salestoolkit.lessons.shown import Block, Shown, bullets, heading, paragraph, pictured, table
from salestoolkit.words import Words
from salestoolkit.words.breakdowns import breakdown_part_name, breakdown_said
from salestoolkit.words.changes import changes_headline
from salestoolkit.words.changes_findings import changes_findings
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.funnel_desk import month_name
from salestoolkit.words.leaks import leak_findings
from salestoolkit.words.phrases import records

MOST_DEALS = 6
"""Deals that stand still, shown in the lesson."""
NAME_LENGTH = 36


def months(found: Months, words: Words, *, in_time: bool) -> Shown:
    """The last twelve months, counted as people count them, and in time where that may be asked."""

    def say(key: str, **fields: Any) -> str:
        return words.text(f"lesson_08.months.{key}", **fields)

    days = words.count("day.genitive", found.days)
    header = [say(key) for key in ("month", "deals", "open", "won_of_all", "won_of_closed")]
    rows = [
        [
            month_name(words, month.first),
            words.number(month.deals),
            words.number(month.open),
            words.percent(month.of_all),
            words.percent(month.of_closed),
        ]
        for month in found.months
    ]
    notes = [paragraph(say("note", days=words.count("day", found.days)))] if found.days else []
    if in_time and found.youngest is not None:
        header.append(say("won_in_time", days=days))
        for row, month in zip(rows, found.months, strict=True):
            ripe = month.in_time is not None
            row.append(words.percent(month.share_in_time) if ripe else say("young"))
        youngest = month_name(words, found.youngest)
        notes = [
            paragraph(say("note_in_time", days=words.count("day", found.days), month=youngest))
        ]
    title = heading(say("title", date=found.as_of))
    return Shown(title, table(header, rows, numbers=range(1, len(header))), *notes)


def stages(audit: FunnelAudit, words: Words) -> Shown:
    """Each stage: moved on of those decided, beside the estimate that leaves open deals open."""

    def say(key: str, **fields: Any) -> str:
        return words.text(f"lesson_08.stages.{key}", **fields)

    rows = [
        (
            plain(row["name"], length=NAME_LENGTH),
            words.number(row["entered"]),
            words.number(row["open"]),
            words.percent(row["conversion_closed"]),
            _with_range(words, row, "conversion"),
            _in_time(words, row),
        )
        for row in records(audit, "stages")
    ]
    header = [say(key) for key in ("stage", "entered", "open", "closed", "conversion", "in_time")]
    deals = words.count("deal", audit.figures["deals"].n)
    title = heading(say("title", deals=deals, date=audit.as_of))
    return Shown(title, table(header, rows, numbers=(1, 2, 3)), paragraph(say("note")))


def leak(audit: FunnelAudit, words: Words) -> Shown:
    """What each stage costs, and the sentence about the one that stands out."""
    from salestoolkit.charts.leaks import leak_chart

    title = heading(words.text("lesson_08.leak.title"))
    found = leak_findings(words, audit)
    picture = pictured(leak_chart(audit, words), words)
    if not found:
        # changes were looked at only where a stage would else have been named
        key = "none" if audit.changes is None else "mix"
        return Shown(title, picture, paragraph(words.text(f"lesson_08.leak.{key}"), bold=True))
    first = found[0]
    said = [paragraph(first.sentence, bold=True)]
    if first.evidence is not None:
        said.append(paragraph(first.evidence))
    return Shown(title, picture, *said)


def reps(found: Breakdown, words: Words) -> Shown:
    """Reps by name: what people quote, the same with luck taken out, and what luck alone would do."""

    def say(key: str, **fields: Any) -> str:
        return words.text(f"lesson_08.reps.{key}", **fields)

    named = [part for part in found.named if part.won + part.lost]
    rows = [
        (
            breakdown_part_name(words, found, part),
            words.number(part.won + part.lost),
            words.percent(part.closed_rate),
            _drawn(words, part),
        )
        for part in named
    ]
    closed = [part.won + part.lost for part in named]
    luck = spread_by_luck(closed, sum(part.won for part in named) / sum(closed))
    expected = say(
        "luck",
        people=words.count("rep", len(named)),
        best=words.percent(luck.best),
        worst=words.percent(luck.worst),
        high=words.percent(luck.best_high),
    )
    header = [say(key) for key in ("rep", "deals", "closed", "drawn")]
    return Shown(
        heading(say("title")),
        table(header, rows, numbers=(1, 2)),
        paragraph(expected, bold=True),
        *(paragraph(line) for line in breakdown_said(words, found)),
    )


def breakdown(found: Breakdown, words: Words) -> Shown:
    """The parts of a column: each part's own share, and the share with luck taken out."""
    from salestoolkit.charts.breakdowns import breakdown_chart

    said = [paragraph(line) for line in breakdown_said(words, found)]
    return Shown(pictured(breakdown_chart(found, words), words), *said)


def changes(found: FunnelChanges, audit: FunnelAudit, words: Words) -> Shown:
    """What changed between two periods: the waterfall, the headline, and what is more than chance."""
    from salestoolkit.charts.changes import changes_chart

    lines = [finding.sentence for finding in changes_findings(words, found, audit)]
    return Shown(
        pictured(changes_chart(found, words), words),
        paragraph(changes_headline(words, found), bold=True),
        *([bullets(lines)] if lines else []),
    )


def stalled(found: Stalled, words: Words) -> Shown:
    """Open deals that stand still, those first on which a call could save most."""

    def say(key: str, **fields: Any) -> str:
        return words.text(f"lesson_08.stalled.{key}", **fields)

    title = heading(say("title", date=found.as_of))
    rows: list[Any] = found.stalled.to_dict("records")
    if not rows:
        return Shown(title, paragraph(say("none")))
    keys = ("deal", "stage", "days", "usual", "chance", "was", "value", "saves")
    shown = [
        (
            _deal(words, row),
            plain(row["stage_name"], length=NAME_LENGTH),
            words.number(row["stage_days"]),
            words.number(row["usual_days"], digits=0),
            words.percent(row["chance"]),
            words.percent(row["chance_entry"]),
            words.money(row["value"], found.currency, digits=0),
            words.money_about(row["saves"], found.currency),
        )
        for row in rows[:MOST_DEALS]
    ]
    count = say("count", stalled=len(rows), open=words.count("open_deal.genitive", found.open))
    header = [say(key) for key in keys]
    block = table(header, shown, numbers=range(2, len(header)))
    return Shown(title, paragraph(count), block, paragraph(say("note")))


def own(audit: FunnelAudit, words: Words, *, sample: bool) -> Shown:
    """The findings of the team's own book, from which its sentence may come."""

    def say(key: str) -> str:
        return words.text(f"lesson_08.own.{key}")

    lines = [
        f"{one.sentence} ({one.evidence})" if one.evidence else one.sentence
        for one in words.findings(audit)
    ]
    first: list[Block] = [paragraph(say("sample"))] if sample else []
    return Shown(heading(say("title")), *first, bullets(lines), paragraph(say("next")))


def _deal(words: Words, row: dict[str, Any]) -> str:
    """A deal by its client, else its title, else its number."""
    named = (row[key] for key in ("organization", "title", "deal_id"))
    return next((plain(name, length=NAME_LENGTH) for name in named if not is_unknown(name)), "")


def _with_range(words: Words, row: Any, name: str) -> str:
    if is_unknown(row[name]):
        return words.percent(None)
    between = words.interval(row[f"{name}_low"], row[f"{name}_high"], words.percent)
    return f"{words.percent(row[name])} ({between})"


def _in_time(words: Words, row: Any) -> str:
    if is_unknown(row["conversion_mature"]):
        return words.percent(None)
    return words.text(
        "lesson_08.stages.in_time_of",
        share=words.percent(row["conversion_mature"]),
        n=words.number(row["mature_n"]),
        days=words.count("day", row["mature_days"]),
    )


def _drawn(words: Words, part: Any) -> str:
    """A share with luck taken out and its interval; a dash where there are too few deals."""
    if part.drawn is None:
        return words.percent(None)
    between = words.interval(part.drawn_low, part.drawn_high, words.percent)
    return f"{words.percent(part.drawn)} ({between})"
