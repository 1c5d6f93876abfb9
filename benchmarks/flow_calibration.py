"""How well time, velocity and work in hand cover the truth; how often work is said to pile up.

    python benchmarks/flow_calibration.py [--runs 200]

Held to: intervals of 95 % cover at least 93 % of the true mean time, velocity and usual number of open
deals, the chance of the runs aside; at most 1 % of the books in which nothing piles up
and nothing changed say so.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pyarrow as pa
from simulated_books import AS_OF, Funnel, simulate

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_flow import MONTH, Flow, flow_of

MEAN_VALUE = math.exp(9 + 0.5**2 / 2)
"""Mean value of a simulated deal."""
BOOKS = {
    "200 deals": (Funnel(), 200),
    "600 deals": (Funnel(), 600),
    "2,000 deals": (Funnel(), 2000),
    "600 slow deals": (Funnel(mean_days=(15.0, 40.0, 60.0, 30.0)), 600),
    "2,000 deals, one stage much slower": (Funnel(mean_days=(2.0, 2.0, 3.0, 60.0)), 2000),
}


def truth(funnel: Funnel, deals: int) -> dict[str, float]:
    """What the figures should be."""
    reached = np.concatenate(([1.0], np.cumprod(funnel.advance)[:-1]))
    a_day = deals / funnel.history_days
    # simulated deals begin at midnight and end in the middle of a day, on average
    mean = float(reached @ np.array(funnel.mean_days)) - 0.5
    worth = a_day * math.prod(funnel.advance) * MEAN_VALUE * MONTH
    return {
        "mean_days": mean,
        "velocity_month": worth,
        "begun_worth_month": worth,
        "expected": a_day * mean,
    }


def held(flow: Flow, true: dict[str, float]) -> dict[str, bool]:
    """Which intervals hold the truth."""
    whole = flow.work.iloc[0]
    found = {"expected": whole["expected_low"] <= true["expected"] <= whole["expected_high"]}
    for name in ("mean_days", "velocity_month", "begun_worth_month"):
        figure = flow.figures[name]
        known = figure.low is not None and figure.high is not None
        found[name] = bool(known and figure.low <= true[name] <= figure.high)  # type: ignore[operator]
    return found


def said(flow: Flow) -> tuple[bool, bool]:
    """Whether work is said to pile up somewhere, and whether the velocity is said to have changed."""
    return bool(flow.work["piled_up"].any()), bool(flow.change and flow.change.named)


def forgotten(book: DealBook, share: float, seed: int) -> DealBook:
    """The book with this share of the deals lost in S3 in the last half year never closed."""
    random = np.random.default_rng(seed)
    log = book.stage_log.to_pandas()
    last = log.sort_values("seq").groupby("deal_id").tail(2)
    before = last[last["entry"] == "S3"]["deal_id"]
    late = last[(last["entry"] == "lost") & last["deal_id"].isin(before)]
    since = AS_OF - timedelta(days=180)
    late = late[[moment.date() >= since for moment in late["entered_at"]]]
    chosen = set(late["deal_id"][random.random(len(late)) < share])
    ids, entries = (book.stage_log[name].to_pylist() for name in ("deal_id", "entry"))
    kept = [not (i in chosen and e == "lost") for i, e in zip(ids, entries, strict=True)]
    deals = book.deals
    again = np.isin(np.array(deals["deal_id"].to_pylist()), list(chosen))
    for name, value in (("status", "open"), ("closed_at", None)):
        old, field = deals[name].to_pylist(), deals.schema.field(name)
        new = [value if one else was for one, was in zip(again, old, strict=True)]
        place = deals.column_names.index(name)
        deals = deals.set_column(place, field, pa.array(new, field.type))
    return replace(book, deals=deals, stage_log=book.stage_log.filter(pa.array(kept)))


def main() -> None:
    """Print coverage and how often something is said, book by book."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    for name, (funnel, deals) in BOOKS.items():
        true = truth(funnel, deals)
        flows = [
            flow_of(Source(simulate(funnel, deals, seed=7000 + run), None), currency="EUR")
            for run in range(runs)
        ]
        covered = [held(flow, true) for flow in flows]
        shares = {key: np.mean([one[key] for one in covered]) for key in covered[0]}
        print(f"{name:36s}", *(f"{key} {share:.1%}" for key, share in shares.items()), sep="  ")
        piles, changes = np.mean([said(flow) for flow in flows], axis=0)
        print(f"{'':36s}  said to pile up {piles:.1%}  to have changed {changes:.1%}")
    since = AS_OF - timedelta(days=485)
    found = []
    for run in range(runs):
        book = simulate(Funnel(), 3000, seed=9000 + run, weak_since={1: (since, 0.3)})
        changed = said(flow_of(Source(book, None), currency="EUR"))[1]
        pile = forgotten(simulate(Funnel(), 1500, seed=9000 + run), 0.5, run)
        found.append((said(flow_of(Source(pile, None), currency="EUR"))[0], changed))
    piles, changes = np.mean(found, axis=0)
    print(f"planted: a pile of forgotten deals (of 1,500) found {piles:.1%}", end=", ")
    print(f"a win rate halved for a year (3,000 deals) found {changes:.1%}")


if __name__ == "__main__":
    main()
