"""Results of a channel test as a picture: each variant with its interval, and what sets it apart."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from salestoolkit.charts.channel_panel import Mark, Panel, panel_layers
from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.theme import CALM, PASSED, WIDTH
from salestoolkit.core.channel_reading import Reading
from salestoolkit.words import Words
from salestoolkit.words.channel_headline import shown_of
from salestoolkit.words.channel_said import (
    points_interval,
    points_text,
    rate_text,
    say,
    short,
)
from salestoolkit.words.errors import plain

SIDE_BY_SIDE = 600
"""Width from which rates and differences stand beside each other."""
GAP, TICKS, BETWEEN = 36, 24, 20


def channel_test_chart(reading: Reading, words: Words, *, width: int = WIDTH) -> alt.LayerChart:
    """The rate of each variant with its interval, and how far each lies from the first.

    A dot is the estimate, the line its interval; a variant that may be called the winner is blue.

    Parameters
    ----------
    width : int
        In pixels, 280 or more; where it is narrow, the differences stand below the rates.
    """
    title = say(words, "chart.title")
    subtitle = [_subtitle(reading, words)]
    if reading.money is not None or not any(arm.n for arm in reading.arms):
        said = alt_text_channel_test(reading, words)
        return sentence_chart(said, title=title, subtitle=subtitle, width=width)
    inside = usable_width(width)
    panels = _panels(reading, words, inside)
    layers = [layer for panel in panels for layer in panel_layers(panel, width=inside)]
    return framed(
        layers,
        title=title,
        subtitle=subtitle,
        said=alt_text_channel_test(reading, words),
        width=inside,
        height=max(panel.bottom for panel in panels) + TICKS,
    )


def alt_text_channel_test(reading: Reading, words: Words) -> str:
    """Each variant's value and n, and each difference with its interval."""
    rates = [
        say(
            words,
            "chart.alt_arm",
            name=short(arm.name),
            value=shown_of(words, reading, arm) if arm.n else say(words, "chart.no_leads"),
            n=words.number(arm.n),
        )
        for arm in reading.arms
    ]
    if reading.money is not None:
        return " ".join(rates)
    first = short(reading.arms[0].name)
    apart = [
        say(
            words,
            "chart.alt_difference",
            name=name,
            first=first,
            difference=f"{points_text(words, value)} ({points_interval(words, low, high)})",
        )
        for name, value, low, high in _differences(reading)
    ]
    return " ".join([*rates, *apart])


def _subtitle(reading: Reading, words: Words) -> str:
    outcome = reading.test.outcome
    return say(
        words,
        "chart.subtitle",
        outcome=plain(outcome.name),
        days=words.count("day.genitive", outcome.window_days, digits=0),
        date=words.date(reading.back.as_of),
        level=words.percent(reading.test.level),
    )


def _differences(reading: Reading) -> list[tuple[str, float, float, float]]:
    """Name, difference and interval of each variant against the first one."""
    two, many = reading.readout.two, reading.readout.many
    if two is not None and two.difference is not None:
        return [(short(two.b.name), two.difference, two.interval.low, two.interval.high)]
    if many is None:
        return []
    return [
        (short(many.arms[pair.second].name), pair.difference, pair.interval.low, pair.interval.high)
        for pair in many.pairs
        if pair.first == 0 and pair.difference is not None
    ]


def _panels(reading: Reading, words: Words, width: int) -> list[Panel]:
    """Rates, and beside or below them the differences from the first variant."""
    apart = _differences(reading)
    beside = width >= SIDE_BY_SIDE and bool(apart)
    room = (width - GAP) / 2 if beside else float(width)
    rates = _rates(reading, words)
    first = Panel(
        heading=say(words, "chart.rates", outcome=plain(reading.test.outcome.name)),
        marks=rates,
        ends=(0.0, _over(rates)),
        said=words.percent,
        left=0.0,
        right=room,
        top=0.0,
    )
    if not apart:
        return [first]
    marks = tuple(
        Mark(
            text=say(words, "chart.arm", name=name, value=points_text(words, value)),
            value=value,
            low=low,
            high=high,
            fill=_fill(reading, name),
        )
        for name, value, low, high in apart
    )
    return [
        first,
        Panel(
            heading=say(words, "chart.difference", name=short(reading.arms[0].name)),
            marks=marks,
            ends=(
                min(0.0, *(mark.low for mark in marks)),
                max(0.0, *(mark.high for mark in marks)),
            ),
            said=lambda value: words.number(100 * value),
            left=room + GAP if beside else 0.0,
            right=float(width),
            top=0.0 if beside else first.bottom + TICKS + BETWEEN,
        ),
    ]


def _rates(reading: Reading, words: Words) -> tuple[Mark, ...]:
    marks = []
    for arm in reading.arms:
        share = arm.share(level=reading.test.level)
        shown = rate_text(words, share.value) if arm.n else say(words, "chart.no_leads")
        marks.append(
            Mark(
                text=say(words, "chart.arm", name=short(arm.name), value=shown),
                value=share.value or 0.0,
                low=share.low if arm.n else 0.0,
                high=share.high if arm.n else 0.0,
                fill=_fill(reading, short(arm.name)),
            )
        )
    return tuple(marks)


def _over(marks: Sequence[Mark]) -> float:
    return min(1.0, 1.08 * max(mark.high for mark in marks)) or 1.0


def _fill(reading: Reading, name: str) -> str:
    """The winner is blue, every other variant pale."""
    winner = reading.winner
    return PASSED if winner is not None and name == short(winner.name) else CALM
