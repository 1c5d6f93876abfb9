"""Two periods of new deals, each seen from the same distance: how far their deals came by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.counts import WON, Counts
from salestoolkit.core.ends import numbers
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.process import SalesProcess

MISSING = ""
"""Part of the deals that have no value in a dimension."""


class Span(NamedTuple):
    """Deals created from ``start`` on and before ``end``."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.end - self.start).days

    def slices(self, length: int) -> Iterator[Span]:
        """Pieces of at most ``length`` days, the last of them full."""
        end = self.end
        while end > self.start:
            start = max(self.start, end - timedelta(days=length))
            yield Span(start, end)
            end = start


@dataclass(frozen=True, kw_only=True, eq=False)
class Cohort:
    """Deals created in one period, as far as they had come ``follow_up`` days after its end.

    came : by part, how many deals stopped at each deal stage, and in the last place were won
    """

    span: Span
    seen_at: date
    came: Mapping[str, Array]

    @property
    def deals(self) -> int:
        """Deals created."""
        return int(sum(part.sum() for part in self.came.values()))

    @property
    def won(self) -> int:
        """Deals won by then."""
        return int(sum(part[-1] for part in self.came.values()))


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a period is read off a page's deals.

    Each slice of at most ``slice_days`` is seen ``follow_up`` days after its end: periods of like
    length need one slice each; of unlike length, slices of the shorter one, so that deals of the
    longer did not have more time than those of the other.
    """

    source: Source
    follow_up: int
    slice_days: int

    def counts(self, span: Span, dimension: str | None = None) -> Iterator[Counts]:
        """Counts of each slice, as the book stood then."""
        for piece in span.slices(self.slice_days):
            then = self.source.at(seen_at(piece.end, self.follow_up))
            yield then.counted((piece.start, piece.end), dimension)

    def cohort(self, span: Span, dimension: str | None = None) -> Cohort:
        """How far the deals of a period came, by the parts of a dimension."""
        came: dict[str, Array] = {}
        for counts in self.counts(span, dimension):
            for part, stopped in _stopped(counts.deals, counts.process).items():
                came[part] = came.get(part, 0.0) + stopped
        return Cohort(span=span, seen_at=seen_at(span.end, self.follow_up), came=came)

    def late(self, span: Span) -> float:
        """Share of the deals that came under observation only after they were created."""
        n, late = 0.0, 0.0
        for counts in self.counts(span):
            sizes = numbers(counts.cycles, "n")
            n, late = n + sizes.sum(), late + sizes[numbers(counts.cycles, "entry_age") > 0].sum()
        return float(late / n) if n else 0.0

    def unknown(self, span: Span) -> float:
        """Share of the deals not won of which no stage is known."""
        n, unknown = 0.0, 0.0
        for counts in self.counts(span):
            going = counts.deals[(counts.deals["fate"] != WON).to_numpy(dtype=bool)]
            sizes, none = numbers(going, "n"), going["furthest"].isna().to_numpy(dtype=bool)
            n, unknown = n + sizes.sum(), unknown + sizes[none].sum()
        return float(unknown / n) if n else 0.0


def seen_at(end: date, follow_up: int) -> date:
    """The day at whose end the last deal created before ``end`` has had its follow-up."""
    return end + timedelta(days=follow_up - 1)


def _stopped(deals: pd.DataFrame, process: SalesProcess) -> dict[str, Array]:
    """By part, the deals whose furthest stage was each of the deal stages, and those won.

    A deal whose stage is not known came no further than the first; behind the last deal stage lie
    those of customers.
    """
    keys = [stage.key for stage in process.stages]
    first = np.array([keys.index(stage.key) for stage in process.deal_stages])
    order = {key: place for place, key in enumerate(keys)}
    furthest = [order.get(key, -1) for key in deals["furthest"].to_numpy(dtype=object)]
    place = np.searchsorted(first, furthest, side="right") - 1
    won = deals["fate"].to_numpy(dtype=object) == WON
    width = max(len(first), 1) + 1
    place = np.where(won, width - 1, np.maximum(place, 0))
    parts = deals["part"].to_numpy(dtype=object) if "part" in deals else np.full(len(deals), "")
    names, which = np.unique(parts.astype(str), return_inverse=True)
    table = np.bincount(
        which * width + place, weights=numbers(deals, "n"), minlength=len(names) * width
    )
    return dict(zip(map(str, names), table.reshape(-1, width), strict=True))


class Grouped(NamedTuple):
    """Parts of both periods, few enough to be read: what is small is merged.

    ``names`` holds None for the merged parts, of which there are ``merged``.
    """

    names: tuple[str | None, ...]
    before: Array
    after: Array
    merged: int


def grouped(before: Cohort, after: Cohort, *, most: int, smallest: int) -> Grouped:
    """The largest parts in order of size, the rest as one: at most ``most`` of them in all.

    A part is kept by itself from ``smallest`` deals in both periods together, and 1 in 20 of all.
    """
    width = next(len(part) for part in (*before.came.values(), *after.came.values()))
    none = np.zeros(width)
    every = sorted({*before.came, *after.came})
    pairs = {p: (before.came.get(p, none), after.came.get(p, none)) for p in every}
    size = {part: float(a.sum() + b.sum()) for part, (a, b) in pairs.items()}
    ranked = sorted(every, key=lambda part: (-size[part], part))
    large = [p for p in ranked if size[p] >= max(smallest, sum(size.values()) / 20)]
    # one part more than fits is no reason to hide two behind a common name
    kept = ranked if len(ranked) == len(large) <= most else large[: most - 1]
    rest = [part for part in ranked if part not in kept]
    if len(rest) == 1:
        kept, rest = [*kept, *rest], []
    names: Sequence[str | None] = [*kept, None] if rest else kept
    sums = [
        np.array([pairs[p][side] for p in kept] + [sum(pairs[p][side] for p in rest)] * bool(rest))
        for side in (0, 1)
    ]
    return Grouped(tuple(names), sums[0], sums[1], len(rest))


def few_stages(cohorts: Sequence[Cohort], *, most: int) -> list[int]:
    """Places at which ``most`` stages begin: where fewest deals stop, a stage is one with the next.

    More stages than these cannot be read, and in what is joined there is least to see.
    """
    every = np.array([part for cohort in cohorts for part in cohort.came.values()])
    stopped = every.sum(axis=0)[:-1]
    starts = list(range(len(stopped)))
    while len(starts) > most:
        least = int(np.argmin(np.add.reduceat(stopped, starts)))
        starts.pop(min(least + 1, len(starts) - 1))
    return starts


def joined(cohort: Cohort, starts: Sequence[int]) -> Cohort:
    """The cohort with the stages from each of these places on as one."""
    came = {
        part: np.append(np.add.reduceat(stopped[:-1], starts), stopped[-1])
        for part, stopped in cohort.came.items()
    }
    return replace(cohort, came=came)
