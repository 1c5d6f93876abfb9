"""How often a whole page claims something of a book in which nothing is planted.

    python benchmarks/audit_calibration.py [--runs 100] [--kinds 0 1 ...] [--quick]

Every book has all that a CRM may know beside its deals, drawn by lot: teams and their owners, segments,
sources, products, territories, reasons and competitors of deals, and activities of four types that do
nothing. The page is the one for a leader, with owners. What it says is counted before it is cut to five
findings, for a chapter marks what stands out too. Plain description (where most are lost, how long it
takes, what is open or stalled, how far the log can be trusted) claims nothing and is not counted.
Held to: at most 5 % of the books of each kind.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
from simulated_books import AS_OF, Funnel, simulate

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.funnel import audit_funnel
from salestoolkit.words.findings import claims
from salestoolkit.words.words import Words, load_words

CLAIMS = (
    *("leak", "changed", "part", "reversal", "piled_up", "velocity"),
    *("reason_at_stage", "reason_changed", "competitor", "practice"),
)
"""Kinds of findings that say more than what was counted."""
COLUMNS = {"segment": 3, "source": 4, "product": 5, "territory": 9}
REASONS = ("Price", "Timing", "Competitor", "Went quiet", "Budget", "Other", None)
RIVALS = ("Acme", "Bolt", "Crane", None, None)
TYPES = ("Call", "Email", "Meeting", "Task")
PEOPLE = 4
"""Owners in each team."""
A_DAY = 0.06
"""Activities of a deal on each day that it is open."""
QUICK = 5
FOUR_STAGES = Funnel()


@dataclass(frozen=True)
class Kind:
    """One kind of book, and what in it could mislead: none of it is about who or what wins more.

    ``uneven``: below 1 some parts are much larger than others; ``forgotten``: share of the lost deals
    that stay open for ever; ``habits``: competitors are noted when a deal is lost, products when it is
    won; ``spread`` of the logarithm of values; ``true``: claims that are right about such a book.
    """

    title: str
    deals: int
    funnel: Funnel = FOUR_STAGES
    uneven: float = 1.0
    forgotten: float = 0.0
    habits: bool = False
    spread: float = 0.5
    true: tuple[str, ...] = ()


SIX_STAGES = Funnel(advance=(0.8, 0.75, 0.8, 0.6, 0.7, 0.9), mean_days=(4, 8, 10, 14, 12, 6))
RARELY_WON = Funnel(advance=(0.4, 0.4, 0.35, 0.35))
KINDS = (
    Kind("60 deals", 60),
    Kind("150 deals", 150),
    Kind("400 deals", 400),
    Kind("1,200 deals", 1200),
    Kind("1,200 deals, six stages", 1200, SIX_STAGES),
    Kind("400 deals in half a year", 400, Funnel(history_days=180)),
    Kind("800 deals, one in fifty is won", 800, RARELY_WON, uneven=0.5),
    Kind("600 deals, values far apart", 600, spread=1.2),
    Kind("600 deals, some forgotten: these do pile up", 600, forgotten=0.05, true=("piled_up",)),
    Kind("600 deals, columns filled in when it is over", 600, uneven=0.5, habits=True),
)


def book_of(kind: Kind, seed: int) -> DealBook:
    """A book in which nothing that is noted of a deal says how it ends."""
    random = np.random.default_rng([seed, 11])
    book = simulate(kind.funnel, kind.deals, seed=seed)
    book = _forgotten(book, kind.forgotten, random)
    deals, n = book.deals, book.deals.num_rows
    for column, size in COLUMNS.items():
        chances = random.dirichlet(np.full(size, kind.uneven)) if kind.uneven < 1 else None
        values = random.choice(size, n, p=chances)
        deals = _with(deals, column, [f"{column} {value}" for value in values])
    teams, people = deals["team"].to_pylist(), random.integers(0, PEOPLE, n)
    deals = _with(deals, "owner", [f"{t}{p}" for t, p in zip(teams, people, strict=True)])
    value = np.round(random.lognormal(9, kind.spread, n), 2)
    at = deals.column_names.index("value")
    deals = deals.set_column(at, "value", pa.array(value).cast(deals.schema.field(at).type))
    deals = _noted(deals, kind, random)
    return replace(book, deals=deals, tables={"activities": _activities(deals, random)})


def _with(deals: pa.Table, column: str, values: Sequence[str | None]) -> pa.Table:
    at = deals.column_names.index(column)
    return deals.set_column(at, column, pa.array(values, type=pa.string()))


def _forgotten(book: DealBook, share: float, random: np.random.Generator) -> DealBook:
    """The book with some of its lost deals never closed by anybody."""
    lost = np.array(book.deals["status"].to_pylist()) == "lost"
    left = lost & (random.random(len(lost)) < share)
    if not left.any():
        return book
    names = np.array(book.deals["deal_id"].to_pylist())
    status = np.where(left, "open", book.deals["status"].to_pylist())
    over = book.deals["closed_at"].to_pylist()
    closed = [None if gone else at for gone, at in zip(left, over, strict=True)]
    at = book.deals.column_names.index("closed_at")
    deals = _with(book.deals, "status", status.tolist())
    deals = deals.set_column(at, "closed_at", pa.array(closed, deals.schema.field(at).type))
    log = book.stage_log
    loss = np.array(log["entry"].to_pylist()) == "lost"
    kept = ~(loss & np.isin(np.array(log["deal_id"].to_pylist()), names[left]))
    return replace(book, deals=deals, stage_log=log.filter(pa.array(kept)))


def _noted(deals: pa.Table, kind: Kind, random: np.random.Generator) -> pa.Table:
    """Reasons of lost deals and competitors, by lot; with habits, noted when it is over."""
    status = deals["status"].to_pylist()
    reasons = [REASONS[random.integers(len(REASONS))] for _ in status]
    rivals = [RIVALS[random.integers(len(RIVALS))] for _ in status]
    deals = _with(
        deals,
        "lost_reason",
        [why if fate == "lost" else None for why, fate in zip(reasons, status, strict=True)],
    )
    if not kind.habits:
        return _with(deals, "competitor", rivals)
    products = deals["product"].to_pylist()
    deals = _with(
        deals,
        "product",
        [name if fate == "won" else None for name, fate in zip(products, status, strict=True)],
    )
    return _with(
        deals,
        "competitor",
        [name if fate == "lost" else None for name, fate in zip(rivals, status, strict=True)],
    )


def _activities(deals: pa.Table, random: np.random.Generator) -> pa.Table:
    """What was done with the deals: at any time while they are open, and without effect."""
    began = deals["created_at"].to_pylist()
    today = datetime.combine(AS_OF, datetime.min.time(), UTC)
    over = [at or today for at in deals["closed_at"].to_pylist()]
    rows: list[tuple[str, str, datetime]] = []
    for name, start, end in zip(deals["deal_id"].to_pylist(), began, over, strict=True):
        days = (end - start).days + 1
        for _ in range(random.poisson(A_DAY * min(days, 200))):
            day = start + timedelta(days=int(random.integers(0, days)))
            rows.append((name, TYPES[random.integers(len(TYPES))], day))
    return pa.table(
        {
            "source_name": pa.array(["simulated"] * len(rows), pa.string()),
            "deal_id": pa.array([row[0] for row in rows], pa.string()),
            "type": pa.array([row[1] for row in rows], pa.string()),
            "done_at": pa.array([row[2] for row in rows], pa.timestamp("us", tz="UTC")),
        }
    )


def claimed(book: DealBook, words: Words) -> set[str]:
    """Kinds of claims on the leader's page."""
    audit = audit_funnel(book, for_leader=True, no_reasons=["other"])
    told: set[str] = {one.kind for one in claims(words, audit)}
    return told & set(CLAIMS)


def calibrate(kind: Kind, runs: range, words: Words) -> str:
    """One line: the share of books with any claim, and with each kind of it."""
    told: Counter[str] = Counter()
    loud = 0
    for seed in runs:
        found = claimed(book_of(kind, seed), words) - set(kind.true)
        told.update(found)
        loud += bool(found)
    each = ", ".join(f"{name} {n / len(runs):.1%}" for name, n in told.most_common())
    return f"{kind.title:<48} {loud / len(runs):6.1%} of {len(runs)}  {each}"


def main() -> None:
    """Print one line a kind of book."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    options.add_argument("--runs", type=int, default=100, help="books of each kind")
    options.add_argument("--first", type=int, default=0, help="seed of the first book")
    options.add_argument("--kinds", type=int, nargs="*", default=range(len(KINDS)))
    options.add_argument("--quick", action="store_true", help=f"{QUICK} books of each kind")
    chosen = options.parse_args()
    runs = range(chosen.first, chosen.first + (QUICK if chosen.quick else chosen.runs))
    words = load_words("en")
    for place in chosen.kinds:
        print(calibrate(KINDS[place], runs, words), flush=True)


if __name__ == "__main__":
    main()
