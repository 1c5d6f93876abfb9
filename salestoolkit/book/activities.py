"""Activities of the deal book, placed into the stages that their deals were in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.encode import UNKNOWN_DAY, Ints, as_text, codes, day_number
from salestoolkit.book.lead_tables import activities_of
from salestoolkit.book.log import encode_log
from salestoolkit.book.moves import moves_at
from salestoolkit.book.tally import text
from salestoolkit.book.visits import Stays, ends, passages_of
from salestoolkit.core.stage_activities import StageActivities

Wide = npt.NDArray[np.int64]
STRATA = ("source", "segment")


def stage_activities(book: DealBook, *, pipeline: str | None = None) -> StageActivities | None:
    """What was done in each stage: see `salestoolkit.core.stage_activities.HasActivities`.

    An activity belongs to every passage that was under way on its day, the days of entry and of exit
    included; what is dated after ``as_of`` is left out. None where the book holds no activity of a deal.
    """
    done = activities_of(book)
    if not len(done):
        return None
    pipeline = book.pipeline_or_largest(pipeline)
    passages = passages_of(book, pipeline)
    clocked = np.flatnonzero((passages.days != UNKNOWN_DAY) & (passages.start != UNKNOWN_DAY))
    days = done["at"].dt.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64)
    deal = _deal_rows(book, done)
    known = (deal >= 0) & (days <= day_number(book.as_of))
    kinds = done["type"].fillna("").astype(str).to_numpy(dtype=object)[known]
    return StageActivities(
        stays=_stays(book, pipeline, passages, clocked),
        activities=_placed(passages, clocked, deal[known], days[known], kinds, book.deals.num_rows),
    )


def _deal_rows(book: DealBook, done: pd.DataFrame) -> Wide:
    """Row in the deals table of each activity's deal, -1 where it is none of them."""
    keys = encode_log(book.stage_log, book.timezone).keys
    rows = np.full(len(keys.packed) + 1, -1, dtype=np.int64)
    of_deals = keys.find(book.deals)
    found = np.flatnonzero(of_deals >= 0)
    rows[of_deals[found]] = found
    pairs = {name: pa.array(done[name].astype(str)) for name in ("source_name", "deal_id")}
    return rows[keys.find(pa.table(pairs))]


def _stays(book: DealBook, pipeline: str | None, passages: Stays, clocked: Wide) -> pd.DataFrame:
    moves = moves_at(book, pipeline)
    start = passages.start[clocked].astype(np.int64)
    frame = pd.DataFrame(
        {
            "stage": text(passages.stage[clocked], list(moves.stages)),
            "next": text(passages.next[clocked], list(ends(moves))),
            "days": passages.days[clocked].astype(np.int64),
            "entry_age": passages.entry_age[clocked].astype(np.int64),
            "watched": day_number(book.as_of) - start,
            "entered": start.astype("datetime64[D]").astype("datetime64[s]"),
        }
    )
    for name in STRATA:
        column = codes(book.deals[name])
        values = np.array(as_text(column.values), dtype=object)
        frame[name] = values[column.codes[passages.deal[clocked]]]
    return frame


def _placed(
    passages: Stays,
    clocked: Wide,
    deal: Wide,
    days: Wide,
    kinds: npt.NDArray[np.object_],
    deals: int,
) -> pd.DataFrame:
    """Each activity with each stay that it fell into, stage by stage: a deal has one stay in each."""
    stays, found = [], []
    stage: Ints = passages.stage[clocked]
    for place in np.unique(stage):
        mine = np.flatnonzero(stage == place)
        of_deal = np.full(deals, -1, dtype=np.int64)
        of_deal[passages.deal[clocked[mine]]] = mine
        stay = of_deal[deal]
        at = np.flatnonzero(stay >= 0)
        since = days[at] - passages.start[clocked[stay[at]]]
        inside = (since >= 0) & (since <= passages.days[clocked[stay[at]]])
        stays.append(stay[at[inside]])
        found.append(at[inside])
    chosen = np.concatenate(found) if found else np.empty(0, dtype=np.int64)
    stay = np.concatenate(stays) if stays else np.empty(0, dtype=np.int64)
    since = days[chosen] - passages.start[clocked[stay]]
    return pd.DataFrame({"stay": stay, "type": kinds[chosen], "day": since})
