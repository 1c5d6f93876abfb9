"""How often a change that did nothing is told to be better or worse, and a true one is found.

    python benchmarks/before_after_calibration.py [--runs 1000]

Held to: at most 6.4 % of the runs without a true change have better or worse said of any of the
three measures; a true change of 10 points, either way, is told of the win probability in at least
77.5 % of the runs with 400 deals a side whose outcome window has passed. In the young settings most
of the later deals are still within their window.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.schema import DEALS, STAGE_LOG
from salestoolkit.core.before_after import BeforeAfter, before_and_after
from salestoolkit.core.process import SalesProcess, Stage

CHANGED_ON = date(2026, 1, 1)
PROCESS = SalesProcess(name="simulated", stages=(Stage(key="S1", name="S1"),))


@dataclass(frozen=True, kw_only=True)
class Team:
    """Deals on either side of the change: won with a chance, after lognormal days, for a lognormal value.

    ``length`` days of new deals lie on each side, and ``rest`` days after the last new one.
    """

    before: int = 400
    after: int = 400
    length: tuple[int, int] = (365, 365)
    rest: int = 400
    median_days: float = 30.0
    spread: float = 0.6
    value_spread: float = 1.0


def simulate(team: Team, *, chance: tuple[float, float], seed: Any) -> DealBook:
    """A book of two cohorts with these chances to win."""
    random = np.random.default_rng(seed)
    begun = np.concatenate(
        (
            -random.integers(1, team.length[0] + 1, team.before),
            random.integers(0, team.length[1], team.after),
        )
    )
    rate = np.repeat(chance, (team.before, team.after))
    won = random.random(len(begun)) < rate
    scale = np.where(won, team.median_days, 0.7 * team.median_days)
    took = np.floor(scale * random.lognormal(0, team.spread, len(begun)))
    value = np.round(random.lognormal(9, team.value_spread, len(begun)), 2)
    last = team.length[1] - 1 + team.rest
    closed = begun + took <= last
    return _book(begun, np.where(closed, begun + took, np.nan), won, value, last)


def _book(begun: Any, ended: Any, won: Any, value: Any, last: int) -> DealBook:
    start = datetime.combine(CHANGED_ON, datetime.min.time(), UTC)
    closed = ~np.isnan(ended)
    moments = [start + timedelta(days=int(day)) for day in begun]
    ends = [start + timedelta(days=int(day)) if day == day else None for day in ended]
    names = [f"d{place}" for place in range(len(begun))]
    status = np.where(closed, np.where(won, "won", "lost"), "open").tolist()
    columns: dict[str, Any] = {field.name: [None] * len(begun) for field in DEALS}
    columns |= {"source_name": ["simulated"] * len(begun), "deal_id": names, "status": status}
    columns |= {"currency": ["EUR"] * len(begun), "created_at": moments, "closed_at": ends}
    columns["value"] = pa.array(value).cast(pa.decimal128(20, 4))
    deals = pa.table(
        {field.name: pa.array(columns[field.name], type=field.type) for field in DEALS}
    )
    log: dict[str, Any] = {field.name: [] for field in STAGE_LOG}
    for name, end, moment in zip(names, status, ends, strict=True):
        if moment is not None:
            row = {"source_name": "simulated", "deal_id": name, "seq": 1, "entry": end}
            row |= {"entered_at": moment, "provenance": "observed"}
            for field in STAGE_LOG:
                log[field.name].append(row.get(field.name))
    entries = {field.name: pa.array(log[field.name], type=field.type) for field in STAGE_LOG}
    return DealBook(
        deals=deals,
        stage_log=pa.table(entries),
        processes={None: PROCESS},
        as_of=CHANGED_ON + timedelta(days=last),
    )


def any_told(found: BeforeAfter) -> bool:
    """Whether better or worse is said of any measure."""
    return any(measure.told for measure in found.measures.values())


NULL = {
    "400 and 400, all followed up": Team(),
    "800 and 150, all followed up": Team(before=800, after=150),
    "400 and 400, the later ones young": Team(length=(365, 180), rest=0),
    "1,000 and 400, the later ones young": Team(before=1000, after=400, length=(730, 200), rest=0),
    "100 and 60, all followed up": Team(before=100, after=60),
}
BASES = (0.2, 0.35, 0.5)


def tell(team: Team, base: float, change: float, runs: int, setting: int) -> list[BeforeAfter]:
    """What is told of so many teams; each setting draws numbers of its own."""
    chance = (base, base + change)
    return [
        before_and_after(simulate(team, chance=chance, seed=(setting, run)), CHANGED_ON)
        for run in range(runs)
    ]


def share(found: list[BeforeAfter], holds: Callable[[BeforeAfter], bool]) -> str:
    """Share of the runs in which something holds."""
    return f"{sum(map(holds, found)) / len(found):.3f}"


def holds_truth(found: BeforeAfter) -> bool:
    """Whether the interval of the difference holds no change, or none was given."""
    change = found.win.difference
    return change.low is None or change.high is None or change.low <= 0 <= change.high


def main() -> None:
    """Print how often something was told, for each setting and base rate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    runs = parser.parse_args().runs
    settings = itertools.count()
    for title, team in NULL.items():
        for base in BASES:
            found = tell(team, base, 0.0, runs, next(settings))
            print(
                f"no change, {title}, base {base:.2f}: any {share(found, any_told)}, "
                f"win probability {share(found, lambda one: one.win.told)}, "
                f"too young {share(found, lambda one: one.win.reason == 'too_young')}, "
                f"interval holds the truth {share(found, holds_truth)}",
                flush=True,
            )
    for base in BASES:
        for change, right in ((0.1, "better"), (-0.1, "worse")):
            found = tell(Team(), base, change, runs, next(settings))
            told = sum(one.verdict == right for one in found) / runs
            print(f"{base:.2f} to {base + change:.2f}: {right} in {told:.3f}", flush=True)


if __name__ == "__main__":
    main()
