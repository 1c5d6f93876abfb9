"""What stages of a history are called and mean, where the history itself does not say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

from salestoolkit.sources.building.cells import Cells, Formats
from salestoolkit.sources.building.events import Places
from salestoolkit.sources.building.quarantine import Ledger
from salestoolkit.sources.building.reader import HISTORY_KINDS, STAGE, Reader
from salestoolkit.sources.building.stages import truth


def with_stage_names(
    cells: Cells, raw: pa.Array, kind: Places, deal: Places, reader: Reader
) -> Reader:
    """A reader that knows the names of stage ids, from the stage that each deal was exported in.

    The last stage id of a deal's changes is the stage that it stands in: most deals decide.
    """
    if cells.part.kind != "pipedrive_changes" or reader.stage.null_count == len(reader.stage):
        return reader
    stage = kind == STAGE
    frame = pd.DataFrame(
        {
            "deal": deal[stage],
            "id": raw.filter(pa.array(stage)).to_pandas(),
            "time": cells.raw("entered_at").filter(pa.array(stage)).to_pandas(),
        }
    ).dropna(subset=["id"])
    # A changelog's times sort as texts: they are written year first.
    last = frame.sort_values("time", kind="stable").groupby("deal")["id"].last()
    named = reader.stage.take(pa.array(last.index.to_numpy())).to_pandas()
    votes = pd.DataFrame({"id": last.to_numpy(), "name": named.to_numpy()}).dropna()
    votes = votes[votes["id"].str.isdigit() & (votes["id"] != votes["name"])]
    tally = votes.value_counts(["id", "name"]).reset_index().drop_duplicates("id")
    names = dict(zip(tally["id"], tally["name"], strict=True))
    return replace(reader, names={**names, **reader.names})


def fates_of_history(ledger: Ledger) -> dict[str, str | None]:
    """What stages mean by the marks ``is_won`` and ``is_closed`` that histories set beside them."""
    fates: dict[str, str | None] = {}
    for number, part in enumerate(ledger.tables):
        if part.kind not in HISTORY_KINDS or not {"entry", "is_won", "is_closed"} <= set(
            part.fields
        ):
            continue
        rows = np.arange(part.table.num_rows)
        cells = Cells(number, part, rows, ledger, Formats(None, None, None))
        marks = pa.table(
            {name: cells.raw(name) for name in ("entry", "is_won", "is_closed")}
        ).group_by(["entry", "is_won", "is_closed"])
        for row in marks.aggregate([]).to_pylist():
            won, closed = (truth(row[name] or "") for name in ("is_won", "is_closed"))
            fates[row["entry"]] = "won" if won else "lost" if closed else None
    return {name: fate for name, fate in fates.items() if name is not None}
