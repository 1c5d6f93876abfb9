"""Why deals are lost, as far as the reasons written down can tell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from salestoolkit.core.competitors import Competitors, competitors
from salestoolkit.core.counts import LOST
from salestoolkit.core.funnel_counts import EVER, Source
from salestoolkit.core.funnel_stages import of_currency
from salestoolkit.core.lost_reason_tests import (
    CHANGE_COLUMNS,
    STAGE_COLUMNS,
    reason_changes,
    stage_concentrations,
)
from salestoolkit.core.proportions import wilson
from salestoolkit.core.reason_words import Reason, sorted_out
from salestoolkit.core.table_rows import rows_of
from salestoolkit.errors import BookError

DIMENSION = "lost_reason"
FEW_LOST = 30
"""Lost deals below which nothing is said of their reasons but the counts."""
ORDER = ("named", "other", "empty")
MUCH_UNKNOWN = 0.4
"""Share without a reason, or with one that says nothing, from which a ranking means little."""
REASON_COLUMNS = (
    *("reason", "kind", "n", "share", "share_low", "share_high"),
    *("of_named", "at_least", "at_most", "value_n", "lost_value", "spellings"),
)


def _without_rows(columns: Sequence[str]) -> Callable[[], pd.DataFrame]:
    return lambda: pd.DataFrame(columns=list(columns))


@dataclass(frozen=True, kw_only=True)
class LostReasons:
    """Reasons of lost deals as they were written down, and what stands behind them.

    lost : int
        Lost deals: the denominator of every share that is not said to have another.
    empty, other : int
        Of these, deals without a reason, and with one that says nothing ("other", "n/a").
    reasons : one row a reason, the most frequent first; then ``kind`` other and empty, if any
        reason (as most people spell it; ``""`` for other and empty), kind (named, other, empty), n,
        share = n / lost with Wilson's interval (share_low, share_high), of_named = n / named deals;
        at_least = n / lost and at_most = (n + unknown) / lost, between which the reason's true share
        lies whatever the deals without a reason were lost for; value_n, lost_value (sum of their
        values, None where not known), spellings (how many were put together).
    stages : one row a named reason and stage, see `core.lost_reason_tests.stage_concentrations`
    stage_order : keys of the process's stages, in order
    changes : one row a reason, see `core.lost_reason_tests.reason_changes`
    merged : int
        Deals whose reason was spelled otherwise than most of its kind.
    leads_anyway : bool
        Whether the first reason stays first whatever the deals without a reason were lost for.
    competitors : Competitors
    limits : codes (``lost_reasons.limits``): ``none_lost``, ``no_lost_reasons`` (nobody wrote any
        down), ``few_lost``, ``much_unknown``, ``free_text`` (mostly sentences that occur once),
        ``no_lost_stages``, ``no_lost_values``.
    """

    as_of: date
    currency: str | None
    competitors: Competitors
    level: float = 0.95
    lost: int = 0
    empty: int = 0
    other: int = 0
    reasons: pd.DataFrame = field(default_factory=_without_rows(REASON_COLUMNS))
    stages: pd.DataFrame = field(default_factory=_without_rows(STAGE_COLUMNS))
    stage_order: tuple[str, ...] = ()
    changes: pd.DataFrame = field(default_factory=_without_rows(CHANGE_COLUMNS))
    window_days: int | None = None
    within_days: int | None = None
    merged: int = 0
    leads_anyway: bool = False
    limits: tuple[str, ...] = ()

    @property
    def named(self) -> int:
        """Lost deals with a reason that says something."""
        return self.lost - self.unknown

    @property
    def unknown(self) -> int:
        """Lost deals without a reason, or with one that says nothing."""
        return self.empty + self.other

    @property
    def unknown_share(self) -> float | None:
        """Unknown / lost; None where no deal was lost."""
        return self.unknown / self.lost if self.lost else None


def lost_reasons(
    source: Source, *, currency: str | None, other: Collection[str] = (), level: float = 0.95
) -> LostReasons:
    """Which reasons stand behind lost deals, at which stage, and whether that has changed.

    Parameters
    ----------
    source : Source
        The page's counts; reasons are those of the page's own deals.
    currency : str, optional
        Whose values are added; None where they cannot be.
    other : collection of str
        Words that name no reason ("other", "n/a"), in the languages read: content, not code.
    level : float
        Of every interval.

    Returns
    -------
    LostReasons
        Also where no reason was written down: empty, with the limit that says so.
    """
    own = source.own()
    found = LostReasons(
        as_of=source.book.as_of,
        currency=currency or None,
        competitors=competitors(own, other=other, level=level),
        level=level,
    )
    lost = _lost_deals(own)
    if lost is None or not len(lost):
        return replace(found, limits=("no_lost_reasons" if lost is None else "none_lost",))
    known = _sorted(lost, other)
    return _with_limits(_told(found, own, _labelled(lost, known, currency), known))


def _told(
    found: LostReasons, own: Source, lost: pd.DataFrame, known: dict[str, Reason]
) -> LostReasons:
    """The result with everything that the lost deals tell."""
    reasons = _reason_table(lost, found.level)
    counted = reasons.groupby("kind")["n"].sum()
    empty, vague = int(counted.get("empty", 0)), int(counted.get("other", 0))
    changes, process = reason_changes(own, known, level=found.level), own.everyone().process
    return replace(
        found,
        lost=int(reasons["n"].sum()),
        empty=empty,
        other=vague,
        reasons=reasons,
        stages=stage_concentrations(lost, process, level=found.level),
        stage_order=tuple(stage.key for stage in process.stages),
        changes=changes.table,
        window_days=changes.window_days,
        within_days=changes.within_days,
        merged=_merged(lost),
        leads_anyway=_leads_anyway(reasons, empty + vague),
    )


def _lost_deals(own: Source) -> pd.DataFrame | None:
    """Lost deals by reason and furthest stage; None where the book has no such column."""
    try:
        deals = own.counted(EVER, DIMENSION).deals
    except BookError as error:
        if error.code != "unknown_dimension":
            raise
        return None
    return deals[(deals["fate"] == LOST).to_numpy(dtype=bool)]


def _sorted(lost: pd.DataFrame, other: Collection[str]) -> dict[str, Reason]:
    sizes = lost.groupby("part")["n"].sum()
    return sorted_out({str(text): int(n) for text, n in sizes.items()}, other)


def _labelled(lost: pd.DataFrame, known: dict[str, Reason], currency: str | None) -> pd.DataFrame:
    """The deals with their reason, and with the value that may be added."""
    reasons = [known[text] for text in lost["part"]]
    mine = of_currency(lost, currency)
    return lost.assign(
        kind=[reason.kind for reason in reasons],
        reason=[reason.label for reason in reasons],
        value_n=lost["value_n"].where(mine, 0),
        value_sum=lost["value_sum"].where(mine, 0.0),
    )


def _reason_table(lost: pd.DataFrame, level: float) -> pd.DataFrame:
    groups = lost.groupby(["kind", "reason"], as_index=False, sort=True)
    sums = groups.agg(
        n=("n", "sum"),
        value_n=("value_n", "sum"),
        lost_value=("value_sum", "sum"),
        spellings=("part", "nunique"),
    )
    every, named = int(sums["n"].sum()), int(sums.loc[sums["kind"] == "named", "n"].sum())
    rows = [_reason_row(row, every, named, level) for row in rows_of(sums)]
    rows.sort(key=lambda row: (ORDER.index(row["kind"]), -row["n"], row["reason"]))
    return pd.DataFrame(rows, columns=list(REASON_COLUMNS))


def _reason_row(row: dict[Any, Any], every: int, named: int, level: float) -> dict[str, Any]:
    n, is_named = int(row["n"]), row["kind"] == "named"
    low, high = wilson(n, every, level=level)
    return {
        **row,
        "share": n / every,
        "share_low": low,
        "share_high": high,
        "of_named": n / named if is_named else None,
        "at_least": n / every if is_named else None,
        "at_most": (n + every - named) / every if is_named else None,
        "lost_value": row["lost_value"] if row["value_n"] else None,
    }


def _merged(lost: pd.DataFrame) -> int:
    """Deals whose named reason is spelled otherwise than most people spell it."""
    named = lost[(lost["kind"] == "named").to_numpy(dtype=bool)]
    otherwise = (named["part"] != named["reason"]).to_numpy(dtype=bool)
    return int(named.loc[otherwise, "n"].sum())


def _leads_anyway(reasons: pd.DataFrame, unknown: int) -> bool:
    """Whether the second reason stays behind the first even with every deal of unknown reason."""
    sizes = [int(n) for n in reasons.loc[reasons["kind"] == "named", "n"]]
    return bool(sizes) and sizes[0] > (sizes[1] if len(sizes) > 1 else 0) + unknown


def _with_limits(found: LostReasons) -> LostReasons:
    named = found.reasons[(found.reasons["kind"] == "named").to_numpy(dtype=bool)]
    once = int((named["n"] == 1).sum())
    checks = {
        "no_lost_reasons": not found.named,
        "few_lost": found.lost < FEW_LOST,
        "much_unknown": bool(found.named) and found.unknown >= MUCH_UNKNOWN * found.lost,
        "free_text": found.named >= FEW_LOST and 2 * once > found.named,
        "no_lost_stages": bool(found.named) and not len(found.stages),
        "no_lost_values": bool(found.named) and not int(found.reasons["value_n"].sum()),
    }
    return replace(found, limits=tuple(code for code, holds in checks.items() if holds))
