"""How often practices and lost reasons stand out where nothing is planted, and how often what is is found.

    python benchmarks/works_calibration.py [--runs 400] [--reasons 200] [--quick]

Practices are drawn at the level of stays: six stages, four types of activity, two sources and segments
that differ. Held to: at most 1 % of pages on which a practice stands out, also where better sources get
more activities, and where lost deals stay three times as long and so gather more of them (a plain
comparison of "ever had a call" names that one nearly always). Reasons and competitors are drawn by lot for
the lost deals of one simulated book: at most 1 % of pages for all of them together.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy import stats
from simulated_books import Funnel, simulate

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.lost_reasons import lost_reasons
from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.core.stage_activities import StageActivities
from salestoolkit.core.what_works import tested
from salestoolkit.core.what_works_parts import landmark_of, practices_of, work_row

STAGES = 6
KEPT = 0.75
"""Share of the deals that reach each further stage."""
USUAL_DAYS, WATCHED_DAYS = 21, 720
TYPES = ("Call", "Email", "Meeting", "Task")
PROCESS = SalesProcess(
    name="drawn", stages=tuple(Stage(key=f"S{at}", name=f"S{at}") for at in range(STAGES))
)
REASONS = ("Price", "Timing", "Competitor", "Quiet", "Budget", None, "Other")
QUICK = 10


@dataclass(frozen=True)
class Kind:
    """One kind of book: its deals, and what in it could mislead, or is true."""

    title: str
    deals: int
    rate: float = 0.05
    sources_differ: float = 0.0
    losers_stay: float = 1.0
    effect: float = 0.0


KINDS = (
    Kind("150 deals", 150),
    Kind("900 deals", 900),
    Kind("900 deals, better sources get more activities", 900, sources_differ=1.0),
    Kind("900 deals, lost ones stay three times as long", 900, losers_stay=3.0),
    Kind("900 deals, a meeting at once adds 20 points", 900, effect=0.2),
    Kind("2,500 deals, a meeting at once adds 10 points", 2500, effect=0.1),
)


def drawn(kind: Kind, random: np.random.Generator) -> StageActivities:
    """Stays and activities of one book."""
    stays, done, before = [], [], 0
    for at in range(STAGES):
        table, rows = _stage(kind, at, int(kind.deals * KEPT**at), random)
        stays.append(table)
        done.append(rows.assign(stay=rows["stay"] + before))
        before += len(table)
    return StageActivities(
        stays=pd.concat(stays, ignore_index=True), activities=pd.concat(done, ignore_index=True)
    )


def _stage(
    kind: Kind, at: int, size: int, random: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    source, segment = random.integers(0, 3, size), random.integers(0, 3, size)
    watched = random.integers(0, WATCHED_DAYS, size)
    met = random.random(size) < 0.3
    chance = 0.7 + 0.1 * (source - 1) + kind.effect * (met - 0.3)
    moves = random.random(size) < np.clip(chance, 0, 1)
    took = np.round(random.lognormal(np.log(8), 0.8, size))
    took = (took * np.where(moves, 1, kind.losers_stay)).astype(int)
    still = took > watched
    days = np.where(still, watched, took)
    onward = f"S{at + 1}" if at + 1 < STAGES else "won"
    table = pd.DataFrame(
        {
            "stage": f"S{at}",
            "next": np.where(still, "open", np.where(moves, onward, "lost")),
            "days": days,
            "entry_age": 0,
            "watched": watched,
            "entered": pd.Timestamp("2026-10-30") - pd.to_timedelta(watched, unit="D"),
            "source": np.char.add("source ", source.astype(str)),
            "segment": np.char.add("segment ", segment.astype(str)),
        }
    )
    mean = kind.rate * (1 + kind.sources_differ * source) * (days + 1) / len(TYPES)
    rows = np.concatenate([np.repeat(np.arange(size), random.poisson(mean)) for _ in TYPES])
    types = random.choice(TYPES, len(rows))
    when = np.floor(random.random(len(rows)) * (days[rows] + 1)).astype(int)
    found = pd.DataFrame({"stay": rows, "type": types, "day": when})
    if kind.effect:
        planted = np.flatnonzero(met)
        found = pd.concat([found, pd.DataFrame({"stay": planted, "type": "Meeting", "day": 0})])
    return table, found


def practices(done: StageActivities) -> pd.DataFrame:
    """What a page would say of them."""
    rows = []
    for stage in PROCESS.stages:
        landmark = landmark_of(PROCESS, stage, done, USUAL_DAYS)
        rows += [work_row(landmark, practice, level=0.95) for practice in practices_of(landmark)]
    return tested([row for row in rows if row is not None])


def naive(done: StageActivities) -> bool:
    """Whether a plain test of "anything was ever done" against the outcome names some stage."""
    had = np.isin(np.arange(len(done.stays)), done.activities["stay"])
    closed = (done.stays["next"] != "open").to_numpy()
    moved = (~done.stays["next"].isin(["lost", "open"])).to_numpy()
    p_values = []
    for stage in PROCESS.stages:
        here = (done.stays["stage"] == stage.key).to_numpy() & closed
        cells = [[(here & had & moved).sum(), (here & had & ~moved).sum()]]
        cells.append([(here & ~had & moved).sum(), (here & ~had & ~moved).sum()])
        p_values.append(float(stats.fisher_exact(cells).pvalue))
    return min(p_values) <= 0.01 / STAGES


def _with(book: DealBook, name: str, values: list[str | None]) -> DealBook:
    place = book.deals.column_names.index(name)
    return replace(book, deals=book.deals.set_column(place, name, pa.array(values, pa.string())))


def reasons_by_lot(runs: int) -> float:
    """Share of pages on which a reason or a competitor stands out, all of them drawn by lot."""
    book, random = simulate(Funnel(), 800, seed=1), np.random.default_rng(5)
    lost = [fate == "lost" for fate in book.deals["status"].to_pylist()]
    loud = 0
    for _ in range(runs):
        reasons = [REASONS[random.integers(len(REASONS))] if gone else None for gone in lost]
        rivals = [("Acme", "Bolt", None, None)[random.integers(4)] for _ in lost]
        made = _with(_with(book, "lost_reason", reasons), "competitor", rivals)
        found = lost_reasons(Source(made, None), currency="EUR", other=["other"])
        loud += bool(
            found.stages["concentrated"].any()
            or found.changes["changed"].any()
            or found.competitors.table["differs"].any()
        )
    return loud / runs


def main() -> None:
    """Print one line a kind of book."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--runs", type=int, default=400)
    options.add_argument("--reasons", type=int, default=200)
    options.add_argument("--quick", action="store_true")
    chosen = options.parse_args()
    runs = QUICK if chosen.quick else chosen.runs
    print(f"{'practices':<52} stands out  plain test  comparisons")
    for place, kind in enumerate(KINDS):
        random = np.random.default_rng([7, place])
        loud = plain = told = 0
        for _ in range(runs):
            done = drawn(kind, random)
            found = practices(done)
            loud += bool(found["stands_out"].any())
            plain += naive(done)
            told += int(found["p_value"].notna().sum())
        print(f"{kind.title:<52} {loud / runs:10.1%} {plain / runs:11.1%} {told / runs:12.1f}")
    by_lot = reasons_by_lot(QUICK if chosen.quick else chosen.reasons)
    print(f"{'reasons and competitors drawn by lot':<52} {by_lot:10.1%}")


if __name__ == "__main__":
    main()
