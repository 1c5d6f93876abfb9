"""The sales process of each pipeline, made from the export itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from salestoolkit.core.process import UNIVERSAL_STAGES, SalesProcess, Stage
from salestoolkit.errors import ImportFailed
from salestoolkit.sources.building.events import FIRST_STAGE, Events, Vocabulary, Wide
from salestoolkit.sources.building.setup import Setup
from salestoolkit.sources.building.spelling import stage_key
from salestoolkit.sources.building.stages import universal_stage

Matrix = npt.NDArray[np.int64]

MOST_STAGES = 500
"""More stages than this are no stages: a column of names was taken for one."""
LONGEST_WALK = 40
"""So many first visits of one deal are compared with each other, the others with their neighbours."""


@dataclass(frozen=True)
class Standing:
    """Pipeline of each deal, and the stage it was exported in (code, -1 for none).

    ``chance`` is its probability, NaN where the export has none.
    """

    pipelines: list[str | None]
    pipeline: npt.NDArray[np.int32]
    stage: npt.NDArray[np.int32]
    chance: npt.NDArray[np.float64]


def make_processes(
    events: Events,
    standing: Standing,
    vocabulary: Vocabulary,
    setup: Setup,
    *,
    mapping: Mapping[str, Any],
    source_name: str,
    language: str | None,
) -> dict[str | None, SalesProcess]:
    """A process for each pipeline: its stages in order, each with the universal stage it resembles.

    The order is that of the set-up or the mapping file; else the one that most deals follow (of two
    stages the one that more deals visit first comes first); where the history does not tell, by the
    chance to win, by resemblance to the seven stages, by first appearance. ``events`` are in order.

    Raises
    ------
    ImportFailed
        ``too_many_stage_names``, ``unknown_universal_stage``.
    """
    if len(vocabulary.stages) > MOST_STAGES:
        raise ImportFailed(
            "too_many_stage_names",
            value=len(vocabulary.stages),
            examples=", ".join(vocabulary.stages[:3]),
            allowed=MOST_STAGES,
        )
    universal = _universal(vocabulary.stages, mapping.get("universal", {}))
    visits = _first_visits(events, standing, len(vocabulary.names))
    processes: dict[str | None, SalesProcess] = {}
    for place, pipeline in enumerate(standing.pipelines):
        found = _met(visits[place], standing, place)
        names = [vocabulary.names[code] for code in found]
        listed = [vocabulary.stage(name) for name in setup.listed(pipeline, names)]
        stages = listed + [code for code in found if code not in set(listed)]
        ties = _ties(stages, standing, place, vocabulary, universal)
        order = _ordered(stages, listed, _before(visits[place]), ties)
        processes[pipeline] = SalesProcess(
            name=pipeline or source_name,
            stages=tuple(_stage(vocabulary.names[code], universal, setup) for code in order),
            pipeline=pipeline,
            language=language,
        )
    return processes


def places_in(processes: Mapping[str | None, SalesProcess], vocabulary: Vocabulary) -> Wide:
    """Place of every entry in the processes; won and lost come behind all stages."""
    places = np.full(len(vocabulary.names), MOST_STAGES, np.int64)
    for process in reversed(list(processes.values())):
        for place, stage in enumerate(process.stages):
            places[vocabulary.stage(stage.key)] = place
    return places


def _universal(names: Sequence[str], own: Mapping[str, Any]) -> dict[str, str | None]:
    """The universal stage of each stage; what the mapping file says goes first."""
    told = {stage_key(str(name)): str(stage) for name, stage in own.items()}
    for stage in told.values():
        if stage not in UNIVERSAL_STAGES:
            raise ImportFailed(
                "unknown_universal_stage", value=stage, allowed=", ".join(UNIVERSAL_STAGES)
            )
    return {name: told.get(stage_key(name)) or universal_stage(name) for name in names}


@dataclass(frozen=True)
class _FirstVisits:
    """First visits of one pipeline's deals, in order: deal, stage code, moment."""

    deal: npt.NDArray[np.int32]
    stage: npt.NDArray[np.int32]
    time: Wide
    names: int


def _first_visits(events: Events, standing: Standing, names: int) -> list[_FirstVisits]:
    """First visits of the deals of each pipeline."""
    staged = np.flatnonzero(events.entry >= FIRST_STAGE)
    key = events.deal[staged].astype(np.int64) * names + events.entry[staged]
    first = staged[np.sort(np.unique(key, return_index=True)[1])]
    pipeline = standing.pipeline[events.deal[first]]
    order = np.argsort(pipeline, kind="stable")
    bounds = np.searchsorted(pipeline[order], np.arange(len(standing.pipelines) + 1))
    parts = [first[order[low:high]] for low, high in pairwise(bounds)]
    return [
        _FirstVisits(events.deal[part], events.entry[part], events.place[part], names)
        for part in parts
    ]


