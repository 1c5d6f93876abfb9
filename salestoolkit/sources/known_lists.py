"""Lists whose kind is known beforehand: which header carries what, or one sentence that it is another list."""

from __future__ import annotations

from typing import Literal

from salestoolkit.errors import ImportFailed
from salestoolkit.sources.files.raw_table import RawTable
from salestoolkit.sources.recognition.recognise import recognise

Kind = Literal["contacts", "activities", "objected"]


def fields_of_list(table: RawTable, kind: Kind) -> dict[str, str]:
    """Which header of a list carries which field of its kind.

    Raises
    ------
    ImportFailed
        ``list_not_contacts``, ``list_not_activities``, ``list_not_objected`` where the headers are those
        of something else.
    """
    try:
        return recognise(table, as_table=kind).fields
    except ImportFailed as error:
        headers = ", ".join(table.columns)
        raise ImportFailed(f"list_not_{kind}", file=table.path.name, value=headers) from error
