"""How long the tests of two arms take, by leads an arm; scipy's Boschloo is the peer.

    python benchmarks/channel_test_speed.py [--quick]

Milliseconds of processor time, the best of three. Held to: a whole readout of 20,000 an arm in 20 ms.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from scipy import stats

from salestoolkit.core.channel_test import Arm, read_two
from salestoolkit.core.channel_test_exact import EXACT_UP_TO, boschloo
from salestoolkit.core.two_rates import score_p_value

SIZES = (50, 100, 200, 400, 500, 1000, 20_000)
GOAL = 0.020


def seconds(act: Callable[[], object], *, times: int = 3) -> float:
    """Processor time of the fastest of some runs."""
    found = []
    for _ in range(times):
        begun = time.process_time()
        act()
        found.append(time.process_time() - begun)
    return min(found)


def main() -> int:
    """Print the table; 1 where the readout of the largest test is too slow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    print("leads an arm | ours | scipy's | score test | whole readout (ms)")
    for n in SIZES:
        k1, k2 = round(0.075 * n), round(0.125 * n)
        exact = n <= EXACT_UP_TO
        peer_runs = n <= (100 if quick else EXACT_UP_TO)
        table = [[k1, k2], [n - k1, n - k2]]
        cells = [
            seconds(lambda k1=k1, k2=k2, n=n: boschloo(k1, n, k2, n)) if exact else None,
            seconds(lambda table=table: stats.boschloo_exact(table), times=1)
            if peer_runs
            else None,
            seconds(lambda k1=k1, k2=k2, n=n: score_p_value(k1, n, k2, n)),
            seconds(lambda k1=k1, k2=k2, n=n: read_two(Arm("A", n, k1), Arm("B", n, k2))),
        ]
        said = " | ".join("–" if cell is None else f"{1000 * cell:.1f}" for cell in cells)
        print(f"{n:,} | {said}", flush=True)
    whole = cells[-1] or 0.0
    print(f"readout of {SIZES[-1]:,} an arm: {1000 * whole:.1f} ms (goal {1000 * GOAL:.0f} ms)")
    return int(whole > GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
