"""Quotas as a table holds them: which lines count, which are set apart and why, whose they are."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from salestoolkit.core.part import Part
from salestoolkit.core.periods import span_of
from salestoolkit.core.plain_text import folded

WHO = ("owner", "team", "territory", "product")
"""Whose a quota can be, the finest first."""
PEOPLE = WHO[:3]
METRICS = ("revenue", "deals", "margin")
REASONS = (
    *("no_period", "missing", "negative", "unknown_owner", "unknown_metric"),
    *("other_currency", "repeated", "contradictory"),
)
"""Why a line is set apart: no known period, no target, one below 0, a person whom the book does not know,
a metric that is none of `METRICS`, another currency than that of the page, a line that is there twice,
lines that contradict each other."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Quotas:
    """Lines that count and lines that are set apart.

    ``lines``: owner, team, territory, product (``""`` where not named), start, end (first and last
    day), target, metric, currency (``""``), row (of the table, from 0). ``apart``: the
    same with ``reason``, one of `REASONS`.
    """

    lines: pd.DataFrame
    apart: pd.DataFrame

    def of_metric(self, metric: str) -> Quotas:
        """Only the lines of one metric."""
        return Quotas(lines=self.lines[self.lines["metric"] == metric], apart=self.apart)

    @property
    def metrics(self) -> tuple[str, ...]:
        """Metrics of the lines, money first."""
        there = set(self.lines["metric"])
        return tuple(name for name in METRICS if name in there)

    @property
    def apart_counts(self) -> dict[str, int]:
        """How many lines are set apart, by reason."""
        tally = self.apart["reason"].value_counts()
        return {name: int(tally[name]) for name in REASONS if name in tally}


def read_quotas(
    table: pd.DataFrame,
    *,
    owners: Collection[str] | None = None,
    currency: str | None = None,
) -> Quotas:
    """The lines of a table of quotas, each of them either counted or set apart with its reason.

    Parameters
    ----------
    table : DataFrame
        owner, team, territory, product, period (``2026-10``, ``2026-Q4``, ``2026``), starts, ends
        (days), target, metric (``deals``, ``margin``, else money), currency; all but target optional.
    owners : collection of str, optional
        The people whom the book knows: a quota of anyone else is set apart. Names are compared without
        regard to case and spaces, and come out as the book writes them.
    currency : str, optional
        Only lines in this currency, or without one, count; lines of deals always do.

    Examples
    --------
    >>> found = read_quotas(pd.DataFrame([
    ...     {"owner": "Ala", "period": "2026-Q4", "target": 9.0, "metric": "deals"},
    ...     {"owner": "Ola", "period": "2026-Q4", "target": -1.0, "metric": "deals"},
    ... ]))
    >>> found.lines["owner"].tolist(), found.apart_counts
    (['Ala'], {'negative': 1})
    """
    lines = _tidied(table, owners)
    reason = pd.Series(None, index=lines.index, dtype=object)
    checks = {
        "no_period": lines["start"].isna(),
        "missing": lines["target"].isna(),
        "negative": lines["target"] < 0,
        "unknown_metric": ~lines["metric"].isin(METRICS),
        "unknown_owner": _unknown(lines, owners),
        "other_currency": _other(lines, currency),
    }
    for name, mask in checks.items():
        reason = reason.where(reason.notna() | ~mask, name)
    good = lines[reason.isna()]
    reason = reason.where(reason.notna(), _doubled(good).reindex(lines.index))
    apart = lines.assign(reason=reason)[reason.notna()]
    return Quotas(
        lines=lines[reason.isna()].reset_index(drop=True), apart=apart.reset_index(drop=True)
    )


