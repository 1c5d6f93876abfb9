"""Which stage of a CRM is which stage of a process, and in what order they come."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from salestoolkit.core.process import SalesProcess, Stage
from salestoolkit.sources.building.spelling import stage_key
from salestoolkit.sources.crm_setup.model import CrmPipeline, CrmSetup, CrmStage


@dataclass(frozen=True, kw_only=True)
class Line:
    """One stage of the pipeline as it shall be: wanted by the process, there already, or both."""

    wanted: Stage | None
    present: CrmStage | None
    order: float = 0


def pipeline_for(process: SalesProcess, setup: CrmSetup) -> CrmPipeline | None:
    """The CRM's pipeline of a process: of its pipeline's name, else of its own name."""
    used = [pipeline for pipeline in setup.pipelines if not pipeline.gone]
    for name in (process.pipeline, process.name):
        if name is not None:
            for same in (lambda text: text, stage_key):
                for pipeline in used:
                    if same(pipeline.name) == same(name):
                        return pipeline
    return None


def matched(stages: Sequence[Stage], present: Sequence[CrmStage]) -> dict[str, CrmStage]:
    """Stages of the CRM by the key of the process's stage; each is matched once.

    First by id (one of a stage's names in the CRM), then by name, by key, by its other names.
    """
    found: dict[str, CrmStage] = {}
    free = list(present)
    ways: tuple[tuple[Callable[[Stage], tuple[str, ...]], Callable[[CrmStage], str]], ...] = (
        (lambda stage: stage.crm, lambda other: other.id),
        (lambda stage: (stage.name,), lambda other: other.name),
        (lambda stage: (stage_key(stage.name),), lambda other: stage_key(other.name)),
        (lambda stage: (stage_key(stage.key),), lambda other: stage_key(other.name)),
        (lambda stage: tuple(map(stage_key, stage.crm)), lambda other: stage_key(other.name)),
    )
    for names, own in ways:
        for stage in stages:
            if stage.key in found:
                continue
            hit = next((other for other in free if own(other) in names(stage)), None)
            if hit is not None:
                found[stage.key] = hit
                free.remove(hit)
    return found


def lines_of(
    stages: Sequence[Stage], pipeline: CrmPipeline | None, *, first: float
) -> tuple[Line, ...]:
    """The stages as they shall stand, with their order numbers; numbers stay where they can.

    What the process does not have keeps its place behind the stage that it follows; what stood behind
    all stages of the process stays there.
    """
    present = () if pipeline is None else pipeline.in_use
    pairs = matched(stages, [stage for stage in present if stage.is_open])
    wanted = {other.id: key for key, other in pairs.items()}
    lines = [Line(wanted=stage, present=pairs.get(stage.key)) for stage in stages]
    for stage, before in _kept(present, wanted):
        place = next(
            (
                i
                for i, line in enumerate(lines)
                if line.present is not None and line.present is before
            ),
            -1 if before is None else len(lines) - 1,
        )
        lines.insert(place + 1, Line(wanted=None, present=stage))
    return tuple(_numbered(lines, present, first))


def _kept(
    present: Sequence[CrmStage], wanted: dict[str, str]
) -> Iterator[tuple[CrmStage, CrmStage | None]]:
    """Stages that the process does not have, each with the one it follows (the last one: itself)."""
    last = max((i for i, stage in enumerate(present) if stage.id in wanted), default=-1)
    for place, stage in enumerate(present):
        if stage.id not in wanted:
            behind_all = place > last
            before = stage if behind_all else (present[place - 1] if place else None)
            yield stage, before


def _numbered(lines: Sequence[Line], present: Sequence[CrmStage], first: float) -> Iterator[Line]:
    old = [line.present for line in lines]
    if old == list(present):
        yield from (
            Line(wanted=line.wanted, present=line.present, order=line.present.order)
            for line in lines
            if line.present is not None
        )
        return
    last = min((stage.order for stage in present), default=first) - 1
    for line in lines:
        own = None if line.present is None else line.present.order
        last = own if own is not None and own > last else last + 1
        yield Line(wanted=line.wanted, present=line.present, order=last)


def places_moved(lines: Sequence[Line], present: Sequence[CrmStage]) -> set[str]:
    """Ids of the stages that changed their place among the others: as few as explain the new order."""
    ranks = {stage.id: rank for rank, stage in enumerate(present)}
    ids = [line.present.id for line in lines if line.wanted and line.present]
    return set(ids) - set(_longest_run(ids, [ranks[key] for key in ids]))


def _longest_run(ids: Sequence[str], ranks: Sequence[int]) -> list[str]:
    """Ids of a longest rising subsequence."""
    tails: list[int] = []
    ends: list[int] = []
    back: list[int | None] = []
    for place, rank in enumerate(ranks):
        at = bisect_left(tails, rank)
        tails[at : at + 1], ends[at : at + 1] = [rank], [place]
        back.append(ends[at - 1] if at else None)
    run: list[str] = []
    step: int | None = ends[-1] if ends else None
    while step is not None:
        run.append(ids[step])
        step = back[step]
    return run
