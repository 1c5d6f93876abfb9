"""What changed between two periods, as sentences, notes and figures whose printed sums are right."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from salestoolkit.core.change_cohorts import Span
from salestoolkit.core.change_points import Points, printed_points
from salestoolkit.core.change_results import UNTRUSTED, FunnelChanges
from salestoolkit.core.change_splits import ENOUGH, NOISE
from salestoolkit.core.dimensions import SIZE_BAND, band_bounds
from salestoolkit.words.drill import value_of
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import NAME_LENGTH, Row

if TYPE_CHECKING:
    from salestoolkit.words.words import Words


def changes_headline(words: Words, result: FunnelChanges) -> str:
    """Whether we win more or fewer deals than in the earlier period, in one sentence."""
    points = printed_points(result)
    if points is None or result.first is None or result.second is None:
        return _limit(words, result, _doubts(result)[0])
    said = words.text(
        f"changes.headline.{_verdict(result, points)}",
        before=rate_text(words, points, points.before),
        after=rate_text(words, points, points.after),
        first=span_text(words, result.first.span),
        second=span_text(words, result.second.span),
    )
    return " ".join([said, *(_limit(words, result, limit) for limit in _doubts(result))])


def _verdict(result: FunnelChanges, points: Points) -> str:
    if set(result.limits) & UNTRUSTED:
        return "bare"
    delta = result.delta or 0.0
    if result.named:
        return "up" if delta > 0 else "down"
    if len(result.pieces) and result.pieces["named"].any():
        return "pieces"
    return "same" if points.delta else "equal"


def changes_notes(words: Words, result: FunnelChanges) -> list[str]:
    """Definition, periods, numbers and limits of a comparison: what stands under its chart."""
    if printed_points(result) is None or result.first is None or result.second is None:
        return limit_notes(words, result)
    first, second = result.first, result.second
    notes = [
        words.text(
            "changes.note.periods",
            n_after=words.count("deal", second.deals),
            second=span_text(words, second.span),
            n_before=words.count("deal", first.deals),
            first=span_text(words, first.span),
        ),
        _definition(words, result),
    ]
    if "no_stages" not in result.limits:
        notes.append(words.text("changes.note.skipped"))
    notes.append(words.text("changes.note.pieces"))
    if result.dimension is not None:
        notes.append(words.text("changes.note.mix", by=by_dimension(words, result.dimension)))
    notes.append(words.text("changes.note.chance", noise=words.percent(NOISE)))
    return [*notes, words.text("changes.note.cause"), *limit_notes(words, result)]


def _definition(words: Words, result: FunnelChanges) -> str:
    days = words.count("day.genitive", result.follow_up_days)
    if result.slice_days is None:
        return words.text("changes.note.definition", days=days)
    stretch = words.count("day", result.slice_days)
    return words.text("changes.note.definition_slices", days=days, stretch=stretch)


def limit_notes(words: Words, result: FunnelChanges) -> list[str]:
    """What stands in the way of saying more, one sentence each, but what the headline says."""
    return [_limit(words, result, limit) for limit in result.limits if limit not in _doubts(result)]


def _doubts(result: FunnelChanges) -> tuple[str, ...]:
    """The limit that the headline says: why nothing is compared, or nothing follows from it."""
    if result.delta is None:
        return result.limits[:1]
    return tuple(limit for limit in result.limits if limit in UNTRUSTED)[:1]


def _limit(words: Words, result: FunnelChanges, limit: str) -> str:
    return words.text(
        f"changes.limit.{limit}",
        enough=ENOUGH,
        days=words.count("day", result.follow_up_days),
        usual=words.count("day.genitive", result.usual_days),
    )


def rate_text(words: Words, points: Points, units: int) -> str:
    """A share won as it is printed beside its pieces."""
    return words.percent(points.share(units), digits=points.digits)


def points_text(words: Words, points: Points, units: int) -> str:
    """An effect with its sign, short: ``−6.9 pp``; nothing before what is shown as zero."""
    return words.text("changes.points", n=_signed(words, points, units))


def _signed(words: Words, points: Points, units: int) -> str:
    sign = "" if not units else "+" if units > 0 else "\N{MINUS SIGN}"
    return sign + words.number(100 * points.share(abs(units)), digits=points.digits)


def effect_interval(words: Words, points: Points, low: float, high: float) -> str | None:
    """Both ends of an effect's interval; None where there are too few deals for one."""
    if is_unknown(low) or is_unknown(high):
        return None
    first, last = (round(float(end) * 10 ** (points.digits + 2)) for end in (low, high))
    if first == last:
        return points_text(words, points, first)
    # the unit is said once
    shown = _signed(words, points, first), points_text(words, points, last)
    return words.text("plurals.interval.both", low=shown[0], high=shown[1])


def span_text(words: Words, span: Span) -> str:
    """A period by its first and its last day."""
    last = span.end - timedelta(days=1)
    return words.text("changes.span", start=span.start, end=last)


def short_span(words: Words, span: Span) -> str:
    """A period for a chart or a table, in short dates."""
    start, end = (words.date(day, short=True) for day in (span.start, span.end - timedelta(days=1)))
    return words.text("changes.short_span", start=start, end=end)


def by_dimension(words: Words, dimension: str) -> str:
    """``by source``; for a column without a name of its own ``by part``."""
    return _of_dimension(words, dimension, "by")


def each_part(words: Words, dimension: str) -> str:
    """``in every larger source``."""
    return _of_dimension(words, dimension, "each")


def _of_dimension(words: Words, dimension: str, key: str) -> str:
    name = dimension if words.has(f"changes.dimension.{dimension}") else "other"
    return words.text(f"changes.dimension.{name}.{key}")


def piece_name(words: Words, result: FunnelChanges, row: Row, *, length: int = NAME_LENGTH) -> str:
    """What a piece is called: the mix, a stage, or the first and last of several told as one."""
    if row["kind"] == "mix":
        return words.text("changes.mix", by=by_dimension(words, result.dimension or ""))
    if not row["stage"]:
        return words.text("changes.whole_deal")
    first = plain(row["name"], length=length)
    if is_unknown(row["last_name"]):
        return first
    last = plain(row["last_name"], length=length)
    return words.text("changes.stages", first=first, last=last)


def change_part_name(words: Words, result: FunnelChanges, row: Row) -> str:
    """What a part is called: its value, the money of a size band, or the small ones together."""
    if row["kind"] == "others":
        return words.text("changes.others", n=int(row["merged"]))
    dimension, value = result.dimension or "", str(row["part"])
    bounds = band_bounds(value) if dimension == SIZE_BAND else None
    if bounds is None:
        return plain(value_of(words, dimension, value), length=NAME_LENGTH)
    key = "first" if not bounds[0] else "between" if bounds[1] is not None else "last"
    low, high = (words.money(end, result.currency, digits=0) for end in bounds)
    return words.text(f"changes.band.{key}", low=low, high=high)
