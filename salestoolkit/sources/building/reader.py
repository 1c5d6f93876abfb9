"""What histories of stages are read against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.sources.building.cells import Formats, by_word
from salestoolkit.sources.building.events import LOST, WON, Places, Vocabulary, Wide
from salestoolkit.sources.building.quarantine import Ledger
from salestoolkit.sources.building.stages import fate_of_stage

HISTORY_KINDS = frozenset(
    {
        "pipedrive_changes",
        "salesforce_history",
        "salesforce_field_history",
        "plain_history",
        "fivetran_hubspot_stage_log",
        "fivetran_hubspot_property_history",
        "fivetran_salesforce_history",
    }
)
"""Kinds of tables with one row a change of stage."""

STAGE, STATUS, CREATED, OTHER, CLOSE_DATE = range(5)
CHANGES = {
    **dict.fromkeys(("stage id", "stage", "stagename", "stage name", "dealstage", "etap"), STAGE),
    "status": STATUS,
    **dict.fromkeys(("add time", "created"), CREATED),
    **dict.fromkeys(("expected close date", "closedate", "close date"), CLOSE_DATE),
}
"""What a change log calls the fields that matter here, in plain letters."""


@dataclass(frozen=True)
class Reader:
    """What histories are read against: the deals' ids and beginnings, and what stages mean."""

    ledger: Ledger
    formats: Formats
    deal_ids: pa.Array
    created: Wide
    stage: pa.Array
    names: Mapping[str, str]
    fates: Mapping[str, str | None]
    status_words: Mapping[str, object]
    vocabulary: Vocabulary

    def code(self, name: str) -> int:
        """Code of an entry by the CRM's word for it: won, lost, or a stage."""
        name = self.names.get(name, name)
        fate = self.fates[name] if name in self.fates else fate_of_stage(name, self.status_words)
        return (
            {"won": WON, "lost": LOST}.get(fate or "", -1) if fate else self.vocabulary.stage(name)
        )

    def codes(self, entries: pa.Array) -> Places:
        """Codes of a column of entries; -1 for nulls."""
        return as_places(by_word(entries, self.code, pa.int32()))


def as_places(column: pa.Array) -> Places:
    """Whole numbers of a column; -1 for nulls."""
    return np.array(pc.fill_null(column, -1).to_numpy(zero_copy_only=False), dtype=np.int32)
