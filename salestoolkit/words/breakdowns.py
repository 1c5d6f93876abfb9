"""Breakdowns as sentences: what the parts are called, and what stands out among them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from salestoolkit.core.breakdown_parts import OWNER, Breakdown, PartFigures
from salestoolkit.core.breakdown_rows import ENOUGH
from salestoolkit.core.dimensions import CREATED_MONTH, SIZE_BAND, band_bounds
from salestoolkit.words.drill import value_of
from salestoolkit.words.errors import plain
from salestoolkit.words.funnel_desk import month_label
from salestoolkit.words.phrases import NAME_LENGTH, share_pair, signed_points

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

MOST_NAMES = 6
"""Parts named in one sentence."""


def breakdown_title(words: Words, dimension: str) -> str:
    """``Won by team``; for a column without words of its own by its name."""
    key = f"breakdowns.title.{dimension}"
    if words.has(key):
        return words.text(key)
    return words.text("breakdowns.title.other", column=plain(dimension, length=NAME_LENGTH))


def breakdown_part_name(words: Words, found: Breakdown, part: PartFigures) -> str:
    """What a part is called: its value, a month, the money of a size band, or the small ones together."""
    if part.kind == "other":
        key = CREATED_MONTH if found.in_time else "other"
        return words.text(f"breakdowns.others.{key}", n=part.merged)
    return part_words(words, found.dimension, part.value, found.currency)


def part_words(words: Words, dimension: str, value: str, currency: str | None) -> str:
    """A value of a dimension for people; the deals without one have a name too."""
    if value and dimension == CREATED_MONTH:
        return month_label(words, date.fromisoformat(f"{value}-01"))
    bounds = band_bounds(value) if dimension == SIZE_BAND else None
    if bounds is None:
        return plain(value_of(words, dimension, value), length=NAME_LENGTH)
    low, high = bounds
    key = "last" if high is None else "between" if low else "first"
    most = words.money(high, currency, digits=0)
    # a currency that follows its number is said once: 15 000 do 50 000 zł, but £3,000 to £6,000
    once = most[:1].isdigit()
    least = words.number(low) if once else words.money(low, currency, digits=0)
    return words.text(f"breakdowns.band.{key}", low=least, high=most)


def breakdown_said(words: Words, found: Breakdown) -> list[str]:
    """What a breakdown tells in a sentence or two, under its title."""
    if found.reason is not None:
        return [_reason(words, found)]
    days = words.count("day.genitive", found.horizon_days)
    if found.in_time:
        return _months(words, found, days)
    said = [_verdict(words, found), *_luck(words, found)]
    young = [part for part in found.named if part.young]
    if young:
        names = _names(words, found, young)
        said.append(words.text("breakdowns.said.young", days=days, parts=names))
    return said


def intro(words: Words, found: Sequence[Breakdown], as_of: date) -> str:
    """At which age the parts are compared, and how open deals count."""
    days = next((one.horizon_days for one in found if one.horizon_days), None)
    if days is None:
        return words.text("breakdowns.section.intro_none", date=as_of)
    said = words.count("day.genitive", days)
    return words.text("breakdowns.section.intro", days=said, date=as_of)


def notes(words: Words, found: Sequence[Breakdown]) -> list[str]:
    """How to read the shares, what bold means, and that a difference is no cause."""
    tested = sum(part.q_value is not None for one in found for part in one.parts)
    if not tested:
        return []
    level = words.percent(found[0].level)
    return [
        words.text("breakdowns.section.drawn", level=level),
        words.text("breakdowns.section.judged", n=tested),
        words.text("breakdowns.section.cause"),
    ]


def nothing_stands_out(words: Words, found: Sequence[Breakdown]) -> list[str]:
    """The breakdowns that show no difference beyond chance, all in one sentence; empty without one."""
    titles = [breakdown_title(words, one.dimension) for one in found if is_level(words, one)]
    return [words.text("breakdowns.said.nothing_in", titles="; ".join(titles))] if titles else []


def is_level(words: Words, found: Breakdown) -> bool:
    """Whether all that a breakdown says is that nothing in it differs beyond chance."""
    return breakdown_said(words, found) == [words.text("breakdowns.said.nothing")]


def _reason(words: Words, found: Breakdown) -> str:
    only = found.named[0] if found.named else None
    value = breakdown_part_name(words, found, only) if only else ""
    return words.text(f"breakdowns.reason.{found.reason}", value=value)


def _verdict(words: Words, found: Breakdown) -> str:
    """Which parts stand out; a rep is named only where more than chance sets them apart."""
    if found.standing_out:
        pairs = [_pair(words, found, part) for part in found.standing_out]
        return words.text("breakdowns.said.stands_out", parts=", ".join(pairs))
    if not any(part.q_value is not None for part in found.parts):
        return words.text("breakdowns.said.few", enough=words.count("deal.genitive", ENOUGH))
    key = "no_luck_known" if found.dimension == OWNER else "nothing"
    return words.text(f"breakdowns.said.{key}")


def _pair(words: Words, found: Breakdown, part: PartFigures) -> str:
    """A part with its share and that of the rest."""
    own, rest = share_pair(words, part.share, rest_share(part))
    name = breakdown_part_name(words, found, part)
    return words.text("breakdowns.cell.pair", name=name, share=own, rest=rest)


def rest_share(part: PartFigures) -> float:
    """Share won among the rest that a part was held against."""
    return (part.share or 0.0) - (part.difference or 0.0)


def _luck(words: Words, found: Breakdown) -> list[str]:
    """The rep who stands first by closed deals, where that is no more than luck may bring."""
    if found.dimension != OWNER:
        return []
    known = [part for part in found.named if part.worth >= ENOUGH and part.closed_rate is not None]
    first = max(known, key=lambda part: part.closed_rate or 0.0, default=None)
    if first is None or first.stands_out or first.drawn is None or len(known) < 3:
        return []
    sentence = words.text(
        "breakdowns.said.luck",
        name=breakdown_part_name(words, found, first),
        closed=words.percent(first.closed_rate),
        n=words.count("rep.locative", len(known)),
        drawn=words.percent(first.drawn),
        interval=words.interval(first.drawn_low, first.drawn_high, words.percent),
    )
    return [sentence]


def _months(words: Words, found: Breakdown, days: str) -> list[str]:
    young = [part for part in found.named if part.young and part.deals]
    said = []
    if found.common is not None:
        share = words.percent(found.common)
        said.append(words.text("breakdowns.said.months", share=share, days=days))
    if young:
        months = _names(words, found, young)
        said.append(words.text("breakdowns.said.months_young", months=months, days=days))
    return said


def _names(words: Words, found: Breakdown, parts: Sequence[PartFigures]) -> str:
    """Names in a row; of many the first, and how many more there are."""
    names = [breakdown_part_name(words, found, part) for part in parts[:MOST_NAMES]]
    more = len(parts) - len(names)
    return ", ".join([*names, *([f"+{more}"] if more else [])])


def points(words: Words, value: Any) -> str:
    """A difference of shares in points, with its sign: ``−9.8 points``."""
    return words.text("breakdowns.cell.points", value=signed_points(words, value))


def points_interval(words: Words, low: Any, high: Any) -> str:
    """An interval of a difference, the unit said once: ``−13.9 to −5.6 points``."""
    first, last = signed_points(words, low), points(words, high)
    return words.text("plurals.interval.both", low=first, high=last)
