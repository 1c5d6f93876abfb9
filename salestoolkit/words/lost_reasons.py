"""Why deals are lost, as sentences: what stands out, what to do, and what cannot be told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from salestoolkit.core.competitors import Competitors
from salestoolkit.core.lost_reasons import FEW_LOST, LostReasons
from salestoolkit.core.table_rows import rows_of
from salestoolkit.sources.lost_reason_words import theme_of_reason
from salestoolkit.words.channel_said import points_interval
from salestoolkit.words.errors import plain
from salestoolkit.words.finding import Finding, make_finding
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import Row, share_pair, stage_name

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

REASON_LENGTH = 60


def lost_reason_findings(words: Words, result: LostReasons) -> list[Finding]:
    """What stands out among reasons and competitors, what costs most first; often nothing."""
    found = [
        *_unknown(words, result),
        *(_at_stage(words, row) for row in _rows(result.stages) if row["concentrated"]),
        *(_changed(words, row) for row in _rows(result.changes) if row["changed"]),
        *_rivals(words, result.competitors),
    ]
    return sorted(found, key=lambda finding: -(finding.worth or 0.0))


def reason_name(words: Words, row: Row) -> str:
    """A reason for a sentence or a cell: it came from data, so on one line and of bearable length."""
    if row["kind"] != "named":
        return words.text(f"lost_reasons.{row['kind']}")
    return plain(row["reason"], length=REASON_LENGTH)


def lost_reason_limits(words: Words, result: LostReasons) -> list[str]:
    """What the book cannot tell about lost deals, one sentence each."""
    return [words.text(f"lost_reasons.limits.{code}") for code in result.limits]


def lost_reason_notes(words: Words, result: LostReasons) -> list[str]:
    """What the reasons rest on, and how not to read them."""
    if not result.named:
        return []
    notes = [words.text("lost_reasons.note.written")]
    if result.unknown:
        notes.append(words.text("lost_reasons.note.bounds"))
    if result.merged:
        merged = words.count("deal", result.merged)
        notes.append(words.text("lost_reasons.note.merged", merged=merged))
    return notes


def changes_note(words: Words, result: LostReasons) -> str | None:
    """Which deals the change of the reasons rests on; None where nothing is compared."""
    if not len(result.changes) or result.within_days is None:
        return None
    return words.text(
        "lost_reasons.note.changes",
        window=words.count("day.genitive", result.window_days),
        days=words.count("day.genitive", result.within_days),
        until=result.as_of - timedelta(days=result.within_days),
    )


def competitor_note(words: Words, rivals: Competitors) -> str:
    """When competitors are written down, and what may therefore be compared."""
    if not rivals.named:
        return words.text("lost_reasons.competitors.none_noted")
    return words.text(
        f"lost_reasons.competitors.{rivals.noted}",
        open=words.percent(rivals.named_open),
        closed=words.percent(rivals.named_closed),
        won=words.percent(rivals.named_won),
        lost=words.percent(rivals.named_lost),
    )


def _unknown(words: Words, result: LostReasons) -> list[Finding]:
    """That so many reasons are missing that the ranking means little."""
    if "much_unknown" not in result.limits or result.lost < FEW_LOST:
        return []
    first = _rows(result.reasons)[0]
    sentence = words.text(
        f"lost_reasons.finding.{'unknown_leads' if result.leads_anyway else 'unknown'}",
        share=words.percent(result.unknown_share),
        unknown=result.unknown,
        lost=result.lost,
        reason=reason_name(words, first),
        low=words.percent(first["at_least"]),
        high=words.percent(first["at_most"]),
    )
    actions = words.texts("lost_reasons.actions.unknown")
    return [make_finding(words, "reasons_unknown", sentence, n=result.lost, actions=actions)]


def _at_stage(words: Words, row: Row) -> Finding:
    """A reason for which deals are lost at one stage more than at the others."""
    names = {"stage": stage_name(row), "reason": plain(row["reason"], length=REASON_LENGTH)}
    share, elsewhere = share_pair(words, row["share"], row["elsewhere"])
    sentence = words.text(
        "lost_reasons.finding.at_stage",
        share=share,
        elsewhere=elsewhere,
        stage_n=words.count("lost_deal.genitive", row["stage_n"]),
        **names,
    )
    return make_finding(
        words,
        "reason_at_stage",
        sentence,
        n=int(row["stage_n"]),
        interval=words.interval(row["share_low"], row["share_high"], words.percent),
        stage=row["stage"],
        actions=(
            *_answer(words, row["reason"]),
            *words.texts("lost_reasons.actions.at_stage", **names),
        ),
        worth=None if is_unknown(row["lost_value"]) else float(row["lost_value"]),
    )


def _answer(words: Words, reason: str) -> tuple[str, ...]:
    """To agree on an answer, where the reason is about a theme of the objections."""
    theme = theme_of_reason(reason)
    if theme is None:
        return ()
    said = words.text(f"objections.themes.{theme}")
    return (words.text("lost_reasons.actions.theme", theme=said),)


def _changed(words: Words, row: Row) -> Finding:
    """A reason, or the lack of one, that is more or less frequent than in the period before."""
    more = "more" if row["difference"] > 0 else "less"
    unknown = row["kind"] != "named"
    now, before = share_pair(words, row["now_share"], row["before_share"])
    reason = plain(row["reason"], length=REASON_LENGTH)
    sentence = words.text(
        f"lost_reasons.finding.{'unknown_' if unknown else ''}{more}",
        now=now,
        before=before,
        reason=reason,
    )
    actions = words.texts(
        f"lost_reasons.actions.{'unknown_changed' if unknown else 'changed'}", reason=reason
    )
    return make_finding(
        words,
        "reason_changed",
        sentence,
        n=int(row["now_of"] + row["before_of"]),
        interval=_difference(words, row),
        actions=actions,
    )


def _rivals(words: Words, rivals: Competitors) -> list[Finding]:
    """Competitors with whom deals are won more or less often, where that may be compared."""
    rows = _rows(rivals.table)
    none = next((row for row in rows if not row["competitor"]), None)
    if none is None:
        return []
    return [_rival(words, row, none, rivals) for row in rows if row["differs"]]


def _rival(words: Words, row: Row, none: Row, rivals: Competitors) -> Finding:
    share, without = share_pair(words, row["share"], none["share"])
    competitor = plain(row["competitor"], length=REASON_LENGTH)
    better = "better" if row["difference"] > 0 else "worse"
    sentence = words.text(
        f"lost_reasons.finding.rival_{better}",
        competitor=competitor,
        share=share,
        none=without,
        days=words.count("day.genitive", rivals.horizon),
    )
    return make_finding(
        words,
        "competitor",
        sentence,
        n=int(row["n"]),
        interval=_difference(words, row),
        actions=words.texts("lost_reasons.actions.rival", competitor=competitor),
    )


def _difference(words: Words, row: Row) -> str:
    """The interval of a difference, said to be one: the sentence gives the two shares."""
    interval = points_interval(words, row["difference_low"], row["difference_high"])
    return words.text("lost_reasons.finding.difference", interval=interval)


def _rows(table: Any) -> list[Row]:
    rows: list[Row] = [*rows_of(table)]
    return rows
