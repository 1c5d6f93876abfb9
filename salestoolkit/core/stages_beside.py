"""Stages of several processes beside each other: which each has, and which it lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from salestoolkit.core.process import SalesProcess, Stage


@dataclass(frozen=True, kw_only=True)
class StageRow:
    """One stage across processes: in the place of each its own stage, None where it lacks it."""

    key: str
    stages: tuple[Stage | None, ...]

    @property
    def name(self) -> str:
        """What the first process that has the stage calls it."""
        return next(stage.name for stage in self.stages if stage is not None)

    @property
    def lacking(self) -> tuple[int, ...]:
        """Places of the processes that lack the stage."""
        return tuple(place for place, stage in enumerate(self.stages) if stage is None)


def stages_beside(processes: Sequence[SalesProcess]) -> tuple[StageRow, ...]:
    """Rows of stages that mean the same: one of the seven by its key, another one by its name.

    A stage that comes later in the list of processes stands behind the one before it in its own
    process. A second stage of the same meaning in one process has a row of its own; of several, the
    one with a row's name stands in that row.

    Examples
    --------
    >>> from salestoolkit.core.process import Stage
    >>> short = SalesProcess(name="A", stages=(Stage(key="o", name="Offer"),))
    >>> long = short.with_stage(Stage(key="t", name="Talks"), after="o")
    >>> [(row.name, row.lacking) for row in stages_beside([short, long])]
    [('Offer', ()), ('Talks', (0,))]
    """
    order: list[str] = []
    found: dict[str, list[Stage | None]] = {}
    for place, process in enumerate(processes):
        behind = 0
        named = {
            key: {stage.name.casefold() for stage in row if stage is not None}
            for key, row in found.items()
        }
        for key, stage in _keyed(process, named):
            if key not in found:
                found[key] = [None] * len(processes)
                order.insert(behind, key)
            found[key][place] = stage
            behind = order.index(key) + 1
    return tuple(StageRow(key=key, stages=tuple(found[key])) for key in order)


def _keyed(
    process: SalesProcess, named: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, Stage]]:
    """Each stage with its row: that of its meaning, numbered where the meaning comes again."""
    meanings = [stage.universal or f"={stage.name.strip().casefold()}" for stage in process.stages]
    rows: dict[int, str] = {}
    for by_name in (True, False):
        for place, (meaning, stage) in enumerate(zip(meanings, process.stages, strict=True)):
            numbers = range(1, len(meanings) + 1)
            keys = (meaning if number == 1 else f"{meaning} {number}" for number in numbers)
            free = (key for key in keys if key not in rows.values())
            if by_name:
                free = (key for key in free if stage.name.casefold() in named.get(key, ()))
            if place not in rows and (key := next(free, None)) is not None:
                rows[place] = key
    yield from ((rows[place], stage) for place, stage in enumerate(process.stages))
