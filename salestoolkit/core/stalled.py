"""Open deals one by one: their chance now and on entry, and which of them have stalled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from salestoolkit.core.counts import OPEN, HasCounts
from salestoolkit.core.deal_chances import DealChances, chances_of, clocks_of
from salestoolkit.core.funnel_counts import Source
from salestoolkit.core.part import Part

HALF = 0.5
"""A deal whose chance fell below this share of that on entry has stalled."""

COLUMNS = (
    *("source_name", "deal_id", "title", "organization", "owner", "team"),
    *("stage", "stage_name", "waiting", "stage_days", "age_days"),
    *("value", "currency", "chance", "chance_entry", "basis", "n"),
    *("worth", "worth_entry", "usual_days", "below_half", "past_usual", "beyond", "stalled"),
    *("idle_days", "next_step", "saved_chance", "saves"),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Stalled:
    """The open deals of a page, and which of them have stalled.

    rows : one row an open deal, those on top from which a call today could save most
        stage_days (since it came into its stage), age_days (since it was created);
        chance (still to win, at its age), chance_entry (on its first day in the stage), ``basis``
        (``stage``, or ``deal`` where the clock of whole deals tells: `chance_entry` is then that on
        creation), n (visits or deals behind them);
        worth and worth_entry (value x chance), usual_days (by which four of five that move on have
        done so);
        below_half (chance below half of that on entry), past_usual (longer here than usual_days),
        beyond (older than any that was seen to end: no chance can be told), stalled (one of these);
        idle_days (since the last activity, a flag of its own), next_step (``planned``, ``overdue``,
        ``none``, or None where the export tells of no next steps);
        saved_chance = min(chance, chance_entry - chance), and saves = value x saved_chance.
    currency : whose values ``worth`` and ``saves`` are in; None where there are none, or several.
    reason : why there are no rows: ``no_deal_list`` (the book only counts), ``none_open``.
    limits : what cannot be told: ``few_ended`` (no chances), ``no_values``, ``several_currencies``,
        ``no_activities``, ``no_next_steps``, ``no_stage_history`` (chances by the age of deals alone).

    A call can save no more than what is still to be won, and give back no more than what waiting has
    taken: ``saves`` is the smaller of the two, so that neither a deal that is as good as lost nor one
    that has lost nothing comes first. It is a ceiling to sort by: the book does not tell what a call
    does, only how deals of that age went on.
    """

    as_of: date
    part: Part | None
    currency: str | None
    rows: pd.DataFrame
    reason: str | None = None
    limits: tuple[str, ...] = ()

    @property
    def open(self) -> int:
        """Number of open deals."""
        return len(self.rows)

    @property
    def stalled(self) -> pd.DataFrame:
        """Rows of the deals that have stalled."""
        return self.rows[self.rows["stalled"].to_numpy(dtype=bool)].reset_index(drop=True)


def stalled_deals(
    book: HasCounts,
    *,
    pipeline: str | None = None,
    part: Part | None = None,
    currency: str | None = None,
    source: Source | None = None,
) -> Stalled:
    """Which open deals have stalled: their chance now, on entry, and what a call could save.

    A deal has stalled where its chance still to win, (F1(last) - F1(a)) / S(a) at age a in its stage,
    is below half of that on entry, where it is older than four of five of those that move on from its
    stage when they do, or older than any that was seen to end. A deal that came back to a stage is
    taken as one that has just entered it.

    Parameters
    ----------
    book : HasCounts
        A book that can list its deals too; one that only counts gives no rows, with the reason.
    part : Part, optional
        The part of the book that the page is about.
    currency : str, optional
        Whose values are compared; needed where there are several.
    source : Source, optional
        Where the same page has been counted already.

    Examples
    --------
    >>> import pandas as pd
    >>> Stalled(as_of=date(2026, 1, 1), part=None, currency=None,
    ...         rows=pd.DataFrame(columns=list(COLUMNS)), reason="none_open").open
    0
    """
    if source is None:
        source = Source(book, pipeline, *((part.dimension, part.value) if part else (None, None)))
    frame = open_frame(source)
    if frame is None or frame.empty:
        reason = "no_deal_list" if frame is None else "none_open"
        rows = pd.DataFrame(columns=list(COLUMNS))
        return Stalled(as_of=book.as_of, part=part, currency=None, rows=rows, reason=reason)
    chances = DealChances(source)
    money, several = _currency(frame, currency)
    rows = _identity(frame, source)
    rows = _valued(_timed(rows, frame, chances), money, several=several)
    rows["next_step"] = _next_steps(frame, source)
    rows["idle_days"] = frame["idle_days"].astype("Int64")
    return Stalled(
        as_of=book.as_of,
        part=part,
        currency=money,
        rows=_sorted(rows)[list(COLUMNS)],
        limits=_limits(rows, chances, several=several),
    )


def open_frame(source: Source) -> pd.DataFrame | None:
    """The page's open deals, one row each; None where the book can only count."""
    book, whole = source.own().book, source.book
    if not hasattr(book, "deals_frame") or not hasattr(whole, "pipeline_or_largest"):
        return None
    pipeline = whole.pipeline_or_largest(source.pipeline)
    frame: pd.DataFrame = book.deals_frame(fate=OPEN, pipeline=pipeline)
    return frame


