"""What a comparison before and after a change says: the verdicts, and what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from salestoolkit.core.before_after import BeforeAfter, Measure
from salestoolkit.core.before_after_measures import ENOUGH
from salestoolkit.core.before_after_parts import Side
from salestoolkit.core.figures import Figure
from salestoolkit.words.errors import plain
from salestoolkit.words.formats import is_unknown
from salestoolkit.words.phrases import share_pair

if TYPE_CHECKING:
    from salestoolkit.words.words import Words

WAITING = ("not_seen", "too_young", "few_wins")
"""Reasons for which it helps to look again later, and only then."""
REASON_LENGTH = 200


def before_after_headline(words: Words, result: BeforeAfter) -> str:
    """Are we closing more or fewer deals than before? The answer in one sentence."""
    win = result.win
    name: str = win.verdict if win.told else win.reason
    if name == "too_young" and win.until is None:
        name = "too_young_no_date"
    before, after = _pair(words, win)
    counted = "day" if name.startswith("too_young") else "day.genitive"
    return words.text(
        f"before_after.headline.{name}",
        date=result.changed_on,
        before=before,
        after=after,
        days=words.count(counted, result.horizon_days),
        until=win.until,
        largest=_amount(words, win, win.largest),
    )


def measure_sentences(words: Words, result: BeforeAfter) -> dict[str, str]:
    """For each measure both values, the difference with its interval, and what follows from it."""
    return {
        name: f"{_values(words, result, measure)} {_verdict(words, result, measure)}"
        for name, measure in result.measures.items()
    }


def before_after_notes(words: Words, result: BeforeAfter) -> list[str]:
    """What the comparison rests on, and how not to read it."""
    notes = [_cohorts(words, result)]
    if result.horizon_days is not None:
        key = "window_given" if result.horizon_given else "window"
        days = words.count("day.genitive", result.horizon_days)
        notes.append(words.text(f"before_after.note.{key}", days=days))
        notes += _young_notes(words, result)
    missing = result.before.no_clock + result.after.no_clock
    if missing:
        notes.append(words.text("before_after.note.no_clock", n=words.count("deal", missing)))
    if result.horizon_days is not None:
        notes.append(words.text("before_after.note.both"))
    if any(measure.told for measure in result.measures.values()):
        notes.append(words.text("before_after.note.cause"))
    if any(measure.reason in WAITING for measure in result.measures.values()):
        notes.append(words.text("before_after.note.weekly"))
    return notes


def _young(side: Side) -> bool:
    return side.passed < side.n


def _young_notes(words: Words, result: BeforeAfter) -> list[str]:
    """How deals count whose window has not passed, and what becomes of the window with them."""
    if not (_young(result.before) or _young(result.after)):
        return []
    days = words.count("day.genitive", result.horizon_days)
    notes = [words.text("before_after.note.young", days=days, as_of=result.as_of)]
    named = any(measure.until is not None for measure in result.measures.values())
    if _young(result.before) and named and not result.horizon_given:
        notes.append(words.text("before_after.note.window_grows"))
    return notes


def version_line(words: Words, result: BeforeAfter) -> str | None:
    """Which version of the process is looked at; None where a bare date was given."""
    version = result.version
    if version is None:
        return None
    return words.text(
        "before_after.note.version",
        date=version.date,
        author=plain(version.author),
        reason=plain(version.reason, length=REASON_LENGTH),
    )


def measure_name(words: Words, measure: Measure) -> str:
    """Name of a measure."""
    return words.text(f"before_after.name.{measure.name}")


def measure_value(words: Words, figure: Figure) -> str:
    """A measure's value as its sentence and its chart show it."""
    return _formatter(words, figure)(figure.value)


def _formatter(words: Words, figure: Figure) -> Callable[[Any], str]:
    if figure.unit == "share":
        return lambda value: words.percent(value, digits=1)
    if figure.unit == "days":
        return lambda value: words.count("day", value, digits=1)
    return lambda value: words.money(value, figure.currency, digits=0)


def _pair(words: Words, win: Measure) -> tuple[str, str]:
    before, after = win.before.value, win.after.value
    if is_unknown(before) or is_unknown(after):
        return words.percent(before), words.percent(after)
    return share_pair(words, before, after)


def _amount(words: Words, measure: Measure, value: float | None) -> str:
    """The size of a difference, in percentage points, days or money."""
    figure = measure.difference
    if figure.unit != "share" or is_unknown(value):
        return _formatter(words, figure)(value)
    points = 100 * abs(value or 0.0)
    return words.count("point", points, digits=0 if abs(points - round(points)) < 0.05 else 1)


