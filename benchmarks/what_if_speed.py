"""How long a what-if takes from a slider to new totals, and to its picture.

Run with ``python benchmarks/what_if_speed.py [--quick]``. Seven stages with learned rates, values as
seen, three hundred open deals, 10,000 draws that are kept; one stage's rate moves. The run fails where
the median of a move takes more than 50 ms of computing.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np

from salestoolkit.charts.render import figure, spec
from salestoolkit.charts.what_if import what_if_chart
from salestoolkit.core.goal_sizes import OpenDeal
from salestoolkit.core.what_if_funnel import WhatIf, WhatIfStage
from salestoolkit.core.what_if_simulation import compare
from salestoolkit.core.what_if_value import DealValue
from salestoolkit.words import load_words

GOAL_SECONDS = 0.05


def made() -> WhatIf:
    """Seven stages, a few hundred past and open deals."""
    draw = np.random.default_rng(7)
    stages = tuple(
        WhatIfStage(name=f"stage {at}", rate=0.5 + 0.05 * at, counted=120.0, days=9.0)
        for at in range(7)
    )
    chances, values = draw.uniform(0, 1, 300), draw.lognormal(9, 0.9, 300)
    return WhatIf(
        stages=stages,
        volume=2000,
        metric="revenue",
        goal=900_000,
        value=DealValue.seen([float(value) for value in values]),
        horizon_days=365,
        open_deals=tuple(
            OpenDeal(chance=float(chance), value=float(value))
            for chance, value in zip(chances, values, strict=True)
        ),
    )


def seconds(run: Callable[[int], object], times: int) -> list[float]:
    """Processor seconds of each run, sorted."""
    taken = []
    for at in range(times):
        start = time.process_time()
        run(at)
        taken.append(time.process_time() - start)
    return sorted(taken)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few moves")
    times = 20 if parser.parse_args().quick else 200
    today, words = made(), load_words("en")
    begin = time.process_time()
    compare(today, today)
    print(f"first: {time.process_time() - begin:.3f} s")

    def moved(at: int) -> object:
        return compare(today.with_rate(at % 7, 0.3 + 0.5 * at / times), today)

    def drawn(at: int) -> object:
        found = compare(today.with_rate(at % 7, 0.31 + 0.5 * at / times), today)
        return figure(spec(what_if_chart(found, words)))

    drawn(0)
    for name, run in (("totals", moved), ("totals and picture", drawn)):
        taken = seconds(run, times if run is moved else min(times, 40))
        middle, high = taken[len(taken) // 2], taken[int(0.95 * len(taken))]
        print(f"{name}: median {1000 * middle:.1f} ms, 95 % within {1000 * high:.1f} ms")
        if run is moved and middle > GOAL_SECONDS:
            raise SystemExit("a move takes longer than promised")


if __name__ == "__main__":
    main()
