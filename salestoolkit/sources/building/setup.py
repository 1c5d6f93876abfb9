"""What a CRM's set-up says of its stages: names behind ids, order, chances, pipelines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from salestoolkit.sources.building.cells import Cells, Formats, by_word
from salestoolkit.sources.building.deals import Deals
from salestoolkit.sources.building.quarantine import Ledger
from salestoolkit.sources.building.spelling import stage_key
from salestoolkit.sources.building.stages import fate_of_chance

PIPELINES = ("fivetran_hubspot_pipelines", "pipedrive_pipelines")
STAGES = ("fivetran_hubspot_stages", "pipedrive_stages")
CHANCE_CLOSES = "fivetran_hubspot_stages"
"""Here a chance of 1 or 0 closes a deal; elsewhere 1 is what stands where nobody set one."""

SETUP_KINDS = frozenset({*PIPELINES, *STAGES})
"""Kinds of tables that tell how a CRM is set up."""


@dataclass(frozen=True)
class Setup:
    """Stages by pipeline in order, and what is known of each by name; ``names`` is by id."""

    names: Mapping[str, str] = field(default_factory=dict)
    pipelines: Mapping[str, str] = field(default_factory=dict)
    order: Mapping[str | None, tuple[str, ...]] = field(default_factory=dict)
    chances: Mapping[str, float] = field(default_factory=dict)
    target_days: Mapping[str, float] = field(default_factory=dict)
    fates: Mapping[str, str | None] = field(default_factory=dict)

    def listed(self, pipeline: str | None, met: Collection[str] = ()) -> tuple[str, ...]:
        """Stages of a pipeline in order; empty where nothing tells it.

        Where the set-up knows pipelines by another name than the deals, it is the one whose stages
        are those that the deals were ``met`` in.
        """
        if pipeline in self.order or None in self.order:
            return self.order.get(pipeline) or self.order[None]
        keys = {stage_key(name) for name in met}
        shared = {
            name: len(keys & set(map(stage_key, stages))) for name, stages in self.order.items()
        }
        most = max(shared.values(), default=0)
        best = [name for name, count in shared.items() if count == most]
        return self.order[best[0]] if most and len(best) == 1 else ()

    def named(self, deals: Deals) -> Deals:
        """Deals with names in place of ids of stages and pipelines, and the chances of their stages."""
        for column, names in (("stage", self.names), ("pipeline", self.pipelines)):
            if column in deals.columns and names:
                spelt = by_word(deals.columns[column], partial(_name, names), pa.string())
                deals = deals.with_columns(**{column: spelt})
        if not self.chances or "stage" not in deals.columns:
            return deals
        chances = by_word(deals.columns["stage"], self.chances.get, pa.float64())
        told = deals.get("probability", pa.float64())
        return deals.with_columns(probability=pc.coalesce(told, chances))


def read_setup(ledger: Ledger, formats: Formats, mapping: Mapping[str, Any]) -> Setup:
    """Set-up tables among the files, and the tables ``[stages]`` of the mapping file."""
    own = mapping.get("stages", {})
    names = {str(key): str(name) for key, name in own.get("names", {}).items()}
    rename = {str(old): str(new) for old, new in own.get("rename", {}).items()}
    pipelines: dict[str, str] = {}
    found: list[_Stage] = []
    for number, part in enumerate(ledger.tables):
        cells = Cells(number, part, np.arange(part.table.num_rows), ledger, formats)
        if part.kind in PIPELINES:
            ids, labels = cells.raw("pipeline_id"), cells.raw("pipeline")
            pipelines |= _pairs(ids, labels)
        elif part.kind in STAGES:
            found += _stages(cells)
        else:
            continue
        ledger.use(number, cells.rows)
    names = {**{stage.key: stage.name for stage in found}, **names, **rename}
    return Setup(
        names=names,
        pipelines=pipelines,
        order=_order(found, names, pipelines, own.get("order", ())),
        chances={names[stage.key]: stage.chance for stage in found if stage.chance is not None},
        target_days={names[stage.key]: stage.days for stage in found if stage.days is not None},
        fates={names[stage.key]: stage.fate for stage in found if stage.may_close},
    )


@dataclass(frozen=True)
class _Stage:
    key: str
    name: str
    pipeline: str | None
    place: float
    chance: float | None
    days: float | None
    may_close: bool
    is_won: bool | None
    is_closed: bool | None

    @property
    def fate(self) -> str | None:
        """won or lost where the chance is 1 or 0, or the stage is marked so: these close a deal."""
        if not self.may_close:
            return None
        return fate_of_chance(self.chance, is_won=self.is_won, is_closed=self.is_closed)


def _stages(cells: Cells) -> list[_Stage]:
    texts = [
        cells.raw(name).to_pylist() for name in ("stage_id", "stage", "pipeline_id", "pipeline")
    ]
    truths = [
        cells.truths(name).to_pylist() if cells.has(name) else [None] * len(cells.rows)
        for name in ("is_won", "is_closed")
    ]
    chances = cells.share("probability") if cells.has("probability") else cells.raw("probability")
    places, days = _numbers(cells.raw("position")), _numbers(cells.raw("target_days"))
    closes = cells.part.kind == CHANCE_CLOSES
    return [
        _Stage(
            key=key,
            name=name or key,
            pipeline=named or pipeline,
            place=len(places) if place is None else place,
            chance=chance if closes or chance != 1 else None,
            days=limit,
            may_close=closes,
            is_won=is_won,
            is_closed=is_closed,
        )
        for key, name, pipeline, named, place, limit, chance, is_won, is_closed in zip(
            *texts, places, days, chances.to_pylist(), *truths, strict=True
        )
        if key is not None
    ]


def _order(
    found: list[_Stage],
    names: Mapping[str, str],
    pipelines: Mapping[str, str],
    own: Any,
) -> dict[str | None, tuple[str, ...]]:
    """Stages that are no win and no loss, in order, by pipeline; under None the order for all."""
    order: dict[str | None, tuple[str, ...]] = {}
    for stage in sorted(found, key=lambda stage: stage.place):
        if stage.fate is None:
            pipeline = pipelines.get(stage.pipeline or "", stage.pipeline)
            order[pipeline] = (*order.get(pipeline, ()), names[stage.key])
    if own:
        order = {None: tuple(str(name) for name in own)}
    return order


def _name(names: Mapping[str, str], key: str) -> str:
    return names.get(key, key)


def _pairs(keys: pa.Array, values: pa.Array) -> dict[str, str]:
    pairs = zip(keys.to_pylist(), values.to_pylist(), strict=True)
    return {key: value or key for key, value in pairs if key is not None}


def _numbers(texts: pa.Array) -> list[float | None]:
    return [float(text) if text and text.isdigit() else None for text in texts.to_pylist()]
