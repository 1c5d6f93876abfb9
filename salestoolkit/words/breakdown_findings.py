"""What stands out in the breakdowns, as findings; silent where it is noise."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from salestoolkit.core.breakdown_parts import OWNER, Breakdown, PartFigures, Reversal, Span
from salestoolkit.core.funnel import FunnelAudit
from salestoolkit.words.breakdowns import (
    breakdown_part_name,
    part_words,
    points_interval,
    rest_share,
)
from salestoolkit.words.errors import plain
from salestoolkit.words.finding import Finding, make_finding
from salestoolkit.words.phrases import NAME_LENGTH, share_pair

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

WORK = ("team", OWNER, "territory")
"""Dimensions whose parts are who does the work. Other parts are other deals: that the weaker half of
them is not like the stronger is no money that work could win back, so it is not ranked by money."""


def breakdown_findings(
    words: Words, found: Sequence[Breakdown], audit: FunnelAudit
) -> list[Finding]:
    """Of each dimension the part that stands out most, the costliest first; then reversals.

    How two periods differ within like is a matter of what changed, and is not told here.
    """
    parts = [
        _part(words, one, max(one.standing_out, key=_size), audit)
        for one in found
        if one.standing_out
    ]
    parts.sort(key=lambda finding: -(finding.worth or 0.0))
    turned = [
        _turned(words, reversal)
        for one in found
        for reversal in one.reversals
        if reversal.group == "part"
    ]
    return [*parts, *turned]


def weakest_part(audit: FunnelAudit) -> tuple[Breakdown, PartFigures] | None:
    """Of those who do the work, the part whose wins fall furthest behind in money; None where none does."""
    behind = [
        (found, part)
        for found in audit.breakdowns
        if found.dimension in WORK
        for part in found.standing_out
        if part.money is not None and (part.difference or 0.0) < 0
    ]
    return max(behind, key=lambda one: _size(one[1]), default=None)


def weakest_part_words(words: Words, audit: FunnelAudit) -> str:
    """The weakest part with its share won against the others'; empty where none stands out."""
    found = weakest_part(audit)
    if found is None:
        return ""
    breakdown, part = found
    own, others = share_pair(words, part.share, rest_share(part))
    return words.text(
        "findings.headline.part",
        name=breakdown_part_name(words, breakdown, part),
        share=own,
        rest=others,
        against=against(words, breakdown.dimension),
    )


def reversal_sentence(words: Words, reversal: Reversal) -> str:
    """Two groups as all their deals have it, and like against like."""
    crude1, crude2 = share_pair(words, *reversal.crude)
    like1, like2 = share_pair(words, *reversal.standardised)
    up = "up" if reversal.difference > 0 else "down"
    first, second = reversal.periods or (None, None)
    return words.text(
        f"breakdowns.reversal.{reversal.group}_{up}",
        name=part_words(words, reversal.dimension, reversal.value, None),
        against=against(words, reversal.dimension),
        first=_span(words, first),
        second=_span(words, second),
        each=words.text(f"breakdowns.like.{reversal.stratifier}.each"),
        mix=words.text(f"breakdowns.like.{reversal.stratifier}.mix"),
        crude1=crude1,
        crude2=crude2,
        like1=like1,
        like2=like2,
    )


def against(words: Words, dimension: str) -> str:
    """What a part is held against: ``in the other teams``."""
    key = f"findings.against.dimension.{dimension}"
    if words.has(key):
        return words.text(key)
    key = f"breakdowns.against.{dimension}"
    return words.text(key if words.has(key) else "breakdowns.against.other")


def _size(part: PartFigures) -> tuple[float, float]:
    return abs(part.money or 0.0), -(part.q_value or 0.0)


def _part(words: Words, found: Breakdown, part: PartFigures, audit: FunnelAudit) -> Finding:
    less = (part.difference or 0.0) < 0
    sentences = [_sentence(words, found, part)]
    if part.money is not None and found.currency is not None:
        money = words.money_about(abs(part.money), found.currency)
        key = "money_less" if less else "money_more"
        sentences.append(words.text(f"breakdowns.finding.{key}", money=money))
    if part.stage is not None:
        rate, reference = share_pair(words, part.stage_rate, part.stage_reference)
        name = plain(audit.process.stage(part.stage).name, length=NAME_LENGTH)
        sentences.append(
            words.text("breakdowns.finding.stage", stage=name, rate=rate, reference=reference)
        )
    about = f"breakdowns.actions.{found.dimension}"
    about = about if words.has(f"{about}.less") else "breakdowns.actions.other"
    return make_finding(
        words,
        "part",
        " ".join(sentences),
        n=part.deals,
        interval=points_interval(words, part.difference_low, part.difference_high),
        stage=part.stage,
        worth=abs(part.money) if part.money is not None and found.dimension in WORK else None,
        actions=words.texts(f"{about}.{'less' if less else 'more'}"),
    )


def _sentence(words: Words, found: Breakdown, part: PartFigures) -> str:
    own, others = share_pair(words, part.share, rest_share(part))
    return words.text(
        f"breakdowns.finding.{'band' if found.in_size else 'part'}",
        name=breakdown_part_name(words, found, part),
        days=words.count("day.genitive", found.horizon_days),
        share=own,
        rest=others,
        against=against(words, found.dimension),
    )


def _turned(words: Words, reversal: Reversal) -> Finding:
    return make_finding(
        words,
        "reversal",
        reversal_sentence(words, reversal),
        n=reversal.n,
        actions=words.texts("breakdowns.actions.reversal.mix"),
    )


def _span(words: Words, span: Span | None) -> str:
    if span is None:
        return ""
    first, last = span[0], span[1] - timedelta(days=1)
    return words.text("breakdowns.reversal.span", first=first, last=last)
