"""The deal book seen through a team's own process: stages of the CRM under the names of the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.book.deal_book import DealBook
from salestoolkit.book.deal_rows import in_pipeline
from salestoolkit.book.encode import Mask
from salestoolkit.book.log import encode_log
from salestoolkit.core.counts import LOST, WON
from salestoolkit.core.plain_text import folded
from salestoolkit.core.process import SalesProcess, Stage

ENDS = (WON, LOST, "reopened")


def pipeline_for(book: DealBook, process: SalesProcess, pipeline: str | None = None) -> str | None:
    """The pipeline of a book that a process describes.

    The named one, else the process's own; in a book with one pipeline always that. BookError where
    the book has none of this name.
    """
    if pipeline is None and len(book.processes) == 1:
        return next(iter(book.processes))
    return book.pipeline_or_largest(pipeline or process.pipeline)


def mapped(
    book: DealBook,
    process: SalesProcess,
    *,
    pipeline: str | None = None,
    keep_unknown: bool = False,
) -> DealBook:
    """The book with another process for one pipeline, and its deals moved into that process's stages.

    A stage of the CRM belongs to the stage of the map that lists it under ``crm``, else to the one
    whose key or name, in any of the map's languages, it bears (capital letters and spaces aside).
    Several stages of the CRM may be one of the map: what moved between them did not move. Wins and
    losses stay.

    Parameters
    ----------
    pipeline : str, optional
        As in `pipeline_for`.
    keep_unknown : bool
        Whether stages of the CRM that the map lacks are kept, as stages behind the last one. Without
        it they are left out: a deal stays in the stage before until it enters one that is known.
    """
    name = pipeline_for(book, process, pipeline)
    renamed = _renamed(book, process, name)
    unknown = [entry for entry, key in renamed.items() if key is None]
    names = {stage.key: stage.name for stage in book.processes[name].stages}
    extra = tuple(Stage(key=entry, name=names.get(entry, entry)) for entry in unknown)
    shown = process.with_stages((*process.stages, *extra)) if keep_unknown else process
    table = {entry: key for entry, key in renamed.items() if key is not None and key != entry}
    mine = in_pipeline(book, name)
    return replace(
        book,
        processes={**book.processes, name: shown},
        deals=_rename(book.deals, "stage", table, mine),
        stage_log=_rename(book.stage_log, "entry", table, _log_rows(book, mine)),
    )


def _renamed(book: DealBook, process: SalesProcess, name: str | None) -> dict[str, str | None]:
    """Each stage that the pipeline's deals were in, and its key on the map (None: the map lacks it)."""
    known = _keys_by_name(process)
    old = {stage.key: stage for stage in book.processes[name].stages}
    renamed: dict[str, str | None] = {}
    for entry in _entries(book, name):
        bears = [entry]
        if entry in old:
            bears += [old[entry].name, *old[entry].crm]
        found = [known[folded(text)] for text in bears if folded(text) in known]
        renamed[entry] = found[0] if found else None
    return renamed


def _keys_by_name(process: SalesProcess) -> dict[str, str]:
    """Key of the stage that a name in the CRM stands for; what the map lists itself comes first."""
    known: dict[str, str] = {}
    listed = [[(text, stage.key) for text in stage.crm] for stage in process.stages]
    keys = [[(stage.key, stage.key)] for stage in process.stages]
    names = [[(stage.name, stage.key)] for stage in process.stages]
    others = [
        [(text, stage.key) for text in _other_names(process, stage)] for stage in process.stages
    ]
    for pairs in (*listed, *keys, *names, *others):
        for text, key in pairs:
            known.setdefault(folded(text), key)
    return known


def _other_names(process: SalesProcess, stage: Stage) -> list[str]:
    """A stage's name in the other languages: the map and the CRM need not speak the same one."""
    pairs = [pair for texts in process.translations.values() for pair in texts.items()]
    written = [text for text, said in pairs if said == stage.name]
    known = {stage.name, *written}
    return [*written, *(said for text, said in pairs if text in known)]


def _entries(book: DealBook, name: str | None) -> list[str]:
    """Stages that the deals of a pipeline were in, those of its process first, in order."""
    mine = in_pipeline(book, name)
    columns = (
        book.stage_log["entry"].filter(pa.array(_log_rows(book, mine))),
        book.deals["stage"].filter(pa.array(mine)),
    )
    found = {text for column in columns for text in pc.unique(column).to_pylist() if text}
    order = [stage.key for stage in book.processes[name].stages if stage.key in found]
    return [*order, *sorted(found - set(order) - set(ENDS))]


def _log_rows(book: DealBook, mine: Mask) -> Mask:
    """Entries of the stage log that belong to these deals."""
    if mine.all():
        return np.ones(book.stage_log.num_rows, dtype=np.bool_)
    keys = encode_log(book.stage_log, book.timezone).keys
    place = keys.find(book.deals)
    chosen = np.zeros(len(keys.packed) + 1, dtype=np.bool_)
    chosen[place[mine & (place >= 0)]] = True
    row = keys.find(book.stage_log)
    return np.asarray(chosen[np.where(row < 0, len(keys.packed), row)], dtype=np.bool_)


def _rename(table: pa.Table, column: str, renamed: Mapping[str, str], rows: Mask) -> pa.Table:
    """The table with other texts in some rows of one column."""
    if not renamed:
        return table
    plain = _without_dictionary(table[column])
    place = pc.index_in(plain, value_set=pa.array(list(renamed), pa.string()))
    new = pc.take(pa.array(list(renamed.values()), pa.string()), place)
    changes = pc.and_(pa.array(rows), pc.is_valid(place))
    return table.set_column(
        table.column_names.index(column), column, pc.if_else(changes, new, plain)
    )


def _without_dictionary(column: Any) -> Any:
    return pc.cast(column, pa.string()) if pa.types.is_dictionary(column.type) else column
