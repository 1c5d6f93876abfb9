"""Write a fact into a dossier as somebody who knows it: it goes before what lists say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from salestoolkit.core.dossier import CARD, Dossier, Fact
from salestoolkit.core.sheets import Value, fault_in
from salestoolkit.errors import InvalidValue
from salestoolkit.sources.dossier_text import with_fact, without_others
from salestoolkit.sources.dossiers import parse_dossier
from salestoolkit.sources.sheet_definitions import load_sheet, read_text
from salestoolkit.sources.whole_files import keep_copy, saying_what_cannot_be_written, write_whole


def note_fact(
    path: Path, key: str, value: Value, *, source: str, found_on: date
) -> tuple[Dossier, Path | None]:
    """Write one fact with its source and day; values of other sources beside it are settled by it.

    Returns
    -------
    tuple
        The dossier as it is now, and the copy of the former file where something stood there.

    Raises
    ------
    InvalidValue
        ``dossier_field``, ``dossier_source``, ``dossier_value``, ``sheet_<code>`` where the value does not fit.
    BookError
        Where the file cannot be read; it is left as it is.
    ImportFailed
        ``cannot_write``.
    """
    if not source.strip():
        raise InvalidValue("dossier_source", field=key)
    text = read_text(path)
    dossier = parse_dossier(text, file=str(path))
    card = load_sheet(CARD, dossier.language)
    if key not in card.keys:
        raise InvalidValue("dossier_field", value=key, allowed=", ".join(card.keys))
    field = card.field(key)
    if value is None or value == "" or value == ():
        raise InvalidValue("dossier_value", field=field.label)
    fault = fault_in(field, value)
    if fault is not None:
        raise InvalidValue(
            f"sheet_{fault.code}", field=field.label, value=fault.value, allowed=fault.allowed
        )
    ending = "\r\n" if "\r\n" in text else "\n"
    fact = Fact(value=value, source=" ".join(source.split()), found_on=found_on)
    new = with_fact(without_others(text.replace("\r\n", "\n"), key), key, fact)
    changed = parse_dossier(new, file=str(path))
    former = dossier.facts.get(key, Fact())
    replaces = former.known or former.source or dossier.others.get(key)
    with saying_what_cannot_be_written(path):
        copy = keep_copy(path) if replaces and changed != dossier else None
        write_whole(path, new.replace("\n", ending).encode("utf-8"))
    return changed, copy
