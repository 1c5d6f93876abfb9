"""Where deals are lost beyond what is usual, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

import numpy as np
import pandas as pd

from salestoolkit.core.ends import Tally
from salestoolkit.core.funnel_counts import Source, Whose, Window
from salestoolkit.core.funnel_value import mean_won_value, onward_chances
from salestoolkit.core.leaks import (
    leak_value,
    one_sided_p,
    posterior_losses,
    prob_worst,
)

ReferenceKind = Literal["others", "before", "target"]

LEAK_COLUMNS = (
    *("stage", "name", "entered", "advanced", "rate"),
    *("reference", "reference_kind", "reference_n", "value_next"),
    *("lost_value", "lost_value_low", "lost_value_high", "lost_wins"),
    *("prob_below", "prob_worst", "window_days", "mature_days", "named"),
)
NOISE = 0.025
"""How often a page's books without any leak may name one: half of 5 % for the page on all deals,
half for the pages of all parts together."""
ENOUGH = 30
"""Deals on either side without which no leak is named."""
SHORTEST = 28
"""Shortest window in days that is compared with the one before."""
LONGEST = 365


@dataclass(frozen=True, kw_only=True)
class _Pair:
    """One stage's own deals and those it is held against."""

    stage: str
    name: str
    own: Tally
    other: Tally
    reference: float | None
    chance_next: float
    value_next: float | None
    mature_days: int | None
    loss: Mapping[str, float] | None = None