def _signed(words: Words, measure: Measure, value: float | None, *, noun: str = "") -> str:
    """A difference with its sign; nothing before what is shown as zero.

    ``noun`` is the word that counts points or days, where it is not the usual one.
    """
    if value is None or is_unknown(value):
        return words.text("before_after.chart.unknown")
    figure = measure.difference
    size = 100 * abs(value) if figure.unit == "share" else abs(value)
    zero = round(size, 0 if figure.unit == "money" else 1) == 0
    sign = "" if zero else "+" if value > 0 else "\N{MINUS SIGN}"
    if figure.unit == "money":
        return sign + words.money(size, figure.currency, digits=0)
    usual = "point" if figure.unit == "share" else "day"
    return sign + words.count(noun.format(usual) or usual, size, digits=1)


def _interval(words: Words, measure: Measure) -> str:
    """Both ends of a difference; points and days are said once, in the case that the sentence asks for."""
    change = measure.difference
    low = _signed(words, measure, change.low, noun="number")
    high = _signed(words, measure, change.high, noun="{}.genitive")
    return words.text("plurals.interval.both", low=low, high=high)


def _values(words: Words, result: BeforeAfter, measure: Measure) -> str:
    name = measure_name(words, measure)
    change = measure.difference
    if is_unknown(change.value):
        return words.text("before_after.measure.unknown", name=name)
    counted = "deal.genitive" if change.unit == "share" else "win"
    sides = (result.before, result.after)
    young = change.unit == "share" and any(map(_young, sides))
    return words.text(
        f"before_after.measure.{measure.name}{'_young' if young else ''}",
        name=name,
        all_before=words.count("deal.genitive", result.before.n),
        all_after=words.count("deal.genitive", result.after.n),
        passed_before=words.number(result.before.passed, digits=0),
        passed_after=words.number(result.after.passed, digits=0),
        days=words.count("day", result.horizon_days),
        before=measure_value(words, measure.before),
        after=measure_value(words, measure.after),
        n_before=words.count(counted, measure.before.n),
        n_after=words.count(counted, measure.after.n),
        difference=_signed(words, measure, change.value),
        interval=_interval(words, measure),
    )


def _verdict(words: Words, result: BeforeAfter, measure: Measure) -> str:
    """What follows from a measure, or what is missing."""
    if measure.told:
        return words.text(f"before_after.reason.{measure.verdict}")
    if measure is not result.win and measure.reason in {"too_young", "few_before", "none_won"}:
        return words.text("before_after.reason.same")
    young = measure.reason in {"too_young", "few_before"}
    sides = (result.before.n if measure.reason == "few_before" else result.before.passed,)
    before, after = (*sides, result.after.passed) if young else (measure.before.n, measure.after.n)
    return words.text(
        f"before_after.reason.{_variant(words, measure)}",
        before=before,
        after=after,
        enough=ENOUGH,
        enough_deals=words.count("deal.genitive", ENOUGH),
        enough_wins=words.count("win", ENOUGH),
        days=words.count("day", result.horizon_days),
        more=words.count("deal.genitive", measure.more_deals),
        until=measure.until,
        smallest=_amount(words, measure, measure.smallest),
        largest=_amount(words, measure, measure.largest),
        currency=result.currency,
    )


def _variant(words: Words, measure: Measure) -> str:
    """The reason's sentence that fits what is known: with a date, with a number only, or without."""
    if measure.reason == "no_values" and measure.difference.currency is not None:
        return "no_values_in"
    tries: Sequence[str] = ("",)
    if measure.until is None:
        tries = ("_no_date", "")
    if measure.more_deals is None:
        tries = ("_no_number", "_no_date", "")
    names = [f"{measure.reason}{ending}" for ending in tries]
    return next(name for name in names if words.has(f"before_after.reason.{name}"))


def _cohorts(words: Words, result: BeforeAfter) -> str:
    return words.text(
        "before_after.note.cohorts",
        n_before=words.count("deal", result.before.n),
        n_after=words.count("deal", result.after.n),
        span_before=_span(words, result, result.before),
        span_after=_span(words, result, result.after),
        as_of=result.as_of,
    )


def _span(words: Words, result: BeforeAfter, side: Side) -> str:
    """When a cohort's deals were created."""
    if side.start is None:
        return words.text("before_after.note.since_ever", end=side.end)
    if side.start > result.as_of:
        return words.text("before_after.note.none_yet", start=side.start)
    last = side.end - timedelta(days=1)
    return words.text("before_after.note.from_to", start=side.start, end=last)