def _met(visits: _FirstVisits, standing: Standing, place: int) -> list[int]:
    """Stages of a pipeline in the order of their first appearance."""
    exported = standing.stage[standing.pipeline == place]
    met = np.concatenate([visits.stage, exported[exported >= 0]])
    codes, appeared = np.unique(met, return_index=True)
    return [int(code) for code in codes[np.argsort(appeared)]]


def _before(visits: _FirstVisits) -> Matrix:
    """How many deals visit one stage (row) at an earlier moment than another (column)."""
    size = visits.names
    tally = np.zeros(size * size, np.int64)
    for step in range(1, min(LONGEST_WALK, len(visits.deal))):
        same = visits.deal[step:] == visits.deal[:-step]
        if not same.any():
            break
        apart = same & (visits.time[step:] > visits.time[:-step])
        pairs = visits.stage[:-step][apart].astype(np.int64) * size + visits.stage[step:][apart]
        tally += np.bincount(pairs, minlength=size * size)
    return tally.reshape(size, size)


def _ties(
    stages: Sequence[int],
    standing: Standing,
    place: int,
    vocabulary: Vocabulary,
    universal: Mapping[str, str | None],
) -> dict[int, tuple[float, float, int]]:
    """What orders stages that no history orders: chance to win, resemblance, first appearance."""
    mine = (standing.pipeline == place) & (standing.stage >= 0) & ~np.isnan(standing.chance)
    chances = {
        code: float(np.median(standing.chance[mine & (standing.stage == code)]))
        for code in np.unique(standing.stage[mine]).tolist()
    }
    all_known = all(code in chances for code in stages)
    ties: dict[int, tuple[float, float, int]] = {}
    for appeared, code in enumerate(stages):
        resembled = universal[vocabulary.names[code]]
        rank = UNIVERSAL_STAGES.index(resembled) if resembled else len(UNIVERSAL_STAGES)
        ties[code] = (chances[code] if all_known else 0.0, rank, appeared)
    return ties


def _ordered(
    stages: Sequence[int],
    listed: Sequence[int],
    before: Matrix,
    ties: Mapping[int, tuple[float, float, int]],
) -> list[int]:
    """Stages one by one: each time one that no other left should come before.

    Where the majorities run in a circle, the stage that most deals visit before the others left.
    """
    ahead = before > before.T
    for place, code in enumerate(listed):
        later = listed[place + 1 :]
        ahead[code, later], ahead[later, code] = True, False
    left, order = list(stages), []
    while left:
        waits = ahead[np.ix_(left, left)].sum(axis=0)
        free = [code for code, held in zip(left, waits, strict=True) if held == 0]
        if free:
            chosen = min(free, key=lambda code: ties[code])
        else:
            lead = (before[np.ix_(left, left)] - before.T[np.ix_(left, left)]).sum(axis=1)
            chosen = left[int(lead.argmax())]
        order.append(chosen)
        left.remove(chosen)
    return order


def _stage(name: str, universal: Mapping[str, str | None], setup: Setup) -> Stage:
    chance = setup.chances.get(name)
    return Stage(
        key=name,
        name=name,
        universal=universal[name],
        target_days=setup.target_days.get(name),
        win_probability=chance if chance is not None and 0 < chance < 1 else None,
    )


def standing_of(
    pipeline: pa.Array, stage: pa.Array, chance: pa.Array, vocabulary: Vocabulary
) -> Standing:
    """Pipelines, stages and chances of the deals as codes; stages join the vocabulary."""
    coded = pipeline.dictionary_encode(null_encoding="encode")
    stages = stage.dictionary_encode()
    lookup = [vocabulary.stage(name) for name in stages.dictionary.to_pylist()]
    codes = np.array([*lookup, -1], np.int32)
    return Standing(
        pipelines=coded.dictionary.to_pylist(),
        pipeline=np.asarray(coded.indices.to_numpy(zero_copy_only=False), dtype=np.int32),
        stage=codes[np.asarray(stages.indices.fill_null(len(lookup)).to_numpy())],
        chance=np.asarray(chance.to_numpy(zero_copy_only=False), dtype=np.float64),
    )
