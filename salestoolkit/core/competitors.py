"""Competitors by name: how often one was there, and how the deals ended, with care.

A competitor is mostly written down when a deal is lost to it, so deals "with" one look worse than
they are. Whether that is so is looked at before anything is compared.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import stats

from salestoolkit.core.bands import TIED
from salestoolkit.core.breakdown_counts import exact_p, watched
from salestoolkit.core.ends import Ends, ends_by_stage
from salestoolkit.core.funnel_counts import EVER, Source
from salestoolkit.core.incidence import Incidence
from salestoolkit.core.lost_reason_tests import discoveries
from salestoolkit.core.reason_words import sorted_out
from salestoolkit.core.two_groups import two_groups
from salestoolkit.errors import BookError

DIMENSION = "competitor"
NOISE = 0.005
"""How often all the competitors of a page of which none matters may make one stand out."""
ENOUGH = 30
"""Deals on either side without which a share won is not held against another."""
EXPECTED = 5
"""Wins expected on either side, and deals of each fate, below which a comparison would not hold."""
SURELY = 0.05
"""p-value from which competitors are taken to be noted otherwise of closed deals than of open ones."""
COMPETITOR_COLUMNS = (
    *("competitor", "n", "won", "lost", "open", "share", "share_low", "share_high"),
    *("difference", "difference_low", "difference_high", "p_value", "q_value", "differs"),
)
Noted = Literal["evenly", "when_closed", "when_lost", "unknown"]


@dataclass(frozen=True, kw_only=True)
class Competitors:
    """Deals by the competitor that was named, against those with none named.

    deals, named : int
        Deals of the page, and those with a competitor named.
    noted : str
        ``when_lost`` where (almost) only lost deals have one, ``when_closed`` where open deals have
        one much less often than closed ones, ``unknown`` where too few deals tell, else ``evenly``.
        Only then is the comparison more than a habit of writing.
    named_open, named_won, named_lost, named_closed : share of these deals with a competitor named
    table : one row a competitor, the most frequent first; ``""`` (last) for deals with none named
        competitor, n, won, lost, open; share won within ``horizon`` days (Aalen-Johansen, open deals
        censored) with its interval; difference to the deals with none named with its interval (two
        variances added), p_value (Fisher's exact test), q_value (Benjamini-Hochberg), differs (q <=
        `NOISE`, `ENOUGH` deals on either side, and noted evenly).
    horizon : usual time of a deal in days, None where not known
    """

    deals: int
    named: int
    noted: Noted
    named_open: float | None
    named_won: float | None
    named_lost: float | None
    named_closed: float | None
    horizon: int | None
    table: pd.DataFrame = field(repr=False)


def competitors(own: Source, *, other: Collection[str] = (), level: float = 0.95) -> Competitors:
    """Who was up against us, and how deals ended with and without them named.

    Parameters
    ----------
    own : Source
        The page's own deals.
    other : collection of str
        Words that name nobody ("none", "n/a"), in the languages read.
    """
    ends = _ends_by_name(own, other)
    sizes = {name: group.count() for name, group in ends.items()}
    named = sum(n for name, n in sizes.items() if name)
    horizon = own.usual_days("") if named else None
    order = sorted((name for name in ends if name), key=lambda name: (-sizes[name], name))
    rows = [_row(name, ends[name], ends.get(""), horizon, level) for name in order]
    if "" in ends and rows:
        rows.append(_row("", ends[""], None, horizon, level))
    won, lost = _tallies(ends, 1), _tallies(ends, 2)
    found = Competitors(
        deals=sum(sizes.values()),
        named=named,
        noted=_noted(ends),
        named_open=_share(_tallies(ends, 0)),
        named_won=_share(won),
        named_lost=_share(lost),
        named_closed=_share((won[0] + lost[0], won[1] + lost[1])),
        horizon=horizon,
        table=pd.DataFrame(rows, columns=list(COMPETITOR_COLUMNS)),
    )
    return _with_verdicts(found)


def _ends_by_name(own: Source, other: Collection[str]) -> dict[str, Ends]:
    """How deals ended, by competitor; empty where the book has no such column."""
    try:
        cycles = own.counted(EVER, DIMENSION).cycles
    except BookError as error:
        if error.code != "unknown_dimension":
            raise
        return {}
    sizes = {str(text): int(n) for text, n in cycles.groupby("part")["n"].sum().items()}
    known = sorted_out(sizes, other)
    names = np.array([known[text].label for text in cycles["part"]], dtype=object)
    return {
        str(name): ends_by_stage(cycles[names == name].drop(columns="part"))[""]
        for name in dict.fromkeys(names)
    }


def _row(
    name: str, ends: Ends, none: Ends | None, horizon: int | None, level: float
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "competitor": name,
        "n": ends.count(),
        "won": ends.count(1),
        "lost": ends.count(2),
        "open": ends.count(0),
    }
    if horizon is None:
        return row
    curve = _until(ends.curve, horizon)
    low, high = curve.interval(horizon, level=level)
    row |= {"share": curve.at(horizon), "share_low": low, "share_high": high}
    if none is None or not _comparable(ends, none):
        return row
    held = two_groups(_until(none.curve, horizon), curve, horizon, level=level)
    return row | {
        "difference": held.difference,
        "difference_low": held.low,
        "difference_high": held.high,
        "p_value": _p_value(ends, none, horizon),
    }


def _p_value(ends: Ends, none: Ends, horizon: int) -> float | None:
    """Fisher's exact test on the numbers of deals that both shares are worth.

    That of two added variances names too many where a competitor has a hundred deals and a tenth is won.
    """
    one, other = watched(ends, horizon), watched(none, horizon)
    if one is None or other is None:
        return None
    return exact_p(one.won, one.worth, other.won, other.worth)


def _with_verdicts(found: Competitors) -> Competitors:
    table = found.table
    p = table["p_value"].to_numpy(dtype=float, na_value=np.nan)
    q = discoveries(p)
    differs = (q <= NOISE) & (found.noted == "evenly")
    return replace(found, table=table.assign(q_value=q, differs=differs))


def _until(curve: Incidence, horizon: int) -> Incidence:
    """The curve as far as the horizon, where every deal had ended before."""
    ended = curve.last is not None and (curve.survival_at(curve.last) or 0.0) <= TIED
    return replace(curve, last=max(float(horizon), curve.last or 0.0)) if ended else curve


def _comparable(one: Ends, other: Ends) -> bool:
    """Whether both sides have deals enough, and wins enough can be expected on either."""
    sizes = [ends.clocked.count() for ends in (one, other)]
    wins = sum(ends.clocked.count(1) for ends in (one, other))
    return min(sizes) >= ENOUGH and wins * min(sizes) >= EXPECTED * sum(sizes)


def _tallies(ends: Mapping[str, Ends], outcome: int) -> tuple[int, int]:
    """Deals with this outcome that have a competitor named, and all of them."""
    every = {name: group.count(outcome) for name, group in ends.items()}
    return sum(n for name, n in every.items() if name), sum(every.values())


def _share(tally: tuple[int, int]) -> float | None:
    return tally[0] / tally[1] if tally[1] else None


def _noted(ends: Mapping[str, Ends]) -> Noted:
    """When competitors are written down, judged by the open deals, which have no outcome yet."""
    still, won, lost = (_tallies(ends, outcome) for outcome in (0, 1, 2))
    closed = (won[0] + lost[0], won[1] + lost[1])
    if min(still[1], won[1], lost[1]) < EXPECTED or still[0] + closed[0] < ENOUGH:
        return "unknown"
    table = [[still[0], still[1] - still[0]], [closed[0], closed[1] - closed[0]]]
    rarer = float(stats.fisher_exact(table, alternative="less").pvalue) <= SURELY
    if not rarer or 2 * still[0] * closed[1] >= closed[0] * still[1]:
        return "evenly"
    return "when_lost" if 2 * won[0] * lost[1] < lost[0] * won[1] else "when_closed"
