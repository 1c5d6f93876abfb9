"""One name written in several ways: found, and brought to one spelling."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa

from salestoolkit.sources.building.cells import true
from salestoolkit.sources.building.deals import Deals
from salestoolkit.sources.building.quarantine import Ledger

_LOOSE = re.compile(r"[\s\-_./,·–—]+")


def product_key(name: str) -> str:
    """A product's name without case, spaces and dashes; signs such as ``+`` and ``#`` tell names apart.

    Examples
    --------
    >>> product_key("GTX Pro") == product_key("gtx-pro"), product_key("C") == product_key("C#")
    (True, False)
    """
    return _LOOSE.sub("", name.casefold()) or name


def stage_key(name: str) -> str:
    """A stage's name without case and repeated spaces.

    Examples
    --------
    >>> stage_key("Closed  won ") == stage_key("closed Won")
    True
    """
    return " ".join(name.casefold().split())


def one_spelling(
    names: Sequence[str],
    counts: Sequence[int],
    key: Callable[[str], str],
    known: Sequence[str] = (),
) -> dict[str, str]:
    """The spelling to keep for each name: the known one, else the most frequent, else the first.

    Examples
    --------
    >>> one_spelling(["GTXPro", "MG"], [9, 5], product_key, known=["GTX Pro"])
    {'GTXPro': 'GTX Pro', 'MG': 'MG'}
    """
    listed: dict[str, str] = {}
    for name in known:
        listed.setdefault(key(name), name)
    groups: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for place, (name, count) in enumerate(zip(names, counts, strict=True)):
        groups[key(name)].append((-count, place, name))
    kept = {group: listed.get(group, min(found)[2]) for group, found in groups.items()}
    return {name: name if name in known else kept[key(name)] for name in names}


def settle_spelling(
    deals: Deals,
    field: str,
    ledger: Ledger,
    *,
    key: Callable[[str], str],
    note: Callable[..., None],
    known: Sequence[str] = (),
) -> Deals:
    """Bring a column of the deals to one spelling a name; flag each row that was changed."""
    if field not in deals.columns:
        return deals
    column = deals.columns[field]
    coded = column.dictionary_encode()
    names = coded.dictionary.to_pylist()
    counts = np.bincount(np.asarray(coded.indices.drop_null()), minlength=len(names))
    kept = one_spelling(names, counts.tolist(), key, known)
    changed = [kept[name] != name for name in names]
    if not any(changed):
        return deals
    for name, count in zip(names, counts.tolist(), strict=True):
        if kept[name] != name:
            note(f"{field}_spelling", written=name, kept=kept[name], n=count)
    mask = true(pa.array(changed, pa.bool_()).take(coded.indices))
    deals.flag(ledger, f"{field}_spelling", mask, field=field, values=column)
    spelt = pa.array([kept[name] for name in names], pa.string()).take(coded.indices)
    return deals.with_columns(**{field: spelt})
