"""How often quotas are made that were told with a chance: on simulated teams, by decile of the chance.

Each company has four teams of two people and sells for three years from a known funnel. At past days
inside a quarter everyone's chance of making quota is told (open deals, new business, common draws), as if
nothing later were known, and held against what came. Quotas are drawn around what one of as many sold in
earlier quarters, so that easy and hard ones come up. Those that are met already are left out.

Beside it stands the chance by the funnel itself: stages are left at a known pace, whatever came before, so
that it follows from the stages on the day alone. Held against it a told chance shows an error with few
companies, where quotas made or missed need many: those of one company hang together.

    python benchmarks/quota_calibration.py --companies 40 --seed 1
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from simulated_books import AS_OF, Funnel, simulate

from salestoolkit.book.deal_book import DealBook
from salestoolkit.core.forecast import state_of
from salestoolkit.core.quota import check_quota
from salestoolkit.core.quota_deals import closed_in, quota_deals
from salestoolkit.core.quota_frame import Beside
from salestoolkit.core.quota_result import QuotaStanding
from salestoolkit.core.remembered import Remembered

QUARTER = 91
INTO = (1, 30, 61)
"""Days into the quarter on which chances are told."""
EDGES = np.linspace(0, 1, 11)
DRAWS = 10_000


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of company: its funnel, how many deals in its history, what quotas are in."""

    name: str
    funnel: Funnel
    deals: int
    metric: str


