"""Stage histories that stand beside the deals: a column with the date of entry for each stage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from salestoolkit.sources.building.cells import Cells
from salestoolkit.sources.building.deals import Deals
from salestoolkit.sources.building.events import (
    FIRST_STAGE,
    NEVER,
    OVERWRITTEN,
    Events,
    Wide,
    make_events,
    microseconds,
    together,
)
from salestoolkit.sources.building.reader import Reader


def read_stage_dates(deals: Deals, reader: Reader) -> Events:
    """An entry for each date of entering a stage; entered after it was left, it was overwritten."""
    parts: list[Events] = []
    for origin in deals.origins:
        part = reader.ledger.tables[origin.number]
        cells = Cells(origin.number, part, origin.rows, reader.ledger, reader.formats)
        labels = _stage_names(list(part.stage_dates), deals, set(reader.fates))
        for place, (label, (entered, exited)) in enumerate(part.stage_dates.items()):
            if entered is None:
                continue
            time = microseconds(cells.instants(entered, entered))
            left = (
                microseconds(cells.instants(exited, exited))
                if exited
                else np.full_like(time, NEVER)
            )
            dated = np.flatnonzero(time != NEVER)
            contradicts = (left[dated] != NEVER) & (left[dated] < time[dated])
            parts.append(
                make_events(
                    deal=origin.deals[dated],
                    entry=np.full(len(dated), reader.code(labels[label]), np.int32),
                    time=time[dated],
                    rank=place,
                    provenance=np.where(contradicts, OVERWRITTEN, 0).astype(np.int8),
                )
            )
    return together(parts)


def mark_overwritten(events: Events, place_of_entry: Wide) -> Events:
    """Mark stages entered later than a stage that comes after them: their first entry is gone.

    ``events`` are in order; ``place_of_entry`` is each entry's place in the process.
    """
    places = place_of_entry[events.entry]
    stage = events.entry >= FIRST_STAGE
    # The furthest place reached so far, restarting with each deal.
    width = int(places.max(initial=0)) + 1
    group = np.cumsum(events.starts).astype(np.int64) * width
    furthest = np.maximum.accumulate(group + np.where(stage, places, 0)) - group
    again = stage & (places < furthest)
    provenance = np.where(again, OVERWRITTEN, events.provenance).astype(np.int8)
    return replace(events, provenance=provenance)


def _stage_names(labels: list[str], deals: Deals, known: set[str]) -> dict[str, str]:
    """Names of stages by the labels of their columns, which may add the pipeline in brackets."""
    pipelines = {str(name).casefold() for name in deals.get("pipeline").unique().to_pylist()}
    endings = {label.rpartition("(")[2] for label in labels if label.endswith(")")}
    common = len(endings) == 1 and len(labels) > 1
    names: dict[str, str] = {}
    for label in labels:
        stage, _, pipeline = label.removesuffix(")").rpartition(" (")
        in_brackets = label.endswith(")") and bool(stage)
        strip = in_brackets and (common or stage in known or pipeline.casefold() in pipelines)
        names[label] = stage if strip and label not in known else label
    return names
