"""How fast the what-if on open deals answers a slider, beside a plain numpy redraw of every deal.

5,000 open deals x 10,000 draws, on one thread. Run:
``OPENBLAS_NUM_THREADS=1 python benchmarks/pipeline_what_if_speed.py``.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date

import numpy as np

from salestoolkit.core.pipeline_levers import OpenPipeline, PipelineLevers, days_ahead, month_ends
from salestoolkit.core.pipeline_what_if import PipelineSimulation

DEALS, DRAWS, TIMES = 5_000, 10_000, 5
AS_OF = date(2026, 11, 10)


def pipeline() -> OpenPipeline:
    """Open deals of five stages, and a pace of new ones."""
    random = np.random.default_rng(1)
    chance, pace = random.uniform(0.02, 0.6, DEALS), random.uniform(20, 200, DEALS)
    fields = {
        "as_of": AS_OF,
        "keys": list(range(DEALS)),
        "stage": [f"stage {at % 5}" for at in range(DEALS)],
        "value": random.lognormal(9, 1, DEALS),
        "ends": month_ends(AS_OF),
        "stages": [f"stage {at}" for at in range(5)],
        "cases": {f"stage {at}": 300.0 for at in range(5)},
        "new_a_month": 300.0,
        "new_seen": 1800.0,
        "new_reach": 0.25 * (1 - np.exp(-np.arange(1, 13) / 3)),
        "new_cases": 2000.0,
        "sizes": random.lognormal(9, 1, 900),
    }
    days = days_ahead(OpenPipeline(**fields, reach=np.zeros((DEALS, 12))))
    return OpenPipeline(**fields, reach=chance[:, None] * (1 - np.exp(-days / pace[:, None])))


def plain(deals: OpenPipeline) -> tuple[np.ndarray, np.ndarray]:
    """What one would write: draw every deal anew, in pieces that fit into memory."""
    random = np.random.default_rng()
    chance, count, worth = deals.reach[:, -1], [], []
    for _ in range(10):
        won = random.random((DRAWS // 10, DEALS)) < chance
        count.append(won.sum(axis=1))
        worth.append((won * deals.value).sum(axis=1))
    return np.concatenate(count), np.concatenate(worth)


def timed(name: str, ask: Callable[[int], object]) -> None:
    """Print the median of five, in seconds of the processor and of the clock."""
    cpu, wall = [], []
    for turn in range(TIMES):
        first, begun = time.process_time(), time.perf_counter()
        ask(turn)
        cpu.append(time.process_time() - first)
        wall.append(time.perf_counter() - begun)
    told = 1000 * np.array([statistics.median(cpu), statistics.median(wall)])
    print(f"{name:42} {told[0]:8.0f} ms CPU {told[1]:8.0f} ms")


def main() -> None:
    """All questions that a slider asks."""
    deals = pipeline()
    begun = time.process_time()
    simulation = PipelineSimulation(deals, draws=DRAWS)
    print(f"kept draws made once: {time.process_time() - begun:.1f} s CPU")
    timed(
        "new totals, all deals changed",
        lambda at: simulation.totals(PipelineLevers(time=1.1 + at / 2)),
    )
    timed(
        "twelve months, all deals changed",
        lambda at: simulation.months(PipelineLevers(time=1.1 + at / 2)),
    )
    timed(
        "twelve months, one stage changed",
        lambda at: simulation.months(PipelineLevers(chances={"stage 2": 0.3 + at / 10})),
    )
    timed("plain redraw, totals only", lambda _: plain(deals))


if __name__ == "__main__":
    main()
