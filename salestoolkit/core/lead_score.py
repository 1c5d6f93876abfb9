"""A score for new leads, learned from the team's own deals where there are enough of them.

A penalised logistic regression on what was known at the start, judged on companies it has not seen,
against the base rate and against the verdicts of a scheme. Where the data do not carry it: a refusal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from salestoolkit.core.bands import Array
from salestoolkit.core.cohorts import HasHistory, usual_window
from salestoolkit.core.counts import OPEN
from salestoolkit.core.goal_book import whole_deals
from salestoolkit.core.lead_score_data import (
    AT_THE_START,
    Coded,
    PastDeals,
    coded,
    past_deals,
    refuse_later_fields,
)
from salestoolkit.core.lead_score_fit import Calibrated, fit_calibrated
from salestoolkit.core.lead_score_folds import Fold, Ints, Order, grouped_folds, time_folds
from salestoolkit.core.lead_score_measures import brier, brier_gain, ranking, reliability
from salestoolkit.core.lead_score_parts import Effect, LeadScore, Refusal, Why, design
from salestoolkit.core.lead_score_rule import against_verdicts
from salestoolkit.core.qualification import Verdict

__all__ = ["LeadScore", "Refusal", "lead_fields", "learn_lead_score", "score_open"]

WINS_EACH = 10
"""Won deals, and deals not won, that each number to be learned needs (Peduzzi and others 1996)."""
FOLDS = 5


def learn_lead_score(
    book: HasHistory,
    *,
    fields: Sequence[str] | None = None,
    told: pd.DataFrame | None = None,
    verdicts: Mapping[str, Verdict] | None = None,
    pipeline: str | None = None,
    window_days: int | None = None,
    order: Order = "companies",
) -> LeadScore | Refusal:
    """Learn a score from past deals, or say why they do not carry one.

    Parameters
    ----------
    fields : sequence of str, optional
        What the score may see; those of `AT_THE_START` that say anything, and all of ``told``, where
        not given. Fields that were only known later are refused.
    told : DataFrame, optional
        What the team noted when it qualified the leads, by ``deal_id`` as index: answers, facts. A
        column ``asked_on`` says when; what was noted on or after the day of the close, or once the window
        was over, is not used: only a deal that was not won could still be asked.
    verdicts : mapping, optional
        Verdict of each deal by its id, to hold the score against.
    window_days : int, optional
        Days that a deal has to be won in; those within which nearly all wins come where not given.
    order : str
        ``companies``: folds of whole companies; ``time``: each block is predicted from what was known
        before it began.

    Raises
    ------
    InvalidValue
        ``score_field``, ``score_field_<why>``.
    """
    pipeline = book.pipeline_or_largest(pipeline)
    window = window_days or usual_window(whole_deals(book, pipeline, None).curve)
    if window is None:
        return Refusal(why="no_window", as_of=book.as_of)
    frame = book.deals_frame(pipeline=pipeline)
    table, late = lead_fields(frame, told, window_days=window)
    if fields is not None:
        refuse_later_fields(fields, list(table.columns))
    chosen = table[list(fields) if fields is not None else list(table.columns)]
    past = past_deals(frame, chosen, as_of=book.as_of, window_days=window)
    found = [(name, coded(name, past.fields[name])) for name in chosen.columns]
    codes = tuple(code for _, code in found if code is not None)
    refusal = _refusal(past, codes, book.as_of)
    if refusal is not None:
        return refusal
    folds = _folds(past, codes, order)
    if not folds:
        return _refused("no_folds", past, codes, book.as_of)
    silent = tuple(name for name, code in found if code is None)
    return _learned(past, codes, folds, silent, late, verdicts or {}, order, book.as_of)


def lead_fields(
    frame: pd.DataFrame, told: pd.DataFrame | None, *, window_days: int
) -> tuple[pd.DataFrame, int]:
    """What was known of deals at the start, row by row, and how many answers came too late."""
    table = pd.DataFrame({name: frame[name].astype(object) for name in AT_THE_START})
    table.index = pd.Index(frame["deal_id"].astype(str))
    if told is None:
        return table.reset_index(drop=True), 0
    known = told[~told.index.duplicated()].reindex(table.index)
    asked = known.pop("asked_on") if "asked_on" in known else pd.Series(None, index=known.index)
    over = frame["created_on"] + pd.Timedelta(days=window_days)
    ends = frame["closed_on"].fillna(over).where(~(frame["closed_on"] > over), over)
    late = np.array(
        [
            not pd.isna(day) and not pd.isna(end) and day >= end.date()
            for day, end in zip(asked, ends, strict=True)
        ],
        dtype=bool,
    )
    answered = known.select_dtypes(bool).columns
    known = known.astype(dict.fromkeys(answered, object)).mask(
        np.tile(late[:, None], known.shape[1])
    )
    new = [name for name in known.columns if name not in table.columns]
    joined = pd.concat([table, known[new]], axis=1)
    return joined.reset_index(drop=True), int(late.sum())


def score_open(
    book: HasHistory,
    score: LeadScore,
    *,
    told: pd.DataFrame | None = None,
    pipeline: str | None = None,
) -> pd.DataFrame:
    """Open deals younger than the window with their chance, in the order of the book.

    Columns deal_id, title, organization, stage, created_on, chance: that at the start; how long the
    deal has been open since is not in it.
    """
    frame = book.deals_frame(pipeline=book.pipeline_or_largest(pipeline))
    table, _ = lead_fields(frame, told, window_days=score.window_days)
    young = (frame["fate"] == OPEN) & (frame["age_days"].astype("Float64") < score.window_days)
    rows = np.flatnonzero(young.fillna(False).to_numpy(dtype=bool))
    shown = frame.iloc[rows][["deal_id", "title", "organization", "stage", "created_on"]]
    return shown.assign(chance=score.chances(table.iloc[rows])).reset_index(drop=True)


def _learned(
    past: PastDeals,
    codes: tuple[Coded, ...],
    folds: Sequence[Fold],
    silent: tuple[str, ...],
    late: int,
    verdicts: Mapping[str, Verdict],
    order: Order,
    as_of: date,
) -> LeadScore:
    columns = design(codes, past.fields)
    chances, base = np.full(past.n, np.nan), np.full(past.n, np.nan)
    for one in folds:
        model = _fit(columns, past, one.train)
        chances[one.test] = model.chances(columns[one.test])
        base[one.test] = past.won[one.train].mean()
    tested = np.flatnonzero(~np.isnan(chances))
    chances, base, won = chances[tested], base[tested], past.won[tested]
    company = [past.company[place] for place in tested]
    whole = _fit(columns, past, np.arange(past.n))
    return LeadScore(
        as_of=as_of,
        window_days=past.window_days,
        n=past.n,
        won=past.wins,
        immature=past.immature,
        no_date=past.no_date,
        late=late,
        order=order,
        fields=tuple((one.name, one.parameters) for one in codes),
        silent=silent,
        effects=_effects(codes, whole, past),
        tested=len(tested),
        ranking=ranking(chances, won, company),
        brier=brier(chances, won),
        base_brier=brier(base, won),
        gain=brier_gain(chances, base, won, company),
        bins=reliability(chances, won),
        rule=against_verdicts(past, folds, chances, tested, verdicts),
        codes=codes,
        model=whole,
    )


def _refusal(past: PastDeals, codes: tuple[Coded, ...], as_of: date) -> Refusal | None:
    if not codes:
        return _refused("no_fields" if past.n else "no_ripe", past, codes, as_of)
    needed = WINS_EACH * sum(one.parameters for one in codes)
    if past.wins < needed:
        return _refused("few_won", past, codes, as_of)
    return _refused("few_lost", past, codes, as_of) if past.n - past.wins < needed else None


def _refused(
    why: Why,
    past: PastDeals,
    codes: tuple[Coded, ...],
    as_of: date,
) -> Refusal:
    parameters = sum(one.parameters for one in codes)
    have = past.n - past.wins if why == "few_lost" else past.wins
    left, leave_out = parameters, []
    for one in sorted(codes, key=lambda code: -code.parameters):
        if left * WINS_EACH <= have:
            break
        leave_out.append(one.name)
        left -= one.parameters
    return Refusal(
        why=why,
        as_of=as_of,
        n=past.n,
        have=have,
        needed=WINS_EACH * parameters,
        parameters=parameters,
        fields=tuple((one.name, one.parameters) for one in codes),
        leave_out=tuple(leave_out) if left else (),
        window_days=past.window_days,
        immature=past.immature,
    )


def _folds(past: PastDeals, codes: Sequence[Coded], order: Order) -> tuple[Fold, ...]:
    if order == "companies":
        return grouped_folds(past.company, past.created, past.won, FOLDS)
    needed = WINS_EACH * sum(one.parameters for one in codes)
    found = time_folds(past.company, past.created, FOLDS, window_days=past.window_days)
    # the first blocks are predicted from little: only what would be learned from at all counts
    return tuple(
        one for one in found if needed <= past.won[one.train].sum() <= len(one.train) - needed
    )


def _fit(columns: Array, past: PastDeals, rows: Ints) -> Calibrated:
    company = [past.company[place] for place in rows]
    return fit_calibrated(columns[rows], past.won[rows], company, past.created[rows])


def _effects(codes: Sequence[Coded], model: Calibrated, past: PastDeals) -> tuple[Effect, ...]:
    slopes, found, place = model.log_odds, [], 0
    for one in codes:
        columns = one.columns(past.fields[one.name])
        if one.number:
            odds = float(np.exp(slopes[place] * np.log(10)))
            known = past.n - int(columns[:, 1].sum()) if one.missing else past.n
            found.append(Effect(field=one.name, level="", base="", odds=odds, n=known))
        for level, slope, column in zip(
            one.levels, slopes[place : place + one.parameters], columns.T, strict=False
        ):
            odds, n = float(np.exp(slope)), int(column.sum())
            found.append(Effect(field=one.name, level=level, base=one.base, odds=odds, n=n))
        place += one.parameters
    return tuple(found)
