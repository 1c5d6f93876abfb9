"""What the time to the first answer says beside what became of the leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salestoolkit.core.lead_response import LeadResponse, ResponseBand
from salestoolkit.words.lead_sources import signed
from salestoolkit.words.phrases import share_pair

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

MOST_HOURS = 48
"""Hours beyond which a wait is said in days."""


def lead_response_headline(words: Words, found: LeadResponse) -> str:
    """Are leads that are answered sooner won more often? The answer in one sentence."""
    if found.horizon_days is None:
        return words.text("lead_sources.response.none_won")
    if found.difference is None:
        return words.text(
            "lead_sources.response.one_side",
            fast_n=words.count("lead", found.within_day.leads),
            slow_n=words.count("lead", found.later.leads),
        )
    key = "open"
    if found.p_value is not None and found.p_value <= 1 - found.level:
        key = "faster" if found.difference > 0 else "slower"
    fast, slow = share_pair(words, found.within_day.share, found.later.share)
    low, high = found.difference_interval
    return words.text(
        f"lead_sources.response.{key}",
        fast=fast,
        slow=slow,
        difference=signed(words, 100 * found.difference),
        interval=words.interval(100 * low, 100 * high, lambda end: signed(words, end)),
    )


def band_lines(words: Words, found: LeadResponse) -> list[str]:
    """Each band of response time with its leads and the share won."""
    names = words.texts(f"lead_sources.response.{'days' if found.in_days else 'hours'}")
    return [_band(words, band, name) for band, name in zip(found.bands, names, strict=True)]


def lead_response_notes(words: Words, found: LeadResponse) -> list[str]:
    """What the figures rest on, and how not to read them."""
    notes = []
    if found.median is not None:
        notes.append(_median(words, found.median, found.in_days))
    notes.append(
        words.text(
            "lead_sources.response.apart",
            leads=words.count("lead.genitive", found.leads),
            answered=words.number(found.answered),
            before=words.number(found.before),
            ended=words.number(found.ended),
            unanswered=words.number(found.unanswered),
        )
    )
    if found.in_days:
        notes.append(words.text("lead_sources.response.whole_days"))
    if found.horizon_days is not None:
        days = words.count("day.genitive", found.horizon_days)
        notes.append(words.text("lead_sources.response.window", days=days, as_of=found.as_of))
    notes.append(words.text("lead_sources.response.association"))
    return notes


def _median(words: Words, median: float, in_days: bool) -> str:
    """Half of the leads were answered by then; in days where hours would be many."""
    if in_days or median > MOST_HOURS:
        days = words.count("day.genitive", median if in_days else median / 24)
        return words.text("lead_sources.response.median_days", days=days)
    hours = words.count("hour.genitive", median)
    return words.text("lead_sources.response.median_hours", hours=hours)


def _band(words: Words, band: ResponseBand, name: str) -> str:
    if not band.leads:
        return words.text("lead_sources.response.band_empty", band=name)
    return words.text(
        f"lead_sources.response.{'band_few' if band.few else 'band'}",
        band=name,
        leads=words.count("lead", band.leads),
        share=words.percent(band.share),
        interval=words.interval(*band.interval, words.percent),
    )
