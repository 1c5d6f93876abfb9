"""How often a change that did nothing is told to be better or worse, and a true one is found.

    python benchmarks/before_after_calibration.py [--runs 1000]

Held to: at most 6.4 % of the runs without a true change have better or worse said of any of the
three measures; a true change of 10 points, either way, is told of the win probability in at least
77.5 % of the runs with 400 deals a side whose outcome window has passed. In the young settings most
of the later deals are still within their window.
"""

from __future__ import annotations

import argparse
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


def simulate(team: Team, *, chance: tuple[float, float], seed: int) -> DealBook:
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
    "400 and 400, the later ones young": Team(length=(365, 120), rest=0),
    "1,000 and 200, the later ones young": Team(before=1000, after=200, length=(730, 150), rest=0),
    "100 and 60, all followed up": Team(before=100, after=60),
}
BASES = (0.2, 0.35, 0.5)


def main() -> None:
    """Print how often something was told, for each setting and base rate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    runs = parser.parse_args().runs
    for title, team in NULL.items():
        for base in BASES:
            told = win = held = young = 0
            for seed in range(runs):
                found = before_and_after(simulate(team, chance=(base, base), seed=seed), CHANGED_ON)
                told, win = told + any_told(found), win + found.win.told
                young += found.win.reason == "too_young"
                change = found.win.difference
                held += change.low is None or change.low <= 0 <= change.high
            print(
                f"no change, {title}, base {base:.2f}: any {told / runs:.3f}, win probability "
                f"{win / runs:.3f}, too young {young / runs:.3f}, "
                f"interval holds the truth {held / runs:.3f}",
                flush=True,
            )
    for base in BASES:
        for change in (0.1, -0.1):
            right = {0.1: "better", -0.1: "worse"}[change]
            books = (
                simulate(Team(), chance=(base, base + change), seed=run) for run in range(runs)
            )
            found = sum(before_and_after(book, CHANGED_ON).verdict == right for book in books)
            print(f"{base:.2f} to {base + change:.2f}: {right} in {found / runs:.3f}", flush=True)


if __name__ == "__main__":
    main()
