"""How fast leads got a first answer, and what became of them: an association, not an effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from salestoolkit.core.cohorts import Cohort, HasHistory, usual_window
from salestoolkit.core.counts import LOST, WON
from salestoolkit.core.incidence import aalen_johansen
from salestoolkit.core.proportions import Interval
from salestoolkit.core.two_rates import newcombe, score_p_value
from salestoolkit.errors import BookError

BANDS = (1.0, 4.0, 24.0, 72.0, 168.0)
"""Ends of the bands of response time in hours, each included; the last band has no end."""
DAY_BANDS = (0.0, 1.0, 3.0, 7.0)
"""The same in calendar days, where the export gives days without a time."""
FEW_LEADS = 30


@dataclass(frozen=True, kw_only=True)
class ResponseBand:
    """Leads that got their first answer within (after, upto], and what became of them.

    ``after`` is None for the first band, ``upto`` for the last. ``share`` won within the window after
    the answer (Aalen-Johansen), ``n`` the number of leads that it is worth.
    """

    after: float | None
    upto: float | None
    leads: int
    share: float | None
    interval: Interval
    n: float

    @property
    def few(self) -> bool:
        """Too few leads to say much."""
        return self.leads < FEW_LEADS


@dataclass(frozen=True, kw_only=True)
class LeadResponse:
    """Time to the first answer against what became of the leads.

    ``answered`` leads stand in the bands. Set apart and counted: ``before`` (the first activity is
    earlier than the lead), ``ended`` (closed before any answer); ``unanswered`` are still open.
    ``in_days`` tells that times are calendar days, else hours; ``median`` is that of the answered.
    ``difference``: share won of ``within_day`` (answered on the first or the next day where only days
    are known) minus that of ``later``.
    """

    as_of: date
    sources: tuple[str, ...]
    leads: int
    answered: int
    unanswered: int
    before: int
    ended: int
    in_days: bool
    median: float | None
    horizon_days: int | None
    bands: tuple[ResponseBand, ...]
    within_day: ResponseBand
    later: ResponseBand
    difference: float | None
    difference_interval: Interval
    p_value: float | None
    level: float


def lead_response(
    book: HasHistory,
    activities: pd.DataFrame,
    *,
    pipeline: str | None = None,
    sources: Sequence[str] | None = None,
    timezone: str = "UTC",
    level: float = 0.95,
) -> LeadResponse:
    """Do leads that were answered sooner end better?

    Hours from creation to the first activity done, in bands, and the share won in each within the
    usual window *after the answer* (Aalen-Johansen, open deals censored): the clock of a lead starts
    with its answer, or those answered late would have had to stay open until then. Whom one answers first
    is no accident, so the difference is an association.

    Parameters
    ----------
    book : HasHistory
        A deal book.
    activities : DataFrame
        source_name, deal_id, at (with time zone) of activities that were done.
    sources : sequence of str, optional
        Only leads from these sources, for instance the inbound ones; else all.
    timezone : str
        In which a day begins.

    Raises
    ------
    BookError
        ``no_activities`` where none belongs to one of these leads.
    """
    name = book.pipeline_or_largest(pipeline)
    frame = book.deals_frame(pipeline=name)
    if sources is not None:
        frame = frame[frame["source"].isin(list(sources))]
    frame = frame[frame["created_at"].notna()].reset_index(drop=True)
    times = _times(frame, activities, book.as_of, timezone)
    if not times["answered"].any():
        raise BookError("no_activities", value=len(frame))
    usable = times[times["answered"] & ~times["before"] & ~times["ended"]]
    in_days = _whole_days(frame, activities, timezone)
    waited = usable["days" if in_days else "hours"]
    horizon = _window(usable, book.as_of)

    def band(after: float | None, upto: float | None) -> ResponseBand:
        part = usable[_between(waited, after, upto)]
        return _band(part, after, upto, horizon, book.as_of, level)

    edges = DAY_BANDS if in_days else BANDS
    day = 1.0 if in_days else 24.0
    fast, slow = band(None, day), band(day, None)
    pair = _pair(fast, slow)
    return LeadResponse(
        as_of=book.as_of,
        sources=tuple(sources or ()),
        leads=len(frame),
        answered=len(usable),
        unanswered=int((~times["answered"] & ~times["ended"]).sum()),
        before=int((times["answered"] & times["before"]).sum()),
        ended=int(times["ended"].sum()),
        in_days=in_days,
        median=float(waited.median()) if len(waited) else None,
        horizon_days=horizon,
        bands=tuple(map(band, [None, *edges], [*edges, None])),
        within_day=fast,
        later=slow,
        difference=None if pair is None else pair[2] / pair[3] - pair[0] / pair[1],
        difference_interval=Interval(-1.0, 1.0) if pair is None else newcombe(*pair, level=level),
        p_value=None if pair is None else score_p_value(*pair),
        level=level,
    )


def _times(
    frame: pd.DataFrame, activities: pd.DataFrame, as_of: date, timezone: str
) -> pd.DataFrame:
    """The leads with when their first answer came, and how long they lived after it."""
    tomorrow = pd.Timestamp(as_of, tz=timezone) + pd.Timedelta(days=1)
    seen = activities[activities["at"] < tomorrow]
    first = seen.groupby(["source_name", "deal_id"])["at"].min()
    keys = pd.MultiIndex.from_frame(frame[["source_name", "deal_id"]])
    at = pd.Series(first.reindex(keys).array, index=frame.index)
    at = pd.to_datetime(at, utc=True).dt.tz_convert(timezone)
    created = frame["created_at"].dt.tz_convert(timezone)
    day = at.dt.tz_localize(None).dt.normalize()
    closed = pd.to_datetime(frame["closed_on"])
    end = closed.where(frame["fate"] != "open", pd.Timestamp(as_of))
    days = (day - created.dt.tz_localize(None).dt.normalize()).dt.days
    answered = at.notna()
    # an answer of the same day without a time came by the end of the day
    by_night = day + pd.Timedelta(days=1) - created.dt.tz_localize(None)
    waited = (at - created).mask((days == 0) & (at < created), by_night)
    ended = (frame["fate"] != "open") & ((answered & (end < day)) | ~answered)
    return pd.DataFrame(
        {
            "answered": answered,
            "hours": waited.dt.total_seconds() / 3600,
            "days": days,
            # a date without a time is midnight: only the day can tell that it was too early
            "before": answered
            & ~ended
            & ((days < 0) | ((at < created) & (at != at.dt.normalize()))),
            "ended": ended,
            "lived": (end - day).dt.days,
            "began": day,
            "outcome": frame["fate"].map({WON: 1, LOST: 2}).fillna(0).astype(int),
        }
    )


def _whole_days(frame: pd.DataFrame, activities: pd.DataFrame, timezone: str) -> bool:
    """Whether either side of the wait is only known to the day."""
    created = frame["created_at"].dt.tz_convert(timezone)
    at = activities["at"].dt.tz_convert(timezone)
    return bool((created == created.dt.normalize()).all() or (at == at.dt.normalize()).all())


def _between(waited: pd.Series, after: float | None, upto: float | None) -> pd.Series:
    low = waited > after if after is not None else waited > -1
    return low & (waited <= upto) if upto is not None else low


def _cohort(leads: pd.DataFrame, as_of: date) -> Cohort:
    """Leads from their first answer on."""
    began = np.array([float(day.toordinal()) for day in leads["began"]])
    nothing = np.full(len(leads), np.nan)
    return Cohort(
        start=None,
        end=as_of,
        as_of=as_of,
        curve=aalen_johansen(leads["lived"], leads["outcome"], n_causes=2),
        created=began,
        days=nothing,
        value=nothing,
        no_clock=0,
        closed=True,
    )


def _window(leads: pd.DataFrame, as_of: date) -> int | None:
    return usual_window(_cohort(leads, as_of).curve)


def _band(
    leads: pd.DataFrame,
    after: float | None,
    upto: float | None,
    horizon: int | None,
    as_of: date,
    level: float,
) -> ResponseBand:
    share = _cohort(leads, as_of).share(horizon) if horizon and len(leads) else None
    return ResponseBand(
        after=after,
        upto=upto,
        leads=len(leads),
        share=None if share is None else share.value,
        interval=Interval(0.0, 1.0) if share is None else share.interval(level=level),
        n=0.0 if share is None else share.n,
    )


def _pair(fast: ResponseBand, slow: ResponseBand) -> tuple[float, float, float, float] | None:
    """Slow and fast leads as (won, n) each; None where either is empty."""
    if fast.share is None or slow.share is None or not fast.n or not slow.n:
        return None
    return slow.share * slow.n, slow.n, fast.share * fast.n, fast.n
