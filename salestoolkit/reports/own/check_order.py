"""Whether a notebook runs from top to bottom: nothing may hang on what a person once ran by hand."""

from __future__ import annotations

import builtins
import json
from collections.abc import Iterator, Sequence

from salestoolkit.reports.own.cells import Cell, Finding
from salestoolkit.reports.own.names import CellNames, names_of

ALWAYS_THERE = frozenset(dir(builtins)) | {"display", "get_ipython", "__name__", "__doc__"}
MOST_COUNTS = 8


def order_findings(cells: Sequence[Cell]) -> Iterator[Finding]:
    """Cells that are no Python, names that are used before they are made, counts out of order."""
    for cell in cells:
        if cell.tree is None:
            yield Finding(code="syntax", cell=cell.number, value=cell.problem)
    named = [(cell.number, names_of(cell.tree)) for cell in cells if cell.tree is not None]
    yield from _names_out_of_order(named)
    yield from _counts(cells)
    yield from _kept(cells)


def _names_out_of_order(named: Sequence[tuple[int, CellNames]]) -> Iterator[Finding]:
    """One finding a name, at the first cell that misses it."""
    if any(names.star for _, names in named):
        # nobody can tell from the outside which names such an import brings
        return
    makers = {name: number for number, names in reversed(named) for name in names.made}
    known, told = set(ALWAYS_THERE), set[str]()
    for number, names in named:
        missing = [name for name in names.used if name not in known]
        missing += sorted(names.later - known - makers.keys())
        for name in missing:
            if name not in told:
                told.add(name)
                yield _missing(name, number, makers.get(name))
        known = (known | names.made) - names.gone


def _missing(name: str, cell: int, maker: int | None) -> Finding:
    if maker is None:
        return Finding(code="name_nowhere", cell=cell, value=name)
    if maker < cell:
        return Finding(code="name_deleted", cell=cell, value=name, other=maker)
    return Finding(code="name_later", cell=cell, value=name, other=maker)


def _counts(cells: Sequence[Cell]) -> Iterator[Finding]:
    """Whether the cells were last run one after the other, in a kernel that had run nothing before."""
    counts = [(cell.number, cell.count) for cell in cells if cell.count is not None]
    wrong = [number for place, (number, count) in enumerate(counts, 1) if count != place]
    if wrong:
        shown = ", ".join(str(count) for _, count in counts[:MOST_COUNTS])
        more = ", ..." if len(counts) > MOST_COUNTS else ""
        yield Finding(code="counts", severity="advice", cell=wrong[0], value=shown + more)


def _kept(cells: Sequence[Cell]) -> Iterator[Finding]:
    kept = [cell for cell in cells if cell.outputs]
    if kept:
        size = sum(len(json.dumps(cell.outputs, default=str)) for cell in kept)
        yield Finding(code="kept_outputs", severity="advice", cell=kept[0].number, value=str(size))
