"""How often breakdowns name a part in books where nothing is planted, and find one that is.

    python benchmarks/breakdown_calibration.py [--runs 300] [--kinds 0 1 ...] [--quick]

Every book has six dimensions drawn at random beside the deals (teams, segments, sources, products,
territories, size bands) and owners within the teams. Held to: at most 5 % of the books have any part
that stands out or any reversal, with all dimensions together; the differences' intervals hold 0 in 95 %
of them. In one kind of book sources differ much and the weak one brings more deals later: nothing else may
be named for it, and no source may be said to have become better or worse.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from simulated_books import Funnel, simulate

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.breakdown_parts import Breakdown
from salestoolkit.core.breakdowns import DEFAULT, break_down
from salestoolkit.core.funnel_counts import Source

COLUMNS = {"segment": 3, "source": 4, "product": 5, "territory": 9}
QUICK = 20


@dataclass(frozen=True)
class Kind:
    """One kind of book: its funnel, its deals, and how unlike in size its parts are."""

    title: str
    funnel: Funnel
    deals: int
    uneven: float = 1.0
    sources_differ: bool = False


KINDS = (
    Kind("120 deals", Funnel(), 120),
    Kind("600 deals", Funnel(), 600),
    Kind("600 deals, parts of very unlike size", Funnel(), 600, uneven=0.4),
    Kind("2,500 deals", Funnel(), 2500),
    Kind("600 deals in half a year", Funnel(history_days=180), 600),
    Kind("800 deals of which one in fifty is won", Funnel(advance=(0.4, 0.4, 0.35, 0.35)), 800),
    Kind("1,200 deals, sources differ and shift", Funnel(), 1200, sources_differ=True),
)
WEAK_SOURCE = {("A", 0): 0.3, ("A", 1): 0.35}
KEPT = 0.3
"""Share of the weak source's deals kept in the first half, so that its mix shifts."""


def book_of(kind: Kind, seed: int, *, planted: bool = False) -> DealBook:
    """A book in which no dimension says anything of a deal; or team B loses at the third stage."""
    weak = {("B", 2): 0.25} if planted else WEAK_SOURCE if kind.sources_differ else None
    book = simulate(kind.funnel, kind.deals, seed=seed, weak=weak)
    random = np.random.default_rng([seed, 7])
    deals, sizes = book.deals, dict(COLUMNS)
    if kind.sources_differ:
        deals = _shifting(_with(deals, "source", deals["team"].to_pylist()), random)
        deals = _with(deals, "team", [str(team) for team in random.integers(0, 4, len(deals))])
        del sizes["source"]
    for column, size in sizes.items():
        chances = random.dirichlet(np.full(size, kind.uneven)) if kind.uneven < 1 else None
        values = random.choice(size, len(deals), p=chances)
        deals = _with(deals, column, [f"{column} {value}" for value in values])
    people = random.integers(0, 4, len(deals))
    teams = deals["team"].to_pylist()
    deals = _with(deals, "owner", [f"{t}{p}" for t, p in zip(teams, people, strict=True)])
    return replace(book, deals=deals)


def _shifting(deals: pa.Table, random: np.random.Generator) -> pa.Table:
    """Without most of the weak source's deals of the first half."""
    created = deals["created_at"].to_numpy()
    early = created < np.median(created.astype(np.int64)).astype(created.dtype)
    weak = np.array(deals["source"].to_pylist()) == "A"
    return deals.filter(pa.array(~(early & weak) | (random.random(len(deals)) < KEPT)))


def _with(deals: pa.Table, column: str, values: list[str]) -> pa.Table:
    at = deals.column_names.index(column)
    return deals.set_column(at, column, pa.array(values, type=pa.string()))


def breakdowns(book: DealBook) -> tuple[Breakdown, ...]:
    """All dimensions, owners too."""
    return break_down(
        Source(book, None), dimensions=(*DEFAULT, "owner"), currency="EUR", for_leader=True
    )


def calibrate(kind: Kind, runs: int) -> str:
    """One line: how often anything is named, and how often intervals hold the truth."""
    named = turned = held = tried = worst = 0
    for run in range(runs):
        found = breakdowns(book_of(kind, run))
        planted = {"source"} if kind.sources_differ else set()
        found = tuple(one for one in found if one.dimension not in planted)
        named += any(one.standing_out for one in found)
        turned += any(one.reversals for one in found)
        gaps = [
            (part.difference_low, part.difference_high)
            for one in found
            for part in one.named
            if part.p_value is not None
        ]
        inside = [low <= 0 <= high for low, high in gaps if low is not None and high is not None]
        held, tried, worst = held + sum(inside), tried + len(inside), max(worst, len(inside))
    return (
        f"{kind.title}: stands out {named / runs:.3f}, reversal {turned / runs:.3f}, "
        f"intervals hold 0 in {held / max(tried, 1):.3f} of {tried} (up to {worst} a book)"
    )


def main() -> None:
    """Print the share of books with anything named, by kind of book."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--kinds", type=int, nargs="*", default=range(len(KINDS)))
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} books of each kind")
    options = parser.parse_args()
    runs = QUICK if options.quick else options.runs
    for place in options.kinds:
        print(calibrate(KINDS[place], runs), flush=True)
    kind, found = KINDS[3], 0
    for run in range(runs):
        teams = breakdowns(book_of(kind, run, planted=True))[0]
        less = [part for part in teams.standing_out if (part.difference or 0) < 0]
        found += [(part.value, part.stage) for part in less] == [("B", "S3")]
    print(f"team B moves on from S3 at 0.25 for 0.55 ({kind.title}): found in {found / runs:.3f}")


if __name__ == "__main__":
    main()