def window_days(source: Source, mature_days: int) -> int | None:
    """Length of the two windows compared: a year, else half of what is old enough; None if too short."""
    since = source.everyone().since
    if since is None:
        return LONGEST
    old_enough = (source.book.as_of - timedelta(days=mature_days - 1) - since).days
    half = min(LONGEST, old_enough // 2)
    return half if half >= SHORTEST else None


def leak_table(
    source: Source,
    *,
    currency: str | None,
    history: bool,
    reference: Literal["auto"] | Mapping[str, float] = "auto",
    level: float = 0.95,
) -> pd.DataFrame:
    """One row a stage, or one for the whole deal where stages are not known.

    A stage's rate is the share that moved on within the stage's usual time, of the deals that had
    that time. On a part's page it is held against the other parts, else against the window before;
    ``reference`` may give targets by stage instead. Loss = entered x (reference - rate) x value_next,
    with the reference taken as known; ``named`` also allows for the chance in the reference and for
    the number of stages and parts looked at.
    """
    kind: ReferenceKind = "others" if source.dimension is not None else "before"
    if reference != "auto":
        kind = "target"
    targets = None if reference == "auto" else reference
    keys = [(stage.key, stage.name) for stage in source.everyone().process.deal_stages]
    chosen = keys if history else [("", "")]
    chances, mean = _onward(source, currency, history)
    spans = [_spans(source, key, kind) for key, _ in chosen]
    pairs = [
        _pair(source, key, name, span, targets, chances.get(key, 0.0), mean)
        for (key, name), span in zip(chosen, spans, strict=True)
    ]
    pairs = [_priced(pair, level) for pair in pairs]
    named = _named(pairs, kind, source)
    rows = [
        _row(pair, kind, span[2], name)
        for pair, span, name in zip(pairs, spans, named, strict=True)
    ]
    table = pd.DataFrame(rows, columns=list(LEAK_COLUMNS))
    table["prob_worst"] = _prob_worst(pairs)
    return table


def _onward(
    source: Source, currency: str | None, history: bool
) -> tuple[dict[str, float], float | None]:
    """Chance to win of a deal that moves on, by stage; and the mean value of a won deal."""
    mean = mean_won_value(source.page(), source.everyone(), currency)
    return onward_chances(source) if history else {"": 1.0}, mean


Spans = tuple[Window | None, Window | None, int | None, int | None]


def _spans(source: Source, key: str, kind: ReferenceKind) -> Spans:
    """The page's window, the reference's, the length of either, and the follow-up of both."""
    days = source.usual_days(key)
    if days is None:
        return None, None, None, None
    end = source.mature(days)[1]
    length = window_days(source, days)
    if kind == "others":
        return (None, end), (None, end), None, days
    if kind == "target":
        start = end - timedelta(days=length) if length else None
        return (start, end), None, length, days
    if length is None:
        return (None, end), None, None, days
    middle = end - timedelta(days=length)
    return (middle, end), (middle - timedelta(days=length), middle), length, days


def _pair(
    source: Source,
    key: str,
    name: str,
    spans: Spans,
    targets: Mapping[str, float] | None,
    chance_next: float,
    mean_value: float | None,
) -> _Pair:
    here, there, _, days = spans
    own = other = Tally(0, 0)
    if here is not None and days is not None:
        own = source.ends(key, "page", here).within(days)
    if there is not None and days is not None:
        whose: Whose = "everyone" if source.dimension is None else "others"
        other = source.ends(key, whose, there).within(days)
    return _Pair(
        stage=key,
        name=name,
        own=own,
        other=other,
        reference=other.rate if targets is None else targets.get(key),
        chance_next=chance_next,
        value_next=None if mean_value is None else chance_next * mean_value,
        mature_days=days,
    )


def _priced(pair: _Pair, level: float) -> _Pair:
    """The pair with its loss, where there is a reference to hold it against."""
    if pair.reference is None or not pair.own.entered:
        return pair
    loss = leak_value(
        advanced=pair.own.advanced,
        entered=pair.own.entered,
        reference=pair.reference,
        value=1.0,
        level=level,
    )
    told = {"lost_wins": loss.mean * pair.chance_next, "prob_below": loss.prob_below}
    if pair.value_next is not None:
        told |= {
            "lost_value": loss.mean * pair.value_next,
            "lost_value_low": loss.low * pair.value_next,
            "lost_value_high": loss.high * pair.value_next,
        }
    return replace(pair, loss=told)


def _named(pairs: list[_Pair], kind: ReferenceKind, source: Source) -> list[bool]:
    """Which leaks are not noise: Fisher's exact test, corrected for all that was looked at."""
    looked_at = [_enough(pair, kind) for pair in pairs]
    families = source.parts_with(ENOUGH) if kind == "others" else 1
    threshold = NOISE / max(sum(looked_at) * families, 1)
    return [
        large and _costs(pair) and _by_chance(pair, kind) <= threshold
        for pair, large in zip(pairs, looked_at, strict=True)
    ]


def _enough(pair: _Pair, kind: ReferenceKind) -> bool:
    held = kind == "target" or pair.other.entered >= ENOUGH
    return pair.own.entered >= ENOUGH and held and pair.reference is not None


def _costs(pair: _Pair) -> bool:
    """Whether wins are lost, and with them money where values are known."""
    return pair.loss is not None and pair.loss.get("lost_value", pair.loss["lost_wins"]) > 0


def _by_chance(pair: _Pair, kind: ReferenceKind) -> float:
    if kind == "target":
        return 1 - pair.loss["prob_below"] if pair.loss else 1.0
    return one_sided_p(pair.own.advanced, pair.own.entered, pair.other.advanced, pair.other.entered)


def _row(pair: _Pair, kind: ReferenceKind, length: int | None, named: bool) -> dict[str, Any]:
    return {
        "stage": pair.stage,
        "name": pair.name,
        "entered": pair.own.entered,
        "advanced": pair.own.advanced,
        "rate": pair.own.rate,
        "reference": pair.reference,
        "reference_kind": kind,
        "reference_n": pair.other.entered,
        "value_next": pair.value_next,
        **(pair.loss or {}),
        # below a reference of 1 lies every rate that is not known for certain
        **({"prob_below": None} if pair.own.rate == pair.reference == 1 else {}),
        "window_days": length,
        "mature_days": pair.mature_days,
        "named": named,
    }


def _prob_worst(pairs: list[_Pair]) -> list[float | None]:
    """Chance of each stage to be where most is lost, among those that have a loss in money."""
    priced = [place for place, pair in enumerate(pairs) if pair.loss and "lost_value" in pair.loss]
    chances: list[float | None] = [None] * len(pairs)
    if priced:
        columns = [
            np.array(column, dtype=float)
            for column in zip(
                *(
                    (
                        pairs[place].own.advanced,
                        pairs[place].own.entered,
                        pairs[place].reference,
                        pairs[place].value_next,
                    )
                    for place in priced
                ),
                strict=True,
            )
        ]
        for place, chance in zip(priced, prob_worst(posterior_losses(*columns)), strict=True):
            chances[place] = float(chance)
    return chances
