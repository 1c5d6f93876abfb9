"""The structure of packaged processes (no words): what an industry changes in the universal one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from salestoolkit.core.process import RACI
from salestoolkit.sources.content import load_market

Table = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class ProcessStructure:
    """One process with what it inherits, for one market and one kind of offer; keys, no words."""

    key: str
    linked: str | None = None
    stages: Mapping[str, Table] = field(default_factory=dict)
    activities: Mapping[str, Table] = field(default_factory=dict)
    stakeholders: Mapping[str, Table] = field(default_factory=dict)
    handovers: tuple[Table, ...] = ()
    moves: tuple[Table, ...] = ()


def structures(name: str, market: str | None, offer: str | None) -> tuple[ProcessStructure, ...]:
    """The processes of a template that there are in a market, each with what it inherits."""
    top = load_market(name)
    return tuple(
        _structure(top, process, market, offer)
        for process in top["process"]
        if _applies(process, market, offer)
    )


def base_of(name: str) -> str | None:
    """Name of the template that this one is written as differences to."""
    base: str | None = load_market(name).get("base")
    return base


def _structure(
    top: Table, process: Table, market: str | None, offer: str | None
) -> ProcessStructure:
    base = load_market(top["base"]) if "base" in top else {}
    layers = [base, *base.get("process", ()), top, process]
    stages = {
        key: _stage(key, process, base)
        for key in process["stages"]
        if _applies(process.get("stage", {}).get(key, {}), market, offer)
    }
    activities = {key: _merged(layers, "activity", key) for key in _named(stages.values())}
    activities = {key: row for key, row in activities.items() if _applies(row, market, offer)}
    people = _people(layers, process, stages.values(), activities.values())
    handovers = (_handover(row, base) for row in process.get("handover", ()))
    moves = process.get("move", ())
    return ProcessStructure(
        key=process["key"],
        linked=process.get("linked"),
        stages={key: _filtered(row, activities, market, offer) for key, row in stages.items()},
        activities={key: _with_people(row, people) for key, row in activities.items()},
        stakeholders=people,
        handovers=tuple(
            row for row in handovers if row["stage"] in stages and _applies(row, market, offer)
        ),
        moves=tuple(
            row
            for row in moves
            if {row["start"], row["end"]} <= set(stages) and _applies(row, market, offer)
        ),
    )


def _applies(table: Table, market: str | None, offer: str | None) -> bool:
    """Whether something exists here; where nothing is said about the offer, both kinds are shown."""
    in_market = "market" not in table or market in table["market"]
    return in_market and (offer is None or offer in table.get("offer", (offer,)))


def _stage(key: str, process: Table, base: Table) -> dict[str, Any]:
    inherited = base["process"][0]["stage"].get(key, {}) if base else {}
    own = process.get("stage", {}).get(key, {})
    stage = {"universal": key if inherited else None, **inherited, **own}
    if not base:
        stage["universal"] = key
    stage["activities"] = _list(stage.get("activities", ()), own, "add", "drop")
    stage["metrics"] = _list(stage.get("metrics", ()), own, "add_metrics", "drop_metrics")
    return stage


def _list(inherited: Iterable[str], own: Table, add: str, drop: str) -> list[str]:
    gone = own.get(drop, ())
    return [key for key in inherited if key not in gone] + list(own.get(add, ()))


def _named(stages: Iterable[Table]) -> list[str]:
    return list(dict.fromkeys(key for stage in stages for key in stage["activities"]))


def _merged(layers: Iterable[Table], table: str, key: str) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for layer in layers:
        merged.update(layer.get(table, {}).get(key, {}))
    return merged


def _people(
    layers: Iterable[Table], process: Table, stages: Iterable[Table], activities: Iterable[Table]
) -> dict[str, Table]:
    """Our own people who have a part; of the client's and partners' those the process lists."""
    people: dict[str, Table] = {}
    for layer in layers:
        for row in layer.get("stakeholder", ()):
            people[row["key"]] = {**people.get(row["key"], {}), **row}
    used = {stage["owner"] for stage in stages}
    used |= {key for row in activities for part in RACI for key in row.get(part, ())}
    listed = {row["key"] for row in process.get("stakeholder", ())}
    ours = {key for key in used if people[key].get("side", "us") == "us"}
    return {key: row for key, row in people.items() if key in listed | ours}


def _with_people(row: Table, people: Mapping[str, Table]) -> dict[str, tuple[str, ...]]:
    return {part: tuple(key for key in row.get(part, ()) if key in people) for part in RACI}


def _filtered(
    stage: dict[str, Any], activities: Mapping[str, Table], market: str | None, offer: str | None
) -> dict[str, Any]:
    papers = [row for row in stage.get("documents", ()) if _applies(row, market, offer)]
    kept = [key for key in stage["activities"] if key in activities]
    return {**stage, "activities": kept, "documents": papers}


def _handover(row: Table, base: Table) -> dict[str, Any]:
    inherited: dict[str, Any] = {}
    for process in base.get("process", ()):
        for other in process.get("handover", ()):
            if other["key"] == row["key"]:
                inherited = dict(other)
    return {**inherited, **row}
