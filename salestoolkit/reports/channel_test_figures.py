"""The figures of a page about a channel test: cards, and the table of looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salestoolkit.core.channel_reading import Reading
from salestoolkit.core.channel_test import Arm
from salestoolkit.reports.tables import Cell, Table
from salestoolkit.words import Words
from salestoolkit.words.channel_headline import shown_of
from salestoolkit.words.channel_said import (
    loss_text,
    p_text,
    points_interval,
    points_text,
    probability_text,
    rate_text,
    say,
    short,
)

MOST_ARMS = 4
"""Variants that get a card; of more only the best four do, the others are in the details."""


def test_cards(reading: Reading, words: Words) -> list[dict[str, Any]]:
    """Each variant, how far apart they are, and how sure that is or what it still takes.

    The chance to be better is shown where a winner may be named: beside "cannot tell" a reader would
    take it for the verdict.
    """
    if reading.blocked:
        return [_size_card(reading, words, place) for place in range(len(reading.arms))]
    cards = [_arm_card(reading, words, arm) for arm in _shown_arms(reading)]
    two, many = reading.readout.two, reading.readout.many
    if two is not None and two.difference is not None and reading.money is None:
        cards.append(_difference_card(reading, words))
    held = two or many
    if reading.winner is not None and held is not None and reading.money is None:
        return [*cards, _chance_card(reading, words, held.posterior)]
    return [*cards, _more_card(reading, words)]


def looks_table(reading: Reading, words: Words, *, title: str) -> Table:
    """Every look: the day, each variant's rate, what a plain test would say, and the verdict."""
    rows = []
    for one in reading.history:
        counted = sum(arm.n for arm in one.look.arms)
        rates = [
            Cell(
                rate_text(words, arm.rate),
                say(words, "line.of", successes=words.number(arm.successes), n=words.number(arm.n)),
            )
            for arm in one.look.arms
        ]
        rows.append(
            (
                Cell(words.date(one.look.as_of, short=True)),
                Cell(words.number(counted)),
                *rates,
                Cell(p_text(words, one.p_value)),
                Cell(_code(words, one.look.verdict)),
            )
        )
    names = [short(arm.name) for arm in reading.arms]
    first, last = ("day", "counted"), ("plain", "verdict")
    columns = [say(words, f"table.{key}") for key in first]
    columns += [*names, *(say(words, f"table.{key}") for key in last)]
    return Table(title=title, columns=columns, rows=rows)


def _code(words: Words, code: str) -> str:
    """A verdict's name; what an older version wrote is shown as it stands there."""
    key = f"channel_test.code.{code}"
    return words.text(key) if words.has(key) else short(code)


def _shown_arms(reading: Reading) -> Sequence[Arm]:
    arms = reading.arms
    if len(arms) <= MOST_ARMS:
        return arms
    best = sorted(arms, key=lambda arm: arm.rate or 0.0, reverse=True)[:MOST_ARMS]
    return [arm for arm in arms if arm in best]


def _size_card(reading: Reading, words: Words, place: int) -> dict[str, Any]:
    """How many leads a variant has, and how many it should have."""
    arms = reading.arms
    sizes = reading.readout.ratio.sizes if reading.code == "blocked" else [arm.n for arm in arms]
    hoped = sum(sizes) * reading.test.shares[place]
    line = say(words, "line.planned", n=words.number(hoped, digits=0))
    return _card(reading, words, short(arms[place].name), words.number(sizes[place]), [line])


def _arm_card(reading: Reading, words: Words, arm: Arm) -> dict[str, Any]:
    share = arm.share(level=reading.test.level)
    of = say(words, "line.of", successes=words.number(arm.successes), n=words.number(arm.n))
    lines = [of]
    if arm.n and reading.money is None:
        interval = words.interval(share.low, share.high, lambda part: rate_text(words, part))
        lines = [say(words, "line.interval", interval=interval)]
    value = shown_of(words, reading, arm)
    rests = of if arm.n and reading.money is None else ""
    return _card(reading, words, short(arm.name), value, lines, rests=rests)


def _difference_card(reading: Reading, words: Words) -> dict[str, Any]:
    two = reading.readout.two
    assert two is not None
    interval = points_interval(words, two.interval.low, two.interval.high)
    return _card(
        reading,
        words,
        say(words, "figure.difference"),
        points_text(words, two.difference, noun="number"),
        [say(words, "line.interval", interval=interval)],
        rests=say(words, "line.p", p=p_text(words, two.p_value)),
    )


def _chance_card(reading: Reading, words: Words, posterior: Any) -> dict[str, Any]:
    """The chance of the best variant, and what it would cost to be wrong."""
    best = max(range(len(reading.arms)), key=lambda place: posterior.prob_best[place])
    loss = loss_text(words, posterior.expected_loss[best])
    name = short(reading.arms[best].name)
    return _card(
        reading,
        words,
        say(words, "figure.chance", name=name),
        probability_text(words, posterior.prob_best[best]),
        [say(words, "line.loss", loss=loss)],
    )


def _more_card(reading: Reading, words: Words) -> dict[str, Any]:
    label = say(words, "figure.more")
    if reading.more_leads is None:
        done = reading.code in ("winner", "no_difference", "over")
        value = words.number(0) if done else words.number(None)
        line = say(words, "line.nothing_more" if done else "line.no_more")
        return _card(reading, words, label, value, [line])
    days = reading.more_days
    leads = words.count("lead", reading.more_leads, digits=0)
    if days is None:
        return _card(reading, words, label, leads, [say(words, "line.more_no_days")])
    value = words.count("day", days, digits=0)
    return _card(reading, words, label, value, [say(words, "line.more", leads=leads)])


def _card(
    reading: Reading,
    words: Words,
    label: str,
    value: str,
    lines: Sequence[str],
    *,
    rests: str = "",
) -> dict[str, Any]:
    unknown = value == words.number(None)
    day = words.date(reading.back.as_of, short=True)
    return {
        "label": label,
        "value": words.text("report.page.unknown") if unknown else value,
        "unknown": unknown,
        "lines": list(lines),
        "rests": f"{rests} · {day}" if rests else day,
    }
