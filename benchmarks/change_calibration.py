"""How often a change is told where there is none, found where planted; how well intervals cover.

    python benchmarks/change_calibration.py [--runs 400]

Held to: at most 1 % of the books in which nothing changed have the whole, the mix or a stage named;
intervals of 95 % cover 93-97 % of true effects where 30 deals or more reach a stage.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from simulated_books import Funnel, simulate

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.change_pieces import pieces_of
from salestoolkit.core.changes import mix_and_stages
from salestoolkit.core.funnel_changes import FunnelChanges, what_changed
from salestoolkit.core.funnel_counts import Source

Array = npt.NDArray[np.float64]
UNLIKE = {("B", 0): 0.5, ("C", 2): 0.3, ("D", 3): 0.8}
"""Teams that differ from each other, all the time."""
PLANTED = date(2025, 4, 1)
BOOKS = {
    "150 deals": (Funnel(), 150, None),
    "400 deals": (Funnel(), 400, None),
    "1,000 deals": (Funnel(), 1000, None),
    "1,000 deals, unlike teams": (Funnel(), 1000, UNLIKE),
    "4,000 deals, unlike teams": (Funnel(), 4000, UNLIKE),
    "half a year, 600 deals": (Funnel(history_days=180), 600, None),
    "nine stages, 1,500 deals": (Funnel(advance=(0.85,) * 9, mean_days=(6.0,) * 9), 1500, None),
}


def with_columns(book: DealBook, seed: int) -> DealBook:
    """The book with four more columns that say nothing."""
    random = np.random.default_rng(seed + 1_000_000)
    deals = book.deals
    for name, parts in (("segment", 3), ("source", 5), ("product", 2), ("territory", 9)):
        drawn = random.integers(0, parts, deals.num_rows)
        column = pa.array([f"{name} {part}" for part in drawn], deals.schema.field(name).type)
        deals = deals.set_column(deals.column_names.index(name), name, column)
    return replace(book, deals=deals)


def named(result: FunnelChanges) -> list[str]:
    """What a page says changed."""
    if not len(result.pieces):
        return []
    rows = result.pieces[result.pieces["named"].astype(bool)]
    whole = ["whole"] if result.named else []
    return [*whole, *(str(s) if k == "stage" else "mix" for k, s in rows[["kind", "stage"]].values)]


def changed(funnel: Funnel, deals: int, seed: int, **planted: object) -> list[str]:
    """What is told of one simulated book."""
    book = with_columns(simulate(funnel, deals, seed=seed, **planted), seed)  # type: ignore[arg-type]
    return named(what_changed(Source(book, None), currency="EUR"))


def places(weights: list[float], rates: list[list[float]]) -> Array:
    """Chance of a deal to be of each part and stop at each stage, or be won."""
    reached = np.cumprod(np.column_stack([np.ones(len(rates)), np.array(rates)]), axis=1)
    stopped = np.column_stack([reached[:, :-1] - reached[:, 1:], reached[:, -1]])
    return np.asarray(np.array(weights)[:, None] * stopped)


def shifted(seed: int) -> list[str]:
    """What is told where the weak team's deals doubled their share, and nobody's chances changed."""
    book = simulate(Funnel(), 1600, seed=seed, weak={("C", 0): 0.35, ("C", 2): 0.25})
    random = np.random.default_rng(seed)
    weak = np.array(book.deals["team"].to_pylist()) == "C"
    late = np.array([moment.date() >= PLANTED for moment in book.deals["created_at"].to_pylist()])
    kept = np.where(weak, late | (random.random(len(weak)) < 0.4), True)
    book = replace(book, deals=book.deals.filter(pa.array(kept)))
    return named(what_changed(Source(book, None), currency="EUR"))


def coverage(deals: int, runs: int) -> Array:
    """How often intervals of the mix and each stage hold the true effect, of two unlike periods."""
    earlier = places([0.5, 0.3, 0.2], [[0.8, 0.7, 0.7], [0.7, 0.6, 0.55], [0.5, 0.4, 0.4]])
    later = places([0.3, 0.2, 0.5], [[0.8, 0.7, 0.75], [0.7, 0.6, 0.6], [0.5, 0.5, 0.4]])
    truth = true_effects(earlier, later)
    random = np.random.default_rng(deals)
    held = np.zeros(len(truth))
    for _ in range(runs):
        before, after = (
            random.multinomial(deals, chances.ravel()).reshape(chances.shape).astype(float)
            for chances in (earlier, later)
        )
        pieces = pieces_of(before, after)
        effects = np.array([pieces.mix, *pieces.stages])
        errors = np.array([pieces.mix_error, *pieces.stage_errors])
        held += np.abs(effects - truth) <= 1.96 * errors
    return np.asarray(held / runs)


def true_effects(before: Array, after: Array) -> Array:
    """Effect of the mix and of each stage where the chances themselves are known."""
    weights, rates = [], []
    for chances in (before, after):
        reached = np.cumsum(chances[:, ::-1], axis=1)[:, ::-1]
        weights.append(reached[:, 0].tolist())
        rates.append((reached[:, 1:] / reached[:, :-1]).tolist())
    split = mix_and_stages(
        weights_before=weights[0],
        rates_before=rates[0],
        weights_after=weights[1],
        rates_after=rates[1],
    )
    return np.array([split.mix, *split.stages])


def main() -> None:
    """Print the share of books with a change named, found, and the coverage of the intervals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=400)
    runs = parser.parse_args().runs
    for title, (funnel, deals, weak) in BOOKS.items():
        told = [changed(funnel, deals, run, weak=weak) for run in range(runs)]
        print(f"nothing changed, {title}: told in {np.mean(list(map(bool, told))):.4f}", flush=True)
    demo = [changed(Funnel(), 800, run, weak_since={2: (PLANTED, 0.3)}) for run in range(runs)]
    print(f"third stage 0.30 for 0.55 since {PLANTED}, 800 deals: ", end="")
    print(f"found in {np.mean(['S3' in told for told in demo]):.3f}, ", end="")
    print(f"another piece in {np.mean([bool({*told} - {'S3', 'whole'}) for told in demo]):.3f}")
    mixes = [shifted(run) for run in range(runs)]
    print(
        f"mix shifted, some 1,400 deals: found in {np.mean(['mix' in x for x in mixes]):.3f}, ",
        end="",
    )
    print(f"a stage told in {np.mean([bool({*x} - {'mix', 'whole'}) for x in mixes]):.3f}")
    for deals in (150, 400, 2000):
        held = ", ".join(f"{share:.3f}" for share in coverage(deals, 5 * runs))
        print(f"coverage of 95 % intervals, {deals} deals a period (mix, stages): {held}")


if __name__ == "__main__":
    main()