def _identity(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Who the deals are and where they stand, by the names that people know."""
    stages = {stage.key: stage for stage in source.everyone().process.stages}
    names = ["source_name", "deal_id", "title", "organization", "owner", "team", "stage"]
    rows = frame[names].astype(object).where(frame[names].notna(), None)
    found = [stages.get(key) for key in rows["stage"]]
    return rows.assign(
        stage_name=[
            key if one is None else one.name for one, key in zip(found, rows["stage"], strict=True)
        ],
        waiting=[one is not None and one.waiting for one in found],
        age_days=frame["age_days"].astype("Int64"),
        stage_days=_stage_days(frame, source),
        value=frame["value"].astype(float),
        currency=frame["currency"].astype(object).where(frame["currency"].notna(), None),
    )


def _stage_days(frame: pd.DataFrame, source: Source) -> pd.Series:
    """Whole days since each deal came into its stage; missing where its day is not known."""
    entered = pd.to_datetime(frame["stage_entered"])
    days: pd.Series = (pd.Timestamp(source.book.as_of) - entered).dt.days.astype("Int64")
    return days.where(days >= 0)


def _timed(rows: pd.DataFrame, frame: pd.DataFrame, chances: DealChances) -> pd.DataFrame:
    """Chances, usual times and flags by the clock of each deal."""
    clock, days = clocks_of(rows, chances)
    by_name = {
        name: chances.of_stage(name) if name else chances.whole for name in clock.dropna().unique()
    }
    told = {name: one for name, one in by_name.items() if one is not None and name is not None}
    chance = chances_of(clock, days, told)
    entry = clock.map({name: one.chance_at_entry for name, one in told.items()}).astype(float)
    usual = clock.map({name: one.usual_days for name, one in told.items()}).astype(float)
    known = clock.isin(list(told))
    beyond, below, past = chance.isna() & known, chance < HALF * entry, days > usual
    return rows.assign(
        basis=clock.map({name: "stage" if name else "deal" for name in told}).astype(object),
        n=clock.map({name: one.n for name, one in told.items()}).astype("Int64"),
        chance=chance,
        chance_entry=entry,
        usual_days=usual,
        below_half=below,
        past_usual=past,
        beyond=beyond,
        stalled=below | past | beyond,
        saved_chance=chance.where(chance < entry - chance, entry - chance).clip(lower=0.0),
    )


def _currency(frame: pd.DataFrame, wanted: str | None) -> tuple[str | None, bool]:
    """Currency of the values that are compared (``""``: without one), and whether one must be chosen."""
    if wanted is not None:
        return wanted, False
    named = sorted({str(name) for name in frame.loc[frame["value"].notna(), "currency"].dropna()})
    if len(named) > 1:
        return None, True
    return next(iter(named), "" if frame["value"].notna().any() else None), False


def _valued(rows: pd.DataFrame, money: str | None, *, several: bool) -> pd.DataFrame:
    """What the deals are worth now, were worth on entry, and what a call could save."""
    known = (rows["currency"].fillna("") == (money or "")) & (not several)
    value = rows["value"].where(known)
    return rows.assign(
        worth=value * rows["chance"],
        worth_entry=value * rows["chance_entry"],
        saves=value * rows["saved_chance"],
    )


def _next_steps(frame: pd.DataFrame, source: Source) -> list[str | None]:
    """Whether each deal has a next step; None everywhere where the export tells of none."""
    planned = pd.to_datetime(frame["next_activity_at"], utc=True)
    if planned.isna().all():
        return [None] * len(frame)
    zone = getattr(source.book, "timezone", "UTC")
    today = pd.Timestamp(source.book.as_of).tz_localize(zone)
    late = planned < today
    return [
        "none" if missing else "overdue" if past else "planned"
        for missing, past in zip(planned.isna(), late, strict=True)
    ]


def _sorted(rows: pd.DataFrame) -> pd.DataFrame:
    """What a call could save first: in money, else in chance; ties by value and id."""
    order = rows.sort_values(
        ["saves", "saved_chance", "value", "source_name", "deal_id"],
        ascending=[False, False, False, True, True],
        na_position="last",
        kind="stable",
    )
    return order.reset_index(drop=True)


def _limits(rows: pd.DataFrame, chances: DealChances, *, several: bool) -> tuple[str, ...]:
    """What this book cannot tell of its open deals."""
    missing = {
        "no_stage_history": not chances.by_stage,
        "few_ended": bool((rows["basis"].isna()).all()),
        "several_currencies": several,
        "no_values": bool(rows["value"].isna().all()),
        "no_activities": bool(rows["idle_days"].isna().all()),
        "no_next_steps": bool(rows["next_step"].isna().all()),
    }
    return tuple(name for name, is_so in missing.items() if is_so)