KINDS = (
    Kind(name="usual cycle, deals", funnel=Funnel(history_days=1100), deals=2400, metric="deals"),
    Kind(
        name="usual cycle, revenue", funnel=Funnel(history_days=1100), deals=2400, metric="revenue"
    ),
    Kind(
        name="long cycle, deals",
        funnel=Funnel(mean_days=(8.0, 20.0, 30.0, 40.0), history_days=1100),
        deals=2400,
        metric="deals",
    ),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Truth:
    """Open deals of a day with their chance by the funnel to be won in time, and wins of new ones to come."""

    deals: pd.DataFrame
    new: float

    @classmethod
    def of(cls, kind: Kind, then: Remembered, deals: pd.DataFrame, days: int) -> Truth:
        """What the funnel brings within some days of the end of the book's day."""
        funnel, random = kind.funnel, np.random.default_rng(days)
        stays = random.exponential(funnel.mean_days, (DRAWS, len(funnel.mean_days)))
        left = np.cumsum(stays[:, ::-1], axis=1)[:, ::-1]
        onward = np.cumprod(funnel.advance[::-1])[::-1]
        by_stage = {
            f"S{place + 1}": float(onward[place] * (left[:, place] <= days).mean())
            for place in range(onward.size)
        }
        rows = state_of(then, pipeline=None, currency=None).open
        chance = pd.Series(rows["stage"].map(by_stage).to_numpy(float), index=rows["deal_id"])
        mine = deals.assign(chance=deals["deal_id"].map(chance)).dropna(subset=["chance"])
        a_day = kind.deals / funnel.history_days
        soon = [float((left[:, 0] <= day).mean()) for day in range(1, days + 1)]
        return cls(deals=mine, new=a_day * float(onward[0]) * sum(soon))

    def chance(self, kind: Kind, one: QuotaStanding, random: np.random.Generator) -> float:
        """P(quota is made): deals drawn at the funnel's rates."""
        column = {"owner": "owner", "team": "team"}.get(one.kind)
        mine = self.deals if column is None else self.deals[self.deals[column] == one.name]
        share = {"owner": 1 / 8, "team": 1 / 4}.get(one.kind, 1.0)
        won = random.random((DRAWS, len(mine))) < mine["chance"].to_numpy(float)
        new = random.poisson(self.new * share, DRAWS)
        total = won.sum(axis=1) + new.astype(float)
        if kind.metric == "revenue":
            draw = np.repeat(np.arange(DRAWS), new)
            values = random.lognormal(9, 0.5, draw.size)
            total = won @ mine["value"].to_numpy(float)
            total = total + np.bincount(draw, weights=values, minlength=DRAWS)
        return float((total >= (one.quota or 0.0) - one.amount - 1e-9).mean())


def with_people(book: DealBook) -> DealBook:
    """The book with two people a team, who share its deals evenly."""
    teams = book.deals["team"].to_pylist()
    owners = pa.array([f"{team}{place % 2}" for place, team in enumerate(teams)], pa.string())
    place = book.deals.schema.get_field_index("owner")
    return replace(book, deals=book.deals.set_column(place, "owner", owners))


def chances(kind: Kind, companies: int, seed: int) -> Iterator[dict[str, Any]]:
    """One row a quota: the chance that was told, and whether it was made."""
    for company in range(companies):
        random = np.random.default_rng([seed, company])
        book = with_people(simulate(kind.funnel, kind.deals, seed=seed * 10_000 + company))
        start = AS_OF - timedelta(days=QUARTER + int(random.integers(0, 120)))
        until = start + timedelta(days=QUARTER - 1)
        deals = quota_deals(book)
        quotas = _quotas(kind, deals, start, until, random)
        came = deals[closed_in(deals, start, until)]
        for into in INTO:
            day = start + timedelta(days=into - 1)
            found = check_quota(
                then := Remembered(book.at(day)), Beside(quotas=quotas), start=start, until=until
            )
            truth = Truth.of(kind, then, deals, (until - day).days)
            for one in (found.whole, *found.teams, *found.people):
                if one.chance is not None and one.quota and not one.met:
                    made = _amount(kind, came, one) >= one.quota - 1e-9
                    yield {
                        "kind": kind.name,
                        "who": one.kind,
                        "into": into,
                        "company": company,
                        "chance": one.chance,
                        "made": made,
                        "funnel": truth.chance(kind, one, random),
                    }


def _quotas(
    kind: Kind, deals: pd.DataFrame, start: date, until: date, random: np.random.Generator
) -> pd.DataFrame:
    """A quota for everyone, around what one sold in the four quarters before."""
    before = deals[closed_in(deals, start - timedelta(days=4 * QUARTER), start - timedelta(days=1))]
    people = sorted(set(deals["owner"]))
    sold = before["value"].sum() if kind.metric == "revenue" else len(before)
    usual = float(sold) / 4 / len(people)
    targets = usual * random.uniform(0.5, 1.5) * random.uniform(0.6, 1.4, len(people))
    if kind.metric == "deals":
        targets = np.maximum(1, np.round(targets))
    return pd.DataFrame(
        {
            "owner": people,
            "starts": pd.Timestamp(start),
            "ends": pd.Timestamp(until),
            "target": targets,
            "metric": kind.metric,
            "currency": "EUR",
        }
    )


def _amount(kind: Kind, came: pd.DataFrame, one: QuotaStanding) -> float:
    column = {"owner": "owner", "team": "team"}.get(one.kind)
    mine = came if column is None else came[came[column] == one.name]
    return float(mine["value"].sum()) if kind.metric == "revenue" else float(len(mine))


def by_decile(rows: pd.DataFrame) -> pd.DataFrame:
    """Quotas by decile of the chance: how many, mean chance, and how far it was off, with errors.

    ``made``: share made; ``funnel``: mean chance by the funnel. Errors are over companies, whose quotas
    hang together.
    """
    rows = rows.assign(decile=np.clip(np.digitize(rows["chance"], EDGES) - 1, 0, 9))
    told = []
    for decile, part in rows.groupby("decile"):
        row = {
            "decile": f"{EDGES[decile]:.1f}-{EDGES[decile + 1]:.1f}",
            "n": len(part),
            "chance": part["chance"].mean(),
        }
        for name in ("made", "funnel"):
            gap = (part[name] - part["chance"]).groupby(part["company"]).agg(["sum", "size"])
            mean = gap["sum"].sum() / len(part)
            error = np.sqrt(((gap["sum"] - gap["size"] * mean) ** 2).sum()) / len(part)
            row |= {name: part[name].mean(), f"{name} - chance": mean, f"{name} error": error}
        told.append(row)
    return pd.DataFrame(told)


def main() -> None:
    """Print, for each kind and for all, what was told and what came."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--companies", type=int, default=40, help="companies of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="two companies: does it work?")
    asked = parser.parse_args()
    companies = 2 if asked.quick else asked.companies
    rows = pd.DataFrame([row for kind in KINDS for row in chances(kind, companies, asked.seed)])
    pd.set_option("display.float_format", "{:.3f}".format)
    for name, part in (*rows.groupby("kind"), *rows.groupby("who"), ("all", rows)):
        print(f"\n{name}: {len(part)} quotas\n{by_decile(part).to_string(index=False)}", flush=True)


if __name__ == "__main__":
    main()
