"""From the histories among the files to a finished stage log and the processes it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.schema import INSTANT
from salestoolkit.core.process import SalesProcess
from salestoolkit.sources.building.cells import Formats, by_word, flat, true
from salestoolkit.sources.building.deals import Deals
from salestoolkit.sources.building.events import (
    FIRST_STAGE,
    LOST,
    NEVER,
    WON,
    Events,
    Vocabulary,
    instants,
    microseconds,
    together,
)
from salestoolkit.sources.building.histories import read_histories
from salestoolkit.sources.building.processes import Standing, make_processes, places_in, standing_of
from salestoolkit.sources.building.quarantine import Ledger
from salestoolkit.sources.building.reader import HISTORY_KINDS, Reader
from salestoolkit.sources.building.setup import Setup
from salestoolkit.sources.building.spelling import stage_key
from salestoolkit.sources.building.stage_dates import mark_overwritten, read_stage_dates
from salestoolkit.sources.building.stage_log import (
    Facts,
    closing_times,
    compose,
    fates_of,
    without_repeats,
)
from salestoolkit.sources.building.stage_names import fates_of_history
from salestoolkit.sources.building.status import Settled
from salestoolkit.sources.building.trust import watched_from


@dataclass(frozen=True)
class History:
    """Deals, the entries of their logs in order, and the processes once they are known."""

    deals: Deals
    events: Events
    vocabulary: Vocabulary
    beside_deals: bool = False
    processes: dict[str | None, SalesProcess] = field(default_factory=dict)


def read_history(
    settled: Settled,
    setup: Setup,
    ledger: Ledger,
    formats: Formats,
    mapping: Mapping[str, Any],
    note: Callable[..., None],
) -> History:
    """Entries of all histories, without repeats; deals made from them where no file has deals."""
    deals, vocabulary = settled.deals, Vocabulary()
    alone = not deals.origins and any(part.kind in HISTORY_KINDS for part in ledger.tables)
    if alone:
        deals = _named_in_histories(ledger)
    for names in (*setup.order.values(), _by_frequency(deals)):
        for name in names:
            vocabulary.stage(name)
    reader = Reader(
        ledger=ledger,
        formats=formats,
        deal_ids=deals.get("deal_id"),
        created=microseconds(deals.get("created_at", INSTANT)),
        stage=deals.get("stage"),
        names=setup.names,
        fates={**fates_of_history(ledger), **setup.fates, **settled.fates},
        status_words=mapping.get("status", {}),
        vocabulary=vocabulary,
    )
    beside = read_stage_dates(deals, reader)
    events = without_repeats(together([beside, read_histories(reader)]), ledger)
    if alone and deals.size:
        deals, events = _deals_from(events, deals, vocabulary)
        note("deals_from_history", n=deals.size)
    deals = _told_by_log(deals, events)
    return History(deals, events, vocabulary, beside_deals=beside.size > 0)


def complete(
    history: History,
    setup: Setup,
    ledger: Ledger,
    *,
    mapping: Mapping[str, Any],
    source_name: str,
    timezone: str,
) -> History:
    """The processes of the pipelines, and the log completed with what the deals table says."""
    deals, events, vocabulary = history.deals, history.events, history.vocabulary
    standing = standing_of(
        deals.get("pipeline"),
        deals.get("stage"),
        deals.get("probability", pa.float64()),
        vocabulary,
    )
    languages = [ledger.tables[origin.number].language for origin in deals.origins]
    processes = make_processes(
        events,
        standing,
        vocabulary,
        setup,
        mapping=mapping.get("stages", {}),
        source_name=source_name,
        language=next((language for language in languages if language), None),
    )
    if history.beside_deals:
        places = places_in(processes, vocabulary)
        events = mark_overwritten(events.with_ranks(places).ordered(), places)
    composed = compose(events, _facts(deals, standing, processes, vocabulary), timezone)
    deals.flag(
        ledger,
        "stage_after_close",
        composed.after_close,
        field="closed_at",
        told_by=("won_at", "lost_at"),
    )
    _flag_unknown_stages(deals, standing, processes, setup, ledger)
    names = pa.array([*vocabulary.names, None], pa.string())
    stage = names.take(pa.array(np.where(standing.stage < 0, len(names) - 1, standing.stage)))
    deals = deals.with_columns(stage=stage)
    return replace(history, deals=deals, events=composed.events, processes=processes)


def latest(events: Events) -> datetime | None:
    """Moment of the last dated entry, None where there is none."""
    dated = events.time[events.time != NEVER]
    if not len(dated):
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(dated.max()))


def _named_in_histories(ledger: Ledger) -> Deals:
    """Deals that histories name, where nothing else is known of them."""
    columns = [
        part.table.columns[part.fields["deal_id"]]
        for part in ledger.tables
        if part.kind in HISTORY_KINDS and "deal_id" in part.fields
    ]
    chunks = [chunk for column in columns for chunk in column.chunks]
    ids = pa.chunked_array(chunks, pa.string()).unique().drop_null()
    return Deals(columns={"deal_id": flat(ids)}, origins=())


def _deals_from(events: Events, deals: Deals, vocabulary: Vocabulary) -> tuple[Deals, Events]:
    """Status and stage of deals by the last entries of their logs; deals without one are none."""
    logged = np.zeros(deals.size, dtype=np.bool_)
    logged[events.deal] = True
    last, stage = np.full(deals.size, -1), np.full(deals.size, -1)
    last[events.deal] = events.entry
    staged = events.entry >= FIRST_STAGE
    stage[events.deal[staged]] = events.entry[staged]
    fate = np.where(last == WON, 1, np.where(last == LOST, 2, 0))
    names = pa.array([*vocabulary.names, None], pa.string())
    made = deals.with_columns(
        status=pa.array(["open", "won", "lost"]).take(pa.array(fate)),
        stage=names.take(pa.array(np.where(stage < 0, len(names) - 1, stage))),
    ).where(logged)
    places = np.cumsum(logged, dtype=np.int32) - np.int32(1)
    return made, replace(events, deal=places[events.deal])


def _by_frequency(deals: Deals) -> list[str]:
    """Stages that the deals were exported in, in the order in which they appear."""
    return [name for name in deals.get("stage").unique().to_pylist() if name is not None]


def _told_by_log(deals: Deals, events: Events) -> Deals:
    """Dates that only the log tells: of closing, and since when a deal was watched."""
    if not events.size:
        return deals
    closing = closing_times(events, fates_of(deals.get("status")))
    closed_at = pc.coalesce(deals.get("closed_at", INSTANT), instants(closing))
    watched = instants(watched_from(events, deals.size))
    observed = pc.coalesce(deals.get("observed_from", INSTANT), watched)
    return deals.with_columns(closed_at=closed_at, observed_from=observed)


def _facts(
    deals: Deals,
    standing: Standing,
    processes: Mapping[str | None, SalesProcess],
    vocabulary: Vocabulary,
) -> Facts:
    firsts = [
        vocabulary.stage(processes[name].stages[0].key) if processes[name].stages else -2
        for name in standing.pipelines
    ]
    return Facts(
        fate=fates_of(deals.get("status")),
        stage=standing.stage,
        first_stage=np.array([*firsts, -2], np.int32)[standing.pipeline],
        created=microseconds(deals.get("created_at", INSTANT)),
        closed=microseconds(deals.get("closed_at", INSTANT)),
        stage_changed=microseconds(deals.get("stage_changed_at", INSTANT)),
    )


def _is_among(keys: set[str], name: str) -> bool:
    return stage_key(name) in keys


def _flag_unknown_stages(
    deals: Deals,
    standing: Standing,
    processes: Mapping[str | None, SalesProcess],
    setup: Setup,
    ledger: Ledger,
) -> None:
    """Flag deals in a stage that the set-up or the mapping file does not list."""
    if not setup.order or not deals.size:
        return
    stage, unlisted = deals.get("stage"), np.zeros(deals.size, dtype=np.bool_)
    for place, pipeline in enumerate(standing.pipelines):
        process = [stage.key for stage in processes[pipeline].stages]
        listed = {stage_key(name) for name in setup.listed(pipeline, process)}
        if listed:
            known = true(by_word(stage, partial(_is_among, listed), pa.bool_()))
            unlisted |= ~known & (standing.pipeline == place) & (standing.stage >= 0)
    deals.flag(ledger, "unknown_stage", unlisted, field="stage")
