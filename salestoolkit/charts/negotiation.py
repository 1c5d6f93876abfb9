"""What a discount must bring: the chance needed, and the margin that may be expected, by discount."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from salestoolkit.charts.frame import framed, sentence_chart, usable_width
from salestoolkit.charts.goal_plot import FAINT, TICKS, Key, keys_below
from salestoolkit.charts.marks import texts
from salestoolkit.charts.negotiation_panel import (
    Panel,
    Point,
    estimate,
    framework,
    heading,
    label_room,
    path,
    shaded,
    share_ticks,
    straight,
    ticks_up,
)
from salestoolkit.charts.theme import CALM, INK, LOST, MUTED, OPEN, PASSED, SMALL_SIZE, WIDTH
from salestoolkit.charts.told import Cell
from salestoolkit.core.negotiation import Discount
from salestoolkit.core.negotiation_curve import Curve
from salestoolkit.words import Words
from salestoolkit.words.negotiation import amount_text, range_text, share_text

BETWEEN = 24
"""Pixels between what is what of one part and the heading of the next."""

Layers = list[alt.Chart]


def negotiation_chart(
    curve: Curve, words: Words, *, name: str = "", width: int = WIDTH
) -> alt.LayerChart:
    """Above, the chance that each discount must bring to earn as much; below, the expected margin.

    The seller's estimates are marked in both. In the shaded part not even a certain sale earns as much
    as the full price may be expected to.

    Parameters
    ----------
    name : str
        The deal, for the title.
    """
    key = "title_named" if name else "title"
    title = words.text(f"negotiation.chart.{key}", **({"name": name} if name else {}))
    said = alt_text_negotiation(curve, words)
    if len(curve.points) < 2:
        return sentence_chart(said, title=title, subtitle=(), width=width)
    drawing = _Drawing(curve=curve, words=words, width=usable_width(width))
    above, end = drawing.needed(0)
    below, end = drawing.expected(end + BETWEEN)
    subtitle = drawing.say(
        "subtitle",
        price=drawing.money(curve.offer.price),
        cost=drawing.money(curve.offer.cost),
        chance=share_text(words, curve.chance_now),
    )
    return framed(
        [*above, *below],
        title=title,
        subtitle=[subtitle],
        said=said,
        width=drawing.width,
        height=end + 10,
    )


def alt_text_negotiation(curve: Curve, words: Words) -> str:
    """What the estimated discount must bring, or one half way to where none pays any more."""
    if len(curve.points) < 2:
        return words.text("negotiation.chart.alt_none")
    shown = curve.estimated[-1] if curve.estimated else curve.points[len(curve.points) // 2]
    over = shown.break_even is None or shown.break_even > 1
    return words.text(
        f"negotiation.chart.{'alt_over' if over else 'alt'}",
        share=share_text(words, shown.share),
        chance=share_text(words, curve.chance_now),
        needed=share_text(words, shown.break_even),
        turning=share_text(words, curve.turning),
    )


@dataclass(frozen=True, kw_only=True)
class _Drawing:
    """Both parts over one scale of discounts."""

    curve: Curve
    words: Words
    width: int

    def say(self, key: str, **fields: Any) -> str:
        return self.words.text(f"negotiation.chart.{key}", **fields)

    def money(self, amount: Any) -> str:
        return amount_text(self.words, amount, self.curve.offer.currency)

    def share(self, value: Any) -> str:
        return share_text(self.words, value)

    def needed(self, top: float) -> tuple[Layers, float]:
        """The chance that each discount must bring, from the chance now up to certainty."""
        head, start = heading(self.say("needed"), self.width, top=top)
        panel, layers = self._panel(start, 1.0, self.share)
        curve = self.curve
        reached = [
            (float(one.share), float(one.break_even))
            for one in curve.points
            if one.break_even is not None and one.break_even <= 1
        ]
        layers.append(straight(float(curve.chance_now), panel, color=INK, strokeDash=FAINT))
        points = [*reached, (float(curve.turning), 1.0)]
        layers += path(points, panel, colour=PASSED, told=self._told("needed", self.share))
        for one in curve.estimated:
            assert one.chance_with is not None
            low, high = map(float, one.chance_with)
            layers += estimate(float(one.share), low, high, panel, tip=self._estimated(one))
        keys = [
            Key(text=self.say("key_needed"), fill=PASSED, shape="line"),
            Key(text=self.say("key_now"), fill=INK, shape="dashed"),
            *(Key(text=self._estimated(one), fill=LOST) for one in curve.estimated),
            Key(
                text=self.say("key_turning", share=self.share(curve.turning)),
                fill=CALM,
                shape="box",
            ),
        ]
        return self._with_keys([*head, *layers], keys, panel)

    def expected(self, top: float) -> tuple[Layers, float]:
        """The margin that may be expected: at the full price, as estimated, of a certain sale."""
        head, start = heading(self.say("expected"), self.width, top=top)
        curve = self.curve
        panel, layers = self._panel(start, float(curve.offer.margin), self.money)
        now = curve.chance_now * curve.offer.margin
        certain = [(float(one.share), float(one.margin)) for one in curve.points if one.margin >= 0]
        told = self._told("key_certain", self.money)
        layers += path(certain, panel, colour=OPEN, told=told)
        layers.append(straight(float(now), panel, color=INK, strokeDash=FAINT))
        keys = [
            Key(text=self.say("key_full", now=self.money(now)), fill=INK, shape="dashed"),
            Key(text=self.say("key_certain"), fill=OPEN, shape="line"),
        ]
        if curve.estimated:
            layers += self._rising(panel)
            keys.append(Key(text=self.say("key_expected"), fill=LOST, shape="line"))
        return self._with_keys([*head, *layers], keys, panel)

    def _rising(self, panel: Panel) -> Layers:
        """The expected margin up to the last estimate, at its lowest and at its highest."""
        known = [
            (float(one.share), [float(value) for value in one.expected_with])
            for one in self.curve.points
            if one.expected_with is not None
        ]
        ends = (0,) if all(both[0] == both[1] for _, both in known) else (0, 1)
        layers: Layers = []
        for end in ends:
            points = [(share, both[end]) for share, both in known]
            told = self._told("key_expected", self.money)
            layers += path(points, panel, colour=LOST, told=told)
        for one in self.curve.estimated:
            assert one.expected_with is not None
            low, high = map(float, one.expected_with)
            layers += estimate(float(one.share), low, high, panel, tip=self._estimated(one))
        return layers

    def _panel(self, top: float, high: float, said: Any) -> tuple[Panel, Layers]:
        """A part with its lines across; both have the same room for their labels."""
        labels = ticks_up(high, said)
        margin = float(self.curve.offer.margin)
        both = [*ticks_up(1.0, self.share).values(), *ticks_up(margin, self.money).values()]
        panel = Panel(
            width=self.width,
            left=label_room(both),
            low=0.0,
            high=float(self.curve.points[-1].share),
            most=high,
            top=top,
        )
        return panel, [*shaded(panel, float(self.curve.turning)), *framework(panel, labels)]

    def _with_keys(self, layers: Layers, keys: Sequence[Key], panel: Panel) -> tuple[Layers, float]:
        """A part with its discounts below it, and what is what."""
        under = panel.bottom + TICKS + 13
        axis = [{"text": self.say("axis"), "y": under}]
        below, end = keys_below(keys, panel, top=under + 22)
        named = texts(axis, panel.right, align="right", color=MUTED, fontSize=SMALL_SIZE)
        return [*layers, share_ticks(panel, self.share), named, *below], end

    def _told(self, key: str, said: Callable[[Any], str]) -> Callable[[Point], Cell]:
        """Writes a point of a line for the table: at which discount, which line, how high."""
        return lambda point: [self.share(point[0]), self.say(key), said(point[1])]

    def _estimated(self, one: Discount) -> str:
        return self.say(
            "key_estimate",
            share=self.share(one.share),
            chance=range_text(self.words, one.chance_with),
        )