def lines_of(quotas: pd.DataFrame, part: Part | None, teams: Mapping[str, str]) -> pd.DataFrame:
    """Lines that make up the quota of a part, or of all.

    Of all: where people have quotas theirs, else the teams', else the territories', else the products':
    a team's quota is not counted beside those of its people. Of a part: those that it has itself, else
    those of its people. ``teams``: the team of each owner, where the lines do not name it. Where some
    lines of a person are for all products, those for single products are left out.
    """
    if part is None:
        levels = (quotas[quotas[level] != ""] for level in WHO)
        return _not_twice(next((rows for rows in levels if len(rows)), quotas))
    if part.dimension not in WHO or not part.value:
        return quotas[:0]
    own = quotas[quotas[part.dimension] == part.value]
    if part.dimension == "owner":
        return _not_twice(own)
    finer = WHO[: WHO.index(part.dimension)] if part.dimension in PEOPLE else PEOPLE
    itself = own[(own[list(finer)] == "").all(axis=1)]
    if part.dimension == "team" and itself.empty:
        named = quotas["team"].where(quotas["team"] != "", quotas["owner"].map(teams))
        own = quotas[(named == part.value) & (quotas["owner"] != "")]
    return own if part.dimension == "product" else _not_twice(itself if len(itself) else own)


def _not_twice(rows: pd.DataFrame) -> pd.DataFrame:
    """Without the lines for single products of someone who has lines for all of them."""
    whole = rows[rows["product"] == ""]
    some = set(map(tuple, whole[list(PEOPLE)].to_numpy()))
    keep = [
        product == "" or who not in some
        for who, product in zip(
            map(tuple, rows[list(PEOPLE)].to_numpy()), rows["product"], strict=True
        )
    ]
    return rows[np.array(keep, dtype=bool)]


def _tidied(table: pd.DataFrame, owners: Collection[str] | None) -> pd.DataFrame:
    """The columns that are read, with plain values; names as the book writes them."""
    columns = (*WHO, "period", "starts", "ends", "target", "metric", "currency")
    rows = table.reindex(columns=list(columns)).reset_index(drop=True)
    for name in (*WHO, "metric", "currency"):
        rows[name] = rows[name].astype(object).where(rows[name].notna(), "").astype(str).str.strip()
    known = {folded(name): name for name in owners or ()}
    rows["owner"] = [known.get(folded(name), name) if name else "" for name in rows["owner"]]
    spans = [_span(*one) for one in zip(rows["period"], rows["starts"], rows["ends"], strict=True)]
    rows["start"] = pd.Series([one and one[0] for one in spans], dtype=object)
    rows["end"] = pd.Series([one and one[1] for one in spans], dtype=object)
    target = pd.to_numeric(rows["target"], errors="coerce").astype(float)
    rows["target"] = target.where(target.abs() != math.inf)
    metric = rows["metric"].str.casefold()
    money = ~metric.isin(METRICS) & (metric.isin(["", "money", "value"]) | (rows["currency"] != ""))
    rows["metric"] = metric.where(~money, "revenue")
    rows["row"] = rows.index
    return rows[[*WHO, "start", "end", "target", "metric", "currency", "row"]]


def _span(period: Any, starts: Any, ends: Any) -> tuple[date, date] | None:
    """First and last day of a quota's period; None where it names none that is known."""
    if not pd.isna(starts) and not pd.isna(ends):
        first, last = pd.Timestamp(starts).date(), pd.Timestamp(ends).date()
        return (first, last) if first <= last else None
    return None if pd.isna(period) else span_of(str(period))


def _unknown(lines: pd.DataFrame, owners: Collection[str] | None) -> pd.Series:
    if owners is None:
        return pd.Series(False, index=lines.index)
    return (lines["owner"] != "") & ~lines["owner"].isin(list(owners))


def _other(lines: pd.DataFrame, currency: str | None) -> pd.Series:
    if currency is None:
        return pd.Series(False, index=lines.index)
    return (lines["metric"] != "deals") & ~lines["currency"].isin(["", currency])


def _doubled(lines: pd.DataFrame) -> pd.Series:
    """``repeated`` for a line that is there before, ``contradictory`` for all that differ in target."""
    key = [*WHO, "start", "end", "metric", "currency"]
    targets = lines.groupby(key)["target"].transform("nunique")
    again = lines.duplicated([*key, "target"])
    reason = pd.Series(None, index=lines.index, dtype=object)
    reason = reason.where(~again, "repeated")
    return reason.where(targets <= 1, "contradictory")
