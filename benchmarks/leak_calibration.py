"""How often a book in which nothing is planted has a leak named, and a planted one is found.

    python benchmarks/leak_calibration.py [--runs 400]

Held to: at most 5 % of the books without a leak have one named on any page, that for all deals or
those of the four teams.
"""

from __future__ import annotations

import argparse

from simulated_books import AS_OF, Funnel, simulate

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.funnel_leaks import leak_table

BOOKS = {
    "200 deals": (Funnel(), 200),
    "800 deals": (Funnel(), 800),
    "3,000 deals": (Funnel(), 3000),
    "half a year, 600 deals": (Funnel(history_days=180), 600),
    "nine stages, 1,500 deals": (Funnel(advance=(0.85,) * 9, mean_days=(6.0,) * 9), 1500),
}


def named(book: DealBook, value: str | None = None) -> list[str]:
    """Stages named on one page."""
    source = Source(book, None, *(("team", value) if value else (None, None)))
    table = leak_table(source, currency="EUR", history=True)
    return [str(stage) for stage in table.loc[table["named"], "stage"]]


def main() -> None:
    """Print the share of books with a leak named, by kind of page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=400)
    runs = parser.parse_args().runs
    for title, (funnel, deals) in BOOKS.items():
        whole = teams = either = 0
        for run in range(runs):
            book = simulate(funnel, deals, seed=run)
            for_all = bool(named(book))
            for_teams = any(named(book, team) for team in funnel.parts)
            whole, teams = whole + for_all, teams + for_teams
            either += for_all or for_teams
        print(
            f"nothing planted, {title}: page for all {whole / runs:.3f}, "
            f"team pages {teams / runs:.3f}, either {either / runs:.3f}",
            flush=True,
        )
    found = sum(
        named(simulate(Funnel(), 800, seed=run, weak={("B", 2): 0.3}), "B") == ["S3"]
        for run in range(runs)
    )
    print(
        f"team B moves on at 0.30 for 0.55 (800 deals): found in {found / runs:.3f}, as of {AS_OF}"
    )


if __name__ == "__main__":
    main()
